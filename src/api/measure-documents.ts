import { createRoute, z } from '@hono/zod-openapi';
import {
  cms50Schema,
  measureListSchema,
  measureName,
  measureSchema,
  partnerWeeksSchema,
  volumeAlertListSchema,
  volumeAlertSchema,
} from './measure-schemas.ts';
import { guardedResponses, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const tags = ['measures'];
const badRequest = problemResponse('A parameter does not fit.');
const day = z.iso.date();
const format = z.enum(['json', 'csv']).optional().openapi({ description: 'Otherwise by Accept.' });
const csv = { schema: z.string().openapi({ example: 'group,cases\r\n' }) };

function answer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema }, 'text/csv': csv } };
}

export const listMeasuresRoute = createRoute({
  method: 'get',
  path: '/v1/measures',
  operationId: 'listMeasures',
  tags,
  summary: 'Every measure with its definition',
  security,
  responses: {
    200: { description: 'The measures', content: { 'application/json': { schema: measureListSchema } } },
    ...guardedResponses,
  },
});

export const readMeasureRoute = createRoute({
  method: 'get',
  path: '/v1/measures/{name}',
  operationId: 'readMeasure',
  tags,
  summary: 'One measure over a period, without patients',
  description: 'Days are those of the practice, both included. Without days: the last 28 complete days.',
  security,
  request: {
    params: z.object({ name: measureName }),
    query: z.object({
      from: day.optional(),
      to: day.optional(),
      partner: z.uuid().optional().openapi({ description: 'This one and everybody who belongs to it.' }),
      by: z.enum(['all', 'partner', 'account', 'key', 'week']).default('all').openapi({
        description:
          'account: organisations with their members. key: reason, way out, desk, location or person.',
      }),
      format,
    }),
  },
  responses: {
    200: answer('The measure', measureSchema),
    400: badRequest,
    ...guardedResponses,
  },
});

export const partnerWeeksRoute = createRoute({
  method: 'get',
  path: '/v1/partners/{id}/weeks',
  operationId: 'getPartnerWeeks',
  tags,
  summary: "A partner's complete weeks with what was expected",
  security,
  request: {
    params: z.object({ id: z.uuid() }),
    query: z.object({ weeks: z.coerce.number().int().min(1).max(53).default(26), format }),
  },
  responses: {
    200: answer('The weeks', partnerWeeksSchema),
    400: badRequest,
    404: problemResponse('There is no such partner.'),
    ...guardedResponses,
  },
});

export const listVolumeAlertsRoute = createRoute({
  method: 'get',
  path: '/v1/volume-alerts',
  operationId: 'listVolumeAlerts',
  tags,
  summary: 'Partners that send clearly less, more or nobody',
  description: 'Open and acknowledged ones unless states are named; the costliest first, notices last.',
  security,
  request: {
    query: z.object({
      state: z.enum(['open', 'acknowledged', 'closed', 'withdrawn']).optional(),
      grade: z.enum(['alert', 'notice']).optional(),
      partner: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      format,
    }),
  },
  responses: {
    200: answer('The alerts', volumeAlertListSchema),
    400: badRequest,
    ...guardedResponses,
  },
});

export const acknowledgeVolumeAlertRoute = createRoute({
  method: 'post',
  path: '/v1/volume-alerts/{id}/acknowledge',
  operationId: 'acknowledgeVolumeAlert',
  tags,
  summary: 'Take a change for granted: what comes is compared with the level since then',
  security,
  request: {
    params: z.object({ id: z.uuid() }),
    body: {
      required: false,
      content: {
        'application/json': {
          schema: z.object({
            because: z.string().trim().min(1).max(500).optional().openapi({
              description: 'Why, for the trace. Nothing of patients.',
            }),
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'Acknowledged',
      content: { 'application/json': { schema: volumeAlertSchema } },
    },
    400: badRequest,
    404: problemResponse('There is no such alert.'),
    409: problemResponse('It is not open any more.'),
    ...guardedResponses,
  },
});

export const cms50Route = createRoute({
  method: 'get',
  path: '/v1/partners/{id}/cms50',
  operationId: 'getPartnerCms50',
  tags,
  summary: "What was done for a partner's score of closed loops",
  security,
  request: {
    params: z.object({ id: z.uuid() }),
    query: z.object({ year: z.coerce.number().int().min(2000).max(2100), format }),
  },
  responses: {
    200: answer('The score with its cases', cms50Schema),
    400: badRequest,
    404: problemResponse('There is no such partner.'),
    ...guardedResponses,
  },
});
