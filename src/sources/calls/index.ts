import type { z } from 'zod';
import { now } from '../../lib/clock.ts';
import {
  openCallDoor,
  refusedCall,
  type CallJudgement,
  type CallPost,
  type RefusedCall,
} from '../../sdk/call-door.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import { createStandardWebhooksCheck, type SignatureCheck } from '../../sdk/signatures.ts';
import type { Source } from '../../sdk/source.ts';
import { callsSourceConfig } from './config.ts';

/** Calls as any telephone system can tell of them: JSON, signed as Standard Webhooks has it. */
export const calls: Source<z.input<typeof callsSourceConfig>> = {
  name: 'calls',
  summary: 'Calls at any contact centre: JSON events signed by Standard Webhooks',
  config: callsSourceConfig,
  start: (context) => {
    const { secrets, toleranceSeconds } = callsSourceConfig.parse(context.config);
    const check = createStandardWebhooksCheck(secrets, toleranceSeconds);
    return Promise.resolve(openCallDoor(context, { admit, judge: (post) => judge(post, check) }));
  },
};

function admit(headers: Headers): RefusedCall | undefined {
  return headers.get('webhook-signature') ? undefined : unsigned('signature-missing');
}

function unsigned(code: string): RefusedCall {
  return refusedCall(401, code, 'The event is not signed with the secret of this channel, or is old.');
}

function judge({ headers, body }: CallPost, check: SignatureCheck): CallJudgement {
  const forgery = check({ headers, body, epochMs: Date.parse(now()) });
  if (forgery !== undefined) return unsigned(forgery);
  const event = readJson(body);
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return refusedCall(400, 'event-unreadable', 'This is no event: one event is one JSON object.');
  const identity = headers.get('webhook-id') ?? '';
  return { is: 'event', arrival: { body, contentType: 'application/json', identity } };
}
