import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { retireFacts, takePen } from '../store/ledger.ts';
import { recordOutcomes } from '../store/messages.ts';
import { insertPatientChanges } from '../store/patient-changes.ts';
import { findPatientOfMessage, withdrawDecisions } from '../store/message-decisions.ts';
import { listIdentityRecords } from '../store/patient-merge.ts';
import { takeUnsupported } from '../store/patient-numbers.ts';
import { listStandings } from '../store/patient-story.ts';
import { askReviews, findReview, listDecisions, recordDecision, type Review } from '../store/reviews.ts';
import { apply } from './apply.ts';
import type { Hub } from './hub.ts';
import { regroup } from './identity-regroup.ts';
import type { Changed, Decider } from './identity.ts';
import { changing } from './person-statement.ts';
import { applyAgain, readAgain } from './process.ts';

/**
 * A message was filed with the wrong patient: what it said is taken back there and said of another one, or of a new one. `from`: whose it was
 * when the person looked; `subject`: which of the people in the message, from 0.
 */
export async function moveMessage(
  hub: Hub,
  move: { readonly messageId: string; readonly from: string; readonly to: string; readonly subject?: number },
  { person, reason }: Decider,
): Promise<Changed> {
  const { messageId, from, to, subject = 0 } = move;
  const read = await readAgain(hub, messageId);
  if (read?.mapped.outcome !== 'facts' || read.mapped.subjects[subject] === undefined) return 'not_found';
  const changed = await changing<Changed>(hub, async (tx) => {
    await takePen(tx);
    const standings = await listStandings(tx, to === 'new' ? [from] : [from, to]);
    const isAt = (id: string): string | undefined => standings.find((one) => one.record === id)?.patientId;
    if (to !== 'new' && isAt(to) === undefined) return 'not_found';
    const holder = await findPatientOfMessage(tx, messageId, subject);
    if (holder === undefined || holder !== isAt(from)) return 'changed';
    if (to !== 'new' && holder === isAt(to)) return 'already_done';
    const enteredId = newId();
    const answer = to === 'new' ? { patientId: to, enteredId } : { patientId: to };
    await recordDecision(tx, messageId, subject, answer, person);
    await applyAgain(tx, hub, read);
    const target = to === 'new' ? enteredId : (isAt(to) ?? to);
    await insertPatientChanges(tx, [
      { actor: person, reason, what: 'message_moved', patientId: target, otherId: holder, messageId },
    ]);
    return 'done';
  });
  // Other messages may have waited for what this one made known.
  hub.wake('messages');
  return changed;
}

/** Takes an answer about whom a message means back: what the message said is out of force, and the question is open again. */
export async function undoPatientMatch(hub: Hub, reviewId: string, decider: Decider): Promise<Changed> {
  const changed = await changing<Changed>(hub, async (tx) => {
    await takePen(tx);
    const review = await findReview(tx, reviewId);
    if (!review?.messageId || review.kind !== 'patient_match') return 'not_found';
    if (review.state !== 'answered' || review.answer?.['patientId'] === undefined) return 'already_done';
    const subject = Number(review.question['subject'] ?? 0);
    const decisions = await listDecisions(tx, [review.messageId]);
    const decided = decisions.find((one) => one.subject === subject);
    const standings = await listStandings(tx, [
      textOf(review.answer['enteredId']) ?? textOf(review.answer['patientId']) ?? '',
    ]);
    // Somebody moved the message elsewhere since.
    if (decided && standings[0] && standings[0].patientId !== decided.patientId) return 'changed';
    await takeBack(tx, hub, { ...review, messageId: review.messageId }, subject);
    if (decided && !decided.isNew)
      await insertPatientChanges(tx, [
        {
          actor: decider.person,
          reason: decider.reason,
          what: 'answer_undone',
          patientId: decided.patientId,
          messageId: review.messageId,
        },
      ]);
    return 'done';
  });
  hub.wake('messages');
  return changed;
}

async function takeBack(
  tx: Tx,
  hub: Hub,
  review: Review & { readonly messageId: string },
  subject: number,
): Promise<void> {
  const { messageId } = review;
  await withdrawDecisions(tx, messageId, subject);
  const retired = await retireFacts(tx, [messageId]);
  await apply(tx, [], hub.policy, [...new Set(retired.map((fact) => fact.patientId))]);
  await takeUnsupported(
    tx,
    retired.flatMap(({ patientId, identifiers }) => (identifiers ?? []).map((id) => ({ ...id, patientId }))),
  );
  await regroup(tx, hub.policy, await listIdentityRecords(tx, [messageId]), { actor: 'hub' });
  const reason = textOf(review.question['reason']) ?? 'Whom this message means was answered and taken back.';
  await recordOutcomes(tx, [
    { id: messageId, state: 'review', reasonCode: 'patient-match', reason, warnings: [] },
  ]);
  const { key, kind, question } = review;
  await askReviews(tx, [
    { key, kind, messageId, question: { ...question, reason, candidates: question['candidates'] ?? [] } },
  ]);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
