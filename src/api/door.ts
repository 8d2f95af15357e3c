import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status';
import type { ApiDeps, ApiEnv, Door } from './api-deps.ts';
import { findBearer, forbidden, peerOf, unauthorized } from './authenticate.ts';
import { refusal, refuse } from './fhir/outcome.ts';
import { problem, problemResponse } from './problem.ts';

const bytes = { schema: z.string().openapi({ format: 'binary' }) };

/** Documents the path; the request itself goes untouched to the channel's source. */
export const doorRoute = createRoute({
  method: 'post',
  path: '/v1/channels/{name}/messages',
  operationId: 'postMessage',
  tags: ['messages'],
  summary: 'Hand in one message',
  description:
    'The body is one message, byte for byte. Any answer but 2xx or 422 means that it was not stored: send it again. ' +
    'The same message again is answered as the first time.',
  security: [{ token: [] }],
  request: {
    params: z.object({ name: z.string().openapi({ example: 'demo-web' }) }),
    body: {
      required: true,
      content: { 'application/hl7-v2': bytes, 'application/octet-stream': bytes },
    },
  },
  responses: {
    200: {
      description: 'Stored, or a repeat: the acknowledgement of channels that speak HL7',
      content: { 'application/hl7-v2': bytes },
    },
    202: {
      description: 'Stored, or a repeat: the receipt of all other channels',
      content: {
        'application/json': {
          schema: z
            .object({ messageId: z.uuid(), outcome: z.enum(['stored', 'duplicate', 'invalid']) })
            .openapi('Receipt'),
        },
      },
    },
    400: problemResponse('The request has no body, or it was cut.'),
    401: problemResponse('No token, or one that is unknown or revoked.'),
    403: problemResponse('The token is for another channel.'),
    404: problemResponse('There is no such channel, or it takes nothing over HTTP.'),
    413: problemResponse('Larger than the channel allows.'),
    415: problemResponse('Not a media type of the channel.'),
    422: problemResponse('Stored, but nobody can read it. Do not send it again.'),
    503: problemResponse('Not stored: send it again after Retry-After.'),
  },
});

/** Some gateways look whether a door is there, or ring at it, by GET: only channels that prove themselves who speaks answer. */
export const callbackRoute = createRoute({
  method: 'get',
  path: '/v1/channels/{name}/messages',
  operationId: 'ringChannel',
  tags: ['messages'],
  summary: 'Ring at a channel',
  description: 'For gateways whose callback is a GET. It carries nothing: the channel looks for itself.',
  security: [{ token: [] }, {}],
  request: { params: z.object({ name: z.string().openapi({ example: 'demo-fax' }) }) },
  responses: {
    200: { description: 'Heard' },
    401: problemResponse('The channel asks for more than was said.'),
    403: problemResponse('The channel asks for something else than was said.'),
    404: problemResponse('There is no such channel, or messages are posted to it.'),
  },
});

/** Each destination proves itself who speaks: a gateway's signature, a secret in the path. */
export const statusDoorRoute = createRoute({
  method: 'post',
  path: '/v1/destinations/{name}/status',
  operationId: 'tellStatus',
  tags: ['operations'],
  summary: 'What became of something that was sent',
  description:
    'For the callbacks of gateways, as each of them shapes and signs them. GET and paths below it are served too.',
  security: [{ token: [] }, {}],
  request: { params: z.object({ name: z.string().openapi({ example: 'fax' }) }) },
  responses: {
    200: { description: 'Heard' },
    401: problemResponse('Nobody this destination knows.'),
    403: problemResponse('Somebody this destination knows, who may not say this.'),
    404: problemResponse('No destination of this name listens.'),
    503: problemResponse('Not recorded: tell it again.'),
  },
});

/** The HTTP door. The token decides before a byte of the body is read; the body is the channel's own business. */
export function addDoor(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  api.openAPIRegistry.registerPath(doorRoute);
  api.openAPIRegistry.registerPath(callbackRoute);
  api.on(['GET', 'POST'], doorRoute.getRoutingPath(), async (c) => {
    const name = c.req.param('name');
    const door = doorAt(deps, name, 'messages');
    if (door?.hasOwnCheck) return answerOf(c, door);
    if (c.req.method !== 'POST') return problem(c, 404, 'no-such-channel', 'Messages are posted here.');
    return (await refusalOf(c, deps, name)) ?? (door ? answerOf(c, door) : noSuchChannel(c));
  });
  for (const path of ['/v1/channels/:name/fhir', '/v1/channels/:name/fhir/*'] as const)
    api.all(path, async (c) => {
      const name = c.req.param('name');
      const door = doorAt(deps, name, 'fhir');
      if (door?.hasOwnCheck) return answerOf(c, door);
      const refused = await refusalOf(c, deps, name);
      return !refused && door ? answerOf(c, door) : inFhir(c, refused ?? noSuchChannel(c));
    });
  api.openAPIRegistry.registerPath(statusDoorRoute);
  // Gateways that call back by GET are few, and what is described is what most do.
  api.on('POST', statusDoorRoute.getRoutingPath(), (c) => hear(c, deps));
  api.all(statusDoorRoute.getRoutingPath(), (c) => hear(c, deps));
  api.all(`${statusDoorRoute.getRoutingPath()}/*`, (c) => hear(c, deps));
}

function hear(c: Context<ApiEnv>, deps: ApiDeps): Promise<Response> | Response {
  const handle = deps.statusDoors.get(c.req.param('name') ?? '');
  if (handle) return answerOf(c, { handle });
  return problem(c, 404, 'no-such-destination', 'No destination of this name listens for news.');
}

function doorAt(deps: ApiDeps, name: string, at: Door['at']): Door | undefined {
  const door = deps.doors.get(name);
  return door?.at === at ? door : undefined;
}

/** Why whoever knocks may not come in; undefined when they may. */
async function refusalOf(c: Context<ApiEnv>, deps: ApiDeps, name: string): Promise<Response | undefined> {
  const token = await findBearer(deps.hub.db, c);
  if (!token) return unauthorized(c);
  const isAllowed = token.scope === 'operator' || (token.scope === 'channel' && token.channel === name);
  return isAllowed ? undefined : forbidden(c);
}

function noSuchChannel(c: Context<ApiEnv>): Response {
  return problem(c, 404, 'no-such-channel', 'No channel of this name takes messages over HTTP.');
}

/** A problem in the words of FHIR, for senders that read no others. */
async function inFhir(c: Context<ApiEnv>, refused: Response): Promise<Response> {
  const { status, headers } = refused;
  const { detail } = (await refused.json()) as { readonly detail: string };
  const code = status === 401 ? 'login' : status === 403 ? 'forbidden' : 'not-found';
  const challenge = headers.get('WWW-Authenticate');
  const why = refusal(status as ContentfulStatusCode, code, detail);
  return refuse(c, why, challenge === null ? {} : { 'WWW-Authenticate': challenge });
}

async function answerOf(c: Context<ApiEnv>, door: Pick<Door, 'handle'>): Promise<Response> {
  const answer = await door.handle(c.req.raw, peerOf(c));
  // Handed on as it is, the answer would lose what was set for every answer (request id).
  return c.newResponse(answer.body, { status: answer.status as StatusCode, headers: answer.headers });
}
