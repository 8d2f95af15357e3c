import type { Database } from '../store/database.ts';
import { lastChange } from '../store/events.ts';
import { startLoop, type Loop } from './loop.ts';

export type Watch = Loop & {
  /** Calls back after new events or messages were committed, by this hub or another one on the same database. Returns how to stop listening. */
  readonly subscribe: (listener: () => void) => () => void;
};

/** Looks whether the event log or the messages have grown and tells whoever waits for it. */
export function watchLedger(db: Database, onError: (code: string) => void): Watch {
  const listeners = new Set<() => void>();
  let known: string | undefined;
  const loop = startLoop(async () => {
    const mark = await lastChange(db);
    if (known !== undefined && mark !== known) for (const listener of listeners) listener();
    known = mark;
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
