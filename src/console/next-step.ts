import type { ReferralView } from '../domain/referral.ts';
import { lateAfter } from '../store/referral-list.ts';
import { durationText, shortText } from './times.tsx';
import { questionOf } from './words.ts';

/** The one thing to do next. Without `anchor` there is nothing to do here: it waits for somebody or something else. */
export type NextStep = {
  readonly text: string;
  /** Where on the referral's page it is done. */
  readonly anchor?: string;
  readonly isTrouble?: true;
};

export type Standing = {
  readonly view: ReferralView;
  /** Kinds of open questions. */
  readonly questions: readonly string[];
  /** Statuses of its deliveries to the referrer, newest first. */
  readonly deliveries: readonly string[];
  readonly isBlocked: boolean;
};

/** Questions that something waits for, other than an address. */
const holding: ReadonlySet<string> = new Set([
  'note_incomplete',
  'note_unreadable',
  'unverified_number',
  'changed_number',
  'patient_objection',
  'offer_note',
]);

/** Trouble first, then questions, then what the state waits for. Exactly one. */
export function nextStep({ view, questions, deliveries, isBlocked }: Standing, zone: string): NextStep {
  if (view.state === 'voided') return { text: 'Nothing' };
  if (deliveries.includes('dead')) return { text: 'Send it another way', anchor: 'notes', isTrouble: true };
  if (deliveries.includes('ambiguous'))
    return { text: 'Ask if it arrived', anchor: 'notes', isTrouble: true };
  const isAsked = questions.some((kind) => holding.has(kind));
  if (questions.includes('no_endpoint') || (isBlocked && !isAsked))
    return { text: 'Add a way to send', anchor: 'questions', isTrouble: true };
  const [question] = questions;
  if (question !== undefined) return { text: questionOf(question).short, anchor: 'questions' };
  if (view.isReferrerNew) return { text: questionOf('partner_discovered').short, anchor: 'questions' };
  return stepOfState(view, deliveries, zone);
}

function stepOfState(view: ReferralView, deliveries: readonly string[], zone: string): NextStep {
  switch (view.state) {
    case 'possible':
      return { text: 'Ask who sent them', anchor: 'names' };
    case 'needs_review':
      return { text: 'Check and confirm', anchor: 'decide' };
    case 'received':
    case 'accepted':
      return { text: view.isOnHold ? 'On hold' : 'Book the visit' };
    case 'scheduled':
      return {
        text:
          view.appointment?.start === undefined
            ? 'Visit'
            : `Visit ${shortText(view.appointment.start, zone)}`,
      };
    case 'no_show':
    case 'appt_cancelled':
      return { text: 'Call and rebook' };
    case 'cancel_requested':
      return { text: 'Agree to cancel', anchor: 'decide' };
    case 'seen':
      return { text: 'Finish the note' };
    case 'note_ready':
      return { text: deliveries.includes('sent') ? 'Wait for proof' : 'Note is on its way', anchor: 'notes' };
    case 'closed':
      return { text: view.isAmendmentDue ? 'Amended note on its way' : 'Done' };
    case 'declined':
    case 'cancelled':
    case 'expired':
    case 'voided':
      return { text: 'Nothing' };
  }
}

/** By when something has to happen; undefined where nothing is awaited from us. */
export function dueAt(view: ReferralView): string | undefined {
  if (view.isOnHold) return undefined;
  switch (view.state) {
    case 'needs_review':
    case 'received':
    case 'accepted':
      return hoursAfter(view.receivedAt, lateAfter.toBookHours[view.priority]);
    case 'no_show':
    case 'appt_cancelled':
    case 'seen':
    case 'note_ready':
      return view.appointment?.start === undefined
        ? undefined
        : hoursAfter(view.appointment.start, lateAfter.afterVisitHours);
    case 'possible':
    case 'scheduled':
    case 'closed':
    case 'declined':
    case 'cancel_requested':
    case 'cancelled':
    case 'expired':
    case 'voided':
      return undefined;
  }
}

/** "Late 2 h", or undefined while there is time. */
export function lateText(view: ReferralView, at: string): string | undefined {
  const due = dueAt(view);
  if (due === undefined || due >= at) return undefined;
  return `Late ${durationText(Math.round((Date.parse(at) - Date.parse(due)) / 60_000))}`;
}

function hoursAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
}
