import { createRoute, z } from '@hono/zod-openapi';
import { guardedResponses, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const params = z.object({ id: z.uuid() });
const badRequest = problemResponse('A parameter or field does not fit.');
const notFound = problemResponse('There is no such patient.');
const conflict = problemResponse(
  'It is not so any more, or it was done before; nothing was changed. Look again.',
);
const reason = z.string().trim().min(1).max(300).openapi({
  description: 'Why; kept in the history of the patient.',
  example: 'Both charts were looked at.',
});

const numberSchema = z.object({
  system: z.string().openapi({ example: 'urn:oid:1.2.840.99999.1' }),
  value: z.string().openapi({ example: 'TEST-1001' }),
});

const saidSchema = z.array(
  z.object({
    value: z.string(),
    channels: z.array(z.string()),
    firstAt: z.iso.datetime(),
    lastAt: z.iso.datetime(),
    isCurrent: z.boolean(),
  }),
);

const lineSchema = z
  .object({
    id: z.uuid(),
    family: z.string().nullable(),
    given: z.string().nullable(),
    birthDate: z.string().nullable().openapi({ example: '1970-01-02' }),
    sex: z.string().nullable(),
    numbers: z.array(numberSchema),
    referrals: z.int(),
  })
  .openapi('PatientLine');

const patientSchema = lineSchema
  .extend({
    isAlias: z.boolean().openapi({ description: 'The id asked for was merged into this patient.' }),
    said: z
      .object({
        name: saidSchema,
        birthDate: saidSchema,
        sex: saidSchema,
        phone: saidSchema,
        email: saidSchema,
        address: saidSchema,
      })
      .openapi({ description: 'Everything senders ever said, present values first.' }),
    records: z
      .array(
        z.object({
          record: z.uuid(),
          isMain: z.boolean(),
          numbers: z.array(numberSchema),
          name: z.string().optional(),
        }),
      )
      .openapi({ description: 'What was merged into the patient; each can be taken apart again.' }),
    referralList: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        state: z.string(),
        receivedAt: z.iso.datetime(),
        partnerId: z.uuid().optional(),
      }),
    ),
    linked: z.array(lineSchema).openapi({ description: 'Belong with this patient without being it.' }),
    questions: z.array(z.object({ id: z.uuid(), kind: z.string() })),
    changes: z.array(
      z.object({
        at: z.iso.datetime(),
        actor: z.string(),
        what: z.enum(['merged', 'unmerged', 'moved', 'message_moved', 'answer_undone']),
        patientId: z.uuid(),
        otherId: z.uuid().optional(),
        messageId: z.uuid().optional(),
        reason: z.string().optional(),
        counts: z.record(z.string(), z.number()),
      }),
    ),
    messages: z.int(),
  })
  .openapi('Patient');

const changedSchema = z.object({ patientId: z.uuid() }).openapi('ChangedPatient');
const changed = {
  200: { description: 'Done', content: { 'application/json': { schema: changedSchema } } },
  400: badRequest,
  404: notFound,
  409: conflict,
  ...guardedResponses,
};

const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});

export const getPatientRoute = createRoute({
  method: 'get',
  path: '/v1/patients/{id}',
  operationId: 'getPatient',
  tags: ['patients'],
  summary: 'One patient with all that was ever said, its merges and its referrals',
  description: 'Every look is written to the audit.',
  security,
  request: { params },
  responses: {
    200: { description: 'The patient', content: { 'application/json': { schema: patientSchema } } },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const searchPatientsRoute = createRoute({
  method: 'post',
  path: '/v1/patients/search',
  operationId: 'searchPatients',
  tags: ['patients'],
  summary: 'Patients by name or number',
  description: 'A POST, so that no name stands in a URL. Every search is written to the audit.',
  security,
  request: {
    body: body(
      z
        .strictObject({
          text: z.string().trim().min(1).max(200),
          limit: z.int().min(1).max(50).default(20),
        })
        .openapi('PatientSearch'),
    ),
  },
  responses: {
    200: {
      description: 'The best first',
      content: {
        'application/json': {
          schema: z
            .object({ patients: z.array(lineSchema.extend({ reasons: z.array(z.string()) })) })
            .openapi('PatientList'),
        },
      },
    },
    400: badRequest,
    ...guardedResponses,
  },
});

export const mergePatientsRoute = createRoute({
  method: 'post',
  path: '/v1/patients/{id}/merge',
  operationId: 'mergePatients',
  tags: ['patients'],
  summary: 'Two patients are one person',
  description:
    'Facts, numbers and referrals of both are one patient’s from now on. It can be undone exactly.',
  security,
  request: {
    params,
    body: body(z.strictObject({ otherId: z.uuid(), reason }).openapi('PatientMerge')),
  },
  responses: changed,
});

export const unmergePatientsRoute = createRoute({
  method: 'post',
  path: '/v1/patients/{id}/unmerge',
  operationId: 'unmergePatients',
  tags: ['patients'],
  summary: 'A record of this patient is somebody else’s',
  description:
    'Takes `record` out with everything that was said of it, also after the merge. With `otherRecord` only what joins the two is undone.',
  security,
  request: {
    params,
    body: body(
      z
        .strictObject({ record: z.uuid(), otherRecord: z.uuid().optional(), reason })
        .openapi('PatientUnmerge'),
    ),
  },
  responses: changed,
});

export const moveNumberRoute = createRoute({
  method: 'post',
  path: '/v1/patients/{id}/move-number',
  operationId: 'movePatientNumber',
  tags: ['patients'],
  summary: 'A number of this patient, with all that was said under it, is another one’s',
  security,
  request: {
    params,
    body: body(
      z
        .strictObject({ number: numberSchema, to: z.union([z.uuid(), z.literal('new')]), reason })
        .openapi('NumberMove'),
    ),
  },
  responses: changed,
});

export const moveMessageRoute = createRoute({
  method: 'post',
  path: '/v1/patients/{id}/move-message',
  operationId: 'movePatientMessage',
  tags: ['patients'],
  summary: 'A message that was filed with this patient is about another one',
  security,
  request: {
    params,
    body: body(
      z
        .strictObject({ messageId: z.uuid(), to: z.union([z.uuid(), z.literal('new')]), reason })
        .openapi('MessageMove'),
    ),
  },
  responses: changed,
});
