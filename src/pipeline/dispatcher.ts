import { codeOf } from '../lib/failure.ts';

export type Dispatcher = {
  /** Starts on everyone that is due and not in hand yet; does not wait for them. Returns how many it started on. */
  readonly dispatch: () => Promise<number>;
  /** Takes nothing new and resolves when what is in hand is answered: at most one try each. */
  readonly stop: () => Promise<void>;
};

/** Takes turns with up to `limit` receivers that are due. */
export type StartTurns = (limit: number, isStopping: () => boolean) => Promise<readonly Promise<unknown>[]>;

/**
 * For a running hub: a receiver that hangs holds up nobody, not even the next look. Failures of the hub itself (the database is
 * away) are told by code; the lease runs out and somebody tries again.
 */
export function createTurns(atOnce: number, start: StartTurns, onError: (code: string) => void): Dispatcher {
  const inHand = new Set<Promise<unknown>>();
  let isStopped = false;
  const isStopping = (): boolean => isStopped;
  return {
    dispatch: async () => {
      const limit = atOnce - inHand.size;
      if (isStopped || limit <= 0) return 0;
      const turns = await start(limit, isStopping);
      for (const turn of turns) {
        const settled = turn.catch((error: unknown) => onError(codeOf(error)));
        inHand.add(settled);
        void settled.finally(() => inHand.delete(settled));
      }
      return turns.length;
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(inHand);
    },
  };
}
