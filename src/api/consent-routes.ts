import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { consentScopes } from '../domain/consent.ts';
import { keepConsent } from '../pipeline/intake/consent.ts';
import { insertAudit } from '../store/audit.ts';
import { listConsents } from '../store/forms-consent.ts';
import { loadPatientLines } from '../store/patient-search.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const params = z.object({ id: z.uuid() });
const badRequest = problemResponse('A field does not fit.');
const notFound = problemResponse('There is no such patient.');

const said = {
  scope: z.enum(consentScopes).openapi({ description: 'What the patient agrees to, or does not.' }),
  isGiven: z.boolean().openapi({ description: 'False: refused, or taken back.' }),
  signedOn: z.iso.date().openapi({ description: 'Day of the signature.', example: '2026-11-05' }),
};

const consentSchema = z
  .object({
    id: z.uuid(),
    ...said,
    email: z.string().nullable(),
    recordedBy: z.string(),
    recordedAt: z.iso.datetime(),
  })
  .openapi('Consent');

export const listConsentsRoute = createRoute({
  method: 'get',
  path: '/v1/patients/{id}/consents',
  operationId: 'listConsents',
  tags: ['patients'],
  summary: 'What a patient agreed to about e-mail',
  description: 'Newest first: the first line of a scope counts. Every look is written to the audit.',
  security,
  request: { params },
  responses: {
    200: {
      description: 'Everything ever said',
      content: { 'application/json': { schema: z.object({ consents: z.array(consentSchema) }) } },
    },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const addConsentRoute = createRoute({
  method: 'post',
  path: '/v1/patients/{id}/consents',
  operationId: 'addConsent',
  tags: ['patients'],
  summary: 'Write down what a patient agrees to about e-mail',
  description: 'Nothing is changed: the newest line of a scope counts.',
  security,
  request: {
    params,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({ ...said, email: z.email().max(200).optional() }).openapi('NewConsent'),
        },
      },
    },
  },
  responses: {
    201: {
      description: 'Written down',
      content: { 'application/json': { schema: z.object({ patientId: z.uuid() }) } },
    },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

/** Consents by API, for intake software: every look and every line is written to the audit before it happens. */
export function addConsentRoutes(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  const isThere = async (id: string) => (await loadPatientLines(hub.db, [id])).length > 0;
  api.openapi(listConsentsRoute, async (c) => {
    const { id } = c.req.valid('param');
    await insertAudit(hub.db, {
      actor: actorOf(c),
      action: 'view_consents',
      objectKind: 'patient',
      objectId: id,
      patientId: id,
      peer: peerOf(c),
    });
    if (!(await isThere(id))) return problem(c, 404, 'not-found', 'There is no such patient.');
    return c.json({ consents: await listConsents(hub.db, id) }, 200);
  });
  api.openapi(addConsentRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { email, ...consent } = c.req.valid('json');
    if (!(await isThere(id))) return problem(c, 404, 'not-found', 'There is no such patient.');
    const heard = { ...consent, ...(email === undefined ? {} : { email }) };
    await keepConsent(hub, id, heard, { actor: actorOf(c), peer: peerOf(c) });
    return c.json({ patientId: id }, 201);
  });
}
