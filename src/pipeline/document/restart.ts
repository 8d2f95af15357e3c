import { findIntakeStep, restartIntakeJob } from '../../store/intake-jobs.ts';
import { readMessageAnew } from '../../store/documents.ts';
import { insertAudit } from '../../store/audit.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';

/**
 * An arrival that could not be read is unpacked and read anew: after an update, or when somebody asks. `reading`: it is under way now or
 * was already; `read`: there is nothing to read again, its documents stand as they are.
 */
export async function restartReading(
  hub: Pick<Hub, 'db'>,
  messageId: string,
  person?: string,
): Promise<'reading' | 'read' | 'not_found'> {
  const step = await findIntakeStep(hub.db, messageId);
  if (step === undefined) return 'not_found';
  if (step === 'done') return 'read';
  if (step !== 'failed') return 'reading';
  await transaction(hub.db, async (tx) => {
    await restartIntakeJob(tx, messageId, 'unpack');
    await readMessageAnew(tx, messageId);
    if (person !== undefined)
      await insertAudit(tx, { actor: person, action: 'read_again', objectKind: 'message', objectId: messageId });
  });
  return 'reading';
}
