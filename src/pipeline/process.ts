import { codeOf, fateOf } from '../lib/failure.ts';
import type { Channel } from '../sdk/channel.ts';
import type { Mapped, Subject } from '../sdk/mapping.ts';
import { transaction } from '../store/transaction.ts';
import type { Tx } from '../store/database.ts';
import { countChannels } from '../store/channel-states.ts';
import { retireFacts, takePen } from '../store/ledger.ts';
import {
  claimWaiting,
  countAttempt,
  findWaiting,
  insertMessages,
  listWaiting,
  recordOutcomes,
  type MessageOutcome,
  type WaitingMessage,
} from '../store/messages.ts';
import { askReviews, requeueQuestions, type NewReview } from '../store/reviews.ts';
import { apply, type Statement } from './apply.ts';
import type { Hub as WholeHub } from './hub.ts';
import { openMatching, type Decided, type Matching } from './match.ts';
import { readMessage, type ReadMessage as Read } from './read.ts';

/** One transaction's worth: large enough to share its queries and its flush, small enough to hold the pen briefly. */
const BATCH = 200;
/** Bodies up to this size are read with the list; larger ones one at a time, so that memory holds one note, not two hundred. */
const INLINE_BYTES = 64 * 1024;
/** A message that fails this often by itself is set aside for a person; it must not stop the others. */
const ATTEMPTS = 3;

type Hub = Pick<WholeHub, 'db' | 'channels' | 'policy'>;

/** What a person decided about one message: the id of a patient, or `new`. */
export type Decision = { readonly messageId: string; readonly patientId: string };

/** Runs read → map → match → apply for the oldest waiting messages. Returns how many there were. */
export async function processWaiting(hub: Hub): Promise<number> {
  const waiting = await listWaiting(hub.db, BATCH, INLINE_BYTES);
  const read: Read[] = [];
  for (const message of waiting) read.push(await readMessage(hub, message));
  await applyBatch(hub, read);
  return waiting.length;
}

/** Maps a stored message again with the mapping of today, in place of what it said before. */
export async function replayMessage(hub: Hub, messageId: string, decision?: Decision): Promise<boolean> {
  const message = await findWaiting(hub.db, messageId);
  if (!message) return false;
  const read = await readMessage(hub, message);
  await transaction(hub.db, async (tx) => {
    await takePen(tx);
    await applyRead(tx, hub, [read], await retireFacts(tx, messageId), decision);
  });
  return true;
}

/** All together; when that fails for a reason of one message, one by one, so that it fails alone. */
async function applyBatch(hub: Hub, batch: readonly Read[]): Promise<void> {
  if (batch.length === 0) return;
  try {
    await transaction(hub.db, async (tx) => {
      await takePen(tx);
      const claimed = await claimWaiting(
        tx,
        batch.map((read) => read.message.id),
      );
      await applyRead(
        tx,
        hub,
        batch.filter((read) => claimed.has(read.message.id)),
        [],
      );
    });
  } catch (error) {
    if (fateOf(error) === 'transient') throw error;
    const [only] = batch;
    if (batch.length === 1 && only) return setAside(hub, only, error);
    for (const read of batch) await applyBatch(hub, [read]);
  }
}

async function setAside(hub: Hub, read: Read, error: unknown): Promise<void> {
  if ((await countAttempt(hub.db, read.message.id)) < ATTEMPTS) return;
  const reason = `The hub could not apply this message (${codeOf(error)}). It is kept: replay it after the next update.`;
  await transaction(hub.db, (tx) =>
    recordOutcomes(tx, [
      { id: read.message.id, state: 'invalid', reasonCode: 'apply-failed', reason, warnings: [] },
    ]),
  );
}

async function applyRead(
  tx: Tx,
  hub: Hub,
  batch: readonly Read[],
  refold: readonly string[],
  decision?: Decision,
): Promise<void> {
  const subjects = batch.flatMap(({ mapped }) => (mapped.outcome === 'facts' ? mapped.subjects : []));
  const matching = await openMatching(tx, subjects);
  const statements: Statement[] = [];
  const reviews: NewReview[] = [];
  const ceased = new Map<string, string>();
  const outcomes = batch.map((read) => {
    const made = matchMessage(hub, matching, read, ceased, decision);
    statements.push(...made.statements);
    reviews.push(...made.reviews);
    return made.outcome;
  });
  const learnt = await matching.flush();
  await requeueQuestions(tx, learnt);
  const survivor = (id: string): string => (ceased.has(id) ? survivor(ceased.get(id) ?? id) : id);
  const moved = statements.map((one) => ({ ...one, patientId: survivor(one.patientId) }));
  await apply(tx, moved, hub.policy, [
    ...new Set([...refold.map(survivor), ...ceased.values()].map(survivor)),
  ]);
  await askReviews(tx, reviews);
  const children = batch.flatMap((read) => read.children ?? []);
  if (children.length > 0) await insertMessages(tx, children);
  await recordOutcomes(
    tx,
    outcomes.map((one) =>
      one.patientId === undefined ? one : { ...one, patientId: survivor(one.patientId) },
    ),
  );
  if (decision === undefined && refold.length === 0)
    await countChannels(tx, countsOf(batch, hub.policy.zone));
}

