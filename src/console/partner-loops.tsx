import type { PartnerPage } from '../store/directory/read-partner.ts';
import { durationText } from './times.tsx';
import { Pill } from './parts.tsx';
import type { PartnerView } from './partner-load.ts';
import { personName, stateWords } from './words.ts';

const SHOWN = 20;
const DAY_MINUTES = 24 * 60;

type LoopsProps = { readonly page: PartnerPage; readonly zone: string; readonly seesPatients: boolean };

/** Referrals of theirs that are not ended, the oldest first. Names of patients only for who may see them. */
export function Loops({ page, seesPatients }: LoopsProps) {
  const { openLoops, entry } = page;
  if (!seesPatients)
    return (
      <section class="card">
        <h2>Open loops</h2>
        <p class="muted">
          {openLoops.length} are open. Your account does not include the patients they are about.
        </p>
      </section>
    );
  return (
    <section class="card" id="loops">
      <h2>Open loops</h2>
      {openLoops.length === 0 ? <p class="muted">None: every referral of theirs is answered.</p> : null}
      <p>
        <a href={`/deliveries/to/${entry.id}`}>Send them how their patients stand, or several notes</a>
      </p>
      <ul class="lines">
        {openLoops.slice(0, SHOWN).map((loop) => (
          <li class="loop-line">
            <a href={`/referrals/${loop.referralId}`}>{personName(loop)}</a>{' '}
            <Pill of={stateWords[loop.state]} />{' '}
            <small class="muted">{durationText(loop.ageDays * DAY_MINUTES)}</small>
          </li>
        ))}
      </ul>
      {openLoops.length > SHOWN ? (
        <a href={`/referrals?office=${entry.id}`}>All {openLoops.length} of them</a>
      ) : null}
    </section>
  );
}

/** How many of a year's patients were reported on (CMS50), and what Medicare paid for. */
export function Score({ view }: { readonly view: PartnerView }) {
  const { cms50, year, volumes, page } = view;
  const asked = cms50?.denominator.length ?? 0;
  const met = cms50?.numerator.length ?? 0;
  return (
    <section class="card" id="cms50">
      <h2>Reports back to them in {year} (CMS50)</h2>
      <p>
        {asked === 0
          ? `No referral of ${year} counts for it.`
          : `${met} of ${asked} patients: ${Math.round((met / asked) * 100)} %`}
      </p>
      <form method="get" action={`/partners/${page.entry.id}#cms50`} class="inline">
        <label class="field short">
          <span>Year</span>
          <input name="year" type="number" min="2000" max="2099" value={String(year)} />
        </label>
        <button type="submit">Show</button>
      </form>
      {volumes.length === 0 ? null : (
        <>
          <h3>Medicare patients, all of theirs</h3>
          <ul class="lines">
            {volumes.slice(0, 5).map((one) => (
              <li>
                {one.year}: {one.beneficiaries ?? 'fewer than eleven'}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
