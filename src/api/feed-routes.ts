import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { Failure } from '../lib/failure.ts';
import { streamText } from '../lib/text-stream.ts';
import { profileSource } from '../pipeline/feed/export-profile.ts';
import { feedChannelOf } from '../pipeline/feed/import-feed.ts';
import { keepUploaded } from '../pipeline/feed/keep-feed-form.ts';
import { reportRejects } from '../pipeline/feed/reject-report.ts';
import { insertAudit } from '../store/audit.ts';
import { findFeedColumns, saveFeedColumns } from '../store/feeds.ts';
import { findImport, listFeeds, requestImport } from '../store/imports.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { importSchema, toImport } from './import-schemas.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const tags = ['feeds'];
const security = [{ token: [] }];
const channelParams = z.object({ channel: z.string().min(1).max(100) });
const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const csvHeaders = { 'Content-Type': 'text/csv; charset=utf-8' };
const feeds = z.object({ feeds: z.array(importSchema) }).openapi('FeedList');
const columnsSchema = z
  .object({ columns: z.record(z.string().max(200), z.string().max(100)) })
  .openapi('FeedColumns', {
    example: { columns: { 'Ref No': 'platformReferralId', Surname: 'patientLast', Comment: '' } },
  });

export const uploadFeedRoute = createRoute({
  method: 'post',
  path: '/v1/feeds',
  operationId: 'uploadFeed',
  tags,
  summary: 'Hand in a file of referrals or appointments for a channel that reads records',
  description:
    'The body is the file, of any size: CSV, TSV or semicolons in any usual encoding, a JSON array, or NDJSON. It is kept and run; rows that say what they said before are passed over. With `start=false` it waits for a person at /feeds.',
  security,
  request: {
    query: z.object({
      channel: z.string().min(1).max(100),
      fileName: z.string().min(1).max(200),
      start: z.enum(['true', 'false']).optional(),
    }),
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
  responses: {
    201: json(importSchema, 'Kept'),
    400: problemResponse('A parameter does not fit.'),
    422: problemResponse('No file of records, or no channel that reads them; not kept.'),
    ...guardedResponses,
  },
});

export const listFeedsRoute = createRoute({
  method: 'get',
  path: '/v1/feeds',
  operationId: 'listFeeds',
  tags,
  summary: 'The latest files of channels and how far they got',
  security,
  responses: { 200: json(feeds, 'Newest first'), ...guardedResponses },
});

export const feedRejectsRoute = createRoute({
  method: 'get',
  path: '/v1/feeds/{id}/rejects',
  operationId: 'listFeedRejects',
  tags,
  summary: 'Rows of a file that could not be taken',
  description: 'Their own columns, what is wrong, and what to do. Holds what the file holds of patients.',
  security,
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } },
    404: problemResponse('There is no such file.'),
    ...guardedResponses,
  },
});

export const saveFeedColumnsRoute = createRoute({
  method: 'put',
  path: '/v1/feed-columns/{channel}',
  operationId: 'saveFeedColumns',
  tags,
  summary: 'Save which column of a channel’s files is which of ours',
  description: 'Our column by header; an empty text where a column is nothing of ours.',
  security,
  request: {
    params: channelParams,
    body: { required: true, content: { 'application/json': { schema: columnsSchema } } },
  },
  responses: {
    204: { description: 'Saved' },
    400: problemResponse('A parameter or field does not fit.'),
    422: problemResponse('There is no such channel of records.'),
    ...guardedResponses,
  },
});

export const getFeedColumnsRoute = createRoute({
  method: 'get',
  path: '/v1/feed-columns/{channel}',
  operationId: 'getFeedColumns',
  tags,
  summary: 'The saved columns of a channel, as a mapping file',
  security,
  request: { params: channelParams },
  responses: {
    200: { description: 'TypeScript', content: { 'text/plain': { schema: z.string() } } },
    404: problemResponse('Nothing is saved for this channel.'),
    ...guardedResponses,
  },
});

export const feedRoutes = [
  uploadFeedRoute,
  listFeedsRoute,
  feedRejectsRoute,
  saveFeedColumnsRoute,
  getFeedColumnsRoute,
];

/** Before the limit of bodies: files are larger, and are not held in memory. */
export function addFeedUpload(api: OpenAPIHono<ApiEnv>, { hub, importsDir }: ApiDeps): void {
  api.openAPIRegistry.registerPath(uploadFeedRoute);
  api.post(uploadFeedRoute.getRoutingPath(), async (c) => {
    const said = uploadFeedRoute.request.query.safeParse(c.req.query());
    if (!said.success) return problem(c, 400, 'invalid-request', 'Say channel and fileName in the query.');
    const { body } = c.req.raw;
    if (!body) return problem(c, 400, 'no-body', 'The body is the file.');
    const { channel, fileName, start } = said.data;
    try {
      const feed = feedChannelOf(hub.channels, channel);
      const id = await keepUploaded(hub, importsDir, feed.channel.name, fileName, actorOf(c), body);
      if (start !== 'false') await requestImport(hub.db, id, 'waiting', { channel });
      const entry = { action: 'import_uploaded', objectKind: 'import', objectId: id };
      await insertAudit(hub.db, { actor: actorOf(c), peer: peerOf(c), ...entry });
      const run = await findImport(hub.db, id);
      return run ? c.json(toImport(run), 201) : problem(c, 404, 'not-found', 'There is no such file.');
    } catch (error) {
      if (error instanceof Failure && error.fate === 'permanent')
        return problem(c, 422, error.code, error.message);
      throw error;
    }
  });
}

export function addFeedRoutes(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  const { db } = hub;
  api.openapi(listFeedsRoute, async (c) => c.json({ feeds: (await listFeeds(db, 100)).map(toImport) }, 200));
  api.openAPIRegistry.registerPath(feedRejectsRoute);
  api.get(feedRejectsRoute.getRoutingPath(), async (c) => {
    const id = z.uuid().safeParse(c.req.param('id'));
    const run = id.success ? await findImport(db, id.data) : undefined;
    if (run?.kind !== 'feed') return problem(c, 404, 'not-found', 'There is no such file.');
    const entry = { action: 'import_rejects_read', objectKind: 'import', objectId: run.id };
    await insertAudit(db, { actor: actorOf(c), peer: peerOf(c), ...entry });
    return c.body(streamText(reportRejects(db, run)), 200, csvHeaders);
  });
  api.openapi(saveFeedColumnsRoute, async (c) => {
    const { channel } = c.req.valid('param');
    const { columns } = c.req.valid('json');
    if (hub.channels.get(channel)?.mapping.format !== 'record')
      return problem(c, 422, 'not-a-feed', 'There is no such channel of records.');
    await saveFeedColumns(db, { channel, columns, savedBy: actorOf(c) });
    return c.body(null, 204);
  });
  api.openAPIRegistry.registerPath(getFeedColumnsRoute);
  api.get(getFeedColumnsRoute.getRoutingPath(), async (c) => {
    const channel = c.req.param('channel') ?? '';
    const saved = await findFeedColumns(db, channel);
    if (!saved) return problem(c, 404, 'not-found', 'Nothing is saved for this channel.');
    return c.text(profileSource(channel, saved.columns));
  });
}
