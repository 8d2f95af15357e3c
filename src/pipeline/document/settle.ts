import { fieldNames, type FieldName } from '../../domain/document/fields.ts';
import { parseValue } from '../../domain/document/show.ts';
import type { DocumentKind } from '../../domain/document/understanding.ts';
import { newId } from '../../lib/ids.ts';
import { storableText } from '../../lib/storable-text.ts';
import type { Tx } from '../../store/database.ts';
import { sendOn } from '../../store/document-messages.ts';
import { listDocumentFields, writeFinalValues, type SettledValue } from '../../store/document-fields.ts';
import { changeDocument, type DocumentRow } from '../../store/documents.ts';
import { withdrawDecisions } from '../../store/message-decisions.ts';
import { findStandingPartner } from '../../store/partners.ts';
import { recordDecision } from '../../store/reviews.ts';
import { withdrawSenderRequests } from '../../store/sender-requests.ts';
import type { Hub } from '../hub.ts';
import { acting } from './acting.ts';
import { askSender } from './ask-sender.ts';
import type { DeskAct, DeskAnswer, DeskAsked } from './desk-types.ts';
import { forgetSettled, learnFromSettled } from './learn-settled.ts';
import { valueProblems, whoProblems } from './settle-problems.ts';
import { ownPractice } from './understand-pages.ts';

/** A person says what a document says: from here on it is a referral of the ledger, with the person as the cause. */
export async function settleDesk(hub: Hub, id: string, answer: DeskAnswer, person: string): Promise<DeskAct> {
  const { today } = ownPractice(hub);
  const act = await acting(
    hub,
    { id, version: answer.version, person, action: 'settle_document' },
    async (tx, document) => {
      const values = settledValues(answer.values, today);
      const problems = [
        ...valueProblems(answer, today),
        ...(await whoProblems(tx, document, answer, values)),
      ];
      if (problems.length > 0) return { problems };
      const fields = await listDocumentFields(tx, id);
      await writeFinalValues(tx, id, values);
      await decidePatient(tx, document, answer, person);
      const partnerId = await partnerOf(tx, document, answer);
      await changeDocument(tx, id, {
        state: 'filed',
        kind: document.kind === 'status' ? 'status' : 'referral',
        partnerId,
        settledBy: person,
      });
      await learnFromSettled(tx, hub, { ...document, partnerId }, fields, values, person);
      await sendOn(tx, document.messageId);
      return 'done';
    },
  );
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
  const act = await acting(hub, { id, version, person, action: 'dismiss_document' }, async (tx, document) => {
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
  const act = await acting(
    hub,
    { id, version, person, action: 'document_unreadable' },
    async (tx, document) => {
      asked = await askSender(tx, hub, document, note, person);
      await changeDocument(tx, id, { state: 'unreadable', settledBy: person });
      await sendOn(tx, document.messageId);
      return 'done';
    },
  );
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
  return acting(hub, { id, version, person, action: 'hold_document' }, async (tx) => {
    await changeDocument(tx, id, { state: 'held', holdReason: storableText(reason.trim()) });
    return 'done';
  });
}

export function resumeDesk(
  hub: Hub,
  id: string,
  { version }: { readonly version: number },
  person: string,
): Promise<DeskAct> {
  return acting(hub, { id, version, person, action: 'resume_document' }, async (tx) => {
    await changeDocument(tx, id, { state: 'review', holdReason: null });
    return 'done';
  });
}

const settledStates = ['accepted', 'filed', 'not_referral', 'unreadable'] as const;

/**
 * Takes back what was settled: the ledger forgets what the document said and whose it was, the sender is not asked any more, and it waits at
 * the desk again.
 */
export async function reopenDesk(
  hub: Hub,
  id: string,
  { version }: { readonly version: number },
  person: string,
): Promise<DeskAct> {
  const reopening = { id, version, person, action: 'reopen_document', states: settledStates };
  const act = await acting(hub, reopening, async (tx, document) => {
    if (document.state === 'filed') await forgetSettled(tx, document);
    await withdrawDecisions(tx, document.messageId, document.ordinal - 1);
    await withdrawSenderRequests(tx, id);
    await changeDocument(tx, id, { state: 'review', settledBy: null });
    await sendOn(tx, document.messageId);
    return 'done';
  });
  if (act === 'done') hub.wake('messages');
  return act;
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
  return storableText('value' in read ? read.value : value);
}

/** Whom the person chose is the answer in every replay; without a choice the patient is matched as any other. */
async function decidePatient(
  tx: Tx,
  document: DocumentRow,
  { patientId }: DeskAnswer,
  person: string,
): Promise<void> {
  if (patientId === undefined) return;
  const answer = patientId === 'new' ? { patientId, enteredId: newId() } : { patientId };
  await recordDecision(tx, document.messageId, document.ordinal - 1, answer, person);
}

/** Who sent it, as the directory has them now. */
async function partnerOf(tx: Tx, document: DocumentRow, { partnerId }: DeskAnswer): Promise<string | null> {
  const id = partnerId === 'new' ? null : (partnerId ?? document.partnerId);
  return id === null ? null : ((await findStandingPartner(tx, id))?.id ?? null);
}
