import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Bundle } from 'fhir/r4.js';
import type { Context } from 'hono';
import { now } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { baseOf } from '../../pipeline/fhir-out/names.ts';
import { notificationBundle, statusOf } from '../../pipeline/fhir-out/notification.ts';
import { loadFocuses } from '../../pipeline/fhir-out/notify.ts';
import { insertAudit } from '../../store/audit.ts';
import type { Queryable } from '../../store/database.ts';
import { lastPosition } from '../../store/events.ts';
import {
  deleteSubscription,
  findSubscription,
  insertSubscription,
  listNumbered,
  listSubscriptions,
  updateSubscription,
  type Subscription,
} from '../../store/fhir-subscriptions.ts';
import { transaction } from '../../store/transaction.ts';
import type { ApiDeps, ApiEnv } from '../api-deps.ts';
import { actorOf, peerOf } from '../authenticate.ts';
import { isUuid } from './asked.ts';
import { maySeePatients } from './guard.ts';
import { answer, isRefusal, refusal, refuse, type Refusal } from './outcome.ts';
import { readSubscription, toSubscription, type Wished } from './subscription-resource.ts';

/** A hub has a handful of subscribers; this many would be a mistake. */
const MOST_SUBSCRIPTIONS = 500;
const MOST_EVENTS = 500;

/** FHIR Subscriptions (R5 Backport 1.1 on R4). A token sees its own, the operator all. */
export function addSubscriptionRoutes(fhir: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  addReading(fhir, deps);
  addChanging(fhir, deps);
  addOperations(fhir, deps);
}

function addReading(fhir: OpenAPIHono<ApiEnv>, { hub: { db, publicUrl } }: ApiDeps): void {
  fhir.get('/Subscription', async (c) => {
    const { id, scope } = c.get('token');
    const found = await listSubscriptions(db, scope === 'operator' ? undefined : id, MOST_SUBSCRIPTIONS);
    return answer(
      c,
      searchset(
        found.map((one) => toSubscription(one, publicUrl)),
        publicUrl,
      ),
    );
  });
  fhir.get('/Subscription/:id', async (c) => {
    const one = await ownSubscription(db, c);
    return one ? answer(c, toSubscription(one, publicUrl)) : notFound(c);
  });
}

function addChanging(fhir: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db, publicUrl, wake } = deps.hub;
  fhir.post('/Subscription', async (c) => {
    const wished = await readBody(c, deps);
    if (isRefusal(wished)) return refuse(c, wished);
    const id = await transaction(db, async (tx) => {
      const position = await lastPosition(tx);
      const tokenId = c.get('token').id;
      const inserted = await insertSubscription(tx, { headers: [], ...wished, tokenId, position });
      await audit(tx, c, 'fhir_subscription_created', inserted);
      return inserted;
    });
    wake('events');
    const one = await findSubscription(db, id);
    if (!one) return notFound(c);
    return answer(c, toSubscription(one, publicUrl), 201, {
      Location: `${baseOf(publicUrl)}/Subscription/${id}`,
    });
  });
  fhir.put('/Subscription/:id', async (c) => {
    const before = await ownSubscription(db, c);
    if (!before) return notFound(c);
    const wished = await readBody(c, deps);
    if (isRefusal(wished)) return refuse(c, wished);
    await audit(db, c, 'fhir_subscription_changed', before.id);
    await updateSubscription(db, before.id, { ...wished, ...headersFor(before.endpoint, wished) });
    wake('events');
    const one = await findSubscription(db, before.id);
    return one ? answer(c, toSubscription(one, publicUrl)) : notFound(c);
  });
  fhir.delete('/Subscription/:id', async (c) => {
    const one = await ownSubscription(db, c);
    if (!one) return notFound(c);
    await audit(db, c, 'fhir_subscription_deleted', one.id);
    await deleteSubscription(db, one.id);
    return c.body(null, 204);
  });
}

/** A secret of one receiver is never told to another: headers that are not said again stay only for the same origin. */
function headersFor(endpoint: string, wished: Wished): { readonly headers?: readonly string[] } {
  const isSame = new URL(endpoint).origin === new URL(wished.endpoint).origin;
  return wished.headers || isSame ? {} : { headers: [] };
}

