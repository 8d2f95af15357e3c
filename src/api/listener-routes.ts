import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { listenerOf } from '../pipeline/tell/listener-of.ts';
import { readTellingAddress, tellingWays } from '../pipeline/tell/telling-ways.ts';
import { listColleagues } from '../store/accounts.ts';
import { insertAudit } from '../store/audit.ts';
import type { Queryable } from '../store/database.ts';
import {
  addMute,
  findListener,
  listListeners,
  listWatchedReferrals,
  removeMute,
  saveWishes,
  type ListenerRow,
  type Wishes,
} from '../store/listeners.ts';
import { findStandingPartner } from '../store/partners.ts';
import { transaction } from '../store/transaction.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { listenerLineSchema, listenerSchema, newMuteSchema, newWishesSchema } from './listener-schemas.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const tags = ['alerts'];
const badRequest = problemResponse('A parameter or field does not fit.');
const notFound = problemResponse('There is nobody with this id who is told anything.');
const params = z.object({ id: z.uuid() });
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
const asItIs = { description: 'As it is now', content: json(listenerSchema) };
const body = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: json(schema) });

export const listListenersRoute = createRoute({
  method: 'get',
  path: '/v1/alert-listeners',
  operationId: 'listAlertListeners',
  tags,
  summary: 'People and shared places that are told of alerts',
  security,
  responses: {
    200: {
      description: 'All of them',
      content: json(z.object({ listeners: z.array(listenerLineSchema) }).openapi('AlertListenerList')),
    },
    ...guardedResponses,
  },
});

export const getListenerRoute = createRoute({
  method: 'get',
  path: '/v1/alert-listeners/{id}',
  operationId: 'getAlertListener',
  tags,
  summary: 'What somebody is told, how and when',
  security,
  request: { params },
  responses: { 200: asItIs, 400: badRequest, 404: notFound, ...guardedResponses },
});

export const saveListenerRoute = createRoute({
  method: 'put',
  path: '/v1/alert-listeners/{id}',
  operationId: 'saveAlertSettings',
  tags,
  summary: 'Say what somebody is told, how and when; all of it',
  security,
  request: { params, body: body(newWishesSchema) },
  responses: {
    200: asItIs,
    400: badRequest,
    404: notFound,
    409: problemResponse('Somebody changed it since that version. Nothing was saved.'),
    422: problemResponse('There is no such way, or it does not take this address; `errors` names it.'),
    ...guardedResponses,
  },
});

export const addMuteRoute = createRoute({
  method: 'post',
  path: '/v1/alert-listeners/{id}/mutes',
  operationId: 'addAlertMute',
  tags,
  summary: 'Mute a kind of alert or a partner; the same again moves its end',
  description: 'The alert still stands in the console.',
  security,
  request: { params, body: body(newMuteSchema) },
  responses: { 200: asItIs, 400: badRequest, 404: notFound, ...guardedResponses },
});

export const removeMuteRoute = createRoute({
  method: 'delete',
  path: '/v1/alert-listeners/{id}/mutes/{muteId}',
  operationId: 'removeAlertMute',
  tags,
  summary: 'Take a mute back',
  security,
  request: { params: z.object({ id: z.uuid(), muteId: z.uuid() }) },
  responses: { 200: asItIs, 400: badRequest, 404: notFound, ...guardedResponses },
});

export const listenerRoutes = [
  listListenersRoute,
  getListenerRoute,
  saveListenerRoute,
  addMuteRoute,
  removeMuteRoute,
];

/** Settings of people and places, as their own pages have them. A token of scope operator stands for an administrator. */
export function addListenerRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(listListenersRoute, async (c) => c.json({ listeners: await listAll(deps) }, 200));
  api.openapi(getListenerRoute, async (c) => {
    const { id } = c.req.valid('param');
    const own = await transaction(db, (tx) => listenerOf(tx, id));
    return show(c, deps, own);
  });
  api.openapi(saveListenerRoute, async (c) => save(c, deps, c.req.valid('param').id, c.req.valid('json')));
  api.openapi(addMuteRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { kind, partnerId, days } = c.req.valid('json');
    const partner = partnerId === undefined ? undefined : await findStandingPartner(db, partnerId);
    if (partnerId !== undefined && !partner) return problem(c, 404, 'not-found', 'There is no such partner.');
    const mute = {
      ...(kind === undefined ? {} : { kind }),
      ...(partner === undefined ? {} : { partnerId: partner.id }),
      ...(days === undefined ? {} : { days }),
    };
    const own = await transaction(db, async (tx) => {
      const listener = await listenerOf(tx, id);
      if (listener === undefined) return undefined;
      await auditListener(tx, c, 'alerts_told', listener);
      await addMute(tx, listener, mute);
      return listener;
    });
    return show(c, deps, own);
  });
  api.openapi(removeMuteRoute, async (c) => {
    const { id, muteId } = c.req.valid('param');
    const own = await transaction(db, async (tx) => {
      const listener = await listenerOf(tx, id);
      if (listener === undefined) return undefined;
      await auditListener(tx, c, 'alerts_told', listener);
      await removeMute(tx, listener, muteId);
      return listener;
    });
    return show(c, deps, own);
  });
}

