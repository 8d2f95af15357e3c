import { codeOf } from '../lib/failure.ts';
import {
  bodyRoom,
  noRoom,
  openHttpDoor,
  problem,
  readBody,
  unavailable,
  type HeldRoom,
} from './http-door.ts';
import type { Arrival, RunningSource, SourceContext } from './source.ts';

/** One callback of a gateway, whole. */
export type GatewayPost = {
  readonly headers: Headers;
  readonly contentType: string | undefined;
  /** Byte for byte: signatures are made over it. */
  readonly body: Buffer;
  readonly peer: string;
};

/** What a callback turned out to be. */
export type Judgement =
  | { readonly is: 'fax'; readonly arrival: Arrival }
  /** Nothing to take: another event, a test. The gateway hears that it arrived. */
  | { readonly is: 'nothing' }
  /** Nobody the gateway could be, or nothing it could have said. Nothing is stored. */
  | { readonly is: 'refused'; readonly status: 400 | 401; readonly code: string; readonly detail: string };

export const nothing: Judgement = { is: 'nothing' };

export function refused(status: 400 | 401, code: string, detail: string): Judgement {
  return { is: 'refused', status, code, detail };
}

/** Some senders show name and password only when they are asked for them. */
export const loginWrong: Judgement = refused(
  401,
  'login-wrong',
  'Name or password are not those of this channel.',
);

/** `undefined` for what is no JSON. */
export function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

type DoorOptions = {
  readonly maxBytes: number;
  readonly proof: 'judge' | 'token';
  /** Why a request is refused before a byte of its body is read: strangers shall not fill the memory. */
  readonly admit?: (headers: Headers) => Judgement | undefined;
};

/**
 * A door for the callbacks of a gateway. Who speaks is proved by `judge` by the gateway's own means, or by the hub's bearer token
 * before it. `judge` may throw: then nothing was stored, and the gateway is told to send it again.
 */
export function openGatewayDoor(
  context: Omit<SourceContext<unknown>, 'config'>,
  options: DoorOptions,
  judge: (post: GatewayPost) => Promise<Judgement>,
): RunningSource {
  const { maxBytes } = options;
  const room = bodyRoom(maxBytes);
  const answer = async (request: Request, peer: string): Promise<Response> => {
    const held = room.enter();
    try {
      return await answerWithin(held, request, peer);
    } finally {
      held.leave();
    }
  };
  const answerWithin = async (held: HeldRoom, request: Request, peer: string): Promise<Response> => {
    if (request.method !== 'POST') return problem(405, 'method', 'Faxes are posted here.', { Allow: 'POST' });
    const refusal = options.admit?.(request.headers);
    if (refusal) return settle(refusal, peer, context);
    const body = await readBody(request, maxBytes, held);
    if (body === 'no-room') return noRoom();
    if (body === 'too-large') {
      // Who proves itself by what it posts is not known yet: it may be a fax that is lost when nobody looks.
      const sentence = `A callback of more than ${maxBytes} bytes (maxBytes) was refused; if it was a fax, it is at the gateway.`;
      context.report({ kind: 'failed', sentence, peer });
      return problem(413, 'too-large', `This channel takes at most ${maxBytes} bytes.`);
    }
    if (body === 'cut') return problem(400, 'body-cut', 'The request ended before its body did.');
    const post: GatewayPost = {
      headers: request.headers,
      contentType: request.headers.get('content-type') ?? undefined,
      body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
      peer,
    };
    try {
      return await settle(await judge(post), peer, context);
    } catch (error) {
      const sentence = `A fax could not be taken (${codeOf(error)}); the gateway was told to send it again.`;
      context.report({ kind: 'failed', sentence, peer });
      return unavailable('The fax was not stored. Send it again.');
    }
  };
  return openHttpDoor(context, answer, options.proof === 'judge' ? { ownCheck: true } : undefined);
}

async function settle(
  judgement: Judgement,
  peer: string,
  context: Omit<SourceContext<unknown>, 'config'>,
): Promise<Response> {
  if (judgement.is === 'nothing') return Response.json({ outcome: 'ignored' });
  if (judgement.is === 'refused') {
    const { status, code, detail } = judgement;
    context.report({ kind: 'refused_connection', sentence: `A callback was refused (${code}).`, peer });
    return problem(status, code, detail, code === 'login-wrong' ? { 'WWW-Authenticate': 'Basic' } : {});
  }
  const { messageId, outcome } = await context.receive(judgement.arrival);
  // Also of an invalid one: it is kept, and to send it again would not help.
  return Response.json({ messageId, outcome });
}