function addOperations(fhir: OpenAPIHono<ApiEnv>, { hub: { db, publicUrl } }: ApiDeps): void {
  fhir.get('/Subscription/:id/$status', async (c) => {
    const one = await ownSubscription(db, c);
    if (!one) return notFound(c);
    return answer(c, searchset([statusOf(one, 'query-status', one.events, [], publicUrl)], publicUrl));
  });
  fhir.get('/Subscription/:id/$events', async (c) => {
    const one = await ownSubscription(db, c);
    if (!one) return notFound(c);
    const range = rangeOf(c, one);
    if (isRefusal(range)) return refuse(c, range);
    const content = c.req.query('content') ?? one.content;
    if (content !== 'empty' && content !== 'id-only' && content !== 'full-resource')
      return refuse(c, refusal(400, 'value', 'The content is empty, id-only or full-resource.', 'content'));
    if (content === 'full-resource' && !maySeePatients(c.get('token')))
      return refuse(c, refusal(403, 'forbidden', 'full-resource takes a token of scope fhir.', 'content'));
    const events = await listNumbered(db, one.id, range.from, range.until, MOST_EVENTS);
    const resources =
      content === 'full-resource' && events.length > 0
        ? { resources: await loadFocuses({ db, publicUrl }, one, events, actorOf(c)) }
        : {};
    const more = { at: now(), publicUrl, ...resources };
    return answer(c, notificationBundle({ ...one, content }, 'query-event', one.events, events, more));
  });
}

function rangeOf(
  c: Context<ApiEnv>,
  one: Subscription,
): { readonly from: number; readonly until: number } | Refusal {
  const [since, until] = [c.req.query('eventsSinceNumber'), c.req.query('eventsUntilNumber')];
  const isNumber = (text: string | undefined): boolean => text === undefined || /^\d{1,15}$/.test(text);
  if (!isNumber(since)) return refusal(400, 'value', 'A number of an event.', 'eventsSinceNumber');
  if (!isNumber(until)) return refusal(400, 'value', 'A number of an event.', 'eventsUntilNumber');
  return { from: Number(since ?? 1), until: Number(until ?? one.events) };
}

async function readBody(c: Context<ApiEnv>, deps: ApiDeps): Promise<Wished | Refusal> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    return refusal(400, 'structure', 'The body is no JSON.');
  }
  return readSubscription(body, {
    publicUrl: deps.hub.publicUrl,
    allowPrivate: deps.allowPrivateWebhooks,
    maySeePatients: maySeePatients(c.get('token')),
  });
}

/** Somebody else's is as good as none. */
async function ownSubscription(db: Queryable, c: Context<ApiEnv>): Promise<Subscription | undefined> {
  const id = c.req.param('id') ?? '';
  const one = isUuid(id) ? await findSubscription(db, id) : undefined;
  const token = c.get('token');
  return token.scope === 'operator' || one?.tokenId === token.id ? one : undefined;
}

function searchset(
  resources: readonly NonNullable<Bundle['entry']>[number]['resource'][],
  publicUrl: string,
): Bundle {
  const base = baseOf(publicUrl);
  return {
    resourceType: 'Bundle',
    id: newId(),
    type: 'searchset',
    total: resources.length,
    link: [{ relation: 'self', url: `${base}/Subscription` }],
    entry:
      resources.length === 0
        ? undefined
        : resources.map((resource) => ({
            fullUrl:
              resource?.resourceType === 'Parameters'
                ? `urn:uuid:${resource.id}`
                : `${base}/${resource?.resourceType}/${resource?.id}`,
            resource,
            search: { mode: 'match' as const },
          })),
  };
}

function audit(db: Queryable, c: Context<ApiEnv>, action: string, objectId: string): Promise<void> {
  const entry = { actor: actorOf(c), action, objectKind: 'fhir_subscription', objectId, peer: peerOf(c) };
  return insertAudit(db, entry);
}

function notFound(c: Context<ApiEnv>) {
  return refuse(c, refusal(404, 'not-found', 'There is no such Subscription.'));
}
