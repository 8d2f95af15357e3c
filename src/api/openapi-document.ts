import { addConsentRoute, listConsentsRoute } from './consent-routes.ts';
import { OpenAPIHono } from '@hono/zod-openapi';
import { eventCatalogue, publishedEventTypes, type PublishedEventType } from '../domain/event-catalogue.ts';
import { crmRoutes } from './crm-routes.ts';
import { callbackRoute, doorRoute, statusDoorRoute } from './door.ts';
import {
  assignEscalationRoute,
  countEscalationsRoute,
  finishEscalationRoute,
  listEscalationsRoute,
  listMissingRoute,
  snoozeEscalationRoute,
} from './escalation-documents.ts';
import { listEventsRoute } from './event-routes.ts';
import { eventExample, eventSchema, leastEventExample } from './event-schema.ts';
import { feedRoutes } from './feed-routes.ts';
import { fhirRoutes } from './fhir/fhir-documents.ts';
import { healthRoute, metricsRoute, readinessRoute } from './health-routes.ts';
import {
  decidePracticePlaceRoute,
  decideProposalRoute,
  listPracticePlacesRoute,
  listProposalsRoute,
} from './hierarchy-routes.ts';
import {
  exportOutreachRoute,
  getImportRoute,
  importProblemsRoute,
  listImportsRoute,
  previewImportRoute,
  saveMappingRoute,
  startImportRoute,
  stopImportRoute,
  uploadImportRoute,
} from './import-routes.ts';
import {
  listChannelsRoute,
  putEndpointRoute,
  replayMessageRoute,
  resendDeliveryRoute,
} from './operation-routes.ts';
import { outRoutes } from './out-routes.ts';
import { matchPartnerRoute, searchPartnersRoute } from './partner-search-routes.ts';
import {
  mergePartnerRoute,
  movePartnerRoute,
  resumeOutreachRoute,
  setPartnerStageRoute,
} from './partner-act-routes.ts';
import { editPersonRoute, partRoutes } from './partner-part-routes.ts';
import {
  createPartnerRoute,
  editPartnerRoute,
  getPartnerRoute,
  listPartnersRoute,
  retirePartnerRoute,
} from './partner-routes.ts';
import {
  getPatientRoute,
  mergePatientsRoute,
  moveMessageRoute,
  moveNumberRoute,
  searchPatientsRoute,
  unmergePatientsRoute,
} from './patient-documents.ts';
import { decideReferralRoute } from './referral-decision-routes.ts';
import {
  acknowledgeVolumeAlertRoute,
  cms50Route,
  listMeasuresRoute,
  listVolumeAlertsRoute,
  partnerWeeksRoute,
  readMeasureRoute,
} from './measure-documents.ts';
import { getReferralRoute, listReferralsRoute } from './referral-routes.ts';
import { snapshotRoute } from './snapshot-routes.ts';
import { approveDisclosureRoute, setDisclosureRoute } from './webhook-disclosure-routes.ts';
import { createReplayRoute, listReplaysRoute, stopReplayRoute } from './webhook-replay-routes.ts';
import {
  createWebhookRoute,
  deleteWebhookRoute,
  getAttemptRoute,
  getWebhookRoute,
  listAttemptsRoute,
  listWebhooksRoute,
  rotateSecretRoute,
  testWebhookRoute,
  updateWebhookRoute,
} from './webhook-documents.ts';

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

const routes = [
  doorRoute,
  callbackRoute,
  statusDoorRoute,
  listEventsRoute,
  snapshotRoute,
  listReferralsRoute,
  getReferralRoute,
  decideReferralRoute,
  searchPartnersRoute,
  matchPartnerRoute,
  listEscalationsRoute,
  countEscalationsRoute,
  snoozeEscalationRoute,
  finishEscalationRoute,
  assignEscalationRoute,
  listMissingRoute,
  listPartnersRoute,
  createPartnerRoute,
  getPartnerRoute,
  editPartnerRoute,
  retirePartnerRoute,
  movePartnerRoute,
  mergePartnerRoute,
  setPartnerStageRoute,
  resumeOutreachRoute,
  ...partRoutes,
  ...crmRoutes,
  editPersonRoute,
  listWebhooksRoute,
  createWebhookRoute,
  getWebhookRoute,
  updateWebhookRoute,
  deleteWebhookRoute,
  testWebhookRoute,
  rotateSecretRoute,
  listAttemptsRoute,
  getAttemptRoute,
  setDisclosureRoute,
  approveDisclosureRoute,
  createReplayRoute,
  listReplaysRoute,
  stopReplayRoute,
  listChannelsRoute,
  replayMessageRoute,
  resendDeliveryRoute,
  putEndpointRoute,
  getPatientRoute,
  searchPatientsRoute,
  mergePatientsRoute,
  unmergePatientsRoute,
  moveNumberRoute,
  moveMessageRoute,
  listConsentsRoute,
  addConsentRoute,
  listMeasuresRoute,
  readMeasureRoute,
  partnerWeeksRoute,
  listVolumeAlertsRoute,
  acknowledgeVolumeAlertRoute,
  cms50Route,
  uploadImportRoute,
  listImportsRoute,
  getImportRoute,
  previewImportRoute,
  startImportRoute,
  stopImportRoute,
  importProblemsRoute,
  saveMappingRoute,
  exportOutreachRoute,
  ...feedRoutes,
  listProposalsRoute,
  listPracticePlacesRoute,
  decidePracticePlaceRoute,
  decideProposalRoute,
  ...outRoutes,
  ...fhirRoutes,
  healthRoute,
  readinessRoute,
  metricsRoute,
];

