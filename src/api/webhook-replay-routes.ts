import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { codeOf } from '../lib/failure.ts';
import { askReplay, planReplay, type ReplayWish } from '../pipeline/webhook/replay.ts';
import { findReplay, listReplays, stopReplay } from '../store/webhook-replays.ts';
import { findWebhook } from '../store/webhooks.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';
import { audit, notFound, positionOf, unknownCursor } from './webhook-answers.ts';
import { eventTypes, replaySchema, toReplayResponse } from './webhook-schemas.ts';

const params = z.object({ id: z.uuid() });
const replayParams = params.extend({ replayId: z.uuid() });
const security = [{ token: [] }];
const tags = ['webhooks'];
const LISTED = 100;

const wishSchema = z
  .strictObject({
    eventId: z.uuid().optional().openapi({ description: 'This one event, whatever its type.' }),
    since: z.iso
      .datetime({ offset: true })
      .optional()
      .openapi({ description: 'All that was recorded at or after this instant.' }),
    after: z.string().max(100).optional().openapi({ description: 'All after this cursor; empty: the log.' }),
    types: eventTypes.optional().openapi({ description: 'Only these; absent: all the receiver takes.' }),
    subjectId: z.uuid().optional().openapi({ description: 'Only of this referral, delivery or partner.' }),
    perSecond: z.int().min(1).max(500).default(50).openapi({ description: 'At most so many a second.' }),
    dryRun: z.boolean().default(false).openapi({ description: 'Count, and send nothing.' }),
  })
  .refine(
    ({ eventId, since, after }) => [eventId, since, after].filter((one) => one !== undefined).length === 1,
    'Say one of eventId, since and after.',
  )
  .openapi('NewWebhookReplay');

const countSchema = z
  .object({ count: z.int().openapi({ description: 'Events that would be sent.' }) })
  .openapi('WebhookReplayCount');

export const createReplayRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/replays',
  operationId: 'createWebhookReplay',
  tags,
  summary: 'Send events again: one, since a time or cursor, of some types or one subject',
  description:
    'They are sent beside the live ones, with the ids they always had; drop what is older than what you have by `version`. ' +
    'Up to the end of the log at this moment.',
  security,
  request: {
    params,
    body: { required: true, content: { 'application/json': { schema: wishSchema } } },
  },
  responses: {
    200: {
      description: 'A dry run: what would be sent',
      content: { 'application/json': { schema: countSchema } },
    },
    201: { description: 'It runs', content: { 'application/json': { schema: replaySchema } } },
    400: problemResponse('A field does not fit.'),
    404: problemResponse('There is no such webhook, or no such event.'),
    422: problemResponse('The cursor is unknown.'),
    ...guardedResponses,
  },
});

export const listReplaysRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}/replays',
  operationId: 'listWebhookReplays',
  tags,
  summary: 'What was sent again, newest first',
  security,
  request: { params },
  responses: {
    200: {
      description: 'The replays',
      content: {
        'application/json': {
          schema: z.object({ replays: z.array(replaySchema) }).openapi('WebhookReplayPage'),
        },
      },
    },
    400: problemResponse('The id is no UUID.'),
    404: problemResponse('There is no such webhook.'),
    ...guardedResponses,
  },
});

export const stopReplayRoute = createRoute({
  method: 'delete',
  path: '/v1/webhooks/{id}/replays/{replayId}',
  operationId: 'stopWebhookReplay',
  tags,
  summary: 'Stop sending again',
  security,
  request: { params: replayParams },
  responses: {
    200: { description: 'As it ended', content: { 'application/json': { schema: replaySchema } } },
    400: problemResponse('The id is no UUID.'),
    404: problemResponse('There is no such replay.'),
    ...guardedResponses,
  },
});

export function addReplayRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(createReplayRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { after: cursor, perSecond, dryRun, eventId, since, types, subjectId } = c.req.valid('json');
    const after = cursor === undefined ? undefined : await positionOf(deps, cursor);
    if (cursor !== undefined && after === undefined) return unknownCursor(c);
    const wish: ReplayWish = {
      ...(eventId === undefined ? {} : { eventId }),
      ...(since === undefined ? {} : { since }),
      ...(after === undefined ? {} : { after }),
      ...(types === undefined ? {} : { types }),
      ...(subjectId === undefined ? {} : { subjectId }),
    };
    try {
      if (dryRun) return c.json({ count: (await planReplay(db, id, wish)).count }, 200);
      await audit(db, c, 'webhook_replay_asked', id);
      const asked = await askReplay(db, id, wish, { perSecond, askedBy: actorOf(c) });
      const replay = await findReplay(db, id, asked.id);
      return replay ? c.json(toReplayResponse(replay), 201) : notFound(c);
    } catch (error) {
      if (codeOf(error) === 'webhook-unknown') return notFound(c);
      if (codeOf(error) === 'event-unknown')
        return problem(c, 404, 'event-unknown', 'There is no such event in the log.');
      throw error;
    }
  });
  api.openapi(listReplaysRoute, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await findWebhook(db, id))) return notFound(c);
    const replays = await listReplays(db, id, LISTED);
    return c.json({ replays: replays.map(toReplayResponse) }, 200);
  });
  api.openapi(stopReplayRoute, async (c) => {
    const { id, replayId } = c.req.valid('param');
    await audit(db, c, 'webhook_replay_stopped', id);
    await stopReplay(db, id, replayId);
    const replay = await findReplay(db, id, replayId);
    return replay
      ? c.json(toReplayResponse(replay), 200)
      : problem(c, 404, 'not-found', 'There is no such replay.');
  });
}
