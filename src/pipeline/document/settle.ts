import { fieldNames, type FieldName } from '../../domain/document/fields.ts';
import { parseValue } from '../../domain/document/show.ts';
import type { DocumentKind } from '../../domain/document/understanding.ts';
import { newId } from '../../lib/ids.ts';
import { insertAudit } from '../../store/audit.ts';
import type { Tx } from '../../store/database.ts';
import {
  changeDocument,
  listDocumentFields,
  lockDocumentRow,
  sendOn,
  writeFinalValues,
  type DocumentRow,
  type SettledValue,
} from '../../store/documents.ts';
import { findStandingPartner } from '../../store/partners.ts';
import { recordDecision } from '../../store/reviews.ts';
import { takeBackReturnPath } from '../../store/sender-partners.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { askSender } from './ask-sender.ts';
import type { DeskAct, DeskAnswer, DeskAsked, DeskProblems } from './desk-types.ts';
import { learnFromSettled } from './learn-settled.ts';
import { ownPractice } from './understand-pages.ts';

/** A person says what a document says: from here on it is a referral of the ledger, with the person as the cause. */
export async function settleDesk(hub: Hub, id: string, answer: DeskAnswer, person: string): Promise<DeskAct> {
  const { today } = ownPractice(hub);
  const act = await acting(hub, id, answer.version, person, 'settle_document', async (tx, document) => {
    const problems = [...problemsOf(answer, today), ...(await whoProblems(tx, document, answer))];
    if (problems.length > 0) return { problems };
    const values = settledValues(answer.values, today);
    const fields = await listDocumentFields(tx, id);
    await writeFinalValues(tx, id, values);
    await decidePatient(tx, document, answer, person);
    const partnerId = partnerOf(document, answer);
    await changeDocument(tx, id, {
      state: 'filed',
      kind: document.kind === 'status' ? 'status' : 'referral',
      partnerId,
      settledBy: person,
    });
    await learnFromSettled(tx, hub, { ...document, partnerId }, fields, values, person);
    await sendOn(tx, document.messageId);
    return 'done';
  });
  if (act === 'done') hub.wake('messages');
  return act;
}

/** It is something else: nothing of it enters the ledger, and the pages stay where they are. */
export async function notReferral(
  hub: Hub,
  id: string,
  { version, kind }: { readonly version: number; readonly kind: DocumentKind },
  person: string,
): Promise<DeskAct> {
  const act = await acting(hub, id, version, person, 'dismiss_document', async (tx, document) => {
    await changeDocument(tx, id, { state: 'not_referral', kind, settledBy: person });
    await sendOn(tx, document.messageId);
    return 'done';
  });
  if (act === 'done') hub.wake('messages');
  return act;
}

/** Nobody can read it: the sender is asked by its own way. */
export async function markUnreadable(
  hub: Hub,
  id: string,
  { version, note }: { readonly version: number; readonly note: string },
  person: string,
): Promise<Exclude<DeskAct, 'done'> | DeskAsked> {
  let asked: DeskAsked | undefined;
  const act = await acting(hub, id, version, person, 'document_unreadable', async (tx, document) => {
    asked = await askSender(tx, hub, document, note, person);
    await changeDocument(tx, id, { state: 'unreadable', settledBy: person });
    await sendOn(tx, document.messageId);
    return 'done';
  });
  if (act !== 'done' || !asked) return act === 'done' ? 'not_found' : act;
  hub.wake('messages');
  hub.wake('documents');
  return asked;
}

/** Waits on purpose, with the reason, off the queue. */
export function holdDesk(
  hub: Hub,
  id: string,
  { version, reason }: { readonly version: number; readonly reason: string },
  person: string,
): Promise<DeskAct> {
  if (reason.trim() === '')
    return Promise.resolve({ problems: [{ field: 'reason', problem: 'Say what it waits for.' }] });
  return acting(hub, id, version, person, 'hold_document', async (tx) => {
    await changeDocument(tx, id, { state: 'held', holdReason: reason.trim() });
    return 'done';
  });
}

export function resumeDesk(
  hub: Hub,
  id: string,
  { version }: { readonly version: number },
  person: string,
): Promise<DeskAct> {
  return acting(hub, id, version, person, 'resume_document', async (tx) => {
    await changeDocument(tx, id, { state: 'review', holdReason: null });
    return 'done';
  });
}

