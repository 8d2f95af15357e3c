import type { z } from 'zod';
import { isSameSecret } from '../../lib/same-secret.ts';
import { openHttpDoor, problem } from '../../sdk/http-door.ts';
import { startRemoteInbox } from '../../sdk/remote-inbox.ts';
import type { RunningSource, Source, SourceContext } from '../../sdk/source.ts';
import { ringcentralSourceConfig, type RingcentralSourceSettings } from './config.ts';
import { openInbox } from './inbox.ts';
import { openSession } from '../../sdk/ringcentral-session.ts';
import { keepSubscription } from './subscription.ts';

/** Faxes in the message store of a RingCentral extension: notified by a subscription the hub keeps, and looked for all the same. */
export const ringcentral: Source<z.input<typeof ringcentralSourceConfig>> = {
  name: 'ringcentral',
  summary: 'Faxes fetched from a RingCentral extension, on notice and by looking',
  config: ringcentralSourceConfig,
  start: (context) => Promise.resolve(start(ringcentralSourceConfig.parse(context.config), context)),
};

function start(
  settings: RingcentralSourceSettings,
  context: Omit<SourceContext<unknown>, 'config'>,
): RunningSource {
  const session = openSession(settings);
  const inbox = startRemoteInbox(context, openInbox(settings, session), settings);
  const answer = (request: Request, peer: string): Promise<Response> => {
    const response = answerNotice(request, settings.verificationToken, inbox.hint);
    if (response.status === 401)
      context.report({ kind: 'refused_connection', sentence: 'A notification without our token.', peer });
    return Promise.resolve(response);
  };
  // Before the subscription: RingCentral calls while it is being made.
  const door = openHttpDoor(context, answer, { ownCheck: true });
  const subscription = keepSubscription(context, settings, session);
  return {
    ...(door.address === undefined ? {} : { address: door.address }),
    stop: async () => {
      await Promise.all([door.stop(), subscription.stop(), inbox.stop()]);
    },
  };
}

/**
 * A notification carries our token, under its new header or the one of the older guide; what else it says is not read, because the
 * message store is the truth. A request with a token of RingCentral's own asks whether somebody is here: it is given back.
 */
function answerNotice(request: Request, verificationToken: string, hint: () => void): Response {
  const verification = request.headers.get('verification-token') ?? '';
  const validation = request.headers.get('validation-token') ?? '';
  if (isSameSecret(verification, verificationToken) || isSameSecret(validation, verificationToken)) {
    hint();
    return new Response(null, { status: 200 });
  }
  // Header and answer together may have 1,024 bytes.
  if (/^[\x21-\x7e]{1,512}$/.test(validation))
    return new Response(null, { status: 200, headers: { 'Validation-Token': validation } });
  return problem(401, 'token-wrong', 'Notifications carry the token of this channel.');
}