/** Who changed whose settings, as the console writes it down. */
export function auditListener(
  db: Queryable,
  c: Context<ApiEnv>,
  action: string,
  objectId: string,
): Promise<void> {
  return insertAudit(db, {
    actor: actorOf(c),
    action,
    objectKind: 'tell_listener',
    objectId,
    peer: peerOf(c),
  });
}

export function noListener(c: Context<ApiEnv>) {
  return problem(c, 404, 'not-found', 'There is nobody with this id who is told anything.');
}

async function listAll({ hub }: ApiDeps): Promise<z.infer<typeof listenerLineSchema>[]> {
  const [people, listeners] = [await listColleagues(hub.db), await listListeners(hub.db)];
  const of = new Map(listeners.map((one) => [one.accountId, one]));
  const places = listeners.filter((one) => one.accountId === null);
  return [
    ...people.map(({ id, displayName, email }) => {
      return { id, kind: 'person' as const, name: displayName, email, teams: [...(of.get(id)?.teams ?? [])] };
    }),
    ...places.map(({ id, name, teams }) => ({ id, kind: 'place' as const, name, teams: [...teams] })),
  ];
}

async function save(
  c: Context<ApiEnv>,
  { hub, ...deps }: ApiDeps,
  id: string,
  said: z.infer<typeof newWishesSchema>,
) {
  const { version, quiet, ...wishes } = said;
  const own = await transaction(hub.db, (tx) => listenerOf(tx, id));
  const listener = own === undefined ? undefined : await findListener(hub.db, own);
  if (!listener) return noListener(c);
  const isPlace = listener.accountId === null;
  const { ways, errors } = readWays(hub, isPlace, said.ways);
  if (isPlace && said.byEmail)
    errors.push({
      in: 'json',
      field: 'byEmail',
      problem: 'a place has no account: give its address in ways',
    });
  if (errors.length > 0) return problem(c, 422, 'refused', 'Nobody can be told this way.', { errors });
  const isSaved = await transaction(hub.db, async (tx) => {
    await auditListener(tx, c, 'alerts_told', listener.id);
    const whole = { ...wishes, ways, quietFrom: quiet?.from ?? null, quietUntil: quiet?.until ?? null };
    return saveWishes(tx, listener.id, whole, version, actorOf(c));
  });
  if (!isSaved) return problem(c, 409, 'changed', 'Somebody changed it since that version. Read it again.');
  return show(c, { hub, ...deps }, listener.id);
}

function readWays(hub: ApiDeps['hub'], isPlace: boolean, said: Wishes['ways']) {
  const known = new Map(tellingWays(hub, isPlace).map((way) => [way.name, way]));
  const read = said.map(({ destination, address }) => {
    const way = known.get(destination);
    return way ? readTellingAddress(hub, way, address) : { problem: 'names no way that tells people' };
  });
  return {
    ways: read.flatMap((one, at) =>
      'address' in one ? [{ destination: said[at]?.destination ?? '', address: one.address }] : [],
    ),
    errors: read.flatMap((one, at) =>
      'problem' in one ? [{ in: 'json', field: `ways.${at}`, problem: one.problem }] : [],
    ),
  };
}

async function show(c: Context<ApiEnv>, { hub }: ApiDeps, own: string | undefined) {
  const listener = own === undefined ? undefined : await findListener(hub.db, own);
  if (!listener) return noListener(c);
  const referrals = await listWatchedReferrals(hub.db, listener.id);
  const ways = tellingWays(hub, listener.accountId === null);
  const availableWays = ways.map(({ name, addresses }) => ({ destination: name, addresses }));
  const referralIds = referrals.map((one) => one.referralId);
  return c.json({ ...toListener(listener), referralIds, availableWays }, 200);
}

function toListener(row: ListenerRow) {
  const { accountId, name, email, byEmail, quietFrom, quietUntil, digest, digestAt, version } = row;
  const quiet =
    quietFrom === null || quietUntil === null ? {} : { quiet: { from: quietFrom, until: quietUntil } };
  return {
    id: accountId ?? row.id,
    kind: accountId === null ? ('place' as const) : ('person' as const),
    name,
    ...(email === null ? {} : { email }),
    teams: [...row.teams],
    wants: { ...row.wants } as z.infer<typeof listenerSchema>['wants'],
    byEmail,
    ways: row.ways.map((way) => ({ ...way })),
    ...quiet,
    passes: [...row.passes],
    digest,
    digestAt,
    mutes: row.mutes.map(({ id, kind, partnerId, until }) => ({
      id,
      ...(kind === null ? {} : { kind }),
      ...(partnerId === null ? {} : { partnerId }),
      ...(until === null ? {} : { until }),
    })),
    partnerIds: [...row.watches],
    version,
  };
}