/** Takes back what was settled: the ledger forgets what the document said, and it waits at the desk again. */
export async function reopenDesk(
  hub: Hub,
  id: string,
  { version }: { readonly version: number },
  person: string,
): Promise<DeskAct> {
  const act = await acting(
    hub,
    id,
    version,
    person,
    'reopen_document',
    async (tx, document) => {
      const { partnerId, senderKey } = document;
      if (document.state === 'filed' && partnerId !== null) await takeBackReturnPath(tx, { partnerId, senderKey });
      await changeDocument(tx, id, { state: 'review', settledBy: null });
      await sendOn(tx, document.messageId);
      return 'done';
    },
    ['accepted', 'filed', 'not_referral', 'unreadable'],
  );
  if (act === 'done') hub.wake('messages');
  return act;
}

/** One act on one document: nobody else has it open, and it is as the person saw it. The act is written down with it. */
export async function acting(
  hub: Pick<Hub, 'db'>,
  id: string,
  version: number,
  person: string,
  action: string,
  act: (tx: Tx, document: DocumentRow) => Promise<DeskAct>,
  states: readonly DocumentRow['state'][] = ['review', 'held'],
): Promise<DeskAct> {
  return transaction(hub.db, async (tx) => {
    const document = await lockDocumentRow(tx, id);
    if (!document) return 'not_found';
    if (document.lockedBy !== null && document.lockedBy !== person) return 'locked';
    if (document.version !== version || !states.includes(document.state)) return 'changed';
    const done = await act(tx, document);
    if (done === 'done') await insertAudit(tx, { actor: person, action, objectKind: 'document', objectId: id });
    return done;
  });
}

function problemsOf({ values }: DeskAnswer, today: string): DeskProblems {
  const wrong = fieldNames.flatMap((field) =>
    (values[field] ?? []).flatMap((value) => {
      const read = value === '' ? undefined : parseValue(field, value, { today });
      return read && 'problem' in read ? [{ field, problem: read.problem }] : [];
    }),
  );
  const hasName = (values.patient_name ?? []).some((value) => value !== '');
  return hasName ? wrong : [...wrong, { field: 'patient_name', problem: 'A referral is about somebody: give the name.' }];
}

async function whoProblems(tx: Tx, document: DocumentRow, answer: DeskAnswer): Promise<DeskProblems> {
  const { patients = [] } = document.candidates;
  const isOpen = patients.length > 0 && !patients.some(({ isCertain }) => isCertain);
  const { patientId, partnerId } = answer;
  const partner = partnerId === undefined || partnerId === 'new' ? true : await findStandingPartner(tx, partnerId);
  return [
    ...(isOpen && patientId === undefined
      ? [{ field: 'patient', problem: 'Say who it is: one of these patients, or somebody new.' }]
      : []),
    ...(patientId !== undefined && patientId !== 'new' && !patients.some(({ id }) => id === patientId)
      ? [{ field: 'patient', problem: 'This patient is not among those the document may mean. Choose again.' }]
      : []),
    ...(partner ? [] : [{ field: 'partner', problem: 'There is no such partner any more. Choose again.' }]),
  ];
}

function settledValues(values: DeskAnswer['values'], today: string): readonly SettledValue[] {
  return fieldNames.flatMap((field: FieldName) =>
    (values[field] ?? [])
      .filter((value) => value !== '')
      .map((value, position) => ({ field, position, value: canonicalOf(field, value, today) })),
  );
}

function canonicalOf(field: FieldName, value: string, today: string): string {
  const read = parseValue(field, value, { today });
  return 'value' in read ? read.value : value;
}

/** Whom the person chose is the answer in every replay; without a choice the patient is matched as any other. */
async function decidePatient(tx: Tx, document: DocumentRow, { patientId }: DeskAnswer, person: string): Promise<void> {
  if (patientId === undefined) return;
  const answer = patientId === 'new' ? { patientId, enteredId: newId() } : { patientId };
  await recordDecision(tx, document.messageId, document.ordinal - 1, answer, person);
}

function partnerOf(document: DocumentRow, { partnerId }: DeskAnswer): string | null {
  if (partnerId === 'new') return null;
  return partnerId ?? document.partnerId;
}
