import { createRoute, z } from '@hono/zod-openapi';

/** The FHIR routes as OpenAPI has them: short, because FHIR describes itself at `/fhir/R4/metadata`. */

const fhir = (description: string) => ({
  description,
  content: {
    'application/fhir+json': { schema: z.looseObject({ resourceType: z.string() }).openapi('FhirResource') },
  },
});

const guarded = {
  401: fhir('OperationOutcome: no token, or one that is unknown or revoked'),
  403: fhir('OperationOutcome: the token is not for this'),
  406: fhir('OperationOutcome: only JSON is spoken'),
};
const notFound = { 404: fhir('OperationOutcome: there is no such resource') };
const invalid = { 400: fhir('OperationOutcome: a parameter or an element does not fit, named') };
const refused = { 422: fhir('OperationOutcome: an unknown topic, filter or address, named') };

const types =
  'ServiceRequest, Task, Appointment, DocumentReference, Patient, Practitioner, PractitionerRole, Organization';
const id = z.string().max(64);
const type = z.string().openapi({ description: types, example: 'Task' });
const secured = { tags: ['fhir'], security: [{ token: [] }] };
const body = {
  content: {
    'application/fhir+json': { schema: z.looseObject({ resourceType: z.literal('Subscription') }) },
  },
};

export const fhirRoutes = [
  createRoute({
    method: 'get',
    path: '/fhir/R4/metadata',
    operationId: 'fhirMetadata',
    tags: ['fhir'],
    summary: 'CapabilityStatement',
    responses: { 200: fhir('What this endpoint does') },
  }),
  createRoute({
    method: 'get',
    path: '/fhir/R4/{type}/{id}',
    operationId: 'fhirRead',
    ...secured,
    summary: 'Read a resource; scope fhir',
    description: 'With ETag; If-None-Match is answered with 304. Every look is written to the audit.',
    request: { params: z.object({ type, id }) },
    responses: { 200: fhir('The resource'), 304: { description: 'Unchanged' }, ...notFound, ...guarded },
  }),
  createRoute({
    method: 'get',
    path: '/fhir/R4/{type}',
    operationId: 'fhirSearch',
    ...secured,
    summary: 'Search; scope fhir',
    description:
      'Parameters by type stand in the CapabilityStatement. What names a patient is asked by POST.',
    request: { params: z.object({ type }) },
    responses: { 200: fhir('A Bundle of type searchset'), ...invalid, ...notFound, ...guarded },
  }),
  createRoute({
    method: 'post',
    path: '/fhir/R4/{type}/_search',
    operationId: 'fhirSearchByPost',
    ...secured,
    summary: 'Search with the parameters in the body; scope fhir',
    request: {
      params: z.object({ type }),
      body: { content: { 'application/x-www-form-urlencoded': { schema: z.looseObject({}) } } },
    },
    responses: { 200: fhir('A Bundle of type searchset'), ...invalid, ...notFound, ...guarded },
  }),
  createRoute({
    method: 'get',
    path: '/fhir/R4/Binary/{id}',
    operationId: 'fhirBinary',
    ...secured,
    summary: 'The bytes of a note; scope fhir',
    request: { params: z.object({ id }) },
    responses: {
      200: {
        description: 'As they are, or as a Binary when application/fhir+json is accepted',
        content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
      },
      ...notFound,
      ...guarded,
    },
  }),
  createRoute({
    method: 'get',
    path: '/fhir/R4/Subscription',
    operationId: 'fhirListSubscriptions',
    ...secured,
    summary: "The token's own Subscriptions; scopes fhir and events",
    responses: { 200: fhir('A Bundle of type searchset'), ...guarded },
  }),
  createRoute({
    method: 'post',
    path: '/fhir/R4/Subscription',
    operationId: 'fhirCreateSubscription',
    ...secured,
    summary: 'Subscribe; full-resource takes scope fhir',
    request: { body },
    responses: { 201: fhir('The Subscription, requested'), ...invalid, ...refused, ...guarded },
  }),
  createRoute({
    method: 'get',
    path: '/fhir/R4/Subscription/{id}',
    operationId: 'fhirReadSubscription',
    ...secured,
    summary: 'A Subscription, without its headers',
    request: { params: z.object({ id }) },
    responses: { 200: fhir('The Subscription'), ...notFound, ...guarded },
  }),
  createRoute({
    method: 'put',
    path: '/fhir/R4/Subscription/{id}',
    operationId: 'fhirUpdateSubscription',
    ...secured,
    summary: 'Change a Subscription or activate it again',
    request: { params: z.object({ id }), body },
    responses: { 200: fhir('The Subscription, requested'), ...invalid, ...refused, ...notFound, ...guarded },
  }),
  createRoute({
    method: 'delete',
    path: '/fhir/R4/Subscription/{id}',
    operationId: 'fhirDeleteSubscription',
    ...secured,
    summary: 'End a Subscription',
    request: { params: z.object({ id }) },
    responses: { 204: { description: 'Gone' }, ...notFound, ...guarded },
  }),
  createRoute({
    method: 'get',
    path: '/fhir/R4/Subscription/{id}/$status',
    operationId: 'fhirSubscriptionStatus',
    ...secured,
    summary: 'How far a Subscription is',
    request: { params: z.object({ id }) },
    responses: { 200: fhir('A Bundle with the status as Parameters'), ...notFound, ...guarded },
  }),
  createRoute({
    method: 'get',
    path: '/fhir/R4/Subscription/{id}/$events',
    operationId: 'fhirSubscriptionEvents',
    ...secured,
    summary: 'Events again, by their numbers',
    request: {
      params: z.object({ id }),
      query: z.object({
        eventsSinceNumber: z.string().optional(),
        eventsUntilNumber: z.string().optional(),
        content: z.enum(['empty', 'id-only', 'full-resource']).optional(),
      }),
    },
    responses: { 200: fhir('A Bundle as it was sent'), ...invalid, ...notFound, ...guarded },
  }),
];
