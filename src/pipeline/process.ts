import { codeOf, Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import { transaction } from '../store/transaction.ts';
import type { Tx } from '../store/database.ts';
import { countChannels } from '../store/channel-states.ts';
import { retireFacts, takePen } from '../store/ledger.ts';
import { insertMessages, recordOutcomes } from '../store/messages.ts';
import { claimWaiting, countAttempt, findWaiting } from '../store/waiting-messages.ts';
import { listIdentityRecords, listMovers } from '../store/patient-merge.ts';
import { takeUnsupported } from '../store/patient-numbers.ts';
import {
  askReviews,
  listDecisions,
  recordDecision,
  requeueQuestions,
  withdrawMatches,
} from '../store/reviews.ts';
import { isIdentityFact } from '../domain/same-patient.ts';
import { apply, type Statement } from './apply.ts';
import { channelOf } from './channel-of.ts';
import { countsOf } from './channel-counts.ts';
import { keepFhir, openFhirRound } from './fhir-round.ts';
import { formerReferrals } from './former-referrals.ts';
import type { Hub as WholeHub } from './hub.ts';
import { takeCalls } from './intake/take-calls.ts';
import { regroup } from './identity-regroup.ts';
import { openMatching } from './match.ts';
import { tellRejected } from './tell-rejected.ts';
import { restartReading } from './document/restart.ts';
import { heardIn, matchMessage, type MatchedMessage } from './match-message.ts';
import { listRound, nothingAhead, readAhead, readOnce, takeAhead, type ReadAhead } from './read-ahead.ts';
import { readMessage, readSettled, type ReadMessage as Read } from './read.ts';

/** One transaction's worth: large enough to share its queries and its flush, small enough to hold the pen briefly. */
const BATCH = 200;
/** Bodies up to this size are read with the list; larger ones one at a time, so that memory holds one note, not two hundred. */
const INLINE_BYTES = 64 * 1024;
/** A message that fails this often by itself is set aside for a person; it must not stop the others. */
const ATTEMPTS = 3;
/** What says nothing about the messages at hand: the round is tried again as it is. */
const ROUND_CODES: ReadonlySet<string> = new Set([
  'database-unavailable',
  'database-conflict',
  'commit-unknown',
]);

type Hub = Pick<WholeHub, 'db' | 'channels' | 'policy'>;

/** What a person decided about one message without being asked: the id of a patient, or `new`. */
export type Decision = {
  readonly messageId: string;
  readonly patientId: string;
  /** Which of the people in the message, from 0. */
  readonly subject?: number;
  readonly person?: string;
};

/** Runs read → map → match → apply for the oldest waiting messages. Returns how many there were. */
export function processWaiting(hub: Hub): Promise<number> {
  return openProcessing(hub)();
}

/**
 * The same, round after round: while the database applies the messages of one, those of the next are mapped. Each round still takes the
 * oldest that wait by then, so that neither their order nor what a crash leaves waiting depends on it.
 */
export function openProcessing(hub: Hub): () => Promise<number> {
  let ahead = nothingAhead;
  return async () => {
    const { ids, read } = await readWaiting(hub, ahead);
    const isMore = ids.length === BATCH;
    const next = isMore ? readAhead(hub, ids, BATCH, INLINE_BYTES) : Promise.resolve(nothingAhead);
    try {
      await applyBatch(hub, read);
    } finally {
      ahead = await next;
    }
    return ids.length;
  };
}

/** The oldest waiting messages, and what those say that could be read. */
async function readWaiting(
  hub: Hub,
  ahead: ReadAhead,
): Promise<{ readonly ids: readonly string[]; readonly read: readonly Read[] }> {
  const waiting = await listRound(hub, ahead, BATCH, INLINE_BYTES);
  const round = await openFhirRound(hub.db, hub.channels, waiting);
  const all: Read[] = [];
  for (const message of waiting) {
    try {
      all.push(takeAhead(ahead, message) ?? (await readOnce(hub, message, round)));
    } catch (error) {
      if (isOfRound(error)) throw error;
      await setAside(hub, message, error);
    }
  }
  return { ids: waiting.map(({ id }) => id), read: all };
}

/** Maps a stored message again with the mapping of today, in place of what it said before. What people decided stands. */
export async function replayMessage(hub: Hub, messageId: string, decision?: Decision): Promise<boolean> {
  // What is not read yet, or could not be, has nothing to be mapped: it is read (again).
  const reading = await restartReading(hub, messageId);
  if (reading === 'reading') return true;
  const read = await readAgain(hub, messageId);
  if (!read) return false;
  // What a gateway could not hand over has no pages: it stays as it came, with its reason.
  if (read.isOfDocuments && reading === 'not_found') return true;
  await transaction(hub.db, async (tx) => {
    await takePen(tx);
    if (decision) await decide(tx, decision);
    await applyAgain(tx, hub, read);
  });
  return true;
}

/** A stored message, read for a replay. */
export async function readAgain(
  hub: Pick<Hub, 'db' | 'channels'>,
  messageId: string,
): Promise<Read | undefined> {
  const message = await findWaiting(hub.db, messageId);
  return message && readMessage(hub, message);
}

/** The rest of a replay, in the transaction of whoever caused it. The caller holds the pen. */
export async function applyAgain(tx: Tx, hub: Hub, read: Read): Promise<void> {
  await applyRead(tx, hub, [read], await claimWaiting(tx, [read.message.id], 'any'));
}

async function decide(tx: Tx, { messageId, patientId, subject, person }: Decision): Promise<void> {
  const answer = patientId === 'new' ? { patientId, enteredId: newId() } : { patientId };
  await recordDecision(tx, messageId, subject ?? 0, answer, person ?? 'hub');
}

/** All together; when that fails for a reason of one message, one by one, so that it fails alone. */
async function applyBatch(hub: Hub, batch: readonly Read[]): Promise<void> {
  if (batch.length === 0) return;
  let hasPen = false;
  try {
    await transaction(hub.db, async (tx) => {
      await takePen(tx);
      hasPen = true;
      const claimed = await claimWaiting(
        tx,
        batch.map((read) => read.message.id),
      );
      const waiting = batch.filter((read) => claimed.has(read.message.id));
      for (const part of partsOf(waiting)) await applyRead(tx, hub, part, claimed);
    });
  } catch (error) {
    // Whoever kept the pen for too long, it was not one of these messages.
    if (!hasPen || isOfRound(error)) throw error;
    const [only] = batch;
    if (batch.length === 1 && only) return setAside(hub, only.message, error);
    for (const read of batch) await applyBatch(hub, [read]);
  }
}

/** What says who is who is worked off by itself: what follows it has to find people as they are then. */
function partsOf(batch: readonly Read[]): readonly (readonly Read[])[] {
  const parts: Read[][] = [];
  let isOpen = false;
  for (const read of batch) {
    const isAlone =
      read.mapped.outcome === 'facts' &&
      read.mapped.subjects.some((subject) => subject.facts.some(isIdentityFact));
    if (isOpen && !isAlone) parts.at(-1)?.push(read);
    else parts.push([read]);
    isOpen = !isAlone;
  }
  return parts;
}

function isOfRound(error: unknown): boolean {
  return error instanceof Failure && ROUND_CODES.has(error.code);
}

async function setAside(hub: Hub, { id, channel }: Read['message'], error: unknown): Promise<void> {
  if ((await countAttempt(hub.db, id)) < ATTEMPTS) return;
  const reason = `The hub could not apply this message (${codeOf(error)}). It is kept: replay it after the next update.`;
  const outcome = { id, state: 'invalid', reasonCode: 'apply-failed', reason, warnings: [] } as const;
  await transaction(hub.db, async (tx) => {
    await takePen(tx);
    await recordOutcomes(tx, [outcome]);
    await tellRejected(tx, [outcome], new Map([[id, channel]]));
  });
}

/** `claimed`: the messages of the batch, each with whether it is said again. */
async function applyRead(
  tx: Tx,
  hub: Hub,
  reads: readonly Read[],
  claimed: ReadonlyMap<string, boolean>,
): Promise<void> {
  const batch: Read[] = [];
  for (const read of reads) batch.push(await readSettled(tx, hub.channels, read));
  const again = batch.filter(({ message }) => claimed.get(message.id)).map(({ message }) => message.id);
  // Whose it is may have been said with it: at the desk of faxes, or in a form.
  const settled = batch
    .filter((read) => read.isOfDocuments || read.message.person !== null)
    .map(({ message }) => message.id);
  const decisions = await listDecisions(tx, [...new Set([...again, ...settled])]);
  const matching = await openMatching(
    tx,
    batch.flatMap((read) => heardIn(hub.channels, read)),
  );
  const matched = batch.map((read) =>
    matchMessage(
      channelOf(hub.channels, read.message),
      matching,
      read,
      decisions.filter((one) => one.messageId === read.message.id),
    ),
  );
  await matching.flushPartners();
  const asking = new Set(matched.map(({ review }) => review?.messageId));
  // What a message said before stands until it is known whom it speaks of now.
  const retired = await retireFacts(
    tx,
    again.filter((id) => !asking.has(id)),
  );
  const statements = matched
    .flatMap((one) => one.statements)
    .map((one) => ({ ...one, ...formerReferrals(retired, one.messageId) }));
  const refold = [...new Set(retired.map((fact) => fact.patientId))];
  let learnt: readonly string[] = [];
  const others = async (described: ReadonlySet<string>): Promise<void> => {
    learnt = await matching.flushPatients(described);
  };
  await apply(tx, statements, hub.policy, refold, { numbers: matching.flushNumbers, others });
  await takeUnsupported(
    tx,
    retired.flatMap(({ patientId, identifiers }) => (identifiers ?? []).map((id) => ({ ...id, patientId }))),
  );
  const children = batch.flatMap((read) => read.children ?? []);
  if (children.length > 0) await insertMessages(tx, children);
  const outcomes = matched.map((one) => one.outcome);
  await recordOutcomes(tx, outcomes);
  await tellRejected(tx, outcomes, new Map(batch.map(({ message }) => [message.id, message.channel])));
  await keepFhir(
    tx,
    batch.flatMap((read) => read.fhir ?? []),
  );
  await takeCalls(tx, batch.flatMap(callIn));
  const changed = await regroupAfter(tx, hub, batch, again, statements);
  await ask(tx, matched, again, [...learnt, ...changed]);
  const fresh = batch.filter(({ message }) => !claimed.get(message.id));
  if (fresh.length > 0) await countChannels(tx, countsOf(fresh, hub.policy.zone));
}

/** Merges and their like put people together or apart; so may taking one back, and a visit that was moved before it was heard of. */
async function regroupAfter(
  tx: Tx,
  hub: Hub,
  batch: readonly Read[],
  again: readonly string[],
  statements: readonly Statement[],
): Promise<readonly string[]> {
  const facts = statements.flatMap((one) => one.facts.map(({ fact }) => fact));
  const said = facts.some(isIdentityFact) ? batch.map(({ message }) => message.id) : again;
  const visits = facts.flatMap((fact) => fact.links.filter((link) => link.kind === 'visit'));
  const records = [
    ...(said.length === 0 ? [] : await listIdentityRecords(tx, said)),
    ...(await listMovers(tx, visits)),
  ];
  const channel = batch[0]?.message.channel ?? 'hub';
  return regroup(tx, hub.policy, records, { actor: `channel:${channel}` });
}

async function ask(
  tx: Tx,
  matched: readonly MatchedMessage[],
  again: readonly string[],
  learnt: readonly string[],
): Promise<void> {
  const reviews = matched.flatMap(({ review }) => review ?? []);
  await withdrawMatches(
    tx,
    again,
    reviews.map((review) => review.key),
  );
  await askReviews(tx, reviews);
  // After asking: news of this batch may settle what an earlier message of it asks.
  const upToDate = matched.flatMap(({ review, isOutdated }) => (review && !isOutdated() ? review.key : []));
  await requeueQuestions(tx, learnt, upToDate);
}

function callIn({ message, mapped }: Read) {
  if (mapped.outcome !== 'filtered' || !mapped.call) return [];
  const { id: messageId, channel, received_at: receivedAt } = message;
  return [{ messageId, channel, receivedAt, call: mapped.call }];
}
