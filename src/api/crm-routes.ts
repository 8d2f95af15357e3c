import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { askCrm, crmActs } from '../pipeline/crm/acts.ts';
import { findCrm, listCrms, type CrmFigures } from '../store/crm.ts';
import { listDriftFindings, listDriftRuns } from '../store/crm-drift.ts';
import { listRefused } from '../store/crm-records.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const name = z.string().min(1).max(64).openapi({ example: 'salesforce' });
const params = z.object({ name });
const kind = z.enum(['account', 'contact', 'referral', 'case', 'task']);
const notFound = problemResponse('There is no such CRM.');
const badRequest = problemResponse('A parameter or field does not fit.');
const count = (description: string) => z.int().openapi({ description });

const crmSchema = z
  .object({
    name,
    adapter: z.string().openapi({ example: 'salesforce' }),
    behind: count('Events that were not looked at yet.'),
    written: count('Records that stand in the CRM.'),
    due: count('Records that wait to be compared or written.'),
    loading: count('Records in a bulk load.'),
    retrying: count('Records that were refused for now and are tried again.'),
    parked: count('Records that were refused for good.'),
    writes: count('Writes since it was set up.'),
    isBackfilling: z.boolean(),
    failures: count('Failures of the connection in a row.'),
    failingSince: z.iso.datetime().optional(),
    code: z.string().optional().openapi({ example: 'token-refused' }),
    problem: z.string().optional(),
    nextLookAt: z.iso.datetime(),
    lastWriteAt: z.iso.datetime().optional(),
  })
  .openapi('Crm');

const refusedSchema = z
  .object({
    kind,
    subjectId: z.uuid(),
    state: z
      .enum(['due', 'parked', 'loading', 'written'])
      .openapi({ description: 'due: it is tried again. parked: when it or the mapping changes.' }),
    code: z.string().openapi({ example: 'field-custom-validation-exception' }),
    field: z.string().optional(),
    detail: z
      .string()
      .optional()
      .openapi({ description: 'The CRM’s own words; withheld where it holds patients.' }),
    attempts: z.int(),
    dueAt: z.iso.datetime(),
    failedAt: z.iso.datetime(),
  })
  .openapi('CrmRefused');

const runSchema = z
  .object({
    id: z.uuid(),
    requestedBy: z.string().openapi({ example: 'night' }),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
    checked: z.int(),
    differing: z.int(),
    missing: z.int(),
    findings: z.array(
      z.object({
        kind,
        subjectId: z.uuid(),
        found: z.enum(['different', 'missing']),
        fields: z.array(z.string()),
      }),
    ),
  })
  .openapi('CrmDriftRun');

export const listCrmsRoute = createRoute({
  method: 'get',
  path: '/v1/crms',
  operationId: 'listCrms',
  tags: ['crms'],
  summary: 'How every CRM stands',
  security,
  responses: {
    200: {
      description: 'The CRMs',
      content: { 'application/json': { schema: z.object({ crms: z.array(crmSchema) }).openapi('CrmPage') } },
    },
    ...guardedResponses,
  },
});

