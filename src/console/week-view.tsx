import type { Child } from 'hono/jsx';
import { addDays, type Week } from '../domain/measures/week.ts';
import type { WeekPage } from '../store/measures/week.ts';
import { Meaning, meaningOf } from './measure-words.tsx';
import { linkTo } from './parts.tsx';
import { shortText, weekDay } from './times.tsx';
import { WeekChart } from './week-chart.tsx';
import { CaptureCard, ClosureCard } from './week-figures.tsx';
import type { WeekPlace } from './week-query.ts';
import { NewsCard, SilentCard, WatchList } from './week-watch.tsx';

export type WeekViewProps = {
  readonly page: WeekPage;
  readonly place: WeekPlace;
  readonly asOf: string;
  readonly zone: string;
  readonly seesPatients: boolean;
  readonly token: string;
};

/** The week page: a sentence first, then what needs attention, then the figures behind it. */
export function WeekView(props: WeekViewProps) {
  const { page, place, asOf, zone, seesPatients } = props;
  return (
    <>
      <WeekHead
        place={place}
        path="/week"
        title={(place.isLast ? 'Last week: ' : 'Week of ') + weekSpan(place.week)}
      >
        {seesPatients ? (
          <a class="button" href={linkTo('/week/sheet', { week: place.week })}>
            Call sheet
          </a>
        ) : null}
        <a class="button" href={linkTo('/week/capture', { week: place.week })}>
          Missing referrers
        </a>
        <a class="button" href={linkTo('/week/measures', { from: place.week, to: addDays(place.week, 6) })}>
          All measures
        </a>
      </WeekHead>
      <section class="card" aria-labelledby="week-sum">
        <p id="week-sum" class="week-sum">
          {page.summary}
        </p>
        <WeekNumbers page={page} />
        <WeekChart weeks={page.chart} title="Counted referrals a week, the whole practice" id="practice" />
        <p class="facts">
          <span>Counts as of {shortText(asOf, zone)}</span>
          <span>
            {page.asOf === null
              ? 'Weeks not judged yet: this happens by itself within minutes'
              : `Partners judged ${shortText(page.asOf, zone)}`}
          </span>
          <span>Only full weeks, Monday to Sunday, are judged</span>
        </p>
        <Meaning of={meaningOf('weekly_volume')} />
      </section>
      <WatchList {...props} />
      <div class="columns">
        <div class="column">
          <SilentCard page={page} seesPatients={seesPatients} />
          <NewsCard page={page} seesPatients={seesPatients} />
        </div>
        <div class="column">
          <CaptureCard page={page} week={place.week} />
          <ClosureCard page={page} week={place.week} />
        </div>
      </div>
    </>
  );
}

/** Title of a page about one week, with the way to the weeks beside it. */
export function WeekHead(props: {
  readonly place: WeekPlace;
  readonly path: string;
  readonly title: string;
  readonly children?: Child;
}) {
  const { previous, next, isLast } = props.place;
  const to = (week: Week): string => linkTo(props.path, { week });
  return (
    <div class="head">
      <h1>{props.title}</h1>
      <nav class="buttons" aria-label="Weeks">
        <a class="button" href={to(previous)} rel="prev">
          ‹ Previous week
        </a>
        {next === undefined ? null : (
          <a class="button" href={to(next)} rel="next">
            Next week ›
          </a>
        )}
        {isLast ? null : (
          <a class="button" href={props.path}>
            Last full week
          </a>
        )}
      </nav>
      <div class="buttons head-end">{props.children}</div>
    </div>
  );
}

/** "Nov 9 – Nov 15, 2026" */
export function weekSpan(week: Week): string {
  const [monday, sunday] = [weekDay(week), weekDay(addDays(week, 6))];
  const [day = '', year] = monday.split(', ');
  return `${sunday.endsWith(`, ${year}`) ? day : monday} – ${sunday}`;
}

function WeekNumbers({ page }: { readonly page: WeekPage }) {
  const { counted, before, expectation, possible } = page;
  return (
    <dl class="pairs across week-numbers">
      <Number term="Referrals" figure={String(counted)} beside={changeText(counted, before)} />
      <Number term="The week before" figure={String(before)} />
      <Number
        term="Normal"
        figure={expectation === undefined ? 'too early' : `${expectation.band.low}–${expectation.band.high}`}
        beside={expectation === undefined ? 'four weeks are needed' : '9 of 10 ordinary weeks'}
      />
      <Number term="Possible, not counted" figure={String(possible)} />
    </dl>
  );
}

function Number(props: { readonly term: string; readonly figure: string; readonly beside?: string }) {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>
        <strong>{props.figure}</strong> {props.beside === undefined ? null : <small>{props.beside}</small>}
      </dd>
    </div>
  );
}

/** "6 more than the week before" */
export function changeText(count: number, before: number): string {
  if (count === before) return 'as many as the week before';
  const way = count > before ? 'more' : 'fewer';
  return `${Math.abs(count - before)} ${way} than the week before`;
}
