import type { VolumeAlert } from '../store/measures/volume-alerts.ts';
import type { DirectoryEntry } from '../store/directory/entry.ts';
import type { EditContext } from './partner-draft.tsx';
import { About, Lists } from './partner-about.tsx';
import { History } from './partner-history.tsx';
import type { PartnerView } from './partner-load.ts';
import { Loops, Score } from './partner-loops.tsx';
import { People } from './partner-people.tsx';
import { Places } from './partner-places.tsx';
import { Standing, Tree } from './partner-standing.tsx';
import { Staff } from './partner-staff.tsx';
import { Ways } from './partner-ways.tsx';
import { lackText, specialtyText, stageWords } from './partner-words.ts';
import { Csrf, linkTo, Pill } from './parts.tsx';
import { dayText, When } from './times.tsx';
import { WeekChart } from './week-chart.tsx';
import { phoneText } from './words.ts';

type Props = {
  readonly view: PartnerView;
  readonly context: EditContext;
  readonly destinations: readonly string[];
  /** Names of patients are for those who work with them. */
  readonly seesPatients: boolean;
  /** Who is told of alerts is for administrators to decide. */
  readonly decidesWatchers: boolean;
};

/** One partner: how they refer, who and where they are, how they are reached, and what is open. */
export function PartnerBody({ view, context, destinations, seesPatients, decidesWatchers }: Props) {
  const { page } = view;
  return (
    <>
      <Header view={view} context={context} decidesWatchers={decidesWatchers} />
      <Numbers view={view} zone={context.zone} />
      <div class="columns">
        <div class="column">
          <section class="card" id="changes">
            <h2>Referrals a week</h2>
            {view.alerts.map((alert) => (
              <Change alert={alert} context={context} />
            ))}
            <WeekChart weeks={view.weeks?.weeks ?? []} title="Referrals a week" id="weeks" />
          </section>
          <People page={page} context={context} />
          <Places page={page} context={context} />
          <Ways page={page} context={context} destinations={destinations} />
          <Staff page={page} context={context} />
        </div>
        <div class="column">
          <Loops page={page} zone={context.zone} seesPatients={seesPatients} />
          <About page={page} context={context} />
          <Lists page={page} context={context} />
          <Tree page={page} parts={view.parts} context={context} />
          <Score view={view} />
          <Standing page={page} context={context} />
          <History changes={page.history} zone={context.zone} />
        </div>
      </div>
    </>
  );
}

