import type { FieldName } from '../../domain/document/fields.ts';
import type {
  PartnerDecision,
  PartnerProposal,
  PatientDecision,
} from '../../domain/document/evidence/evidence.ts';
import { newId } from '../../lib/ids.ts';
import type { Tx } from '../../store/database.ts';
import { holdMessage, sendOn } from '../../store/document-messages.ts';
import { type StoredField } from '../../store/document-fields.ts';
import {
  insertDocuments,
  type DocumentCandidates,
  type DocumentState,
  type NewDocument,
  type StoredCandidate,
} from '../../store/documents.ts';
import { moveIntakeJob, type HeldJob } from '../../store/intake-jobs.ts';
import { recordDecision } from '../../store/reviews.ts';
import type { ArrivalContext, ReadyDocument } from './understand-pages.ts';
import { waitsAtDesk } from './waits-at-desk.ts';

/** Where a document of an arrival ends by itself: filed, shown to a person, or dropped as an automatic mail. */
export type Filed = { readonly ready: ReadyDocument; readonly state: DocumentState };

/**
 * Writes what an arrival came to, and sends its message on as far as the hub may by itself. One transaction. Throws `lease-lost` when
 * somebody else has taken the arrival over.
 */
export async function writeUnderstood(
  tx: Tx,
  job: HeldJob,
  arrival: ArrivalContext,
  filed: readonly Filed[],
): Promise<void> {
  const { messageId } = arrival;
  await moveIntakeJob(tx, job, { step: 'done' });
  const documents = filed.map(({ ready, state }, at) => ({
    ...toNewDocument(arrival, ready),
    id: ready.id,
    messageId,
    ordinal: at + 1,
    state,
  }));
  await insertDocuments(tx, documents);
  for (const [at, { ready, state }] of filed.entries())
    if (state === 'accepted') await decideByHub(tx, messageId, at, ready.patient);
  if (documents.some(({ state }) => state !== 'review')) await sendOn(tx, messageId);
  else await holdMessage(tx, messageId, 'review', waitsAtDesk);
}

/** Certain by two strong identifiers, or nobody known unless somebody is entered until then: the same in every replay. */
async function decideByHub(
  tx: Tx,
  messageId: string,
  subject: number,
  patient: PatientDecision,
): Promise<void> {
  if (patient.outcome === 'certain')
    await recordDecision(tx, messageId, subject, { patientId: patient.chosen.patientId }, 'hub');
  if (patient.outcome === 'new')
    await recordDecision(
      tx,
      messageId,
      subject,
      { patientId: 'new', enteredId: newId(), ifUnknown: true },
      'hub',
    );
}

/** A document as the store keeps it, but for where it stands. */
export function toNewDocument(
  arrival: { readonly senderKey: string; readonly receivedAt: string },
  ready: ReadyDocument,
): Omit<NewDocument, 'id' | 'messageId' | 'ordinal' | 'state'> {
  const { document, partner, patient, decision, duplicate, form, shingles } = ready;
  const urgency = document.fields.find(({ field }) => field === 'urgency')?.value;
  return {
    kind: document.kind,
    pages: document.pages,
    ...(decision.reason === undefined ? {} : { reason: decision.reason }),
    hubDecision: decision.wouldBe,
    isAudit: decision.isAudit,
    senderKey: arrival.senderKey,
    form,
    ...(partner.outcome === 'certain' ? { partnerId: partner.chosen.partnerId } : {}),
    ...(patient.outcome === 'certain' ? { patientId: patient.chosen.patientId } : {}),
    candidates: candidatesOf(ready),
    ...(duplicate === undefined ? {} : { duplicateOf: duplicate.documentId }),
    shingles,
    priority: urgency === 'stat' || urgency === 'urgent' ? 0 : 1,
    receivedAt: arrival.receivedAt,
    fields: storedFields(ready),
  };
}

function storedFields({ document, decision }: ReadyDocument): readonly StoredField[] {
  const counts = new Map<FieldName, number>();
  return document.fields.map((field, at) => {
    const position = counts.get(field.field) ?? 0;
    counts.set(field.field, position + 1);
    return { ...field, position, isAccepted: decision.accepted[at] ?? false };
  });
}

function candidatesOf({ document, partner, patient, duplicate }: ReadyDocument): DocumentCandidates {
  return {
    ...patientsOf(patient),
    partners: partnersOf(partner),
    ...(document.splitDoubt === undefined ? {} : { splitDoubt: document.splitDoubt }),
    ...(duplicate === undefined ? {} : { similarity: duplicate.similarity }),
  };
}

/** Whom a document may mean, as the store keeps it. */
export function patientsOf(
  patient: PatientDecision,
): Required<Pick<DocumentCandidates, 'patients'>> & Pick<DocumentCandidates, 'isContradicted'> {
  if (patient.outcome === 'none' || patient.outcome === 'new') return { patients: [] };
  const isCertain = patient.outcome === 'certain';
  const proposals = patient.outcome === 'certain' ? [patient.chosen] : patient.candidates;
  const patients = proposals.map(({ patientId: id, title, detail, evidence }) => ({
    id,
    title,
    detail,
    evidence,
    isCertain,
  }));
  const isContradicted = patient.outcome === 'open' && patient.isContradicted === true;
  return { patients, ...(isContradicted ? { isContradicted } : {}) };
}

function partnersOf(partner: PartnerDecision): readonly StoredCandidate[] {
  if (partner.outcome === 'none') return [];
  const isCertain = partner.outcome === 'certain';
  const proposals: readonly PartnerProposal[] =
    partner.outcome === 'certain' ? [partner.chosen] : partner.candidates;
  return proposals.map(({ partnerId: id, title, detail, evidence }) => ({
    id,
    title,
    detail,
    evidence,
    isCertain,
  }));
}
