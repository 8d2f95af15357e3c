import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { incidentStates, recipientStates } from '../domain/incident.ts';
import {
  askToDestroy,
  letterToDestroy,
  moveIncident,
  noteIncident,
  settleRecipient,
  type IncidentAct,
} from '../pipeline/incidents.ts';
import { insertAudit } from '../store/audit.ts';
import { findIncident, listIncidents, type Incident, type IncidentRecipient } from '../store/incidents.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const tags = ['incidents'];
const badRequest = problemResponse('A parameter or field does not fit.');
const notFound = problemResponse('There is no such incident, or it was not sent there.');
const params = z.object({ id: z.uuid() });
const ofRecipient = z.object({ id: z.uuid(), deliveryId: z.uuid() });
const note = z.string().trim().max(1000);

const incidentFields = {
  id: z.uuid(),
  reason: z.enum(['note_moved', 'note_wrong']).openapi({
    description:
      'note_moved: the note is in another chart now. note_wrong: its author says that it is another patient’s.',
  }),
  state: z.enum(incidentStates),
  patientId: z.uuid().openapi({ description: 'As whose it was sent. Id of the hub.' }),
  belongsTo: z.uuid().optional().openapi({ description: 'Whose it is, as far as that is known.' }),
  referralId: z.uuid().openapi({ description: 'The referral it was sent for.' }),
  version: z.int(),
  openedAt: z.iso.datetime(),
  containedAt: z.iso.datetime().optional(),
  closedAt: z.iso.datetime().optional(),
};

const recipientSchema = z
  .object({
    deliveryId: z.uuid(),
    state: z.enum(recipientStates),
    partnerId: z.uuid().optional(),
    partnerName: z.string().optional(),
    destination: z.string(),
    address: z.string(),
    status: z.string().openapi({ description: 'How far it got; ambiguous: it may not have arrived.' }),
    sentAt: z.iso.datetime().optional(),
    deliveredAt: z.iso.datetime().optional(),
    pages: z.int().optional(),
    askedAt: z.iso.datetime().optional(),
    askedBy: z.string().optional(),
    settledAt: z.iso.datetime().optional(),
    settledBy: z.string().optional(),
  })
  .openapi('IncidentRecipient');

const lineSchema = z.object(incidentFields).openapi('IncidentLine');
const incidentSchema = z
  .object({
    ...incidentFields,
    recipients: z.array(recipientSchema),
    entries: z.array(
      z.object({ at: z.iso.datetime(), person: z.string(), what: z.string(), note: z.string().optional() }),
    ),
  })
  .openapi('Incident');

const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
const asItIs = { description: 'As it is now', content: json(incidentSchema) };
const refused = problemResponse(
  'It may not be done yet; `detail` says what is missing. Nothing was changed.',
);
const acted = { 200: asItIs, 400: badRequest, 404: notFound, 409: refused, ...guardedResponses };

