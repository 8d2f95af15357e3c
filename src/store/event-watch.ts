import { lastPosition } from './events.ts';
import type { Database } from './database.ts';

/** Lets readers wait for events instead of asking again and again. */
export type EventWatch = {
  /** Resolves when there is an event after this position, or when the signal aborts; never rejects. */
  readonly wait: (after: number, signal: AbortSignal) => Promise<void>;
  /** Says that something was committed: waiters look at once instead of at the next tick. */
  readonly ring: () => void;
  /** Lets every waiter go. */
  readonly close: () => void;
};

/** How late a waiter hears of a commit of another process. One small query serves all waiters. */
const TICK_MS = 500;

/**
 * One look at the newest position per tick, for everybody who waits; none while nobody does. Not LISTEN/NOTIFY: a notifying
 * commit takes a lock of the whole server, and a lost connection would have to be noticed.
 */
export function createEventWatch(db: Database, tickMs: number = TICK_MS): EventWatch {
  const waiters = new Set<Waiter>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let isRungMeanwhile = false;

  const look = async (): Promise<void> => {
    // A database that is away answers nobody: waiters go on waiting and leave by their own signal.
    const position = await lastPosition(db).catch(() => undefined);
    if (position === undefined) return;
    for (const waiter of waiters) if (position > waiter.after) waiter.leave();
  };
  const lookOnce = (): void => {
    if (looking) {
      isRungMeanwhile = true;
      return;
    }
    looking = look().finally(() => {
      looking = undefined;
      if (!isRungMeanwhile) return;
      isRungMeanwhile = false;
      if (waiters.size > 0) lookOnce();
    });
  };
  const stopIfIdle = (): void => {
    if (waiters.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    wait: (after, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const waiter: Waiter = {
          after,
          leave: () => {
            waiters.delete(waiter);
            signal.removeEventListener('abort', waiter.leave);
            stopIfIdle();
            resolve();
          },
        };
        waiters.add(waiter);
        signal.addEventListener('abort', waiter.leave, { once: true });
        timer ??= setInterval(lookOnce, tickMs).unref();
        // What was committed between the reader's question and now rings no bell.
        lookOnce();
      }),
    ring: () => {
      if (waiters.size > 0) lookOnce();
    },
    close: () => {
      for (const waiter of waiters) waiter.leave();
    },
  };
}

type Waiter = { readonly after: number; readonly leave: () => void };