type Made = {
  readonly outcome: MessageOutcome;
  readonly statements: readonly Statement[];
  readonly reviews: readonly NewReview[];
};

/** The fourth verb for one message: all its subjects are certain, or a person is asked and nothing of it is applied yet. */
function matchMessage(
  hub: Hub,
  matching: Matching,
  { message, mapped }: Read,
  ceased: Map<string, string>,
  decision?: Decision,
): Made {
  const { id } = message;
  const mapping = mappingOf(hub.channels.get(message.channel));
  if (mapped.outcome !== 'facts') return ended(id, mapped, mapping);
  const statements: Statement[] = [];
  for (const subject of mapped.subjects) {
    const match = matching.patient(
      subject.patient,
      presetFor(subject, matching, decision),
      decision?.patientId === 'new',
    );
    if (match.outcome === 'ask') return asked(id, match, mapped.warnings, mapping);
    statements.push(statementOf(hub, message, subject, match.patientId, matching, mapping));
    for (const fact of subject.facts) {
      if (fact.kind !== 'patient_merged') continue;
      const loser = matching.merge(match.patientId, fact.prior);
      if (loser !== undefined) ceased.set(loser, match.patientId);
    }
  }
  const patientId = statements[0]?.patientId;
  const state = {
    id,
    state: 'applied' as const,
    warnings: mapped.warnings,
    ...mapping,
    ...(patientId === undefined ? {} : { patientId }),
  };
  return { outcome: state, statements, reviews: [] };
}

/** Nothing of it is used: the message says why. */
function ended(
  id: string,
  mapped: Exclude<Mapped, { readonly outcome: 'facts' }>,
  mapping: { readonly mapping?: string },
): Made {
  const reasonCode = mapped.outcome === 'filtered' ? 'filtered' : mapped.code;
  const path = mapped.outcome === 'invalid' && mapped.path !== undefined ? { reasonPath: mapped.path } : {};
  const said = { state: mapped.outcome, reasonCode, reason: mapped.reason, ...path };
  return { outcome: { id, ...said, warnings: [], ...mapping }, statements: [], reviews: [] };
}

/** A person's word; for a merge the numbers' own: namesakes are no question when the sender says that they are one. */
function presetFor(subject: Subject, matching: Matching, decision: Decision | undefined): string | undefined {
  if (decision !== undefined) return decision.patientId === 'new' ? undefined : decision.patientId;
  const prior = subject.facts.flatMap((fact) =>
    fact.kind === 'patient_merged' ? fact.prior.identifiers : [],
  );
  return prior.length === 0 ? undefined : matching.holder([...subject.patient.identifiers, ...prior]);
}

function asked(
  id: string,
  match: Extract<Decided, { readonly outcome: 'ask' }>,
  warnings: readonly unknown[],
  mapping: { readonly mapping?: string },
): Made {
  const question = { reason: match.reason, candidates: match.candidates };
  return {
    outcome: { id, state: 'review', reasonCode: 'patient-match', reason: match.reason, warnings, ...mapping },
    statements: [],
    reviews: [{ key: `patient_match|${id}`, kind: 'patient_match', messageId: id, question }],
  };
}

function statementOf(
  hub: Hub,
  message: WaitingMessage,
  subject: Subject,
  patientId: string,
  matching: Matching,
  mapping: { readonly mapping?: string },
): Statement {
  const channel = hub.channels.get(message.channel);
  const facts = subject.facts.map((fact) => {
    if (fact.kind !== 'party_named' || !fact.party) return { fact };
    const partnerId = matching.partner(fact.party);
    return partnerId === undefined ? { fact } : { fact, partnerId };
  });
  return {
    patientId,
    claim: subject.patient,
    facts,
    channel: message.channel,
    sender: channel?.sender ?? message.channel,
    messageId: message.id,
    ...mapping,
  };
}

function mappingOf(channel: Channel | undefined): { readonly mapping?: string } {
  return channel ? { mapping: `${channel.mapping.name}@${channel.mapping.version}` } : {};
}

function countsOf(batch: readonly Read[], zone: string) {
  const days = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  const counts = new Map<
    string,
    { channel: string; day: string; received: number; invalid: number; lastAt: string }
  >();
  for (const { message, mapped } of batch) {
    const day = days.format(new Date(message.received_at));
    const key = `${message.channel}|${day}`;
    const count = counts.get(key) ?? {
      channel: message.channel,
      day,
      received: 0,
      invalid: 0,
      lastAt: message.received_at,
    };
    count.received += 1;
    if (mapped.outcome === 'invalid') count.invalid += 1;
    if (message.received_at > count.lastAt) count.lastAt = message.received_at;
    counts.set(key, count);
  }
  return [...counts.values()];
}
