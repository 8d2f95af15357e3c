import { newId } from '../lib/ids.ts';
import type { ConsoleDeps } from './console-context.ts';

type Changes = { readonly since: string; count: number };

const changesOf = new WeakMap<ConsoleDeps, Changes>();

/**
 * Stands for all changes of the ledger, the messages and the deliveries this hub has heard of. A page carries the one of before it was
 * made: while the stream still says the same, there is nothing to look at again.
 */
export function liveStamp(deps: ConsoleDeps): string {
  const { since, count } = changesOf.get(deps) ?? beginToCount(deps);
  return `${since}.${count}`;
}

/** Another hub, or the same one started again, counts anew: its stamps are never those of this one. */
function beginToCount(deps: ConsoleDeps): Changes {
  const changes: Changes = { since: newId(), count: 0 };
  changesOf.set(deps, changes);
  deps.subscribe(() => (changes.count += 1));
  return changes;
}
