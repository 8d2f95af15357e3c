import type { ReferralView } from '../domain/referral.ts';
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
