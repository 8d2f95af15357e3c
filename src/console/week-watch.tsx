import type { AlertDirection } from '../domain/measures/reconcile.ts';
import type { Week } from '../domain/measures/week.ts';
import { reckonedDefinitions } from '../domain/measures/definitions.ts';
import type { VolumeAlert } from '../store/measures/volume-alerts.ts';
import type { ChartWeek } from '../store/measures/partner-watch.ts';
import type { WeekPage } from '../store/measures/week.ts';
import { countText, Meaning } from './measure-words.tsx';
import { Csrf, Pill } from './parts.tsx';
import { When, weekDay } from './times.tsx';
import { WeekSpark } from './week-chart.tsx';
import type { WeekViewProps } from './week-view.tsx';
import type { Word } from './words.ts';

/** More than these nobody calls in a week; the rest is a click away. */
const SHOWN = 25;
const NOTICES = 12;

const directions: Readonly<Record<AlertDirection, Word>> = {
  drop: { word: 'Fewer', tone: 'red' },
  silent: { word: 'Silent', tone: 'red' },
  spike: { word: 'More', tone: 'green' },
};

/** A partner, with the way to its page for those who may open it. */
export function PartnerLink(props: {
  readonly id: string;
  readonly name: string;
  readonly seesPatients: boolean;
}) {
  return props.seesPatients ? <a href={`/partners/${props.id}`}>{props.name}</a> : <span>{props.name}</span>;
}

/** Partners whose weeks are not what they were, those that cost most first. */
export function WatchList(props: WeekViewProps) {
  const { page, place } = props;
  // A member whose organisation shows the same is not told twice.
  const told = page.alerts.filter((one) => !one.isToldByRoot);
  const open = told.filter((one) => one.state === 'open');
  const seen = told.filter((one) => one.state === 'acknowledged');
  return (
    <section class="stack" aria-labelledby="watch">
      <h2 id="watch">{open.length === 0 ? 'No partner needs attention' : 'Partners to look at'}</h2>
      {place.isLast ? null : <p class="muted">As it stands now, not as it stood in that week.</p>}
      {open.length === 0 ? (
        <p class="muted">
          A partner shows here when its weeks are clearly not what they were, and goes by itself when they are
          again.
        </p>
      ) : (
        <ul class="watch">
          {open.slice(0, SHOWN).map((alert) => (
            <AlertLine alert={alert} {...props} />
          ))}
        </ul>
      )}
      {open.length > SHOWN ? (
        <details>
          <summary>{countText(open.length - SHOWN, 'more partner')}</summary>
          <ul class="watch">
            {open.slice(SHOWN).map((alert) => (
              <AlertLine alert={alert} {...props} />
            ))}
          </ul>
        </details>
      ) : null}
      {seen.length === 0 ? null : (
        <details>
          <summary>Acknowledged, not over yet ({seen.length})</summary>
          <ul class="watch">
            {seen.map((alert) => (
              <AlertLine alert={alert} {...props} />
            ))}
          </ul>
        </details>
      )}
      <Notices notices={page.notices} seesPatients={props.seesPatients} />
      <Meaning of={reckonedDefinitions.volume_alert} />
    </section>
  );
}

function AlertLine({
  alert,
  page,
  zone,
  seesPatients,
  token,
  place,
}: WeekViewProps & { readonly alert: VolumeAlert }) {
  const { evidence, direction, since } = alert;
  const weeks = page.charts.get(alert.partnerId) ?? [];
  return (
    <li class="card" data-id={alert.id}>
      <div>
        <p>
          <strong>
            <PartnerLink id={alert.partnerId} name={alert.partnerName} seesPatients={seesPatients} />
          </strong>{' '}
          <Pill of={directions[direction]} />
        </p>
        <p class="facts">
          {alert.lastReferralAt === null ? null : (
            <span>
              Last referral <When at={alert.lastReferralAt} zone={zone} isDay />
            </span>
          )}
          {alert.liaisonEmail === null ? null : <span>{alert.liaisonEmail}</span>}
        </p>
      </div>
      <WeekSpark weeks={weeks} label={sparkText(weeks)} />
      <div>
        <p>{sentence(evidence.words)}</p>
        <p class="facts">
          <span>Since the week of {weekDay(since)}</span>
          <span>{weekOverWeek(weeks)}</span>
        </p>
      </div>
      <p class="lost">
        <strong>{lostFigure(evidence.lost)}</strong>{' '}
        <small>{evidence.lost >= 0 ? 'did not come' : 'more than usual'}</small>
      </p>
      {alert.state === 'acknowledged' ? (
        <SeenBy alert={alert} zone={zone} />
      ) : seesPatients ? (
        <Acknowledge id={alert.id} week={place.week} token={token} />
      ) : null}
    </li>
  );
}

