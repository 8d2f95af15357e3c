import { STATUS_CODES } from 'node:http';
import { codeOf } from '../../lib/failure.ts';
import type { Arrival, Receipt, RunningSource, SourceContext } from '../../sdk/source.ts';
import type { HttpSourceSettings } from './config.ts';

/** HL7 over HTTP (HAPI's specification, the only one in use) names this type. */
const HL7_TYPE = 'application/hl7-v2';
/** Long enough for a database to come back, short enough that a sender's queue does not grow stale. */
const RETRY_AFTER_SECONDS = 30;

type Context = Omit<SourceContext<unknown>, 'config'>;

/** Hands the hub a handler; the port, the path and the token are the hub's. */
export function serve(settings: HttpSourceSettings, context: Context): RunningSource {
  const inHand = new Set<Promise<Response>>();
  let isStopped = false;
  context.serve((request, peer) => {
    if (isStopped) return Promise.resolve(unavailable('This channel is stopping.'));
    const response = answer(request, peer, settings, context);
    inHand.add(response);
    const forget = (): boolean => inHand.delete(response);
    response.then(forget, forget);
    return response;
  });
  return {
    address: `/v1/channels/${context.channel}/messages`,
    stop: async () => {
      isStopped = true;
      await Promise.allSettled(inHand);
    },
  };
}

async function answer(
  request: Request,
  peer: string,
  settings: HttpSourceSettings,
  context: Context,
): Promise<Response> {
  const contentType = request.headers.get('content-type') ?? undefined;
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  if (settings.contentTypes && !settings.contentTypes.includes(mediaType ?? '')) {
    return problem(415, 'unsupported-media-type', `This channel takes ${settings.contentTypes.join(', ')}.`);
  }
  const body = await readBody(request, settings.maxBytes);
  if (body === 'too-large') {
    return problem(413, 'too-large', `This channel takes at most ${settings.maxBytes} bytes (maxBytes).`);
  }
  // Nobody hears this answer: the sender left in the middle of its message.
  if (body === 'cut') return problem(400, 'body-cut', 'The request ended before its body did.');
  if (body.byteLength === 0)
    return problem(400, 'empty', 'The request has no body: one body is one message.');
  const arrival: Arrival = { body, peer, ...(contentType !== undefined && { contentType }) };
  try {
    return toResponse(await context.receive(arrival));
  } catch (error) {
    const sentence = `A message could not be stored (${codeOf(error)}); the sender was told to send it again.`;
    context.report({ kind: 'failed', sentence, peer });
    return unavailable('The message was not stored. Send it again.', context.refuse(arrival));
  }
}

/** Reads the body as it comes and stops at the limit, whatever Content-Length says. */
async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | 'too-large' | 'cut'> {
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
      if (size > maxBytes) {
        await reader.cancel();
        return 'too-large';
      }
      chunks.push(value);
    }
  } catch {
    return 'cut';
  }
}

/** A channel that speaks HL7 hears its acknowledgement; any other hears the receipt. */
function toResponse(receipt: Receipt): Response {
  const headers = {
    'X-Referloop-Message-Id': receipt.messageId,
    'X-Referloop-Outcome': receipt.outcome,
  };
  const isInvalid = receipt.outcome === 'invalid';
  if (receipt.answer) {
    const status = isInvalid ? 422 : 200;
    return new Response(bytesOf(receipt.answer), {
      status,
      headers: { ...headers, 'Content-Type': HL7_TYPE },
    });
  }
  if (isInvalid) {
    return problem(
      422,
      'invalid',
      'The message was kept, but nobody can read it.',
      headers,
      receipt.messageId,
    );
  }
  return Response.json({ messageId: receipt.messageId, outcome: receipt.outcome }, { status: 202, headers });
}

function unavailable(detail: string, refusal?: Uint8Array): Response {
  const headers = { 'Retry-After': String(RETRY_AFTER_SECONDS) };
  if (!refusal) return problem(503, 'not-stored', detail, headers);
  return new Response(bytesOf(refusal), { status: 503, headers: { ...headers, 'Content-Type': HL7_TYPE } });
}

/** RFC 9457 problem details. */
function problem(
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

/** `Response` wants memory that is not shared; ours never is. */
function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
