import { Hono } from 'hono';
import { addDays, weekName, weeksUntil, type Week } from '../domain/measures/week.ts';
import { now } from '../lib/clock.ts';
import type { Database } from '../store/database.ts';
import type { ChartWeek } from '../store/measures/partner-watch.ts';
import { readMeasure } from '../store/measures/read-measure.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { showPage } from './layout.tsx';
import { countText, keyText, Meaning, meaningOf, percentText } from './measure-words.tsx';
import { Empty, linkTo } from './parts.tsx';
import { shortText } from './times.tsx';
import { WeekSpark } from './week-chart.tsx';
import { readWeek, type WeekPlace } from './week-query.ts';
import { WeekHead, weekSpan } from './week-view.tsx';

const WEEKS = 8;
const NAME = 'unsent_for_want_of_referrer';

/** Visits of one desk, and for how many nobody knows who sent the patient; weeks oldest first. */
type DeskWeeks = {
  /** As the sender says; null: it does not. */
  readonly desk: string | null;
  readonly weeks: readonly { readonly week: Week; readonly missing: number; readonly visits: number }[];
};

/** `GET /week/capture`: visits whose note can go to nobody, by the desk that booked them, and whether it gets better. */
export function captureRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/week/capture', async (c) => {
    const { db, policy } = deps.hub;
    const asOf = now();
    const place = readWeek(c.req.query('week'), policy.zone, asOf);
    const desks = await loadDesks(db, policy.zone, place.week, asOf);
    return showPage(
      c,
      deps,
      { title: 'Missing referrers', current: 'week' },
      <Capture
        desks={desks}
        place={place}
        asOf={asOf}
        zone={policy.zone}
        seesPatients={c.get('session').role !== 'operator'}
      />,
    );
  });
  return app;
}

/** One measure for each week: its definition stays the measure's. Index: referral_by_visit. */
async function loadDesks(
  db: Database,
  zone: string,
  last: Week,
  asOf: string,
): Promise<readonly DeskWeeks[]> {
  const weeks = weeksUntil(last, WEEKS);
  const found = await Promise.all(
    weeks.map((week) =>
      readMeasure(db, { name: NAME, by: 'key', from: week, to: addDays(week, 6), zone, asOf }),
    ),
  );
  const desks = new Set(found.flatMap((rows) => rows.map((row) => row.group ?? null)));
  return [...desks]
    .map((desk) => ({
      desk,
      weeks: weeks.map((week, nr) => {
        const row = found[nr]?.find((one) => (one.group ?? null) === desk);
        return { week, missing: row?.hits ?? 0, visits: row?.cases ?? 0 };
      }),
    }))
    .toSorted((a, b) => missingOf(b) - missingOf(a) || String(a.desk).localeCompare(String(b.desk)));
}

function missingOf({ weeks }: DeskWeeks): number {
  return weeks.at(-1)?.missing ?? 0;
}

type CaptureProps = {
  readonly desks: readonly DeskWeeks[];
  readonly place: WeekPlace;
  readonly asOf: string;
  readonly zone: string;
  readonly seesPatients: boolean;
};

function Capture({ desks, place, asOf, zone, seesPatients }: CaptureProps) {
  const { week } = place;
  const missing = desks.reduce((sum, desk) => sum + missingOf(desk), 0);
  const visits = desks.reduce((sum, desk) => sum + (desk.weeks.at(-1)?.visits ?? 0), 0);
  return (
    <>
      <p class="crumb">
        <a href={linkTo('/week', { week })}>This week</a>
      </p>
      <WeekHead place={place} path="/week/capture" title={`Missing referrers, ${weekSpan(week)}`}>
        {seesPatients ? (
          <a class="button" href="/missing">
            Ask for them now
          </a>
        ) : null}
      </WeekHead>
      <p class="week-sum">
        {missing === 0
          ? `${countText(visits, 'visit')} of new patients, and for each it is known who sent them.`
          : `${missing} of ${countText(visits, 'visit')} of new patients took place and nobody knows who sent them: their notes go to nobody.`}
      </p>
      {desks.length === 0 ? (
        <Empty title="No new patient was seen in these eight weeks.">
          <p>Each desk that books new patients gets a line here.</p>
        </Empty>
      ) : (
        <DeskTable desks={desks} week={week} seesPatients={seesPatients} />
      )}
      <p class="facts">
        <span>As of {shortText(asOf, zone)}</span>
        <span>Who is named later is taken off the week of the visit</span>
      </p>
      <Meaning of={meaningOf(NAME)} />
    </>
  );
}

function DeskTable(props: {
  readonly desks: readonly DeskWeeks[];
  readonly week: Week;
  readonly seesPatients: boolean;
}) {
  const { desks, week, seesPatients } = props;
  return (
    <table class="figures wide">
      <thead>
        <tr>
          <th scope="col">Desk</th>
          <th scope="col">Missing</th>
          <th scope="col">Share</th>
          <th scope="col">Seven weeks before</th>
          <th scope="col">Missing, eight weeks</th>
        </tr>
      </thead>
      <tbody>
        {desks.map((desk) => {
          const last = desk.weeks.at(-1);
          const before = totalOf(desk.weeks.slice(0, -1));
          return (
            <tr>
              <th scope="row">{keyText(NAME, desk.desk)}</th>
              <td>
                {seesPatients && (last?.missing ?? 0) > 0 ? (
                  <a href={casesLink(week, desk.desk)}>{last?.missing}</a>
                ) : (
                  (last?.missing ?? 0)
                )}{' '}
                <span class="muted">of {last?.visits ?? 0}</span>
              </td>
              <td>
                <strong>{shareText(last?.missing ?? 0, last?.visits ?? 0)}</strong>
              </td>
              <td>
                {shareText(before.missing, before.visits)}{' '}
                <span class="muted">
                  {before.missing} of {before.visits}
                </span>
              </td>
              <td>
                <WeekSpark weeks={chartOf(desk)} label={sparkText(desk)} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function casesLink(week: Week, desk: string | null): string {
  return linkTo(`/week/measures/${NAME}`, {
    from: week,
    to: addDays(week, 6),
    only: 'in',
    key: desk ?? undefined,
  });
}

function totalOf(weeks: DeskWeeks['weeks']): { readonly missing: number; readonly visits: number } {
  return {
    missing: weeks.reduce((sum, one) => sum + one.missing, 0),
    visits: weeks.reduce((sum, one) => sum + one.visits, 0),
  };
}

function shareText(missing: number, visits: number): string {
  return percentText(visits === 0 ? undefined : missing / visits);
}

function chartOf({ weeks }: DeskWeeks): readonly ChartWeek[] {
  return weeks.map((one) => ({ week: one.week, name: weekName(one.week), count: one.missing }));
}

function sparkText({ weeks }: DeskWeeks): string {
  return `Missing in the last eight weeks: ${weeks.map((one) => one.missing).join(', ')}`;
}
