import type { Fact } from '../domain/fact.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { withdrawBlocked } from '../store/effects.ts';
import { refuseEndpoint, withdrawWaitingFor } from '../store/held.ts';
import { findReferral, takePen } from '../store/ledger.ts';
import { answerReview, findReview, type Review } from '../store/reviews.ts';
import { putEndpoint } from './directory-endpoints.ts';
import { setStage } from './directory-stage.ts';
import type { Hub } from './hub.ts';
import { nameParty, type PartyAnswer } from './name-party.ts';
import { changing, said, withReferral, type Answered } from './person-statement.ts';
import { applyAgain, readAgain } from './process.ts';

/** Where a person's answers re-enter the pipeline: at apply, with the person as the cause. */
export async function answerPatientMatch(
  hub: Hub,
  reviewId: string,
  patientId: string,
  person: string,
): Promise<Answered> {
  const review = await findReview(hub.db, reviewId);
  if (!review?.messageId || review.kind !== 'patient_match') return 'not_found';
  const read = await readAgain(hub, review.messageId);
  if (!read) return 'not_found';
  const answer = patientId === 'new' ? { patientId, enteredId: newId() } : { patientId };
  const answered = await changing<Answered>(hub, async (tx) => {
    await takePen(tx);
    if (!(await answerReview(tx, reviewId, answer, person))) return 'already_answered';
    await applyAgain(tx, hub, read);
    return 'done';
  });
  // Other messages may have waited for what this one made known.
  hub.wake('messages');
  return answered;
}

/** A person knows this office: it is no longer merely discovered. */
export async function confirmPartner(
  hub: Hub,
  partnerId: string,
  change: { readonly stage: 'target' | 'active' | 'unknown' },
  person: string,
): Promise<Answered> {
  const edited = await setStage(hub, partnerId, change, { person });
  return edited.outcome === 'saved' ? 'done' : 'not_found';
}

/** A person says who sent this patient. */
export async function nameReferrer(
  hub: Hub,
  referralId: string,
  referrer: PartyAnswer,
  person: string,
): Promise<Answered> {
  return nameParty(hub, referralId, 'referrer', referrer, person);
}

/** A person accepts, declines or voids a referral. */
export async function decideReferral(
  hub: Hub,
  referralId: string,
  decision: 'accepted' | 'declined' | 'voided',
  reason: string | undefined,
  person: string,
): Promise<Answered> {
  return withReferral(hub, referralId, person, async (tx, referral) => {
    const why = reason === undefined ? {} : { reason };
    const about = await said(tx, referral);
    const fact: Fact =
      decision === 'voided'
        ? { ...about, kind: 'referral_voided', ...why }
        : { ...about, kind: 'referral_answered', answer: decision, ...why };
    return { fact };
  });
}

/** A person releases a held note: it goes out. */
export async function releaseNote(hub: Hub, reviewId: string, person: string): Promise<Answered> {
  const review = await findReview(hub.db, reviewId);
  const referral = review?.referralId ? await findReferral(hub.db, review.referralId) : undefined;
  const note = referral?.view.notes.find((one) => one.key === review?.documentKey);
  if (!review || !referral || !note) return 'not_found';
  return withReferral(hub, referral.id, person, async (tx) => {
    if (!(await answerReview(tx, reviewId, { released: true }, person))) return 'already_answered';
    const fact: Fact = {
      effectiveAt: now(),
      lineage: [],
      links: [],
      kind: 'note_released',
      documentId: note.documentId,
      contentSha256: note.contentSha256,
    };
    return { fact };
  });
}

/** A person says where a partner takes things; everything that waited for that goes out. Problems name the field. */
export async function addEndpoint(
  hub: Hub,
  partnerId: string,
  endpoint: {
    readonly destination: string;
    readonly address: string;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly rank?: number;
  },
  person: string,
): Promise<{ readonly problems?: readonly string[] }> {
  const edited = await putEndpoint(hub, partnerId, endpoint, { person });
  if (edited.outcome === 'saved') return {};
  if (edited.outcome !== 'refused') return { problems: ['partner: there is no such partner'] };
  return { problems: edited.problems.map(({ field, problem }) => `${field}: ${problem}`) };
}

/** A person settles a question outside the hub (or decides that nothing is to be done) and says why. */
export async function dismissReview(
  hub: Hub,
  reviewId: string,
  reason: string,
  person: string,
): Promise<Answered> {
  const review = await findReview(hub.db, reviewId);
  if (!review) return 'not_found';
  return changing<Answered>(hub, async (tx) => {
    if (!(await answerReview(tx, reviewId, { dismissed: reason }, person))) return 'already_answered';
    if (review.documentKey !== null && refusals.has(review.kind))
      await withdrawBlocked(tx, review.documentKey);
    await refuseHeld(tx, review);
    return 'done';
  });
}

/** A number that is not theirs is never used, and what waited for it goes another way; a note nobody is to get is dropped. */
async function refuseHeld(tx: Tx, { kind, key }: Review): Promise<void> {
  if (kind === 'unverified_number' || kind === 'changed_number')
    await refuseEndpoint(tx, key.slice(kind.length + 1), key);
  if (kind === 'patient_objection' || kind === 'offer_note') await withdrawWaitingFor(tx, key);
}

/** An incomplete or unreadable note stays unsent when its question is dismissed; a repaired one arrives as a new version. */
const refusals = new Set(['note_incomplete', 'note_unreadable']);
