import { listColleagues } from '../../store/accounts.ts';
import type { Tx } from '../../store/database.ts';
import { ensureListener, findListener } from '../../store/listeners.ts';

/**
 * The listener somebody is: `id` is of an account that works with patients, or of a place people share. Whoever has no wishes yet is
 * entered with the usual ones. `undefined`: nobody who is told anything.
 */
export async function listenerOf(tx: Tx, id: string): Promise<string | undefined> {
  const colleague = (await listColleagues(tx)).find((one) => one.id === id);
  if (colleague) return ensureListener(tx, colleague.id);
  const place = await findListener(tx, id);
  return place?.accountId === null ? place.id : undefined;
}
