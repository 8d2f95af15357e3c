import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Failure } from '../lib/failure.ts';
import { streamText } from '../lib/text-stream.ts';
import { exportOutreach } from '../pipeline/import/export-outreach.ts';
import { keepUpload } from '../pipeline/import/keep-file.ts';
import { reportProblems } from '../pipeline/import/problem-report.ts';
import { insertAudit } from '../store/audit.ts';
import { findMapping, saveMapping } from '../store/import-mappings.ts';
import type { Database } from '../store/database.ts';
import {
  findImport,
  directoryKinds,
  listImports,
  requestImport,
  stopImport,
  type ImportOptions,
} from '../store/imports.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { importOptionsSchema, importSchema, toImport } from './import-schemas.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const tags = ['imports'];
const security = [{ token: [] }];
const params = z.object({ id: z.uuid() });
const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const csvHeaders = { 'Content-Type': 'text/csv; charset=utf-8' };
const csv = { description: 'CSV', content: { 'text/csv': { schema: z.string() } } };
const missing = problemResponse('There is no such import.');
const badRequest = problemResponse('A parameter or field does not fit.');
const imports = z.object({ imports: z.array(importSchema) }).openapi('ImportList');

export const uploadImportRoute = createRoute({
  method: 'post',
  path: '/v1/imports',
  operationId: 'uploadImport',
  tags,
  summary: 'Hand in a file for the partner directory',
  description:
    'The body is the file, of any size: CSV, or the ZIP archive of NPPES. It is kept and looked at; nothing is entered before it is started.',
  security,
  request: {
    query: z.object({ kind: z.enum(directoryKinds), fileName: z.string().min(1).max(200) }),
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
  responses: {
    201: json(imports, 'Kept: one import for each table in the file'),
    400: badRequest,
    422: problemResponse('Not the kind of file that was announced; not kept.'),
    ...guardedResponses,
  },
});

export const listImportsRoute = createRoute({
  method: 'get',
  path: '/v1/imports',
  operationId: 'listImports',
  tags,
  summary: 'The latest imports and how far they got',
  security,
  responses: { 200: json(imports, 'Newest first'), ...guardedResponses },
});

export const getImportRoute = createRoute({
  method: 'get',
  path: '/v1/imports/{id}',
  operationId: 'getImport',
  tags,
  summary: 'One import: progress, counts, preview',
  security,
  request: { params },
  responses: { 200: json(importSchema, 'The import'), 400: badRequest, 404: missing, ...guardedResponses },
});

const startRequest = {
  params,
  body: { required: true, content: { 'application/json': { schema: importOptionsSchema } } },
} as const;
const startResponses = {
  202: json(importSchema, 'Under way'),
  400: badRequest,
  404: missing,
  409: problemResponse('It is under way or done, or went on with other options.'),
  ...guardedResponses,
};

export const previewImportRoute = createRoute({
  method: 'post',
  path: '/v1/imports/{id}/preview',
  operationId: 'previewImport',
  tags,
  summary: 'Count what would be taken; nothing is written',
  security,
  request: startRequest,
  responses: startResponses,
});

export const startImportRoute = createRoute({
  method: 'post',
  path: '/v1/imports/{id}/start',
  operationId: 'startImport',
  tags,
  summary: 'Write it, or go on where it stopped',
  security,
  request: startRequest,
  responses: startResponses,
});

export const stopImportRoute = createRoute({
  method: 'post',
  path: '/v1/imports/{id}/stop',
  operationId: 'stopImport',
  tags,
  summary: 'Stop behind the last batch; it can go on later',
  security,
  request: { params },
  responses: {
    200: json(importSchema, 'Stopped'),
    400: badRequest,
    404: missing,
    409: problemResponse('It is not under way.'),
    ...guardedResponses,
  },
});

export const importProblemsRoute = createRoute({
  method: 'get',
  path: '/v1/imports/{id}/problems.csv',
  operationId: 'listImportProblems',
  tags,
  summary: 'Rows that could not be taken, with what to do',
  security,
  request: { params },
  responses: { 200: csv, 400: badRequest, 404: missing, ...guardedResponses },
});

export const exportOutreachRoute = createRoute({
  method: 'get',
  path: '/v1/outreach.csv',
  operationId: 'exportOutreach',
  tags,
  summary: 'The outreach sheet with its sixteen columns and those of its own',
  security,
  responses: { 200: csv, ...guardedResponses },
});

export const saveMappingRoute = createRoute({
  method: 'put',
  path: '/v1/import-mappings/{name}',
  operationId: 'saveImportMapping',
  tags,
  summary: 'Save which column of a kind of file is what',
  security,
  request: {
    params: z.object({ name: z.string().min(1).max(100) }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .object({ kind: z.enum(['payer', 'outreach']), columns: z.record(z.string(), z.string()) })
            .openapi('ImportMapping'),
        },
      },
    },
  },
  responses: { 204: { description: 'Saved' }, 400: badRequest, ...guardedResponses },
});