function Header({ view, context, decidesWatchers }: Pick<Props, 'view' | 'context' | 'decidesWatchers'>) {
  const { entry, breadcrumb, specialties, identifiers, missing } = view.page;
  const npi = identifiers.find((one) => one.system === 'npi')?.value;
  return (
    <header class="head partner" id="main-facts">
      <div>
        {breadcrumb.length === 0 ? null : (
          <nav class="crumbs" aria-label="Part of">
            <ol>
              {breadcrumb.map((step) => (
                <li>
                  <a href={`/partners/${step.id}`}>{step.name}</a>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1>{entry.name}</h1>
        <p class="facts">
          <Pill of={stageWords[entry.stage]} />
          {entry.retiredAt === null ? null : <span class="pill red">Retired</span>}
          {entry.deactivatedOn === null ? null : <span class="pill red">NPI deactivated</span>}
          {missing.length === 0 ? null : <span class="pill amber">{lackText(missing)}</span>}
          <span>{entry.kind === 'person' ? 'Person' : 'Office'}</span>
          {specialties[0] === undefined ? null : <span>{specialtyText(specialties[0].taxonomy)}</span>}
          {npi === undefined ? null : <span>NPI {npi}</span>}
          {entry.phone === null ? null : <span>{phoneText(entry.phone)}</span>}
          {entry.fax === null ? null : <span>Fax {phoneText(entry.fax)}</span>}
          <span>
            {entry.liaisonEmail === null
              ? 'Nobody looks after them'
              : `Looked after by ${entry.liaisonEmail}`}
          </span>
          <Watched view={view} decidesWatchers={decidesWatchers} />
        </p>
        <Stopped entry={entry} context={context} />
      </div>
      <p class="buttons">
        <a class="button" href={`/referrals?office=${entry.id}`}>
          Their referrals
        </a>
        <a class="button" href={linkTo('/notes-to-send', { tab: 'delivered', partner: entry.id })}>
          Notes they got
        </a>
      </p>
    </header>
  );
}

function Watched({ view, decidesWatchers }: Pick<Props, 'view' | 'decidesWatchers'>) {
  const { watchers, page } = view;
  const said = watchers.length === 0 ? 'Nobody watches them' : `Watched by ${watchers.join(', ')}`;
  if (!decidesWatchers) return watchers.length === 0 ? null : <span>{said}</span>;
  return <a href={`/alerts/partners/${page.entry.id}`}>{said}</a>;
}

function Stopped({ entry, context }: { readonly entry: DirectoryEntry; readonly context: EditContext }) {
  if (entry.outreachStoppedAt === null) return null;
  return (
    <form method="post" action={`/partners/${entry.id}/resume`} class="inline" id="resume">
      <Csrf token={context.token} />
      <input type="hidden" name="section" value="resume" />
      <input type="hidden" name="version" value={entry.version} />
      <span>
        Cold outreach stopped <When at={entry.outreachStoppedAt} zone={context.zone} isDay />
        {entry.outreachStoppedBecause === 'first_referral' ? ': they began to refer' : ''}.
      </span>
      <button type="submit">Resume outreach</button>
    </form>
  );
}

function Numbers({ view, zone }: { readonly view: PartnerView; readonly zone: string }) {
  const { thisWeek, lastWeek, notes, page } = view;
  const within = notes?.within48Hours;
  const loops = page.openLoops.length;
  const oldest = page.openLoops[0]?.ageDays;
  return (
    <dl class="numbers">
      <Figure
        term="Referrals this week"
        value={String(thisWeek)}
        more={`${lastWeek} last week, ${page.counts.subtree} in all`}
      />
      <Figure
        term="Open loops"
        value={loops >= 100 ? '100+' : String(loops)}
        more={oldest === undefined ? 'Everything is answered' : `Oldest ${oldest} d`}
      />
      <Figure
        term="Notes within 48 h"
        value={within === null || within === undefined ? '–' : `${Math.round(within * 100)} %`}
        more={`${notes?.done ?? 0} delivered in 90 days`}
      />
      <Figure
        term="First referral"
        value={page.entry.firstReferralAt === null ? '–' : dayText(page.entry.firstReferralAt, zone)}
        more={page.counts.lastAt === null ? 'None yet' : `Last one ${dayText(page.counts.lastAt, zone)}`}
      />
    </dl>
  );
}

function Figure({
  term,
  value,
  more,
}: {
  readonly term: string;
  readonly value: string;
  readonly more: string;
}) {
  return (
    <div class="card">
      <dt>{term}</dt>
      <dd>
        <b>{value}</b>
        <small class="muted">{more}</small>
      </dd>
    </div>
  );
}

const directions: Readonly<Record<VolumeAlert['direction'], string>> = {
  drop: 'Sends fewer',
  spike: 'Sends more',
  silent: 'Gone quiet',
};

function Change({ alert, context }: { readonly alert: VolumeAlert; readonly context: EditContext }) {
  return (
    <div class="change">
      <p>
        <span class={`pill ${alert.direction === 'spike' ? 'green' : 'red'}`}>
          {directions[alert.direction]}
        </span>{' '}
        {alert.evidence.words}
      </p>
      {alert.state === 'open' ? (
        <form method="post" action={`/partners/${alert.partnerId}/alerts/${alert.id}`} class="inline">
          <Csrf token={context.token} />
          <label class="field">
            <span>What we know</span>
            <input name="because" maxlength={500} autocomplete="off" placeholder="Dr away until May" />
          </label>
          <button type="submit">We know</button>
        </form>
      ) : (
        <p class="muted">
          {alert.acknowledgedBy} knows
          {alert.trace.at(-1)?.because === undefined ? '' : `: ${alert.trace.at(-1)?.because}`}
        </p>
      )}
    </div>
  );
}
