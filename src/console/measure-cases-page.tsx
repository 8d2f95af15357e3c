import { Hono } from 'hono';
import { findMeasure, measureNames, type MeasureName } from '../domain/measures/catalogue.ts';
import { now } from '../lib/clock.ts';
import type { Cell } from '../lib/csv.ts';
import { rulesOf } from '../pipeline/escalation-clocks.ts';
import { insertAudit, insertAuditOnce } from '../store/audit.ts';
import { listCases, type MeasureCase } from '../store/measures/measure-cases.ts';
import { keyed, readMeasure, type MeasureGrouping } from '../store/measures/read-measure.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { csvAnswer } from './csv-answer.ts';
import { actor, requirePatientRight } from './gate.ts';
import { showPage } from './layout.tsx';
import { CasesView } from './measure-cases-view.tsx';
import { MOST_SHOWN, resultText, type CasesQuery } from './measure-cases-words.ts';
import { readMeasureFilter } from './measure-filter.tsx';
import { showMissing } from './missing-page.tsx';
import { dayOf } from './times.tsx';
import { stateWord } from './words.ts';

const MOST_IN_FILE = 10_000;
/** Looking again within this many minutes is one look. */
const ONE_LOOK_MINUTES = 5;

/** `GET /week/measures/:name`: one measure by week, account or key, and the patients that make it up. */
export function measureCasesRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/week/measures/:name', requirePatientRight, async (c) => {
    const name = measureNames.find((one) => one === c.req.param('name'));
    if (name === undefined) return showMissing(c, deps, 'This measure');
    const asOf = now();
    const query = readCasesQuery(c.req.query(), name);
    const filter = await readMeasureFilter(deps, c.req.query(), asOf);
    const question = {
      name,
      from: filter.from,
      to: filter.to,
      zone: deps.hub.policy.zone,
      asOf,
      ...(filter.partner === undefined ? {} : { partnerId: filter.partner.id }),
    };
    const cases = { ...question, only: query.only, key: query.key };
    if (c.req.query('format') === 'csv') {
      await auditLook(c, deps, name, true);
      return casesFile(c, deps, await listCases(deps.hub.db, { ...cases, limit: MOST_IN_FILE }), name);
    }
    await auditLook(c, deps, name, false);
    const { hours } = rulesOf(deps.hub.policy);
    const [all, groups, found] = await Promise.all([
      readMeasure(deps.hub.db, { ...question, by: 'all', hours }),
      readMeasure(deps.hub.db, { ...question, by: query.by }),
      listCases(deps.hub.db, { ...cases, limit: MOST_SHOWN + 1 }),
    ]);
    return showPage(
      c,
      deps,
      { title: findMeasure(name).title, current: 'week' },
      <CasesView
        name={name}
        query={query}
        filter={filter}
        row={all[0]}
        groups={groups}
        cases={found}
        asOf={asOf}
        zone={deps.hub.policy.zone}
      />,
    );
  });
  return app;
}

function readCasesQuery(raw: Readonly<Record<string, string>>, name: MeasureName): CasesQuery {
  const groupings: readonly MeasureGrouping[] = keyed.has(name)
    ? ['week', 'account', 'key']
    : ['week', 'account'];
  const key = raw['key'];
  return {
    by: groupings.find((one) => one === raw['by']) ?? 'week',
    groupings,
    only: raw['only'] === 'in' || raw['only'] === 'out' ? raw['only'] : undefined,
    key: keyed.has(name) && key !== undefined && key !== '' ? key.slice(0, 200) : undefined,
  };
}

/** Who looked at the patients behind a figure, and who took them along. */
async function auditLook(c: ConsoleContext, deps: ConsoleDeps, name: string, isFile: boolean): Promise<void> {
  const look = { ...actor(c, deps), objectKind: 'measure', objectId: name };
  if (isFile) return insertAudit(deps.hub.db, { ...look, action: 'export_measure_cases' });
  return insertAuditOnce(deps.hub.db, { ...look, action: 'view_measure_cases' }, ONE_LOOK_MINUTES);
}

const fileHead = [
  'Patient family name',
  'Patient given name',
  'Birth date',
  'Partner',
  'Day',
  'Result',
  'By',
  'Hours',
  'Status',
  'Referral',
];

function casesFile(
  c: ConsoleContext,
  deps: ConsoleDeps,
  cases: readonly MeasureCase[],
  name: MeasureName,
): Response {
  const { kind } = findMeasure(name);
  const rows = cases.map((one): readonly Cell[] => [
    one.family,
    one.given,
    one.birthDate,
    one.partnerName,
    dayOf(one.at, deps.hub.policy.zone),
    resultText(name, kind, one),
    one.key,
    one.hours === null || one.hours === undefined ? undefined : Math.round(one.hours * 100) / 100,
    stateWord(one.state).word,
    one.referralId,
  ]);
  return csvAnswer(c, `${name}-cases`, fileHead, rows);
}
