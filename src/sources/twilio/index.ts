import type { z } from 'zod';
import {
  openCallDoor,
  refusedCall,
  type CallJudgement,
  type CallPost,
  type RefusedCall,
} from '../../sdk/call-door.ts';
import type { Source } from '../../sdk/source.ts';
import { twilioSourceConfig, type TwilioSourceSettings } from './config.ts';
import { isFromTwilio } from '../../sdk/twilio-signature.ts';

/** Calls as Twilio tells of them: status and recording callbacks, signed. */
export const twilio: Source<z.input<typeof twilioSourceConfig>> = {
  name: 'twilio',
  summary: 'Calls at a Twilio contact centre: signed status and recording callbacks',
  config: twilioSourceConfig,
  start: (context) => {
    const settings = twilioSourceConfig.parse(context.config);
    return Promise.resolve(
      openCallDoor(context, { admit, judge: (post) => judge(post, settings, context.publicUrl) }),
    );
  },
};

function admit(headers: Headers): RefusedCall | undefined {
  return headers.get('x-twilio-signature') ? undefined : unsigned;
}

const unsigned = refusedCall(
  401,
  'signature-wrong',
  'This callback is not signed by the account of this channel.',
);

/** A form, proved by its signature; stored as JSON with the names Twilio gives. */
function judge(
  { url, headers, body }: CallPost,
  { authTokens }: TwilioSourceSettings,
  publicUrl: string,
): CallJudgement {
  const form = new URLSearchParams(body.toString('utf8'));
  const called = `${publicUrl}${new URL(url).search}`;
  const given = headers.get('x-twilio-signature') ?? '';
  if (given === '' || !isFromTwilio(given, called, form, authTokens)) return unsigned;
  if ((form.get('CallSid') ?? '') === '')
    return refusedCall(400, 'callback-unreadable', 'This is no callback about a call: CallSid is missing.');
  const said = [...new Set(form.keys())].map((name) => {
    const values = form.getAll(name);
    return [name, values.length === 1 ? values[0] : values];
  });
  // The same for every try of one callback; absent for the first kind of requests Twilio ever made.
  const identity = headers.get('i-twilio-idempotency-token');
  return {
    is: 'event',
    arrival: {
      body: Buffer.from(JSON.stringify(Object.fromEntries(said))),
      contentType: 'application/json',
      ...(identity === null ? {} : { identity }),
    },
  };
}
