import { createRoute, z } from '@hono/zod-openapi';
import { guardedResponses, problemResponse } from './problem.ts';
import {
  attemptDetailSchema,
  attemptSchema,
  eventType,
  eventTypes as types,
  secretSchema as secret,
  webhookSchema,
} from './webhook-schemas.ts';

const security = [{ token: [] }];
const params = z.object({ id: z.uuid() });
const notFound = problemResponse('There is no such webhook.');
const badRequest = problemResponse('A parameter or field does not fit.');

const webhookSecret = z
  .object({ secret, publicKeys: webhookSchema.shape.publicKeys })
  .openapi('WebhookSecret');
const webhookPage = z.object({ webhooks: z.array(webhookSchema) }).openapi('WebhookPage');
const attemptPage = z.object({ attempts: z.array(attemptSchema) }).openapi('WebhookAttemptPage');
const createdWebhook = webhookSchema.extend({ secret }).openapi('CreatedWebhook');
const testOutcome = z
  .object({
    isDelivered: z.boolean(),
    status: z.int().optional(),
    code: z.string().openapi({ example: 'ok' }),
    durationMs: z.int(),
  })
  .openapi('WebhookTestOutcome');

export const listWebhooksRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks',
  operationId: 'listWebhooks',
  tags: ['webhooks'],
  summary: 'All receivers of events',
  security,
  responses: {
    200: { description: 'The webhooks', content: { 'application/json': { schema: webhookPage } } },
    ...guardedResponses,
  },
});

export const createWebhookRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks',
  operationId: 'createWebhook',
  tags: ['webhooks'],
  summary: 'Send events to an address',
  description:
    'Each event is one POST, at least once, those of one referral or partner in order. Answer 2xx within 15 seconds; anything else, a redirect too, is tried again ' +
    'with growing pauses. 410 ends it at once, five days of failures end it as well.',
  security,
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              url: z.string().min(1).max(2_000),
              description: z.string().max(200).default(''),
              types: types.default([]).openapi({ description: 'Empty: all.' }),
              after: z.string().max(100).optional().openapi({
                description: 'Cursor to begin after; empty: the whole log. Absent: from now on.',
              }),
            })
            .openapi('NewWebhook'),
        },
      },
    },
  },
  responses: {
    201: {
      description: 'Made; this is the only time its secret is shown',
      content: { 'application/json': { schema: createdWebhook } },
    },
    400: badRequest,
    404: notFound,
    422: problemResponse('The address is not one the hub sends to, or the cursor is unknown.'),
    ...guardedResponses,
  },
});

export const getWebhookRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}',
  operationId: 'getWebhook',
  tags: ['webhooks'],
  summary: 'One receiver',
  security,
  request: { params },
  responses: {
    200: { description: 'The webhook', content: { 'application/json': { schema: webhookSchema } } },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const updateWebhookRoute = createRoute({
  method: 'patch',
  path: '/v1/webhooks/{id}',
  operationId: 'updateWebhook',
  tags: ['webhooks'],
  summary: 'Change a receiver, make it active again, or send events again from a cursor',
  security,
  request: {
    params,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              description: z.string().max(200).optional(),
              types: types.optional(),
              state: z.literal('active').optional().openapi({ description: 'Ends a disablement.' }),
              after: z
                .string()
                .max(100)
                .optional()
                .openapi({ description: 'Sends everything after this cursor again; empty: the whole log.' }),
            })
            .openapi('WebhookChange'),
        },
      },
    },
  },
  responses: {
    200: { description: 'As it is now', content: { 'application/json': { schema: webhookSchema } } },
    400: badRequest,
    404: notFound,
    422: problemResponse('The cursor is unknown.'),
    ...guardedResponses,
  },
});

export const deleteWebhookRoute = createRoute({
  method: 'delete',
  path: '/v1/webhooks/{id}',
  operationId: 'deleteWebhook',
  tags: ['webhooks'],
  summary: 'Stop sending to a receiver and forget it',
  security,
  request: { params },
  responses: { 204: { description: 'Gone' }, 400: badRequest, 404: notFound, ...guardedResponses },
});

export const testWebhookRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/test',
  operationId: 'testWebhook',
  tags: ['webhooks'],
  summary: 'Send an invented event now and tell what the receiver said',
  security,
  request: {
    params,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({ type: eventType.default('referral.received') }).openapi('WebhookTest'),
        },
      },
    },
  },
  responses: {
    200: { description: 'What happened', content: { 'application/json': { schema: testOutcome } } },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const rotateSecretRoute = createRoute({
  method: 'post',
  path: '/v1/webhooks/{id}/rotate-secret',
  operationId: 'rotateWebhookSecret',
  tags: ['webhooks'],
  summary: 'Make a new secret and a new key pair; for a day old and new sign',
  security,
  request: { params },
  responses: {
    200: {
      description: 'The new secret, shown this once',
      content: { 'application/json': { schema: webhookSecret } },
    },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const listAttemptsRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}/attempts',
  operationId: 'listWebhookAttempts',
  tags: ['webhooks'],
  summary: 'The last tries, newest first',
  security,
  request: { params, query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }) },
  responses: {
    200: { description: 'The tries', content: { 'application/json': { schema: attemptPage } } },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const getAttemptRoute = createRoute({
  method: 'get',
  path: '/v1/webhooks/{id}/attempts/{attemptId}',
  operationId: 'getWebhookAttempt',
  tags: ['webhooks'],
  summary: 'One try: signature headers and body as they were sent, and how the answer began',
  security,
  request: { params: params.extend({ attemptId: z.uuid() }) },
  responses: {
    200: { description: 'The try', content: { 'application/json': { schema: attemptDetailSchema } } },
    400: badRequest,
    404: problemResponse('There is no such try; tries are kept for two weeks.'),
    ...guardedResponses,
  },
});
