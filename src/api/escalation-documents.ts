import { createRoute, z } from '@hono/zod-openapi';
import { escalationKinds, ownerRoles, pursuitPoints } from '../domain/escalation-kinds.ts';
import { guardedResponses, problemResponse } from './problem.ts';

const MOST_LINES = 200;
const security = [{ token: [] }];
const params = z.object({ id: z.uuid() });
const limit = z.coerce.number().int().min(1).max(MOST_LINES).default(100);
const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { 'application/json': { schema } },
});

export const escalationSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(escalationKinds),
    point: z
      .enum(pursuitPoints)
      .optional()
      .openapi({ description: 'Of what is missing: who meets the patient next.' }),
    state: z.enum(['planned', 'raised', 'closed', 'stale']),
    owner: z.enum(ownerRoles).openapi({ description: 'Who holds it now.' }),
    owners: z.array(z.enum(ownerRoles)),
    level: z.int().openapi({ description: 'How many of `owners` were told.' }),
    isUrgent: z.boolean(),
    isOnHold: z.boolean(),
    startedAt: z.iso.datetime(),
    lateAt: z.iso.datetime().openapi({ description: 'When the promise is broken.' }),
    nextDueAt: z.iso.datetime().optional().openapi({ description: 'When the next of `owners` is told.' }),
    raisedAt: z.iso.datetime().optional(),
    closedAt: z.iso.datetime().optional(),
    isClosedByPerson: z.boolean(),
    snoozedUntil: z.iso.datetime().optional(),
    assignedTo: z.string().optional(),
    version: z.int().openapi({ description: 'Send it back with an answer.' }),
    referralId: z.uuid(),
    deliveryId: z.uuid().optional(),
  })
  .openapi('Escalation');

export const listEscalationsRoute = createRoute({
  method: 'get',
  path: '/v1/escalations',
  operationId: 'listEscalations',
  tags: ['escalations'],
  summary: 'What is late and what will be, without patients; late longest first',
  security,
  request: {
    query: z.object({
      state: z.enum(['late', 'running', 'snoozed', 'closed']).default('late'),
      owner: z.enum(ownerRoles).optional(),
      kind: z.enum(escalationKinds).optional(),
      after: z.string().max(200).optional().openapi({ description: '`next` of the last page.' }),
      limit,
    }),
  },
  responses: {
    200: json(
      'A page',
      z
        .object({ escalations: z.array(escalationSchema), next: z.string().optional() })
        .openapi('EscalationPage'),
    ),
    400: problemResponse('A parameter does not fit.'),
    ...guardedResponses,
  },
});

export const countEscalationsRoute = createRoute({
  method: 'get',
  path: '/v1/escalations/counts',
  operationId: 'countEscalations',
  tags: ['escalations'],
  summary: 'How many are open, by owner, kind and point',
  security,
  responses: {
    200: json(
      'The counts',
      z
        .object({
          counts: z.array(
            z.object({
              owner: z.enum(ownerRoles),
              kind: z.enum(escalationKinds),
              point: z.enum(pursuitPoints).optional(),
              late: z.int(),
              running: z.int(),
              snoozed: z.int(),
              oldestLateAt: z.iso.datetime().optional(),
            }),
          ),
        })
        .openapi('EscalationCounts'),
    ),
    ...guardedResponses,
  },
});

const answerResponses = {
  200: json('Done', z.object({ id: z.uuid() }).openapi('AnsweredEscalation')),
  400: problemResponse('A field does not fit.'),
  404: problemResponse('There is no such escalation, or it is settled.'),
  409: problemResponse('Somebody else answered first. Read it again.'),
  ...guardedResponses,
};

const version = z.int().min(1);
const reason = z.string().trim().min(1).max(300);
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

export const snoozeEscalationRoute = createRoute({
  method: 'post',
  path: '/v1/escalations/{id}/snooze',
  operationId: 'snoozeEscalation',
  tags: ['escalations'],
  summary: 'Put it off: nobody is told before that instant',
  security,
  request: {
    params,
    body: body(
      z
        .strictObject({ version, until: z.iso.datetime({ offset: true }), reason })
        .openapi('SnoozeEscalation'),
    ),
  },
  responses: answerResponses,
});

export const finishEscalationRoute = createRoute({
  method: 'post',
  path: '/v1/escalations/{id}/done',
  operationId: 'finishEscalation',
  tags: ['escalations'],
  summary: 'Close it for good, with a reason',
  security,
  request: { params, body: body(z.strictObject({ version, reason }).openapi('FinishEscalation')) },
  responses: answerResponses,
});

export const assignEscalationRoute = createRoute({
  method: 'post',
  path: '/v1/escalations/{id}/assign',
  operationId: 'assignEscalation',
  tags: ['escalations'],
  summary: 'Give it to a person, by the address of the account; null takes it back',
  security,
  request: {
    params,
    body: body(
      z
        .strictObject({ version, to: z.string().trim().min(1).max(200).nullable() })
        .openapi('AssignEscalation'),
    ),
  },
  responses: answerResponses,
});

const missingSchema = z
  .object({
    referralId: z.uuid(),
    kind: z
      .enum(['explicit', 'possible', 'none'])
      .openapi({ description: '`none`: an appointment without a referral.' }),
    missing: z.array(z.enum(['referrer', 'pcp'])),
    since: z.iso.datetime(),
    appointmentAt: z.iso.datetime().optional(),
    isToday: z.boolean(),
    isLate: z.boolean(),
  })
  .openapi('MissingParty');

export const listMissingRoute = createRoute({
  method: 'get',
  path: '/v1/missing/{point}',
  operationId: 'listMissing',
  tags: ['escalations'],
  summary: 'Who has to be asked at this point, without patients: today first, then the oldest',
  security,
  request: {
    params: z.object({ point: z.enum(pursuitPoints) }),
    query: z.object({ limit }),
  },
  responses: {
    200: json('The list', z.object({ missing: z.array(missingSchema) }).openapi('MissingParties')),
    400: problemResponse('A parameter does not fit.'),
    ...guardedResponses,
  },
});
