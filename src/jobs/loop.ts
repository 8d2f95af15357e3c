import { codeOf } from '../lib/failure.ts';

/** Between looks when nothing woke the loop: the floor under every hint. */
const PAUSE_MS = 1_000;
/** After a failure: the database is probably away, and hammering it helps nobody. */
const FAILURE_PAUSE_MS = 2_000;

export type Loop = {
  /** There is something to do: look now. A hint that may be lost. */
  readonly wake: () => void;
  /** Finishes the round in hand. */
  readonly stop: () => Promise<void>;
  /** When the last round ended well (epoch ms); readiness looks at it. */
  readonly lastRoundAt: () => number;
};

/**
 * Repeats a round of work for ever: at once while there is more, else after a pause or when woken. A failing round is reported
 * with its code and tried again: a loop never dies.
 */
export function startLoop(
  round: () => Promise<number>,
  onError: (code: string) => void,
  pauseMs = PAUSE_MS,
): Loop {
  let isStopped = false;
  let isWoken = false;
  let wakeUp: (() => void) | undefined;
  let lastRoundAt = Date.now();

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!isStopped) {
      isWoken = false;
      try {
        const count = await round();
        lastRoundAt = Date.now();
        if (count === 0 && !isWoken) await pause(pauseMs);
      } catch (error) {
        onError(codeOf(error));
        if (!isStopped) await pause(FAILURE_PAUSE_MS);
      }
    }
  };
  const done = run();

  // Said to a round under way as well as to a pause: after either, nobody sleeps.
  const wake = (): void => {
    isWoken = true;
    wakeUp?.();
  };

  return {
    wake,
    stop: () => {
      isStopped = true;
      wake();
      return done;
    },
    lastRoundAt: () => lastRoundAt,
  };
}
