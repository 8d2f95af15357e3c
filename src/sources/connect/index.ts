import type { z } from 'zod';
import { isSameSecret } from '../../lib/same-secret.ts';
import {
  openCallDoor,
  refusedCall,
  type CallJudgement,
  type CallPost,
  type RefusedCall,
} from '../../sdk/call-door.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import type { Source } from '../../sdk/source.ts';
import { connectSourceConfig, type ConnectSourceSettings } from './config.ts';

/** Calls as Amazon Connect tells of them: contact events by EventBridge, flow events and contact records. */
export const connect: Source<z.input<typeof connectSourceConfig>> = {
  name: 'connect',
  summary: 'Calls at an Amazon Connect contact centre: events by an EventBridge API destination with a key',
  config: connectSourceConfig,
  start: (context) => {
    const settings = connectSourceConfig.parse(context.config);
    return Promise.resolve(
      openCallDoor(context, { admit: (headers) => findWrongKey(headers, settings), judge }),
    );
  },
};

function findWrongKey(headers: Headers, { header, keys }: ConnectSourceSettings): RefusedCall | undefined {
  const given = headers.get(header) ?? '';
  // Every key is compared, whichever fits: the time tells nothing.
  const fits = keys.filter((key) => isSameSecret(given, key));
  return fits.length > 0
    ? undefined
    : refusedCall(401, 'key-wrong', `The header ${header} does not hold the key.`);
}

function judge({ body }: CallPost): CallJudgement {
  const event = readJson(body);
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return refusedCall(400, 'event-unreadable', 'This is no event: one event is one JSON object.');
  // EventBridge gives an event the same id in every try.
  const id = 'id' in event && 'detail' in event ? event.id : undefined;
  return {
    is: 'event',
    arrival: {
      body,
      contentType: 'application/json',
      ...(typeof id === 'string' && id !== '' ? { identity: id } : {}),
    },
  };
}
