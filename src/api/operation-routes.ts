import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { today } from '../lib/clock.ts';
import { replayMessage } from '../pipeline/process.ts';
import { ADDRESS_GONE, resendSame } from '../pipeline/resend-same.ts';
import { addEndpoint } from '../pipeline/resolve.ts';
import { insertAudit } from '../store/audit.ts';
import { listChannelStates } from '../store/channel-states.ts';
import { findPartner } from '../store/partners.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { idempotencyHeaders, keyReused, wishOf } from './idempotency.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const params = z.object({ id: z.uuid() });
const badRequest = problemResponse('A parameter or field does not fit.');

const channelSchema = z
  .object({
    name: z.string().openapi({ example: 'demo-scheduling' }),
    source: z.string().openapi({ example: 'mllp' }),
    owner: z.string().openapi({ example: 'interfaces@st-anne.example' }),
    state: z.enum(['running', 'stopped']),
    address: z.string().optional().openapi({ example: 'mllp://127.0.0.1:2575' }),
    lastMessageAt: z.iso.datetime().optional(),
    today: z
      .object({ received: z.int(), repeats: z.int(), invalid: z.int() })
      .openapi({ description: "Counts of the practice's day." }),
  })
  .openapi('Channel');

const channelList = z.object({ channels: z.array(channelSchema) }).openapi('ChannelList');

export const listChannelsRoute = createRoute({
  method: 'get',
  path: '/v1/channels',
  operationId: 'listChannels',
  tags: ['operations'],
  summary: 'Every way in: does it run, when did it last bring something',
  security,
  responses: {
    200: { description: 'The channels', content: { 'application/json': { schema: channelList } } },
    ...guardedResponses,
  },
});

export const replayMessageRoute = createRoute({
  method: 'post',
  path: '/v1/messages/{id}/replay',
  operationId: 'replayMessage',
  tags: ['operations'],
  summary: 'Map a stored message again with the mapping of today',
  description: 'What it said before is taken back. Nothing is sent twice because of it.',
  security,
  request: { params },
  responses: {
    200: {
      description: 'Replayed',
      content: {
        'application/json': { schema: z.object({ messageId: z.uuid() }).openapi('ReplayedMessage') },
      },
    },
    400: badRequest,
    404: problemResponse('There is no such message.'),
    ...guardedResponses,
  },
});

export const resendDeliveryRoute = createRoute({
  method: 'post',
  path: '/v1/deliveries/{id}/resend',
  operationId: 'resendDelivery',
  tags: ['operations'],
  summary: 'Send the same thing to the same address again',
  description:
    'A new delivery is made each time this is called, but for a repeat with the same Idempotency-Key: the other side may get it twice.',
  security,
  request: { params, headers: idempotencyHeaders },
  responses: {
    202: {
      description: 'On its way',
      content: {
        'application/json': {
          schema: z
            .object({ deliveryId: z.string().openapi({ description: 'The new delivery.' }) })
            .openapi('ResentDelivery'),
        },
      },
    },
    400: badRequest,
    404: problemResponse('There is no such delivery.'),
    409: problemResponse(ADDRESS_GONE),
    422: keyReused,
    ...guardedResponses,
  },
});

export const putEndpointRoute = createRoute({
  method: 'put',
  path: '/v1/partners/{id}/endpoints',
  operationId: 'putPartnerEndpoint',
  tags: ['operations'],
  summary: 'Say how a partner takes notes and notices',
  description:
    'Adds the endpoint, or changes the one of the same destination and address. What waited for it goes out.',
  security,
  request: {
    params,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              destination: z.string().min(1).max(50).openapi({ example: 'email' }),
              address: z.string().min(1).max(500).openapi({ example: 'notes@office.example' }),
              settings: z.record(z.string(), z.unknown()).default({}),
            })
            .openapi('PartnerEndpoint'),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'Saved',
      content: {
        'application/json': { schema: z.object({ partnerId: z.uuid() }).openapi('SavedPartnerEndpoint') },
      },
    },
    400: badRequest,
    404: problemResponse('There is no such partner.'),
    422: problemResponse('The destination does not take this; `errors` names the fields.'),
    ...guardedResponses,
  },
});

export function addOperationRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { hub } = deps;
  api.openapi(listChannelsRoute, async (c) => c.json({ channels: await describeChannels(deps) }, 200));
  api.openapi(replayMessageRoute, async (c) => {
    const { id } = c.req.valid('param');
    await audit(deps, c, 'replay', 'message', id);
    if (!(await replayMessage(hub, id))) return problem(c, 404, 'not-found', 'There is no such message.');
    return c.json({ messageId: id }, 200);
  });
  api.openapi(resendDeliveryRoute, async (c) => {
    const { id } = c.req.valid('param');
    await audit(deps, c, 'resend', 'delivery', id);
    const again = await resendSame(hub, id, actorOf(c), await wishOf(c));
    if (again === 'not_found') return problem(c, 404, 'not-found', 'There is no such delivery.');
    if (again === 'address_gone') return problem(c, 409, 'address-gone', ADDRESS_GONE);
    return c.json(again, 202);
  });
  api.openapi(putEndpointRoute, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await findPartner(hub.db, id))) return problem(c, 404, 'not-found', 'There is no such partner.');
    await audit(deps, c, 'endpoint_saved', 'partner', id);
    const { problems = [] } = await addEndpoint(hub, id, c.req.valid('json'), actorOf(c));
    if (problems.length === 0) return c.json({ partnerId: id }, 200);
    const errors = problems.map((text) => {
      const [, field = '', said = text] = /^([\w.]*): (.*)$/s.exec(text) ?? [];
      return { in: 'json', field, problem: said };
    });
    return problem(c, 422, 'endpoint-refused', 'The destination does not take this endpoint.', { errors });
  });
}

async function describeChannels(deps: ApiDeps): Promise<z.infer<typeof channelSchema>[]> {
  const { hub, addresses } = deps;
  const states = await listChannelStates(hub.db, [...hub.channels.keys()], today(hub.policy.zone));
  return [...hub.channels.values()].map((channel) => {
    const state = states.find((one) => one.channel === channel.name);
    const address = addresses.get(channel.name);
    return {
      name: channel.name,
      source: channel.source.name,
      owner: channel.owner,
      state: address === undefined ? ('stopped' as const) : ('running' as const),
      ...(address === undefined ? {} : { address }),
      ...(state?.lastMessageAt ? { lastMessageAt: state.lastMessageAt } : {}),
      today: { received: state?.received ?? 0, repeats: state?.repeats ?? 0, invalid: state?.invalid ?? 0 },
    };
  });
}

/** Written before the act: what is not written down does not happen. */
function audit(
  deps: ApiDeps,
  c: Context<ApiEnv>,
  action: string,
  objectKind: string,
  objectId: string,
): Promise<void> {
  return insertAudit(deps.hub.db, { actor: actorOf(c), action, objectKind, objectId, peer: peerOf(c) });
}
