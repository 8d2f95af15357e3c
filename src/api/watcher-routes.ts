import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { listenerOf } from '../pipeline/tell/listener-of.ts';
import type { Tx } from '../store/database.ts';
import { findReferral } from '../store/ledger.ts';
import {
  listWatchers,
  unwatchPartner,
  unwatchReferral,
  watchPartner,
  watchReferral,
} from '../store/listeners.ts';
import { findStandingPartner } from '../store/partners.ts';
import { transaction } from '../store/transaction.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { auditListener, noListener } from './listener-routes.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const tags = ['alerts'];
const badRequest = problemResponse('The id is no UUID.');
const notFound = problemResponse('There is no such partner, referral or listener.');
const params = z.object({ id: z.uuid() });
const both = z.object({
  id: z.uuid(),
  listenerId: z
    .uuid()
    .openapi({ description: 'Of an account or a place, as /v1/alert-listeners lists them.' }),
});
const done = { 204: { description: 'Done' }, 400: badRequest, 404: notFound, ...guardedResponses };

export const listWatchersRoute = createRoute({
  method: 'get',
  path: '/v1/partners/{id}/watchers',
  operationId: 'listPartnerWatchers',
  tags,
  summary: 'Who hears of a partner beside whoever looks after it',
  security,
  request: { params },
  responses: {
    200: {
      description: 'By name',
      content: {
        'application/json': {
          schema: z
            .object({
              liaison: z.string().openapi({ description: 'Whoever looks after it is told anyway.' }),
              watchers: z.array(
                z.object({
                  listenerId: z.uuid(),
                  name: z.string(),
                  enteredBy: z.string(),
                }),
              ),
            })
            .openapi('PartnerWatchers'),
        },
      },
    },
    400: badRequest,
    404: notFound,
    ...guardedResponses,
  },
});

const watch = {
  method: 'put',
  tags,
  security,
  request: { params: both },
  responses: done,
} as const;

export const watchPartnerRoute = createRoute({
  ...watch,
  path: '/v1/partners/{id}/watchers/{listenerId}',
  operationId: 'watchPartner',
  summary: 'Tell somebody of a partner’s referrals and of those of its parts',
});

export const unwatchPartnerRoute = createRoute({
  ...watch,
  method: 'delete',
  path: '/v1/partners/{id}/watchers/{listenerId}',
  operationId: 'unwatchPartner',
  summary: 'Tell somebody no more of a partner',
});

export const watchReferralRoute = createRoute({
  ...watch,
  path: '/v1/referrals/{id}/watchers/{listenerId}',
  operationId: 'watchReferral',
  summary: 'Tell somebody of every new state of a referral',
});

export const unwatchReferralRoute = createRoute({
  ...watch,
  method: 'delete',
  path: '/v1/referrals/{id}/watchers/{listenerId}',
  operationId: 'unwatchReferral',
  summary: 'Tell somebody no more of a referral',
});

export const watcherRoutes = [
  listWatchersRoute,
  watchPartnerRoute,
  unwatchPartnerRoute,
  watchReferralRoute,
  unwatchReferralRoute,
];

/** Who watches what. Doing it again changes nothing. */
export function addWatcherRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { hub } = deps;
  api.openapi(listWatchersRoute, async (c) => {
    const partner = await findStandingPartner(hub.db, c.req.valid('param').id);
    if (!partner) return problem(c, 404, 'not-found', 'There is no such partner.');
    const watchers = (await listWatchers(hub.db, partner.id)).map(({ id, accountId, name, by }) => {
      return { listenerId: accountId ?? id, name, enteredBy: by };
    });
    return c.json({ liaison: partner.liaison_email ?? hub.liaisonEmail, watchers }, 200);
  });
  const ofPartner = (
    act: (tx: Tx, listener: string, id: string, by: string) => Promise<void>,
    audit: string,
  ) => {
    return async (c: Context<ApiEnv>, { id, listenerId }: z.infer<typeof both>) => {
      const partner = await findStandingPartner(hub.db, id);
      if (!partner) return problem(c, 404, 'not-found', 'There is no such partner.');
      const told = await change(c, deps, { listenerId, audit }, (tx, listener) =>
        act(tx, listener, partner.id, actorOf(c)),
      );
      return told ? c.body(null, 204) : noListener(c);
    };
  };
  const add = ofPartner(watchPartner, 'alert_watcher_added');
  const remove = ofPartner(unwatchPartner, 'alert_watcher_removed');
  api.openapi(watchPartnerRoute, (c) => add(c, c.req.valid('param')));
  api.openapi(unwatchPartnerRoute, (c) => remove(c, c.req.valid('param')));
  addOfReferral(api, deps);
}

function addOfReferral(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  api.openapi(watchReferralRoute, async (c) => {
    const { id, listenerId } = c.req.valid('param');
    if (!(await findReferral(deps.hub.db, id)))
      return problem(c, 404, 'not-found', 'There is no such referral.');
    const told = await change(c, deps, { listenerId, audit: 'alerts_told' }, async (tx, listener) => {
      await watchReferral(tx, listener, id);
    });
    return told ? c.body(null, 204) : noListener(c);
  });
  api.openapi(unwatchReferralRoute, async (c) => {
    const { id, listenerId } = c.req.valid('param');
    const told = await change(c, deps, { listenerId, audit: 'alerts_told' }, (tx, listener) =>
      unwatchReferral(tx, listener, id),
    );
    return told ? c.body(null, 204) : noListener(c);
  });
}

/** One change for a listener, with its audit. `false`: there is no such listener. */
function change(
  c: Context<ApiEnv>,
  { hub }: ApiDeps,
  { listenerId, audit }: { readonly listenerId: string; readonly audit: string },
  act: (tx: Tx, listener: string) => Promise<void>,
): Promise<boolean> {
  return transaction(hub.db, async (tx) => {
    const listener = await listenerOf(tx, listenerId);
    if (listener === undefined) return false;
    await auditListener(tx, c, audit, listener);
    await act(tx, listener);
    return true;
  });
}
