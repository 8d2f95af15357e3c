import { insertAudit } from '../../store/audit.ts';
import type { Tx } from '../../store/database.ts';
import { lockDocumentRows, type DocumentRow } from '../../store/documents.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import type { DeskAct } from './desk-types.ts';

/** What somebody does to a document, and the version of it that they saw. */
export type Acting = {
  readonly id: string;
  readonly version: number;
  readonly person: string;
  readonly action: string;
  /** Another document the act is about. */
  readonly also?: string;
  /** Absent: one that nobody has settled. */
  readonly states?: readonly DocumentRow['state'][];
};

const open: readonly DocumentRow['state'][] = ['review', 'held'];

export function isOpen({ state }: DocumentRow): boolean {
  return open.includes(state);
}

/** One act on one document: nobody else has it open, and it is as the person saw it. The act is written down with it. */
export async function acting(
  hub: Pick<Hub, 'db'>,
  { id, version, person, action, also, states = open }: Acting,
  act: (tx: Tx, document: DocumentRow, other: DocumentRow | undefined) => Promise<DeskAct>,
): Promise<DeskAct> {
  return transaction(hub.db, async (tx) => {
    const rows = await lockDocumentRows(tx, also === undefined ? [id] : [id, also]);
    const document = rows.find((one) => one.id === id);
    if (!document) return 'not_found';
    if (document.lockedBy !== null && document.lockedBy !== person) return 'locked';
    if (document.version !== version || !states.includes(document.state)) return 'changed';
    const other = rows.find((one) => one.id === also);
    const done = await act(tx, document, other);
    if (done === 'done')
      await insertAudit(tx, { actor: person, action, objectKind: 'document', objectId: id });
    return done;
  });
}
