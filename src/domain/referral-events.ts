import type { ReferralView } from './referral.ts';

export type EventType =
  | 'referral.possible'
  | 'referral.needs_review'
  | 'referral.received'
  | 'referral.converted'
  | 'referral.accepted'
  | 'referral.scheduled'
  | 'referral.rescheduled'
  | 'referral.no_show'
  | 'referral.no_show_reversed'
  | 'referral.appt_cancelled'
  | 'referral.seen'
  | 'referral.note_ready'
  | 'referral.note_amended'
  | 'referral.note_withdrawn'
  | 'referral.closed'
  | 'referral.declined'
  | 'referral.cancel_requested'
  | 'referral.cancelled'
  | 'referral.expired'
  | 'referral.voided'
  | 'referral.merged'
  | 'referral.attributed';

export type ReferralEvent = { readonly referralId: string; readonly type: EventType };

/** What a referral's step from one view to the next is told as. Pure. */
export function eventsBetween(before: ReferralView | undefined, after: ReferralView): readonly EventType[] {
  const events: EventType[] = [];
  if (after.kind === 'none') return [];
  const isNew = before === undefined || before.kind === 'none';
  if (isNew) events.push(after.kind === 'possible' ? 'referral.possible' : 'referral.received');
  if (before?.kind === 'possible' && after.kind === 'explicit') events.push('referral.converted');
  if (!isNew && before.referrer?.partnerId !== after.referrer?.partnerId) events.push('referral.attributed');
  if (
    before?.state === 'no_show' &&
    (after.state === 'seen' || after.anomalies.includes('no_show_contradicted'))
  )
    events.push('referral.no_show_reversed');
  const isMoved =
    before?.state === 'scheduled' &&
    after.state === 'scheduled' &&
    before.appointment?.start !== after.appointment?.start;
  if (isMoved) events.push('referral.rescheduled');
  if (!isNew && isNoteTakenBack(before, after)) events.push('referral.note_withdrawn');
  const state: EventType = `referral.${after.state}`;
  if ((isNew || before.state !== after.state) && !events.includes(state)) events.push(state);
  if (before?.state === after.state && after.isAmendmentDue && !before.isAmendmentDue)
    events.push('referral.note_amended');
  return events;
}

/** Of two versions of one document the newest statement decides. One that was never final was never told of. */
function isNoteTakenBack(before: ReferralView, after: ReferralView): boolean {
  const final = new Set(before.notes.filter((note) => note.status === 'final').map((note) => note.key));
  return after.notes.some(
    ({ key, status }) => final.has(key) && (status === 'withdrawn' || status === 'wrong'),
  );
}