/** An operator looks and does not answer. */
function Acknowledge(props: { readonly id: string; readonly week: Week; readonly token: string }) {
  return (
    <details class="act">
      <summary>Acknowledge</summary>
      <form method="post" action={`/week/alerts/${props.id}/acknowledge`} class="inline">
        <Csrf token={props.token} />
        <input type="hidden" name="week" value={props.week} />
        <label class="field">
          <span>Note (why it is so, what is done)</span>
          <input name="note" maxlength={500} autocomplete="off" />
        </label>
        <button type="submit" class="main">
          Acknowledge
        </button>
        <small>From now on the new level is what is normal.</small>
      </form>
    </details>
  );
}

function SeenBy({ alert, zone }: { readonly alert: VolumeAlert; readonly zone: string }) {
  const note = alert.trace.findLast((one) => one.what === 'acknowledged')?.because;
  return (
    <p class="act muted">
      {alert.acknowledgedBy}, <When at={alert.acknowledgedAt} zone={zone} />
      {note === undefined || note === 'seen' ? '' : `: ${note}`}
    </p>
  );
}

/** The plain rule of last week: it fires often by chance. */
function Notices({
  notices,
  seesPatients,
}: {
  readonly notices: readonly VolumeAlert[];
  readonly seesPatients: boolean;
}) {
  const open = notices.filter((one) => one.state === 'open');
  if (open.length === 0) return null;
  return (
    <details>
      <summary>Last week stood out, may be chance ({open.length})</summary>
      <ul class="lines">
        {open.slice(0, NOTICES).map((one) => (
          <li>
            <Pill of={directions[one.direction]} />{' '}
            <PartnerLink id={one.partnerId} name={one.partnerName} seesPatients={seesPatients} />:{' '}
            {one.evidence.words}
          </li>
        ))}
      </ul>
      {open.length > NOTICES ? <p class="muted">And {open.length - NOTICES} more.</p> : null}
      <Meaning of={reckonedDefinitions.week_change} />
    </details>
  );
}

/** Partners that used to send and do not, in words. */
export function SilentCard({
  page,
  seesPatients,
}: {
  readonly page: WeekPage;
  readonly seesPatients: boolean;
}) {
  return (
    <section class="card" aria-labelledby="silent">
      <h2 id="silent">Silent partners</h2>
      {page.silent.length === 0 ? (
        <p class="muted">Everybody who sends regularly has sent somebody of late.</p>
      ) : (
        <Lines
          items={page.silent.map((one) => (
            <>
              <PartnerLink id={one.partnerId} name={one.name} seesPatients={seesPatients} />
              <br />
              <span class="muted">{sentence(one.words)}</span>
            </>
          ))}
        />
      )}
      <Meaning of={reckonedDefinitions.silent_partners} />
    </section>
  );
}

/** Facts that need no statistics. */
export function NewsCard({
  page,
  seesPatients,
}: {
  readonly page: WeekPage;
  readonly seesPatients: boolean;
}) {
  return (
    <section class="card" aria-labelledby="week-news">
      <h2 id="week-news">News of the week</h2>
      {page.news.length === 0 ? (
        <p class="muted">No first referral, and nobody came back after a silence.</p>
      ) : (
        <Lines
          items={page.news.map((one) => (
            <>
              <PartnerLink id={one.partnerId} name={one.name} seesPatients={seesPatients} />{' '}
              {one.what === 'first_referral' ? (
                <Pill of={{ word: 'First referral', tone: 'green' }} />
              ) : (
                <Pill of={{ word: 'Back after a silence', tone: 'blue' }} />
              )}
            </>
          ))}
        />
      )}
    </section>
  );
}

const FIRST_LINES = 8;

/** A list that shows its beginning; the rest is one click away. */
function Lines({ items }: { readonly items: readonly unknown[] }) {
  const rest = items.slice(FIRST_LINES);
  return (
    <>
      <ul class="lines">
        {items.slice(0, FIRST_LINES).map((item) => (
          <li>{item}</li>
        ))}
      </ul>
      {rest.length === 0 ? null : (
        <details>
          <summary>{rest.length} more</summary>
          <ul class="lines">
            {rest.map((item) => (
              <li>{item}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function weekOverWeek(weeks: readonly ChartWeek[]): string {
  const [last, before] = [weeks.at(-1), weeks.at(-2)];
  if (!last || !before) return '';
  return `Last week ${last.count}, the week before ${before.count}`;
}

function sparkText(weeks: readonly ChartWeek[]): string {
  return `Referrals of the last ${weeks.length} weeks: ${weeks.map((one) => one.count).join(', ')}`;
}

function lostFigure(lost: number): string {
  return `${lost >= 0 ? '−' : '+'}${Math.round(Math.abs(lost)).toLocaleString('en-US')}`;
}

function sentence(words: string): string {
  return words === '' ? '' : `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}
