import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { addHoldRoutes, holdRoutes } from './hold-routes.ts';
import { addIncidentRoutes, incidentRoutes } from './incident-routes.ts';
import { addLetterRoutes, letterRoutes } from './letter-routes.ts';
import { addLetterSendRoutes, letterSendRoutes } from './letter-send-routes.ts';
import { addListenerRoutes, listenerRoutes } from './listener-routes.ts';
import { addWatcherRoutes, watcherRoutes } from './watcher-routes.ts';

/** What goes out, and who is told of it. */
export const outRoutes = [
  ...holdRoutes,
  ...incidentRoutes,
  ...letterRoutes,
  ...letterSendRoutes,
  ...listenerRoutes,
  ...watcherRoutes,
];

export function addOutRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  addHoldRoutes(api, deps);
  addIncidentRoutes(api, deps);
  addLetterRoutes(api, deps);
  addLetterSendRoutes(api, deps);
  addListenerRoutes(api, deps);
  addWatcherRoutes(api, deps);
}
