import { Hono } from 'hono';
import { measureCatalogue, type MeasureEntry, type MeasureName } from '../domain/measures/catalogue.ts';
import { missingMeasures, reckonedDefinitions } from '../domain/measures/definitions.ts';
import { now } from '../lib/clock.ts';
import { rulesOf } from '../pipeline/escalation-clocks.ts';
import { insertAudit } from '../store/audit.ts';
import { readMeasure, type MeasureRow } from '../store/measures/read-measure.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { csvAnswer } from './csv-answer.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { measureCells, measureHead } from './measure-csv.ts';
import { MeasureFilter, readMeasureFilter, type FilterState } from './measure-filter.tsx';
import { figureNames, figureWords, hoursText } from './measure-words.tsx';
import { linkTo } from './parts.tsx';
import { shortText } from './times.tsx';

type Measured = {
  readonly entry: MeasureEntry & { readonly name: MeasureName };
  readonly row: MeasureRow | undefined;
};

/** `GET /week/measures`: every measure of a period with its definition. Counts only: an operator may see them. */
export function measureRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/week/measures', async (c) => {
    const { policy } = deps.hub;
    const asOf = now();
    const filter = await readMeasureFilter(deps, c.req.query(), asOf);
    const measured = await measureAll(deps, filter, asOf);
    const { from, to, partner } = filter;
    if (c.req.query('format') === 'csv') {
      await insertAudit(deps.hub.db, {
        ...actor(c, deps),
        action: 'export_measures',
        objectKind: 'measure',
        objectId: 'all',
      });
      const rows = measured.map(({ entry, row }) => [
        entry.title,
        from,
        to,
        partner?.name,
        ...measureCells(row),
      ]);
      return csvAnswer(
        c,
        `measures-${from}-${to}`,
        ['Measure', 'From', 'To', 'Partner', ...measureHead],
        rows,
      );
    }
    return showPage(
      c,
      deps,
      { title: 'Measures', current: 'week' },
      <Measures
        measured={measured}
        filter={filter}
        asOf={asOf}
        zone={policy.zone}
        seesPatients={c.get('session').role !== 'operator'}
      />,
    );
  });
  return app;
}

/** One after the other: a page nobody waits for must not take every connection. */
async function measureAll(
  deps: ConsoleDeps,
  filter: FilterState,
  asOf: string,
): Promise<readonly Measured[]> {
  const { db, policy } = deps.hub;
  const { hours } = rulesOf(policy);
  const measured: Measured[] = [];
  for (const entry of measureCatalogue) {
    const [row] = await readMeasure(db, {
      name: entry.name,
      by: 'all',
      from: filter.from,
      to: filter.to,
      zone: policy.zone,
      asOf,
      hours,
      ...(filter.partner === undefined ? {} : { partnerId: filter.partner.id }),
    });
    measured.push({ entry, row });
  }
  return measured;
}

type MeasuresProps = {
  readonly measured: readonly Measured[];
  readonly filter: FilterState;
  readonly asOf: string;
  readonly zone: string;
  readonly seesPatients: boolean;
};

function Measures({ measured, filter, asOf, zone, seesPatients }: MeasuresProps) {
  const query = { from: filter.from, to: filter.to, partner: filter.partner?.id };
  return (
    <>
      <p class="crumb">
        <a href="/week">This week</a>
      </p>
      <div class="head">
        <h1>Measures</h1>
        <div class="buttons head-end">
          <a class="button" href={linkTo('/week/measures', { ...query, format: 'csv' })} download>
            Download CSV
          </a>
        </div>
      </div>
      <MeasureFilter path="/week/measures" filter={filter} />
      <p class="facts">
        <span>As of {shortText(asOf, zone)}</span>
        <span>Days of the practice, both included</span>
      </p>
      <table class="figures wide measures">
        <thead>
          <tr>
            <th scope="col">Measure</th>
            <th scope="col">Figure</th>
            <th scope="col">Details</th>
          </tr>
        </thead>
        <tbody>
          {measured.map((one) => (
            <MeasureLine
              {...one}
              href={seesPatients ? linkTo(`/week/measures/${one.entry.name}`, query) : undefined}
            />
          ))}
        </tbody>
      </table>
      <Reckoned partnerId={filter.partner?.id} seesPatients={seesPatients} />
    </>
  );
}

function MeasureLine({ entry, row, href }: Measured & { readonly href: string | undefined }) {
  const { figure, beside } = figureWords(entry.kind, row);
  const working = row?.medianWorkingHours;
  return (
    <tr id={entry.name}>
      <th scope="row">
        {href === undefined ? entry.title : <a href={href}>{entry.title}</a>}
        <details class="meaning">
          <summary>What this counts</summary>
          <p>{entry.definition}</p>
        </details>
      </th>
      <td>
        <strong>{figure}</strong>
        <br />
        <small>{figureNames[entry.kind]}</small>
      </td>
      <td>
        {entry.name === 'weekly_volume' ? 'Weeks whose Monday is in this time' : beside}
        {working === null || working === undefined ? null : (
          <>
            <br />
            <span class="muted">By working hours: median {hoursText(working)}</span>
          </>
        )}
      </td>
    </tr>
  );
}

/** What is no view: where it is seen, and what cannot be measured. */
function Reckoned({
  partnerId,
  seesPatients,
}: {
  readonly partnerId: string | undefined;
  readonly seesPatients: boolean;
}) {
  return (
    <section class="card" aria-labelledby="reckoned">
      <h2 id="reckoned">Reckoned from weeks and days</h2>
      <ul class="lines">
        {Object.entries(reckonedDefinitions).map(([name, { title, definition }]) => (
          <li>
            {seesPatients || name !== 'cms50' ? (
              <a href={name === 'cms50' ? linkTo('/week/measures/cms50', { partner: partnerId }) : '/week'}>
                {title}
              </a>
            ) : (
              title
            )}
            <details class="meaning">
              <summary>What this counts</summary>
              <p>{definition}</p>
            </details>
          </li>
        ))}
      </ul>
      <h3>Not measured</h3>
      <ul class="lines">
        {missingMeasures.map(({ title, because }) => (
          <li>
            {title}: <span class="muted">{because}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
