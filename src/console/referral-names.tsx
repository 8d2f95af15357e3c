import { isAsked } from '../domain/pursuit.ts';
import type { AskedRole } from '../pipeline/name-party.ts';
import { PartyAsk } from './party-ask.tsx';
import type { ReferralPage } from './referral-load.ts';

const roles: readonly AskedRole[] = ['referrer', 'pcp'];

/** What of referrer and primary care doctor is missing; of a visit that may be a referral the referrer can be corrected too. */
export function Names({ page, token }: { readonly page: ReferralPage; readonly token: string }) {
  const { view, referral, reviews } = page;
  // The same is asked above as a question.
  const isQuestion = reviews.some((one) => one.kind === 'partner_unknown' && one.state === 'open');
  const shown = roles.flatMap((role) => {
    if (role === 'referrer' && isQuestion) return [];
    if (isAsked(role, view)) return [{ role, isCorrection: false }];
    return role === 'referrer' && view.state === 'possible' ? [{ role, isCorrection: true }] : [];
  });
  if (view.state === 'voided' || shown.length === 0) return null;
  const back = `/referrals/${referral.id}`;
  return (
    <section id="names" class="card">
      <h2>
        {shown.some((one) => one.role === 'referrer') ? 'Who sent this patient?' : 'Who is their doctor?'}
      </h2>
      {shown.map(({ role, isCorrection }) => (
        <div class="ask">
          <PartyAsk
            referralId={referral.id}
            role={role}
            token={token}
            back={back}
            {...(isCorrection ? { isCorrection } : {})}
          />
          <p>
            <small>
              <a href={`/missing/${referral.id}/${role}`}>
                {role === 'pcp' ? 'Enter a new doctor' : 'Enter a new referrer'}
              </a>
            </small>
          </p>
        </div>
      ))}
    </section>
  );
}
