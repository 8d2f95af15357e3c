import { codeOf } from '../../lib/failure.ts';
import {
  bodyRoom,
  noRoom,
  openHttpDoor,
  problem,
  readBody,
  unavailable,
  type HeldRoom,
} from '../../sdk/http-door.ts';
import type { Receipt, RunningSource, SourceContext } from '../../sdk/source.ts';
import { answerPost, answerRing } from './challenge.ts';
import type { WebhookSourceSettings } from './config.ts';
import { readBodyAsJson, takeApart } from './post.ts';
import { createProof, type Proof } from '../../sdk/proof.ts';
import { unpack } from './unpack.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

type Desk = {
  readonly settings: WebhookSourceSettings;
  readonly context: Context;
  readonly proof: Proof;
  readonly clock: () => number;
};

/** Records of one post that are stored at the same time: they share commits. */
const AT_ONCE = 200;

/** Takes what a platform posts. What is answered with 2xx is on disk; what is not proven leaves no trace but an event. */
export function openWebhook(
  settings: WebhookSourceSettings,
  context: Context,
  clock: () => number = Date.now,
): RunningSource {
  const desk: Desk = { settings, context, clock, proof: createProof(settings.proof, settings.idHeader) };
  const room = bodyRoom(settings.maxBytes);
  const options = settings.proof.scheme === 'token' ? undefined : ({ ownCheck: true } as const);
  return openHttpDoor(
    context,
    async (request, peer) => {
      const held = room.enter();
      try {
        return await answer(request, peer, held, desk);
      } finally {
        held.leave();
      }
    },
    options,
  );
}

async function answer(request: Request, peer: string, held: HeldRoom, desk: Desk): Promise<Response> {
  const { settings, proof } = desk;
  if (request.method === 'GET') {
    const ring = answerRing(request.url, settings.challenge);
    if (ring) return ring;
  }
  if (request.method !== 'POST')
    return problem(405, 'method', 'Messages are posted here.', { Allow: 'POST' });
  const stranger = proof.admit(request.headers);
  if (stranger !== undefined) return refuse(stranger, peer, desk);
  const sent = await readBody(request, settings.maxBytes, held);
  if (sent === 'no-room') return noRoom();
  if (sent === 'too-large') return tooLarge(peer, desk);
  if (sent === 'cut') return problem(400, 'body-cut', 'The request ended before its body did.');
  const body = await unpack(sent, request.headers.get('content-encoding'), settings.maxBytes, held);
  if (body === 'no-room') return noRoom();
  if (typeof body === 'string') return unreadable(body, peer, desk);
  const forgery = findForgery(request.headers, [sent, body], desk);
  if (forgery !== undefined) return refuse(forgery, peer, desk);
  if (body.byteLength === 0) return problem(400, 'empty', 'The request has no body.');
  try {
    return await store(request.headers, body, peer, desk);
  } catch (error) {
    const sentence = `A post could not be stored (${codeOf(error)}); the platform was told to send it again.`;
    desk.context.report({ kind: 'failed', sentence, peer });
    return unavailable('The message was not stored. Send it again.');
  }
}

async function store(headers: Headers, body: Buffer, peer: string, desk: Desk): Promise<Response> {
  const { context, settings } = desk;
  const { receiveFile } = context;
  const posted = { headers, body, peer, takesFiles: receiveFile !== undefined };
  const json = readBodyAsJson(posted);
  const asked = answerPost(json, settings.challenge);
  if (asked) return asked;
  const post = takeApart(posted, json, settings);
  if (post.is === 'file' && receiveFile) return Response.json(await receiveFile(post.file));
  const arrivals = post.is === 'messages' ? post.arrivals : [];
  const receipts: Receipt[] = [];
  // One that cannot be stored fails the post: sent again, those that were stored are repeats.
  for (let start = 0; start < arrivals.length; start += AT_ONCE) {
    const group = await Promise.allSettled(arrivals.slice(start, start + AT_ONCE).map(context.receive));
    for (const one of group) {
      if (one.status === 'rejected') throw one.reason;
      receipts.push(one.value);
    }
  }
  const [only] = receipts;
  if (only && receipts.length === 1)
    return Response.json({ messageId: only.messageId, outcome: only.outcome });
  return Response.json({ messages: receipts.map(({ messageId, outcome }) => ({ messageId, outcome })) });
}

/** Some sign what they send, some what they packed: either is the same bytes of theirs. */
function findForgery(
  headers: Headers,
  bodies: readonly Uint8Array[],
  { proof, clock }: Desk,
): string | undefined {
  const verdicts = [...new Set(bodies)].map((body) => proof.judge({ headers, body, epochMs: clock() }));
  return verdicts.includes(undefined) ? undefined : verdicts[0];
}

function unreadable(
  why: 'too-large' | 'encoding-unknown' | 'gzip-broken',
  peer: string,
  desk: Desk,
): Response {
  if (why === 'too-large') return tooLarge(peer, desk);
  if (why === 'encoding-unknown')
    return problem(415, why, 'Content-Encoding may be gzip or identity.', { 'Accept-Encoding': 'gzip' });
  return problem(400, why, 'The body is not the gzip its Content-Encoding says.');
}

function tooLarge(peer: string, { settings, context }: Desk): Response {
  const detail = `This channel takes at most ${settings.maxBytes} bytes (maxBytes).`;
  const sentence = `A post of more than ${settings.maxBytes} bytes (maxBytes) was refused; it is at the platform.`;
  context.report({ kind: 'failed', sentence, peer });
  return problem(413, 'too-large', detail);
}

const details: Readonly<Record<string, string>> = {
  'signature-missing': 'The post carries no signature of the channel’s scheme.',
  'signature-wrong': 'The post is not signed with a key of this channel.',
  'timestamp-old': 'The signature was made too long ago, or by a clock that is wrong. Sign it anew.',
  'secret-wrong': 'The post does not carry the secret of this channel.',
  'login-wrong': 'Name or password are not those of this channel.',
};

function refuse(code: string, peer: string, { context, settings }: Desk): Response {
  context.report({ kind: 'refused_connection', sentence: `A post was refused (${code}).`, peer });
  const headers = settings.proof.scheme === 'basic' ? { 'WWW-Authenticate': 'Basic' } : undefined;
  return problem(401, code, details[code] ?? 'The post proves nothing.', headers);
}