export const listCrmRefusedRoute = createRoute({
  method: 'get',
  path: '/v1/crms/{name}/refused',
  operationId: 'listCrmRefused',
  tags: ['crms'],
  summary: 'What a CRM did not take, and why, newest first',
  security,
  request: { params, query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }) },
  responses: {
    200: {
      description: 'The records',
      content: {
        'application/json': {
          schema: z.object({ records: z.array(refusedSchema) }).openapi('CrmRefusedPage'),
        },
      },
    },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const listCrmDriftRoute = createRoute({
  method: 'get',
  path: '/v1/crms/{name}/drift',
  operationId: 'listCrmDrift',
  tags: ['crms'],
  summary: 'The last checks of what stands in the CRM, and what they found',
  security,
  request: { params },
  responses: {
    200: {
      description: 'The checks, newest first, with up to 100 findings each',
      content: {
        'application/json': { schema: z.object({ runs: z.array(runSchema) }).openapi('CrmDriftPage') },
      },
    },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const askCrmRoute = createRoute({
  method: 'post',
  path: '/v1/crms/{name}/{act}',
  operationId: 'askCrm',
  tags: ['crms'],
  summary: 'Backfill, check for drift, retry what was refused, or replay the log',
  description:
    'backfill compares everything the hub holds with what was written. drift reads everything back and mends fields of the hub. ' +
    'retry tries what was refused now. replay reads the log from its beginning; what stands already is not written again.',
  security,
  request: { params: z.object({ name, act: z.enum(crmActs) }) },
  responses: {
    202: {
      description: 'The hub does it',
      content: {
        'application/json': {
          schema: z.object({ state: z.enum(['asked', 'under_way']) }).openapi('CrmAsked'),
        },
      },
    },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const crmRoutes = [listCrmsRoute, listCrmRefusedRoute, listCrmDriftRoute, askCrmRoute] as const;

const RUNS = 5;
const FINDINGS = 100;

export function addCrmRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(listCrmsRoute, async (c) => c.json({ crms: (await listCrms(db)).map(toCrm) }, 200));
  api.openapi(listCrmRefusedRoute, async (c) => {
    const { name: crm } = c.req.valid('param');
    if (!(await findCrm(db, crm))) return problem(c, 404, 'not-found', 'There is no such CRM.');
    const records = await listRefused(db, crm, c.req.valid('query').limit);
    return c.json({ records: records.map(toRefused) }, 200);
  });
  api.openapi(listCrmDriftRoute, async (c) => {
    const { name: crm } = c.req.valid('param');
    if (!(await findCrm(db, crm))) return problem(c, 404, 'not-found', 'There is no such CRM.');
    const runs = await listDriftRuns(db, crm, RUNS);
    const findings = await Promise.all(runs.map((run) => listDriftFindings(db, run.id, FINDINGS)));
    return c.json({ runs: runs.map((run, index) => toRun(run, findings[index] ?? [])) }, 200);
  });
  api.openapi(askCrmRoute, async (c) => {
    const { name: crm, act } = c.req.valid('param');
    const state = await askCrm(db, crm, act, { actor: actorOf(c), peer: peerOf(c) });
    return state === 'unknown'
      ? problem(c, 404, 'not-found', 'There is no such CRM.')
      : c.json({ state }, 202);
  });
}

function toCrm(one: CrmFigures): z.infer<typeof crmSchema> {
  const { name: crm, adapter, behind, written, due, loading, retrying, parked, writes, failures } = one;
  return {
    name: crm,
    adapter,
    behind,
    written,
    due,
    loading,
    retrying,
    parked,
    writes,
    failures,
    nextLookAt: one.nextLookAt,
    isBackfilling: one.backfillKind !== null,
    ...(one.failingSince === null ? {} : { failingSince: one.failingSince }),
    ...(one.code === null ? {} : { code: one.code }),
    ...(one.problem === null ? {} : { problem: one.problem }),
    ...(one.lastWriteAt === null ? {} : { lastWriteAt: one.lastWriteAt }),
  };
}

function toRefused(one: Awaited<ReturnType<typeof listRefused>>[number]): z.infer<typeof refusedSchema> {
  const { name: _, field, detail, ...always } = one;
  return { ...always, ...(field === null ? {} : { field }), ...(detail === null ? {} : { detail }) };
}

function toRun(
  run: Awaited<ReturnType<typeof listDriftRuns>>[number],
  findings: Awaited<ReturnType<typeof listDriftFindings>>,
): z.infer<typeof runSchema> {
  const { id, requestedBy, startedAt, finishedAt, checked, differing, missing } = run;
  return {
    id,
    requestedBy,
    startedAt,
    checked,
    differing,
    missing,
    ...(finishedAt === null ? {} : { finishedAt }),
    findings: findings.map((one) => ({
      kind: one.kind,
      subjectId: one.subjectId,
      found: one.found,
      fields: [...one.fields],
    })),
  };
}
