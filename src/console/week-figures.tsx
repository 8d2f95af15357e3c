import type { Week } from '../domain/measures/week.ts';
import { addDays } from '../domain/measures/week.ts';
import type { MeasureRow } from '../store/measures/read-measure.ts';
import type { WeekPage } from '../store/measures/week.ts';
import { hoursText, keyText, Meaning, meaningOf, percentText } from './measure-words.tsx';
import { linkTo } from './parts.tsx';

/** A measure's page for one week. */
export function measureLink(name: string, week: Week): string {
  return linkTo(`/week/measures/${name}`, { from: week, to: addDays(week, 6) });
}

/** Of how many new patients each desk knows who sent them. */
export function CaptureCard({ page, week }: { readonly page: WeekPage; readonly week: Week }) {
  return (
    <section class="card" aria-labelledby="capture">
      <h2 id="capture">Who sent them? Known by desk</h2>
      {page.captureByDesk.length === 0 ? (
        <p class="muted">No new patient had an appointment in this week.</p>
      ) : (
        <ShareTable head="Desk" rows={page.captureByDesk} />
      )}
      <p>
        <a href={linkTo('/week/capture', { week })}>Visits without a referrer, by desk and week</a>
      </p>
      <Meaning of={meaningOf('capture_by_desk')} />
    </section>
  );
}

function ShareTable({ head, rows }: { readonly head: string; readonly rows: readonly MeasureRow[] }) {
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">Known</th>
          <th scope="col">Of</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">{keyText('capture_by_desk', row.group)}</th>
            <td>{row.hits ?? 0}</td>
            <td>{row.cases}</td>
            <td>
              <strong>{percentText(row.share)}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether the circle closed: reports that reached who asked. */
export function ClosureCard({ page, week }: { readonly page: WeekPage; readonly week: Week }) {
  const { closure, notes } = page;
  return (
    <section class="card" aria-labelledby="closure">
      <h2 id="closure">Notes back to who sent them</h2>
      <dl class="pairs across week-numbers">
        <Share
          term="Loops closed"
          href={measureLink('loop_closure', week)}
          share={closure?.share}
          of={closure === undefined ? '' : `${closure.hits ?? 0} of ${closure.cases} visits`}
        />
        <Share
          term="Note there within 24 h"
          href={measureLink('note_delivered_time', week)}
          share={notes?.within24Hours}
          of={notes === undefined ? '' : `of ${notes.cases} visits`}
        />
        <Share
          term="Within 48 h"
          href={measureLink('note_delivered_time', week)}
          share={notes?.within48Hours}
          of={`median ${hoursText(notes?.medianHours)}`}
        />
      </dl>
      <Meaning of={meaningOf('loop_closure')} />
      <Meaning of={meaningOf('note_delivered_time')} />
    </section>
  );
}

function Share(props: {
  readonly term: string;
  readonly href: string;
  readonly share: number | null | undefined;
  readonly of: string;
}) {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>
        <a href={props.href}>
          <strong>{percentText(props.share)}</strong>
        </a>{' '}
        <small>{props.of}</small>
      </dd>
    </div>
  );
}
