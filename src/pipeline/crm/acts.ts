import { insertAudit } from '../../store/audit.ts';
import { beginBackfill, findCrm, rewindCrm, wakeCrm } from '../../store/crm.ts';
import { beginDrift } from '../../store/crm-drift.ts';
import { retryRefused, type RecordKind } from '../../store/crm-records.ts';
import type { Database, Tx } from '../../store/database.ts';
import { transaction } from '../../store/transaction.ts';

/**
 * What a person may ask of a CRM's connection; the running hub carries it out.
 *
 * - `backfill`: everything the hub holds is compared with what was written.
 * - `drift`: everything that was written is read back and mended.
 * - `retry`: what was refused is tried again at once; with `record` that one alone.
 * - `replay`: the log is read again from its beginning. Writes nothing that stands already.
 */
export const crmActs = ['backfill', 'drift', 'retry', 'replay'] as const;
export type CrmAct = (typeof crmActs)[number];

export type CrmActor = { readonly actor: string; readonly peer?: string };
export type OneRecord = { readonly kind: RecordKind; readonly subjectId: string };

/** `under_way`: it is being done already. Written to the audit with who asked. */
export function askCrm(
  db: Database,
  name: string,
  act: CrmAct,
  by: CrmActor,
  record?: OneRecord,
): Promise<'asked' | 'under_way' | 'unknown'> {
  return transaction(db, async (tx) => {
    if (!(await findCrm(tx, name))) return 'unknown';
    await insertAudit(tx, { ...by, action: `crm_${act}`, objectKind: 'crm', objectId: name });
    const isNew = await perform(tx, name, act, by, record);
    await wakeCrm(tx, name);
    return isNew ? 'asked' : 'under_way';
  });
}

async function perform(
  tx: Tx,
  name: string,
  act: CrmAct,
  by: CrmActor,
  record: OneRecord | undefined,
): Promise<boolean> {
  switch (act) {
    case 'backfill':
      return beginBackfill(tx, name);
    case 'drift':
      return beginDrift(tx, name, { requestedBy: by.actor });
    case 'replay':
      return rewindCrm(tx, name, 0);
    case 'retry':
      await retryRefused(tx, name, record);
      return true;
  }
}
