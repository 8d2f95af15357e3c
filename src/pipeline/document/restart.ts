import { insertAudit } from '../../store/audit.ts';
import { advanceReading, retryFailedPages } from '../../store/document-pages.ts';
import { readMessageAnew } from '../../store/document-messages.ts';
import { lockIntakeStep, restartIntakeJob } from '../../store/intake-jobs.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';

/**
 * An arrival that could not be read is read anew: after an update, or when somebody asks. What was read of it is not read again.
 * `reading`: it is under way now or was already; `read`: there is nothing to read again, its documents stand as they are.
 */
export async function restartReading(
  hub: Pick<Hub, 'db'>,
  messageId: string,
  person?: string,
): Promise<'reading' | 'read' | 'not_found'> {
  return transaction(hub.db, async (tx) => {
    const step = await lockIntakeStep(tx, messageId);
    if (step === undefined) return 'not_found';
    if (step === 'done') return 'read';
    if (step !== 'failed') return 'reading';
    await restartIntakeJob(tx, messageId);
    await retryFailedPages(tx, messageId);
    await advanceReading(tx, messageId);
    await readMessageAnew(tx, messageId);
    if (person !== undefined)
      await insertAudit(tx, {
        actor: person,
        action: 'read_again',
        objectKind: 'message',
        objectId: messageId,
      });
    return 'reading';
  });
}
