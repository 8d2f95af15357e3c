import type { JsonObject, JsonValue, RecordMapping } from '#hub';
import { callMapped, callOf, instantAt, linkAt, secondsAt, textAt } from './call-record.ts';

/**
 * Amazon Connect's three ways to tell of a call (administrator guide): the contact event of EventBridge (`detail`, which names no number),
 * the event of a contact flow (`Details.ContactData`, with the caller's number the moment it rings), and the contact record (with agent,
 * queue and recording when it is over). All carry the contact id; together they are one call.
 */
const connect: RecordMapping = {
  name: 'form/connect',
  version: 1,
  format: 'record',
  map: (record) => {
    const contact =
      objectAt(record, 'detail') ?? objectAt(objectAt(record, 'Details'), 'ContactData') ?? record;
    const said = (name: string, ...path: readonly string[]) =>
      textAt(contact, name, ...path) ?? textAt(contact, lower(name), ...path.map(lower));
    const when = (name: string) => instantAt(contact, name) ?? instantAt(contact, lower(name));
    if (!/^voice$/i.test(said('Channel') ?? 'VOICE'))
      return { outcome: 'filtered', reason: 'A chat or task, and no call.' };
    const start = when('InitiationTimestamp') ?? instantAt(record, 'time');
    const end = when('DisconnectTimestamp');
    return callMapped(
      callOf({
        callId: said('InitialContactId') ?? said('ContactId'),
        direction: /^(outbound|api)$/i.test(said('InitiationMethod') ?? '') ? 'outbound' : 'inbound',
        number: said('CustomerEndpoint', 'Address'),
        agent: textAt(contact, 'Agent', 'Username') ?? lastPart(textAt(contact, 'agentInfo', 'agentArn')),
        queue: textAt(contact, 'Queue', 'Name') ?? lastPart(textAt(contact, 'queueInfo', 'queueArn')),
        startedAt: start,
        endedAt: end,
        seconds: secondsAt(contact, 'Duration') ?? between(start, end),
        recordingUrl: linkAt(contact, 'Recording', 'Location'),
        callerName: undefined,
      }),
      'ContactId is missing',
    );
  },
};

export default connect;

function lower(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** An ARN ends with what it names. */
function lastPart(arn: string | undefined): string | undefined {
  return arn?.split('/').at(-1);
}

function between(start: string | undefined, end: string | undefined): number | undefined {
  return start === undefined || end === undefined
    ? undefined
    : Math.max(0, Math.round((Date.parse(end) - Date.parse(start)) / 1000));
}

function objectAt(record: JsonObject | undefined, name: string): JsonObject | undefined {
  const value: JsonValue | undefined = record && Object.hasOwn(record, name) ? record[name] : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
