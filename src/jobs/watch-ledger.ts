import type { Database } from '../store/database.ts';
import { lastPosition } from '../store/events.ts';
import { startLoop, type Loop } from './loop.ts';

export type Watch = Loop & {
  /** Calls back after new events were committed, by this hub or another one on the same database. Returns how to stop listening. */
  readonly subscribe: (listener: () => void) => () => void;
};

/** Looks whether the event log has grown and tells whoever waits for it. */
export function watchLedger(db: Database, onError: (code: string) => void): Watch {
  const listeners = new Set<() => void>();
  let known: number | undefined;
  const loop = startLoop(async () => {
    const position = await lastPosition(db);
    if (known !== undefined && position !== known) for (const listener of listeners) listener();
    known = position;
    return 0;
  }, onError);
  return {
    ...loop,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
