import { codeOf } from '../lib/failure.ts';
import { bodyRoom, noRoom, openHttpDoor, problem, readBody, unavailable } from './http-door.ts';
import type { Arrival, RunningSource, SourceContext } from './source.ts';

/** One event of a contact centre, whole. */
export type CallPost = {
  readonly url: string;
  readonly headers: Headers;
  /** Byte for byte: signatures are made over it. */
  readonly body: Buffer;
};

/** What an event turned out to be: what is stored of it, or why it is from nobody this could be. */
export type CallJudgement =
  | { readonly is: 'event'; readonly arrival: Pick<Arrival, 'body' | 'identity' | 'contentType'> }
  | RefusedCall;

export type RefusedCall = {
  readonly is: 'refused';
  readonly status: 400 | 401;
  readonly code: string;
  readonly detail: string;
};

export function refusedCall(status: 400 | 401, code: string, detail: string): RefusedCall {
  return { is: 'refused', status, code, detail };
}

/** An event is some words and a link. */
export const MOST_CALL_BYTES = 256 * 1024;

type CallProof = {
  /** What can be said before a byte of the body is read: a stranger takes none of the room that others need. */
  readonly admit: (headers: Headers) => RefusedCall | undefined;
  /** Who speaks, by all that was sent. */
  readonly judge: (post: CallPost) => CallJudgement;
};

/**
 * A door for the events of a contact centre, stored as records of the type `call`. Who speaks is proved by `proof`; nothing is stored of
 * strangers. Not stored: 503, the contact centre sends it again.
 */
export function openCallDoor(
  context: Omit<SourceContext<unknown>, 'config'>,
  { admit, judge }: CallProof,
): RunningSource {
  const room = bodyRoom(MOST_CALL_BYTES);
  const answer = async (request: Request, peer: string): Promise<Response> => {
    if (request.method !== 'POST')
      return problem(405, 'method', 'Events are posted here.', { Allow: 'POST' });
    const stranger = admit(request.headers);
    if (stranger) return await settle(stranger, peer, context);
    const held = room.enter();
    try {
      const body = await readBody(request, MOST_CALL_BYTES, held);
      if (body === 'no-room') return noRoom();
      if (body === 'too-large')
        return problem(413, 'too-large', `An event has at most ${MOST_CALL_BYTES} bytes.`);
      if (body === 'cut') return problem(400, 'body-cut', 'The request ended before its body did.');
      const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
      return await settle(judge({ url: request.url, headers: request.headers, body: bytes }), peer, context);
    } catch (error) {
      const sentence = `A call event could not be taken (${codeOf(error)}); the sender was told to send it again.`;
      context.report({ kind: 'failed', sentence, peer });
      return unavailable('The event was not stored. Send it again.');
    } finally {
      held.leave();
    }
  };
  return openHttpDoor(context, answer, { ownCheck: true });
}

async function settle(
  judgement: CallJudgement,
  peer: string,
  context: Omit<SourceContext<unknown>, 'config'>,
): Promise<Response> {
  if (judgement.is === 'refused') {
    const { status, code, detail } = judgement;
    context.report({ kind: 'refused_connection', sentence: `A call event was refused (${code}).`, peer });
    return problem(status, code, detail);
  }
  const { messageId } = await context.receive({ ...judgement.arrival, peer, type: 'call' });
  return Response.json({ messageId });
}
