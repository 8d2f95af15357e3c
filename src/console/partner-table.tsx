import type { ChartWeek } from '../store/measures/partner-watch.ts';
import { Pill } from './parts.tsx';
import type { PartnerRow } from './partner-list-load.ts';
import { lackText, specialtyText, stageWords } from './partner-words.ts';
import { WeekSpark } from './week-chart.tsx';
import { phoneText } from './words.ts';

const LATELY = 4;

type Props = {
  readonly rows: readonly PartnerRow[];
  readonly charts: ReadonlyMap<string, readonly ChartWeek[]>;
};

/** Partners with what one needs to call them, and how they refer. */
export function PartnerTable({ rows, charts }: Props) {
  return (
    <table class="list partners" data-list>
      <thead>
        <tr>
          <th scope="col">Partner</th>
          <th scope="col">Place</th>
          <th scope="col">Phone and fax</th>
          <th scope="col">Stage</th>
          <th scope="col">Last four weeks</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} weeks={charts.get(row.id) ?? []} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, weeks }: { readonly row: PartnerRow; readonly weeks: readonly ChartWeek[] }) {
  const lately = weeks.slice(-LATELY).reduce((sum, one) => sum + one.count, 0);
  return (
    <tr data-id={row.id}>
      <td class="who">
        <a class="row" href={`/partners/${row.id}`}>
          {row.name}
        </a>
        <small>{[specialtyText(row.specialty), row.office].filter(Boolean).join(' · ')}</small>
      </td>
      <td class="when">
        {row.city ?? <span class="muted">–</span>}
        <small>{[row.state, row.zip?.slice(0, 5)].filter(Boolean).join(' ')}</small>
      </td>
      <td class="from">
        {row.phone === undefined ? '' : phoneText(row.phone)}
        <small>
          {row.fax === undefined ? '' : `Fax ${phoneText(row.fax)} `}
          {row.missing.length === 0 ? null : <span class="pill amber">{lackText(row.missing)}</span>}
        </small>
      </td>
      <td class="state">
        <Pill of={stageWords[row.stage]} />
        <small>{row.owner?.split('@')[0]}</small>
      </td>
      <td class="next">
        {weeks.length === 0 ? (
          <span class="muted">None</span>
        ) : (
          <span class="lately">
            <b>{lately}</b>
            <WeekSpark weeks={weeks} label={`${weeks.length} weeks, ${lately} in the last four`} />
          </span>
        )}
      </td>
    </tr>
  );
}
