import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { usualHours } from '../domain/measures/calendar.ts';
import { findMeasure, measureCatalogue } from '../domain/measures/catalogue.ts';
import { reckonedDefinitions } from '../domain/measures/definitions.ts';
import { addDays } from '../domain/measures/week.ts';
import { localDay } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import { toCsv, type Cell } from '../lib/csv.ts';
import { acknowledgeVolumeAlert } from '../pipeline/volume-alerts.ts';
import { insertAudit } from '../store/audit.ts';
import { loadCms50 } from '../store/measures/cms50.ts';
import { partnerWeeks } from '../store/measures/partner-watch.ts';
import { readMeasure, type MeasureRow } from '../store/measures/read-measure.ts';
import { listAlerts, loadWatchState, type VolumeAlert } from '../store/measures/volume-alerts.ts';
import { findPartner } from '../store/partners.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import {
  acknowledgeVolumeAlertRoute,
  cms50Route,
  listMeasuresRoute,
  listVolumeAlertsRoute,
  partnerWeeksRoute,
  readMeasureRoute,
} from './measure-documents.ts';
import type { volumeAlertSchema } from './measure-schemas.ts';
import { problem } from './problem.ts';

/** Days that a measure covers when none are named. */
const USUAL_DAYS = 28;

export function addMeasureRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  addMeasures(api, deps);
  addWeeks(api, deps);
  addAlerts(api, deps);
  addCms50(api, deps);
}

function addMeasures(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  const { zone } = hub.policy;
  api.openapi(listMeasuresRoute, (c) => {
    const reckoned = Object.entries(reckonedDefinitions).map(([name, entry]) => ({
      name,
      kind: 'reckoned' as const,
      ...entry,
    }));
    return c.json({ asOf: now(), measures: [...measureCatalogue, ...reckoned] }, 200);
  });
  api.openapi(readMeasureRoute, async (c) => {
    const { name } = c.req.valid('param');
    const { by, partner, format, ...given } = c.req.valid('query');
    const asOf = now();
    const to = given.to ?? addDays(localDay(asOf, zone), -1);
    const from = given.from ?? addDays(to, 1 - USUAL_DAYS);
    if (from > to) return problem(c, 400, 'invalid', 'The period ends before it begins: from is after to.');
    const { title, definition } = findMeasure(name);
    const hours = hub.policy.escalation?.hours ?? usualHours(zone);
    const who = partner === undefined ? {} : { partnerId: partner };
    const rows = await readMeasure(hub.db, {
      name,
      from,
      to,
      zone,
      asOf,
      by,
      ...who,
      hours,
    });
    if (wantsCsv(c, format)) return csvOf(c, name, [...measureHead], rows.map(measureCells));
    return c.json({ name, title, definition, from, to, by, asOf, rows }, 200);
  });
}

const measureHead = [
  'group',
  'name',
  'cases',
  'hits',
  'share',
  'done',
  'medianHours',
  'p90Hours',
  'medianWorkingHours',
  'p90WorkingHours',
  'within24Hours',
  'within48Hours',
  'within30Days',
  'within60Days',
  'within90Days',
] as const satisfies readonly (keyof MeasureRow)[];

function measureCells(row: MeasureRow): readonly Cell[] {
  return measureHead.map((field) => row[field]);
}

function addWeeks(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  api.openapi(partnerWeeksRoute, async (c) => {
    const { weeks, format } = c.req.valid('query');
    const found = await partnerWeeks(hub.db, c.req.valid('param').id, weeks);
    if (!found) return problem(c, 404, 'not-found', 'There is no such partner.');
    if (wantsCsv(c, format)) {
      const head = ['week', 'name', 'count', 'expected', 'low', 'high'];
      const rows = found.weeks.map((one) => [
        one.week,
        one.name,
        one.count,
        one.expected,
        one.band?.low,
        one.band?.high,
      ]);
      return csvOf(c, 'weeks', head, rows);
    }
    const { partnerName: _, weeks: shown, ...rest } = found;
    return c.json({ ...rest, weeks: [...shown] }, 200);
  });
}

