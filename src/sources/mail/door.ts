import { codeOf, Failure } from '../../lib/failure.ts';
import {
  bodyRoom,
  noRoom,
  openHttpDoor,
  problem,
  readBody,
  unavailable,
  type HeldRoom,
} from '../../sdk/http-door.ts';
import type { Arrival, RunningSource, SourceContext } from '../../sdk/source.ts';

/** One post of a mail service, whole. */
export type MailPost = {
  readonly headers: Headers;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly peer: string;
};

export type Judgement =
  | {
      readonly is: 'mail';
      readonly arrival: Arrival;
      /** Told after the mail is stored, or that it was not. */
      readonly settle?: (isStored: boolean) => Promise<void>;
    }
  | Refusal;

export type Refusal = {
  readonly is: 'refused';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
};

export type MailDoor = {
  readonly maxBytes: number;
  /** Who speaks is proved by `judge`, or by the hub's token before it. */
  readonly proof: 'judge' | 'token';
  /** The status by which this service learns that sending again will not help. */
  readonly lastWord: number;
  /** Why a post is refused before a byte of its body is read: strangers shall not fill the memory. */
  readonly admit?: (headers: Headers) => Refusal | undefined;
  readonly judge: (post: MailPost) => Promise<Judgement>;
};

type Context = Omit<SourceContext<unknown>, 'config'>;

/** A door for mails that a service posts. What is answered with 2xx is on disk. */
export function openMailDoor(context: Context, door: MailDoor): RunningSource {
  const options = door.proof === 'judge' ? ({ ownCheck: true } as const) : undefined;
  const room = bodyRoom(door.maxBytes);
  return openHttpDoor(
    context,
    async (request, peer) => {
      const held = room.enter();
      try {
        return await answer(request, peer, door, { ...context, held });
      } finally {
        held.leave();
      }
    },
    options,
  );
}

async function answer(
  request: Request,
  peer: string,
  door: MailDoor,
  context: Context & { readonly held: HeldRoom },
): Promise<Response> {
  if (request.method !== 'POST') return problem(405, 'method', 'Mails are posted here.', { Allow: 'POST' });
  const refuse = (status: number, code: string, detail: string): Response => {
    context.report({ kind: 'refused_connection', sentence: `A post was refused (${code}).`, peer });
    const headers = status === 401 && door.proof === 'judge' ? { 'WWW-Authenticate': 'Basic' } : undefined;
    return problem(status, code, detail, headers);
  };
  const refusal = door.admit?.(request.headers);
  if (refusal) return refuse(refusal.status, refusal.code, refusal.detail);
  const body = await readBody(request, door.maxBytes, context.held);
  if (body === 'no-room') return noRoom();
  if (body === 'cut') return problem(400, 'body-cut', 'The request ended before its body did.');
  if (body === 'too-large') {
    return refuse(
      door.lastWord,
      'too-large',
      `This channel takes at most ${door.maxBytes} bytes (maxBytes).`,
    );
  }
  if (body.byteLength === 0) return refuse(400, 'empty', 'The request has no body.');
  const judgement = await judge(
    request,
    Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    peer,
    door,
  );
  if (judgement.is === 'refused') return refuse(judgement.status, judgement.code, judgement.detail);
  try {
    const { messageId, outcome } = await context.receive(judgement.arrival);
    await judgement.settle?.(true);
    return Response.json({ messageId, outcome });
  } catch (error) {
    await judgement.settle?.(false);
    const sentence = `A mail could not be stored (${codeOf(error)}); the service was told to send it again.`;
    context.report({ kind: 'failed', sentence, peer });
    return unavailable('The mail was not stored. Send it again.');
  }
}

/** A form that cannot be read now cannot be read later. */
async function judge(request: Request, body: Buffer, peer: string, door: MailDoor): Promise<Judgement> {
  const contentType = request.headers.get('content-type') ?? undefined;
  try {
    return await door.judge({ headers: request.headers, contentType, body, peer });
  } catch (error) {
    const isForm = error instanceof Failure && error.fate === 'permanent';
    return {
      is: 'refused',
      status: isForm ? door.lastWord : 503,
      code: codeOf(error),
      detail: isForm ? error.message : 'The post could not be judged. Send it again.',
    };
  }
}
