import { decidePatient, patientClaim } from '../../domain/document/evidence/decide-patient.ts';
import { fieldNames } from '../../domain/document/fields.ts';
import { parseValue } from '../../domain/document/show.ts';
import type { Tx } from '../../store/database.ts';
import { type SettledValue } from '../../store/document-fields.ts';
import { writeCandidates, type DocumentRow } from '../../store/documents.ts';
import { findStandingPartner } from '../../store/partners.ts';
import { findPatientCandidates } from '../../store/patients.ts';
import type { DeskAnswer, DeskProblems } from './desk-types.ts';

/** What is wrong with single fields. */
export function valueProblems({ values }: DeskAnswer, today: string): DeskProblems {
  const wrong = fieldNames.flatMap((field) =>
    (values[field] ?? []).flatMap((value) => {
      const read = value === '' ? undefined : parseValue(field, value, { today });
      return read && 'problem' in read ? [{ field, problem: read.problem }] : [];
    }),
  );
  const hasName = (values.patient_name ?? []).some((value) => value !== '');
  return hasName
    ? wrong
    : [...wrong, { field: 'patient_name', problem: 'A referral is about somebody: give the name.' }];
}

/** What is open about patient and partner. */
export async function whoProblems(
  tx: Tx,
  document: DocumentRow,
  answer: DeskAnswer,
  values: readonly SettledValue[],
): Promise<DeskProblems> {
  const { patientId, partnerId } = answer;
  const partner =
    partnerId === undefined || partnerId === 'new' ? true : await findStandingPartner(tx, partnerId);
  const patient =
    patientId === 'new' ? await enteredMeanwhile(tx, document, values) : patientProblem(document, answer);
  return [
    ...(patient === undefined ? [] : [{ field: 'patient', problem: patient }]),
    ...(partner ? [] : [{ field: 'partner', problem: 'There is no such partner any more. Choose again.' }]),
  ];
}

function patientProblem(
  { candidates: { patients = [] } }: DocumentRow,
  { patientId }: DeskAnswer,
): string | undefined {
  if (patientId !== undefined)
    return patients.some(({ id }) => id === patientId)
      ? undefined
      : 'This patient is not among those the document may mean. Choose again.';
  const isOpen = patients.length > 0 && !patients.some(({ isCertain }) => isCertain);
  return isOpen ? 'Say who it is: one of these patients, or somebody new.' : undefined;
}

/** Nobody is new who was entered since the document was read: the person has not been shown them yet. */
async function enteredMeanwhile(
  tx: Tx,
  { id, candidates }: DocumentRow,
  values: readonly SettledValue[],
): Promise<string | undefined> {
  const claim = patientClaim(values);
  if (claim === undefined) return undefined;
  const { decision } = decidePatient(claim, await findPatientCandidates(tx, [claim]));
  if (decision.outcome !== 'certain') return undefined;
  const { patients: shown = [] } = candidates;
  const { patientId, title, detail, evidence } = decision.chosen;
  if (shown.some((one) => one.id === patientId)) return undefined;
  await writeCandidates(tx, id, {
    ...candidates,
    patients: [{ id: patientId, title, detail, evidence, isCertain: false }, ...shown],
  });
  return 'This patient has been entered since the document was read. Choose them, or say once more that it is somebody new.';
}
