import { setTimeout as wait } from 'node:timers/promises';

/** Work that a worker need not wait for: it has a life of its own in the store, and a worker has others to serve. */
export type Background = {
  /** Resolves when the work is over, or goes on behind the worker's back. Rejects only for what was over in time. */
  readonly run: (work: Promise<void>) => Promise<void>;
  /** Resolves when nothing goes on any more, or soon after. */
  readonly settle: () => Promise<void>;
};

/** A worker waits so long for one piece. */
const HAND_OVER_MS = 1_000;
/** Pieces that go on without a worker; the next slow one keeps its worker. Each may hold a packet in memory. */
const MOST = 16;
const SETTLE_MS = 8_000;

export function openBackground(onError: (error: unknown) => void): Background {
  const going = new Set<Promise<void>>();
  return {
    run: async (work) => {
      const clock = new AbortController();
      const isOver = await Promise.race([
        work.then(() => true),
        wait(HAND_OVER_MS, false, { signal: clock.signal }),
      ]).finally(() => clock.abort());
      if (isOver) return;
      if (going.size >= MOST) return work;
      const piece = work.catch(onError).finally(() => going.delete(piece));
      going.add(piece);
    },
    settle: async () => {
      const clock = new AbortController();
      await Promise.race([Promise.all(going), wait(SETTLE_MS, undefined, { signal: clock.signal })]);
      clock.abort();
    },
  };
}