/** Version of the API, not of the hub: grows when something is added, and never for less. */
const API_VERSION = '1.0.0';
const EXAMPLE_HUB = 'https://referrals.practice.example';

/** The OpenAPI 3.1 document, made from the very objects the routes are made of. Needs no running hub. */
export function openApiDocument(): OpenApiDocument {
  const api = new OpenAPIHono();
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description:
      'A token of the hub. Scope channel: hand in messages on its channel. Scope events: read events and referrals. Scope fhir: read everything by FHIR. Scope operator: everything.',
  });
  for (const route of routes) api.openAPIRegistry.registerPath(route);
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Referloop',
      version: API_VERSION,
      description:
        'Hand in messages, follow what happens to referrals, and operate the hub. But for FHIR, patients, what people wrote about incidents and refused rows of feeds, no answer and no event holds anything of a patient. ' +
        'Fields and event types are added, never changed: ignore what you do not know.',
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'messages', description: 'Ways in.' },
      { name: 'events', description: 'The log of everything that happened, to read or to be sent.' },
      { name: 'referrals', description: 'What stands, without patients.' },
      { name: 'escalations', description: 'What is late, and who is told. Scope operator.' },
      { name: 'imports', description: 'Files the partner directory is filled from. Scope operator.' },
      { name: 'feeds', description: 'Files of referrals and appointments of channels. Scope operator.' },
      { name: 'partners', description: 'The directory of referring offices and people. Scope operator.' },
      { name: 'webhooks', description: 'Receivers of events. Scope operator.' },
      { name: 'holds', description: 'What waits before it goes to an office. Scope operator.' },
      { name: 'incidents', description: 'What reached somebody as another patient’s. Scope operator.' },
      {
        name: 'letters',
        description: 'Letters in the practice’s own words, and what is sent by hand. Scope operator.',
      },
      { name: 'alerts', description: 'Which people are told of what, how and when. Scope operator.' },
      { name: 'crms', description: 'CRMs that are kept as the ledger is. Scope operator.' },
      { name: 'patients', description: 'Who is who: looked at, merged and taken apart. Scope operator.' },
      { name: 'operations', description: 'Running the hub. Scope operator.' },
      { name: 'measures', description: 'How referrals go, in numbers with definitions. Scope operator.' },
      {
        name: 'fhir',
        description: 'Referrals with their patients as FHIR R4, to read and to be told of. Scope fhir.',
      },
      { name: 'health', description: 'For monitors.' },
    ],
  });
  return withEvents(document);
}

/** Adds the events: their schemas, and one incoming call per type. */
function withEvents(document: OpenApiDocument): OpenApiDocument {
  const schemas = Object.fromEntries(publishedEventTypes.map((type) => [nameOf(type), eventSchema(type)]));
  const references = publishedEventTypes.map((type) => ({ $ref: referenceTo(type) }));
  const mapping = Object.fromEntries(publishedEventTypes.map((type) => [type, referenceTo(type)]));
  const any = { oneOf: references, discriminator: { propertyName: 'type', mapping } };
  const webhooks = Object.fromEntries(publishedEventTypes.map((type) => [type, { post: incoming(type) }]));
  return {
    ...document,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, ...schemas, Event: any },
    },
    webhooks,
  } as OpenApiDocument;
}

function incoming(type: PublishedEventType) {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  });
  return {
    operationId: `on.${type}`,
    tags: ['events'],
    summary: eventCatalogue[type].summary,
    description:
      'At least once. Those of one subject, and all of one referral, come in order; others may overtake one another.',
    parameters: [
      header('webhook-id', 'The id of the event, the same over all tries.'),
      header('webhook-timestamp', 'Seconds since 1970 of this try; refuse what is older than five minutes.'),
      header(
        'webhook-signature',
        'Standard Webhooks 1.0, separated by spaces: v1 is HMAC-SHA256 of id.timestamp.body with the secret, v1a Ed25519 of the same with the key pair; one of each, and two of each while they are being changed.',
      ),
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { $ref: referenceTo(type) },
          examples: {
            usual: { summary: 'By default', value: eventExample(type, EXAMPLE_HUB) },
            least: { summary: 'With what it always holds', value: leastEventExample(type, EXAMPLE_HUB) },
          },
        },
      },
    },
    responses: {
      '2XX': { description: 'Taken. Within 15 seconds.' },
      '410': { description: 'Never send anything here again.' },
      default: {
        description: 'Not taken: tried again later; Retry-After of 429, 502, 503 and 504 is honoured.',
      },
    },
  };
}

/** `referral.no_show` → `Event.referral.no_show`: names of components may hold dots. */
function nameOf(type: PublishedEventType): string {
  return `Event.${type}`;
}

function referenceTo(type: PublishedEventType): string {
  return `#/components/schemas/${nameOf(type)}`;
}
