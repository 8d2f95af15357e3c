import type { ReferralState } from '../domain/referral-state.ts';
import type { ReferralView } from '../domain/referral.ts';
import type { TellKind } from '../domain/tell.ts';
import type { Partner } from '../store/partners.ts';
import { referralReference } from './referral-story.ts';

/** What the liaison reads about a referral: who sent it, what to do, where to look. Nothing of the patient. */
export function liaisonMail(
  referralId: string,
  view: ReferralView,
  partner: Partner | undefined,
  publicUrl: string,
): { readonly subject: string; readonly text: string } {
  const office = partner?.organisation ?? partner?.name ?? 'an office';
  const mail = view.kind === 'possible' ? possible(office) : referral(referralId, view, partner, office);
  return {
    subject: `${mail.subject} (${referralReference(referralId)})`,
    text: [...mail.lines, '', `Open it: ${publicUrl}/referrals/${referralId}`].join('\n'),
  };
}

function referral(referralId: string, view: ReferralView, partner: Partner | undefined, office: string) {
  const news = partner?.account_first_referral_id === referralId ? 'First referral' : 'New referral';
  return {
    subject: `${news} from ${office}`,
    lines: [
      `${news} from ${partner?.name ?? office}.`,
      view.priority === 'routine' ? '' : `Priority: ${view.priority}.`,
      news === 'First referral'
        ? 'Cold outreach to this office can stop. A thank-you today starts the relationship well.'
        : 'Thank the office once a week at the most: the console shows whether this week is done.',
    ],
  };
}

/** The patient's own doctor is a partner, and nobody said that they sent the patient. */
function possible(office: string) {
  return {
    subject: `A patient of ${office} is booked without a referral`,
    lines: [
      `${office} is the patient's own doctor, and nobody named who sent them.`,
      'It does not count as a referral. A word to the office may show whether it is one.',
    ],
  };
}

/** One alert in one line, for a list or a telephone. Nothing of the patient. */
export function tellLine({
  kind,
  referralId,
  view,
  office,
}: {
  readonly kind: Exclude<TellKind, 'late' | 'account'>;
  readonly referralId: string;
  readonly view: ReferralView;
  /** Null: nobody is known by name. */
  readonly office: string | null;
}): string {
  const urgent = view.priority === 'routine' ? '' : `, ${view.priority}`;
  return `${whatOf(kind, office ?? 'an office', view)}${urgent} (${referralReference(referralId)})`;
}

function whatOf(kind: Exclude<TellKind, 'late' | 'account'>, office: string, view: ReferralView): string {
  switch (kind) {
    case 'first_referral':
      return `First referral from ${office}`;
    case 'referral':
      return `New referral from ${office}`;
    case 'possible':
      return `A patient of ${office} is booked without a referral`;
    case 'thank_partner':
      return `Thank ${office}: they referred this week`;
    case 'watched':
      return `A referral you watch: ${stateLines[view.state]}`;
  }
}

const stateLines: Readonly<Record<ReferralState, string>> = {
  possible: 'possible',
  needs_review: 'to be checked',
  received: 'received',
  accepted: 'accepted',
  scheduled: 'booked',
  no_show: 'the visit was missed',
  appt_cancelled: 'the visit is cancelled',
  seen: 'seen',
  note_ready: 'the note is final',
  closed: 'closed',
  declined: 'declined',
  cancel_requested: 'the office asked to cancel',
  cancelled: 'cancelled',
  expired: 'expired',
  voided: 'entered in error',
};
