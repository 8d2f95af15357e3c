import { isSameSecret } from '../../lib/same-secret.ts';
import { openHttpDoor, problem, readBody, unavailable } from '../../sdk/http-door.ts';
import type { RunningSource, SourceContext } from '../../sdk/source.ts';
import type { FhirPollSettings } from './config.ts';
import { publicKeySet, type SigningKey } from '../../sdk/server/keys.ts';
import type { Listening } from './listening.ts';
import { readNotification } from './notification.ts';

export const NOTIFICATIONS = '/notifications';

/** What is behind the channel's door. */
export type Behind = {
  readonly settings: FhirPollSettings;
  readonly keys: readonly SigningKey[];
  readonly listening: Listening;
  /** Id of the subscription, once there is one. */
  readonly id: () => string | undefined;
  readonly hint: () => void;
};

type Context = Pick<SourceContext<unknown>, 'channel' | 'serve' | 'report'>;

/**
 * `…/fhir/jwks.json`: the public keys the server checks our assertions with. `…/fhir/notifications`: where the server tells; a Subscription
 * of FHIR R4 with a payload would PUT below it.
 */
export function openFhirDoor(context: Context, behind: Behind): RunningSource {
  const answer = async (request: Request, peer: string): Promise<Response> => {
    const path = new URL(request.url).pathname;
    const isGet = request.method === 'GET' || request.method === 'HEAD';
    if (path.endsWith('/fhir/jwks.json') && isGet && behind.keys.length > 0)
      return Response.json(publicKeySet(behind.keys), { headers: { 'Cache-Control': 'max-age=300' } });
    const isNotice = /\/fhir\/notifications(?:\/|$)/.test(path) && /^(?:POST|PUT)$/.test(request.method);
    if (!isNotice || !behind.settings.subscription) return problem(404, 'not-found', 'Nothing is here.');
    const response = await answerNotice(request, behind);
    if (response.status === 401)
      context.report({ kind: 'refused_connection', sentence: 'A notification without our secret.', peer });
    return response;
  };
  return openHttpDoor(context, answer, { ownCheck: true, at: 'fhir' });
}

async function answerNotice(request: Request, behind: Behind): Promise<Response> {
  const { settings, listening, hint, id } = behind;
  const { subscription } = settings;
  if (!subscription || !isSameSecret(request.headers.get(subscription.header) ?? '', subscription.secret))
    return problem(401, 'secret-wrong', 'Notifications carry the secret of this channel.');
  const body = await readBody(request, settings.maxPageBytes);
  if (body === 'cut') return problem(400, 'body-cut', 'The body was cut.');
  if (body === 'too-large')
    return problem(413, 'too-large', `A notification has at most ${settings.maxPageBytes} bytes.`);
  // The Subscription of R4 itself says nothing but that something happened.
  if ('criteria' in subscription || body.length === 0) {
    hint();
    return heard();
  }
  if (request.headers.get('content-type')?.includes('xml'))
    return problem(415, 'json-only', 'Notifications are taken as application/fhir+json.');
  const notification = readNotification(body, settings.baseUrl);
  if (!notification) {
    hint();
    return problem(
      400,
      'no-notification',
      'The body is no notification Bundle (Subscriptions R5 Backport): its first entry is no status.',
    );
  }
  const mine = id();
  if (mine !== undefined && notification.subscription !== undefined && notification.subscription !== mine) {
    // Another one counts differently: what it tells is looked for.
    hint();
    return heard();
  }
  try {
    await listening.take(notification);
    return heard();
  } catch {
    return unavailable('The notification could not be stored.');
  }
}

function heard(): Response {
  return new Response(null, { status: 200 });
}
