import { createRoute, z } from '@hono/zod-openapi';
import { publishedEventTypes } from '../domain/event-catalogue.ts';
import type { StoredAttempt } from '../store/webhook-attempts.ts';
import type { Webhook } from '../store/webhooks.ts';
import { encodePosition } from './cursor.ts';
import { guardedResponses, problemResponse } from './problem.ts';

const eventType = z.enum(publishedEventTypes);
const types = z.array(eventType).max(100);
const security = [{ token: [] }];
const params = z.object({ id: z.uuid() });
const notFound = problemResponse('There is no such webhook.');
const badRequest = problemResponse('A parameter or field does not fit.');

const webhookSchema = z
  .object({
    id: z.uuid(),
    url: z.string().openapi({ example: 'https://crm.example.com/hooks/referloop' }),
    description: z.string(),
    types: z.array(z.string()).openapi({ description: 'Empty: all.' }),
    state: z.enum(['active', 'disabled']),
    disabledReason: z
      .enum(['gone', 'failing'])
      .optional()
      .openapi({ description: 'gone: it answered 410. failing: nothing but failures for five days.' }),
    failingSince: z.iso.datetime().optional(),
    failures: z.int().openapi({ description: 'Failures in a row.' }),
    nextAttemptAt: z.iso.datetime().openapi({ description: 'Not before this; of interest while it fails.' }),
    cursor: z.string().openapi({ description: 'Everything up to here was sent.' }),
    createdAt: z.iso.datetime(),
  })
  .openapi('Webhook');

const secret = z.string().openapi({
  description: 'Verifies signatures (Standard Webhooks 1.0). Shown this once.',
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
});

const attemptSchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    eventId: z.uuid(),
    status: z.int().optional().openapi({ description: 'HTTP status, when there was an answer.' }),
    code: z.string().openapi({ example: 'http-500' }),
    durationMs: z.int(),
  })
  .openapi('WebhookAttempt');

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
    'Each event is one POST, in order, at least once. Answer 2xx within 15 seconds; anything else, a redirect too, is tried again ' +
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
  summary: 'Make a new secret; for a day both sign',
  security,
  request: { params },
  responses: {
    200: {
      description: 'The new secret, shown this once',
      content: { 'application/json': { schema: z.object({ secret }).openapi('WebhookSecret') } },
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

export function toWebhookResponse(one: Webhook): z.infer<typeof webhookSchema> {
  const { disabledReason, failingSince, position, types: wanted, ...always } = one;
  return {
    ...always,
    types: [...wanted],
    cursor: encodePosition(position),
    ...(disabledReason === 'gone' || disabledReason === 'failing' ? { disabledReason } : {}),
    ...(failingSince === null ? {} : { failingSince }),
  };
}

export function toAttemptResponse(one: StoredAttempt): z.infer<typeof attemptSchema> {
  const { status, position: _, ...always } = one;
  return { ...always, ...(status === null ? {} : { status }) };
}