export const listIncidentsRoute = createRoute({
  method: 'get',
  path: '/v1/incidents',
  operationId: 'listIncidents',
  tags,
  summary: 'Notes that reached somebody as another patient’s, newest first',
  security,
  request: {
    query: z.object({
      state: z.enum(incidentStates).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: {
    200: {
      description: 'The incidents',
      content: json(z.object({ incidents: z.array(lineSchema) }).openapi('IncidentList')),
    },
    400: badRequest,
    ...guardedResponses,
  },
});

export const getIncidentRoute = createRoute({
  method: 'get',
  path: '/v1/incidents/{id}',
  operationId: 'getIncident',
  tags,
  summary: 'One incident with everybody who got it and all that was done',
  description: 'Each look is written to the audit.',
  security,
  request: { params },
  responses: { 200: asItIs, 400: badRequest, 404: notFound, ...guardedResponses },
});

export const noteIncidentRoute = createRoute({
  method: 'post',
  path: '/v1/incidents/{id}/notes',
  operationId: 'noteIncident',
  tags,
  summary: 'Write down what was found or done',
  security,
  request: {
    params,
    body: {
      required: true,
      content: json(z.strictObject({ note: note.min(1) }).openapi('IncidentNote')),
    },
  },
  responses: acted,
});

export const moveIncidentRoute = createRoute({
  method: 'put',
  path: '/v1/incidents/{id}/state',
  operationId: 'moveIncident',
  tags,
  summary: 'Contain it, close it, or open it again',
  description:
    'contained: everybody who got it was asked to destroy it. closed: everybody answered, and `note` says what was found. open: again, with the reason.',
  security,
  request: {
    params,
    body: {
      required: true,
      content: json(
        z.strictObject({ state: z.enum(incidentStates), note: note.default('') }).openapi('IncidentState'),
      ),
    },
  },
  responses: acted,
});

export const settleRecipientRoute = createRoute({
  method: 'put',
  path: '/v1/incidents/{id}/recipients/{deliveryId}',
  operationId: 'settleIncidentRecipient',
  tags,
  summary: 'Say that somebody who got it was asked, or what became of it there',
  security,
  request: {
    params: ofRecipient,
    body: {
      required: true,
      content: json(
        z
          .strictObject({
            state: z.enum(['asked', 'destroyed', 'returned', 'refused']),
            note: note.min(1).openapi({ description: 'How, and with whom.' }),
          })
          .openapi('IncidentRecipientState'),
      ),
    },
  },
  responses: acted,
});

export const incidentLetterRoute = createRoute({
  method: 'get',
  path: '/v1/incidents/{id}/recipients/{deliveryId}/letter',
  operationId: 'getIncidentLetter',
  tags,
  summary: 'The letter that asks to destroy it; names no patient',
  security,
  request: { params: ofRecipient },
  responses: {
    200: {
      description: 'The letter',
      content: json(z.object({ text: z.string() }).openapi('IncidentLetter')),
    },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

export const incidentRoutes = [
  listIncidentsRoute,
  getIncidentRoute,
  noteIncidentRoute,
  moveIncidentRoute,
  settleRecipientRoute,
  incidentLetterRoute,
];

/** Something of one patient that reached somebody as another's. The pipeline writes the audit of what is changed. */
export function addIncidentRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { hub } = deps;
  api.openapi(listIncidentsRoute, async (c) => {
    const { state, limit } = c.req.valid('query');
    const incidents = await listIncidents(hub.db, { limit, ...(state === undefined ? {} : { state }) });
    return c.json({ incidents: incidents.map(toLine) }, 200);
  });
  api.openapi(getIncidentRoute, async (c) => show(c, deps, c.req.valid('param').id));
  api.openapi(noteIncidentRoute, async (c) => {
    const { id } = c.req.valid('param');
    return answer(c, deps, id, await noteIncident(hub, id, actorOf(c), c.req.valid('json').note));
  });
  api.openapi(moveIncidentRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { state, note: found } = c.req.valid('json');
    return answer(c, deps, id, await moveIncident(hub, id, state, actorOf(c), found));
  });
  api.openapi(settleRecipientRoute, async (c) => {
    const { id, deliveryId } = c.req.valid('param');
    const { state, note: how } = c.req.valid('json');
    const act =
      state === 'asked'
        ? askToDestroy(hub, id, deliveryId, actorOf(c), how)
        : settleRecipient(hub, id, deliveryId, state, actorOf(c), how);
    return answer(c, deps, id, await act);
  });
  api.openapi(incidentLetterRoute, async (c) => {
    const { id, deliveryId } = c.req.valid('param');
    const text = await letterToDestroy(hub, id, deliveryId);
    return text === undefined ? missing(c) : c.json({ text }, 200);
  });
}

function missing(c: Context<ApiEnv>) {
  return problem(c, 404, 'not-found', 'There is no such incident, or it was not sent there.');
}

/** The incident as it is now, or why nothing was done. */
async function answer(c: Context<ApiEnv>, deps: ApiDeps, id: string, act: IncidentAct) {
  if (act === 'not_found') return missing(c);
  return act === 'done' ? show(c, deps, id) : problem(c, 409, 'not-yet', act.problem);
}

/** Each look is written down. */
async function show(c: Context<ApiEnv>, { hub }: ApiDeps, id: string) {
  const incident = await findIncident(hub.db, id);
  if (!incident) return missing(c);
  const { patientId } = incident;
  const look = { action: 'view_incident', objectKind: 'incident', objectId: id, patientId };
  await insertAudit(hub.db, { actor: actorOf(c), peer: peerOf(c), ...look });
  const entries = incident.entries.map(({ note: text, ...one }) => ({
    ...one,
    ...(text === null ? {} : { note: text }),
  }));
  return c.json({ ...toLine(incident), recipients: incident.recipients.map(toRecipient), entries }, 200);
}

function toLine(incident: Incident): z.infer<typeof lineSchema> {
  const { id, reason, state, patientId, referralId, version, openedAt } = incident;
  const { belongsTo, containedAt, closedAt } = incident;
  return {
    id,
    reason,
    state,
    patientId,
    referralId,
    version,
    openedAt,
    ...(belongsTo === null ? {} : { belongsTo }),
    ...(containedAt === null ? {} : { containedAt }),
    ...(closedAt === null ? {} : { closedAt }),
  };
}

function toRecipient(one: IncidentRecipient): z.infer<typeof recipientSchema> {
  const known = Object.entries(one).filter(([, value]) => value !== null);
  return Object.fromEntries(known) as z.infer<typeof recipientSchema>;
}
