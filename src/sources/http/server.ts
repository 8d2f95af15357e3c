import { codeOf } from '../../lib/failure.ts';
import { openHttpDoor, problem, readBody, retryAfter, unavailable } from '../../sdk/http-door.ts';
import type { Arrival, Receipt, RunningSource, SourceContext } from '../../sdk/source.ts';
import type { HttpSourceSettings } from './config.ts';

/** HL7 over HTTP (HAPI's specification, the only one in use) names this type. */
const HL7_TYPE = 'application/hl7-v2';

type Context = Omit<SourceContext<unknown>, 'config'>;

/** Hands the hub a handler; the port, the path and the token are the hub's. */
export function serve(settings: HttpSourceSettings, context: Context): RunningSource {
  return openHttpDoor(context, (request, peer) => answer(request, peer, settings, context));
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
    const refusal = context.refuse(arrival);
    if (!refusal) return unavailable('The message was not stored. Send it again.');
    return new Response(bytesOf(refusal), {
      status: 503,
      headers: { ...retryAfter, 'Content-Type': HL7_TYPE },
    });
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

/** `Response` wants memory that is not shared; ours never is. */
function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
