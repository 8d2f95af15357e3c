import { linkKey, type AppointmentView, type VisitView } from './appointment.ts';
import type { ReferralAnswered, ReferralExpired, ReferralRequested, ReferralWithdrawn } from './fact.ts';
import { factsOf, type LedgerFact } from './ledger-fact.ts';
import type { NoteView } from './note.ts';
import type { Party } from './party.ts';
import type { RequestView } from './request.ts';

/** DOMAIN 7.3. What happened to the patient; whether anybody heard is a delivery's status. */
export const referralStates = [
  'possible',
  'needs_review',
  'received',
  'accepted',
  'scheduled',
  'no_show',
  'appt_cancelled',
  'seen',
  'note_ready',
  'closed',
  'declined',
  'cancel_requested',
  'cancelled',
  'expired',
  'voided',
] as const;

export type ReferralState = (typeof referralStates)[number];

/** What a state is computed from. */
export type Story = {
  readonly appointments: readonly AppointmentView[];
  /** The newest that still means something. */
  readonly appointment: AppointmentView | undefined;
  readonly visits: readonly VisitView[];
  readonly notes: readonly NoteView[];
  readonly referrer: Party | undefined;
  readonly request: RequestView;
};

/** How a referral ended without a visit's note, and when. */
export type Ending = {
  readonly state: 'cancelled' | 'declined' | 'cancel_requested' | 'expired';
  readonly at: string;
  readonly reason?: string;
};

export function stateOf(thread: readonly LedgerFact[], story: Story): ReferralState {
  if (isVoided(thread, story)) return 'voided';
  const finals = story.notes.filter(isFinal);
  if (finals.some((note) => isDeliveredToReferrer(note, story.referrer))) return 'closed';
  const ending = endingOf(thread, story)?.state;
  if (ending === 'cancelled' || ending === 'declined' || ending === 'expired') return ending;
  if (finals.length > 0) return 'note_ready';
  if (hasBeenSeen(story)) return 'seen';
  // The referrer asked to take it back: a visit answers with the outcome, nothing less does.
  if (ending === 'cancel_requested') return ending;
  return progressOf(thread, story);
}

export function isFinal(note: NoteView): boolean {
  return note.status === 'final';
}

/** The final note reached the referring office; with `contentSha256` this very version of it did. */
export function isDeliveredToReferrer(
  note: NoteView,
  referrer: Party | undefined,
  contentSha256?: string,
): boolean {
  return note.deliveries.some(
    (delivery) =>
      delivery.partnerId === referrer?.partnerId &&
      (contentSha256 === undefined || delivery.contentSha256 === contentSha256),
  );
}

/** The last withdrawal, refusal or expiry, unless a later booking or visit reopened the referral. */
export function endingOf(thread: readonly LedgerFact[], story: Story): Ending | undefined {
  const words = factsOf(
    thread,
    'referral_withdrawn',
    'referral_answered',
    'referral_requested',
    'referral_expired',
  );
  const last = lastWordOf(words.map(({ fact }) => fact));
  if (!last || last.kind === 'referral_requested') return undefined;
  if (last.kind === 'referral_answered' && last.answer === 'accepted') return undefined;
  if (last.kind === 'referral_expired')
    return isAnswered(thread, story, last.effectiveAt)
      ? undefined
      : { state: 'expired', at: last.effectiveAt, reason: last.reason };
  const isReopened =
    story.appointments.some(
      (one) => ['booked', 'arrived', 'fulfilled'].includes(one.status) && one.statusAt > last.effectiveAt,
    ) || story.visits.some((visit) => visit.status !== 'cancelled' && visit.statusAt > last.effectiveAt);
  if (isReopened) return undefined;
  const state =
    last.kind === 'referral_answered' ? 'declined' : last.isConfirmed ? 'cancelled' : 'cancel_requested';
  return {
    state,
    at: last.effectiveAt,
    ...(last.reason === undefined ? {} : { reason: last.reason }),
  };
}

type Word = ReferralWithdrawn | ReferralAnswered | ReferralRequested | ReferralExpired;

/** Who takes back what was declined or cancelled already tidies up after it, and asks for nothing that anybody has to confirm. */
function lastWordOf(said: readonly Word[]): Word | undefined {
  const before = said.findLast((one) => one.kind !== 'referral_withdrawn' || one.isConfirmed);
  const isOver =
    before?.kind === 'referral_withdrawn' ||
    (before?.kind === 'referral_answered' && before.answer === 'declined');
  return isOver ? before : said.at(-1);
}

/** A visit took place, by whatever source. */
export function hasBeenSeen(story: Pick<Story, 'appointments' | 'visits'>): boolean {
  return (
    story.visits.some((visit) => visit.status === 'finished') ||
    story.appointments.some(({ status }) => status === 'fulfilled')
  );
}

/** Time ran out only where nothing stands: whenever it is heard of, a booking or a visit says that it did not. */
function isAnswered(thread: readonly LedgerFact[], story: Story, at: string): boolean {
  return (
    story.appointments.some((one) => isBookedAfter(thread, one, at)) ||
    story.appointments.some(({ status }) => ['booked', 'arrived', 'fulfilled'].includes(status)) ||
    story.visits.some(({ status }) => status !== 'cancelled') ||
    story.notes.some(isFinal)
  );
}

/** It was made, or the patient was awaited, after that time, whatever became of it; one entered in error never was. */
function isBookedAfter(thread: readonly LedgerFact[], { key, status }: AppointmentView, at: string): boolean {
  if (status !== 'no_show' && status !== 'cancelled') return false;
  return factsOf(thread, 'appointment_stated').some(
    ({ fact, fingerprint }) =>
      fact.effectiveAt > at &&
      (fact.status === 'booked' || fact.status === 'arrived' || fact.status === 'no_show') &&
      (fingerprint === key || fact.links.some((link) => linkKey(link) === key)),
  );
}

function progressOf(thread: readonly LedgerFact[], { appointment, visits, request }: Story): ReferralState {
  if (appointment?.status === 'booked' || appointment?.status === 'arrived') return 'scheduled';
  if (appointment?.status === 'no_show') return 'no_show';
  if (appointment?.status === 'cancelled') return 'appt_cancelled';
  if (visits.some((visit) => visit.status === 'arrived')) return 'scheduled';
  const isAccepted = factsOf(thread, 'referral_answered').at(-1)?.fact.answer === 'accepted';
  if (isAccepted) return 'accepted';
  return request.reviewReason === undefined ? 'received' : 'needs_review';
}

function isVoided(thread: readonly LedgerFact[], story: Story): boolean {
  if (factsOf(thread, 'referral_voided').length > 0) return true;
  const isAlive = story.visits.some((visit) => visit.status !== 'cancelled') || story.notes.some(isFinal);
  return (
    !story.request.isRequested &&
    !isAlive &&
    story.appointments.length > 0 &&
    story.appointments.every(({ status }) => status === 'voided')
  );
}