function addAlerts(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  const { db } = hub;
  api.openapi(listVolumeAlertsRoute, async (c) => {
    const { state, grade, partner, limit, format } = c.req.valid('query');
    const { judgedAt } = await loadWatchState(db);
    const alerts = await listAlerts(db, {
      limit,
      ...(state === undefined ? {} : { states: [state] }),
      ...(grade === undefined ? {} : { grade }),
      ...(partner === undefined ? {} : { partnerId: partner }),
    });
    if (wantsCsv(c, format)) return csvOf(c, 'volume-alerts', alertHead, alerts.map(alertCells));
    const { definition } = reckonedDefinitions.volume_alert;
    return c.json({ asOf: judgedAt, definition, alerts: alerts.map(toAlertResponse) }, 200);
  });
  api.openapi(acknowledgeVolumeAlertRoute, async (c) => {
    const { id } = c.req.valid('param');
    const because = (c.req.valid('json') as { readonly because?: string } | undefined)?.because;
    const answered = await acknowledgeVolumeAlert(db, id, actorOf(c), because);
    if (answered === 'not_found') return problem(c, 404, 'not-found', 'There is no such alert.');
    if (answered === 'already_answered')
      return problem(c, 409, 'not-open', 'It was acknowledged before, closed or withdrawn.');
    await insertAudit(db, {
      actor: actorOf(c),
      action: 'acknowledge_volume_alert',
      objectKind: 'volume_alert',
      objectId: id,
      peer: peerOf(c),
    });
    const [alert] = await listAlerts(db, { id, limit: 1, states: ['acknowledged', 'closed'] });
    if (!alert) return problem(c, 409, 'not-open', 'It was withdrawn meanwhile.');
    return c.json(toAlertResponse(alert), 200);
  });
}

const alertHead = [
  'id',
  'partnerId',
  'partner',
  'direction',
  'grade',
  'state',
  'since',
  'opened',
  'closed',
  'lost',
  'words',
];

function alertCells(one: VolumeAlert): readonly Cell[] {
  const { id, partnerId, partnerName, direction, grade, state, since, opened, closed, evidence } = one;
  const { lost, words } = evidence;
  return [id, partnerId, partnerName, direction, grade, state, since, opened, closed, lost, words];
}

function toAlertResponse(one: VolumeAlert): z.infer<typeof volumeAlertSchema> {
  const { id, partnerId, direction, grade, state, since, opened, closed, isToldByRoot } = one;
  const { lost, words } = one.evidence;
  return {
    id,
    partnerId,
    direction,
    grade,
    state,
    since,
    opened,
    isToldByRoot,
    lost,
    words,
    evidence: { ...one.evidence },
    trace: [...one.trace],
    ...(closed === null ? {} : { closed }),
    ...(one.acknowledgedAt === null ? {} : { acknowledgedAt: one.acknowledgedAt }),
    ...(one.acknowledgedBy === null ? {} : { acknowledgedBy: one.acknowledgedBy }),
  };
}

function addCms50(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  api.openapi(cms50Route, async (c) => {
    const { id } = c.req.valid('param');
    const { year, format } = c.req.valid('query');
    if (!(await findPartner(hub.db, id))) return problem(c, 404, 'not-found', 'There is no such partner.');
    const [score] = await loadCms50(hub.db, { zone: hub.policy.zone, year, partnerId: id });
    const denominator = (score?.denominator ?? []).map((one) => ({
      referralId: one.referralId,
      orderedAt: one.orderedAt,
      ...(one.reportedAt === undefined ? {} : { reportedAt: one.reportedAt }),
    }));
    if (wantsCsv(c, format)) {
      const rows = denominator.map((one) => [one.referralId, one.orderedAt, one.reportedAt]);
      return csvOf(c, `cms50-${year}`, ['referralId', 'orderedAt', 'reportedAt'], rows);
    }
    const numerator = denominator.filter((one) => one.reportedAt !== undefined);
    const { definition } = reckonedDefinitions.cms50;
    const counts = { patients: denominator.length, met: numerator.length };
    const rate = score?.rate === undefined ? {} : { rate: score.rate };
    return c.json(
      { partnerId: id, year, asOf: now(), definition, ...counts, ...rate, denominator, numerator },
      200,
    );
  });
}

/** Whether the caller wants CSV: `?format=csv`, else by Accept. */
function wantsCsv(c: Context, format: 'json' | 'csv' | undefined): boolean {
  if (format !== undefined) return format === 'csv';
  const accept = c.req.header('accept') ?? '';
  return /\btext\/csv\b/.test(accept) && !/\bapplication\/json\b/.test(accept);
}

function csvOf(c: Context, name: string, head: readonly string[], rows: readonly (readonly Cell[])[]) {
  return c.body(toCsv(head, rows), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
  });
}
