import { isDeepStrictEqual } from 'node:util';
import type { PatientDecision } from '../../domain/document/evidence/evidence.ts';
import { withHandedIn } from '../../domain/document/evidence/handed-in.ts';
import {
  changeDocument,
  listDocumentsOf,
  lockDocumentRows,
  type DocumentCandidates,
} from '../../store/documents.ts';
import { listDocumentFields, type FieldRow } from '../../store/document-fields.ts';
import { insertPaper } from '../../store/forms.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { isOpen } from './acting.ts';
import { patientsOf } from './file-documents.ts';
import { proposeHandedIn } from './handed-in.ts';

/**
 * Notes at which appointment a paper was taken. The same paper may have come before and wait at the desk: there the patient is offered at
 * once. What is settled stays as it is.
 */
export async function handIn(
  hub: Pick<Hub, 'db' | 'policy'>,
  paper: { readonly messageId: string; readonly referralId: string },
  person: string,
): Promise<void> {
  const { messageId } = paper;
  await transaction(hub.db, async (tx) => {
    await insertPaper(tx, { ...paper, person });
    const handedIn = await proposeHandedIn(tx, messageId, hub.policy.zone);
    const ids = (await listDocumentsOf(tx, messageId)).filter(isOpen).map(({ id }) => id);
    const waiting = ids.length === 0 ? [] : (await lockDocumentRows(tx, ids)).filter(isOpen);
    for (const { id, candidates } of waiting) {
      const fields = await listDocumentFields(tx, id);
      const now = withHandedIn(decisionOf(candidates, fields), handedIn);
      const changed = { ...candidates, ...patientsOf(now) };
      if (isDeepStrictEqual(changed, { patients: [], ...candidates })) continue;
      await changeDocument(tx, id, {
        candidates: changed,
        ...(now.outcome === 'certain' ? {} : { patientId: null }),
      });
    }
  });
}

/** What was decided, from what is kept of it. */
function decisionOf(
  { patients = [], isContradicted }: DocumentCandidates,
  fields: readonly Pick<FieldRow, 'field' | 'value'>[],
): PatientDecision {
  const candidates = patients.map(({ id, isCertain: _isCertain, ...rest }) => ({ ...rest, patientId: id }));
  const [first] = candidates;
  const isNamed = fields.some(({ field, value }) => field === 'patient_name' && value !== '');
  if (!first) return { outcome: isNamed ? 'new' : 'none' };
  if (patients[0]?.isCertain === true) return { outcome: 'certain', chosen: first };
  const doubt = 'the patient is not certain';
  return { outcome: 'open', candidates, doubt, ...(isContradicted === true ? { isContradicted } : {}) };
}
