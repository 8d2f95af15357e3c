import { STATUS_CODES } from 'node:http';
import type { DoorOptions, RunningSource, SourceContext } from './source.ts';

/** Long enough for a database to come back, short enough that a sender's queue does not grow stale. */
const RETRY_AFTER_SECONDS = 30;

type Answer = (request: Request, peer: string) => Promise<Response>;

/**
 * What every source behind the hub's own HTTP port does: hands the hub a handler, and when it stops takes nothing new and finishes
 * what is in hand. The port and the path are the hub's.
 */
export function openHttpDoor(
  context: Pick<SourceContext<unknown>, 'channel' | 'serve'>,
  answer: Answer,
  options?: DoorOptions,
): RunningSource {
  const inHand = new Set<Promise<Response>>();
  let isStopped = false;
  context.serve((request, peer) => {
    if (isStopped) return Promise.resolve(unavailable('This channel is stopping.'));
    const response = answer(request, peer);
    inHand.add(response);
    const forget = (): boolean => inHand.delete(response);
    response.then(forget, forget);
    return response;
  }, options);
  return {
    address: `/v1/channels/${context.channel}/${options?.at ?? 'messages'}`,
    stop: async () => {
      isStopped = true;
      await Promise.allSettled(inHand);
    },
  };
}

/** What one request may still hold of the room of its door. */
export type HeldRoom = { readonly take: (bytes: number) => boolean; readonly leave: () => void };

/** Bodies of requests that have proved nothing yet: so many of the largest at once, and a hundred strangers do not fill the memory. */
const MOST_BODIES = 4;

export function bodyRoom(maxBytes: number): { readonly enter: () => HeldRoom } {
  let held = 0;
  return {
    enter: () => {
      let mine = 0;
      return {
        take: (bytes) => {
          if (held + bytes > MOST_BODIES * maxBytes) return false;
          held += bytes;
          mine += bytes;
          return true;
        },
        leave: () => {
          held -= mine;
          mine = 0;
        },
      };
    },
  };
}

/** 503: the gateway's next try finds room. */
export function noRoom(): Response {
  return unavailable('Too many large requests at once. Send it again.');
}

/**
 * Reads the body of a request (or of an answer) as it comes and stops at the limit, whatever Content-Length says. `cut`: the sender
 * left in the middle, and hears no answer. `no-room`: others hold what `room` allows all together.
 */
export function readBody(
  request: Pick<Request, 'headers' | 'body'>,
  maxBytes: number,
): Promise<Uint8Array | 'too-large' | 'cut'>;
export function readBody(
  request: Pick<Request, 'headers' | 'body'>,
  maxBytes: number,
  room: HeldRoom,
): Promise<Uint8Array | 'too-large' | 'cut' | 'no-room'>;
export async function readBody(
  request: Pick<Request, 'headers' | 'body'>,
  maxBytes: number,
  room?: HeldRoom,
): Promise<Uint8Array | 'too-large' | 'cut' | 'no-room'> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return 'too-large';
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(chunks, size);
      size += value.byteLength;
      const refusal =
        size > maxBytes ? 'too-large' : room?.take(value.byteLength) === false ? 'no-room' : undefined;
      if (refusal) {
        await reader.cancel();
        return refusal;
      }
      chunks.push(value);
    }
  } catch {
    return 'cut';
  }
}

/** 503 with Retry-After: nothing was stored, the sender keeps its copy. */
export function unavailable(detail: string): Response {
  return problem(503, 'not-stored', detail, retryAfter);
}

export const retryAfter: Readonly<Record<string, string>> = { 'Retry-After': String(RETRY_AFTER_SECONDS) };

/** RFC 9457 problem details. */
export function problem(
  status: number,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  messageId?: string,
): Response {
  const body = {
    type: 'about:blank',
    status,
    title: STATUS_CODES[status] ?? 'Error',
    code,
    detail,
    ...(messageId !== undefined && { messageId }),
  };
  return Response.json(body, { status, headers: { ...headers, 'Content-Type': 'application/problem+json' } });
}
