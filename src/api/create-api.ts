import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { requestId } from 'hono/request-id';
import { matchedRoutes } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import { isPublishedEventType } from '../domain/event-catalogue.ts';
import { newId } from '../lib/ids.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { asyncApiDocument } from './asyncapi-document.ts';
import { guard } from './authenticate.ts';
import { addCrmRoutes } from './crm-routes.ts';
import { addDoor } from './door.ts';
import { addEscalationRoutes } from './escalation-routes.ts';
import { addEventRoutes } from './event-routes.ts';
import { eventSchemaDocument } from './event-schema.ts';
import { createFhir } from './fhir/routes.ts';
import { addHealthRoutes } from './health-routes.ts';
import { addMeasureRoutes } from './measure-routes.ts';
import { addHierarchyRoutes } from './hierarchy-routes.ts';
import { addFeedRoutes, addFeedUpload } from './feed-routes.ts';
import { addImportRoutes, addImportUpload } from './import-routes.ts';
import type { Metrics } from './metrics.ts';
import { openApiDocument } from './openapi-document.ts';
import { addOperationRoutes } from './operation-routes.ts';
import { addOutRoutes } from './out-routes.ts';
import { addPartnerActRoutes } from './partner-act-routes.ts';
import { addPartnerPartRoutes } from './partner-part-routes.ts';
import { addPartnerRoutes } from './partner-routes.ts';
import { createErrorHandler, problem, refuseInvalid } from './problem.ts';
import { addConsentRoutes } from './consent-routes.ts';
import { addPatientRoutes } from './patient-routes.ts';
import { addReferralDecisionRoutes } from './referral-decision-routes.ts';
import { addPartnerSearchRoutes } from './partner-search-routes.ts';
import { addReferralRoutes } from './referral-routes.ts';
import { addSnapshotRoutes } from './snapshot-routes.ts';
import { addWebhookRoutes } from './webhook-routes.ts';

/** Everything but messages is a few fields. */
const MOST_BODY_BYTES = 64 * 1024;

/** The paths that are the API's: beside them the console lives, with rules of its own. */
const OWN_PATHS = [
  '/v1/*',
  '/fhir/*',
  '/healthz',
  '/readyz',
  '/metrics',
  '/openapi.json',
  '/asyncapi.json',
  '/schemas/*',
];

/** The HTTP API. Mount it at `/`: it answers its own paths and leaves all others alone. */
export function createApi(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  api.onError(createErrorHandler(deps.report));
  for (const path of OWN_PATHS) {
    api.use(path, requestId({ generator: newId, limitLength: 64 }));
    api.use(path, observe(deps.metrics));
    api.use(path, secureHeaders());
  }
  addHealthRoutes(api, deps);
  addDocuments(api, deps);
  // Before the guard: the door asks for a token of its own kind and leaves the body to the channel.
  addDoor(api, deps);
  api.use('/v1/*', guard(deps.hub.db));
  addImportUpload(api, deps);
  addFeedUpload(api, deps);
  api.use(
    '/v1/*',
    bodyLimit({
      maxSize: MOST_BODY_BYTES,
      onError: (c) => problem(c, 413, 'too-large', `At most ${MOST_BODY_BYTES} bytes.`),
    }),
  );
  addEventRoutes(api, deps);
  addSnapshotRoutes(api, deps);
  addReferralRoutes(api, deps);
  addPartnerSearchRoutes(api, deps);
  addReferralDecisionRoutes(api, deps);
  addEscalationRoutes(api, deps);
  addWebhookRoutes(api, deps);
  addCrmRoutes(api, deps);
  addMeasureRoutes(api, deps);
  addOperationRoutes(api, deps);
  addImportRoutes(api, deps);
  addFeedRoutes(api, deps);
  addHierarchyRoutes(api, deps);
  addPatientRoutes(api, deps);
  addConsentRoutes(api, deps);
  addPartnerRoutes(api, deps);
  addPartnerActRoutes(api, deps);
  addPartnerPartRoutes(api, deps);
  addOutRoutes(api, deps);
  api.route('/fhir/R4', createFhir(deps));
  api.all('/v1/*', (c) => problem(c, 404, 'not-found', 'There is nothing at this path.'));
  return api;
}

function addDocuments(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  let document: string | undefined;
  api.get('/openapi.json', (c) =>
    c.body((document ??= JSON.stringify(openApiDocument())), 200, { 'Content-Type': 'application/json' }),
  );
  let events: string | undefined;
  api.get('/asyncapi.json', (c) =>
    c.body((events ??= JSON.stringify(asyncApiDocument())), 200, { 'Content-Type': 'application/json' }),
  );
  api.get('/schemas/events/:type/1', (c) => {
    const type = c.req.param('type');
    if (!isPublishedEventType(type)) return problem(c, 404, 'not-found', 'There is no such event type.');
    return c.json(eventSchemaDocument(type, deps.hub.publicUrl), 200, {
      'Content-Type': 'application/schema+json',
    });
  });
}

/** The route's pattern is the label, never the path: a path holds ids. */
function observe(metrics: Metrics): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    metrics.observeHttp({
      method: c.req.method,
      route: matchedRoutes(c).findLast((route) => !route.path.includes('*'))?.path ?? 'none',
      status: c.res.status,
      seconds: (performance.now() - startedAt) / 1000,
    });
  };
}