/** Before the limit of bodies: files are larger, and are not held in memory. */
export function addImportUpload(api: OpenAPIHono<ApiEnv>, { hub, importsDir }: ApiDeps): void {
  api.openAPIRegistry.registerPath(uploadImportRoute);
  api.post(uploadImportRoute.getRoutingPath(), async (c) => {
    const said = uploadImportRoute.request.query.safeParse(c.req.query());
    if (!said.success) return problem(c, 400, 'invalid-request', 'Say kind and fileName in the query.');
    const { body } = c.req.raw;
    if (!body) return problem(c, 400, 'no-body', 'The body is the file.');
    try {
      const upload = { ...said.data, options: {}, createdBy: actorOf(c) };
      const runs = await keepUpload(hub.db, importsDir, body, upload);
      for (const run of runs) await audit(hub.db, c, 'import_uploaded', run.id);
      return c.json({ imports: runs.map(toImport) }, 201);
    } catch (error) {
      if (error instanceof Failure && error.fate === 'permanent')
        return problem(c, 422, error.code, error.message);
      throw error;
    }
  });
}

export function addImportRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(listImportsRoute, async (c) =>
    c.json({ imports: (await listImports(db, 100)).map(toImport) }, 200),
  );
  api.openapi(getImportRoute, async (c) => {
    const run = await findImport(db, c.req.valid('param').id);
    return run ? c.json(toImport(run), 200) : problem(c, 404, 'not-found', 'There is no such import.');
  });
  for (const [route, state] of [
    [previewImportRoute, 'preview'],
    [startImportRoute, 'waiting'],
  ] as const)
    api.openapi(route, async (c) => {
      const { id } = c.req.valid('param');
      const known = await findImport(db, id);
      if (!known) return problem(c, 404, 'not-found', 'There is no such import.');
      if (known.kind === 'feed' && state === 'preview')
        return problem(c, 409, 'no-preview', 'The rows of a channel are looked at in the console.');
      const { mapping, ...options } = c.req.valid('json');
      const saved = mapping === undefined ? undefined : await findMapping(db, mapping);
      if (mapping !== undefined && !saved)
        return problem(c, 400, 'mapping-unknown', 'There is no mapping of this name.');
      const columns = saved ? { columns: saved.columns } : {};
      const channel = known.kind === 'feed' ? { channel: known.options.channel } : {};
      await audit(db, c, state === 'preview' ? 'import_previewed' : 'import_started', id);
      const isAsked = await requestImport(db, id, state, {
        ...options,
        ...columns,
        ...channel,
      } as ImportOptions);
      if (!isAsked)
        return problem(c, 409, 'import-busy', 'It is under way or done, or went on with other options.');
      const run = await findImport(db, id);
      return run ? c.json(toImport(run), 202) : problem(c, 404, 'not-found', 'There is no such import.');
    });
  api.openapi(stopImportRoute, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await findImport(db, id))) return problem(c, 404, 'not-found', 'There is no such import.');
    await audit(db, c, 'import_stopped', id);
    const isStopped = await stopImport(db, id);
    const run = await findImport(db, id);
    if (!run) return problem(c, 404, 'not-found', 'There is no such import.');
    return isStopped ? c.json(toImport(run), 200) : problem(c, 409, 'not-under-way', 'It is not under way.');
  });
  addFiles(api, deps);
}

function addFiles(api: OpenAPIHono<ApiEnv>, { hub: { db } }: ApiDeps): void {
  api.openAPIRegistry.registerPath(importProblemsRoute);
  api.get(importProblemsRoute.getRoutingPath(), async (c) => {
    const id = z.uuid().safeParse(c.req.param('id'));
    const run = id.success ? await findImport(db, id.data) : undefined;
    if (!run) return problem(c, 404, 'not-found', 'There is no such import.');
    return c.body(streamText(reportProblems(db, run.id)), 200, csvHeaders);
  });
  api.openAPIRegistry.registerPath(exportOutreachRoute);
  api.get(exportOutreachRoute.getRoutingPath(), (c) =>
    c.body(streamText(exportOutreach(db)), 200, csvHeaders),
  );
  api.openapi(saveMappingRoute, async (c) => {
    const { name } = c.req.valid('param');
    await saveMapping(db, { name, ...c.req.valid('json'), savedBy: actorOf(c) });
    return c.body(null, 204);
  });
}

/** As the console writes it down. */
function audit(db: Database, c: Context<ApiEnv>, action: string, id: string): Promise<void> {
  return insertAudit(db, {
    actor: actorOf(c),
    action,
    objectKind: 'import',
    objectId: id,
    peer: peerOf(c),
  });
}
