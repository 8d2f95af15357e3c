import { codeOf } from '../../lib/failure.ts';
import { openHttpDoor, problem, readBody, unavailable } from '../../sdk/http-door.ts';
import type { Arrival, RunningSource, SourceContext } from '../../sdk/source.ts';
import type { FormSourceSettings } from './config.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

/** The hub's own pages store their forms themselves; this door is for intake software with the channel's token. */
export function serve(settings: FormSourceSettings, context: Context): RunningSource {
  return openHttpDoor(context, (request, peer) => answer(request, peer, settings, context));
}

async function answer(
  request: Request,
  peer: string,
  settings: FormSourceSettings,
  context: Context,
): Promise<Response> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(contentType))
    return problem(415, 'unsupported-media-type', 'A form is posted as application/json.');
  const identity = request.headers.get('idempotency-key') ?? undefined;
  if (identity !== undefined && !/^[\x21-\x7e]{1,200}$/.test(identity))
    return problem(400, 'idempotency-key', 'Idempotency-Key: up to 200 letters, digits and signs.');
  const body = await readBody(request, settings.maxBytes);
  if (body === 'too-large')
    return problem(413, 'too-large', `A form has at most ${settings.maxBytes} bytes (maxBytes).`);
  if (body === 'cut') return problem(400, 'body-cut', 'The request ended before its body did.');
  if (body.byteLength === 0) return problem(400, 'empty', 'The request has no body: one body is one form.');
  const [type = 'form'] = settings.kinds;
  const arrival: Arrival = { body, peer, contentType, type, ...(identity === undefined ? {} : { identity }) };
  try {
    const { messageId, outcome } = await context.receive(arrival);
    return Response.json({ messageId, outcome }, { status: 202 });
  } catch (error) {
    const sentence = `A form could not be stored (${codeOf(error)}); the sender was told to send it again.`;
    context.report({ kind: 'failed', sentence, peer });
    return unavailable('The form was not stored. Send it again.');
  }
}
