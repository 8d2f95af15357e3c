import { isObject } from '../../formats/fhir/references.ts';
import type { JsonObject, JsonValue } from '../../formats/json/json.ts';
import type { Receipt } from '../../sdk/source.ts';
import { type Reply, type Wish } from './plan.ts';

/** The answer to a message (FHIR R4, 2.4.3): a message whose header says that ours was taken. Made of what came, so a repeat hears the same. */
export function answerMessage(bundle: JsonObject, { messageId }: Receipt, { base }: Wish): Reply {
  const asked = headerOf(bundle);
  const identifier = typeof asked['id'] === 'string' ? asked['id'] : messageId;
  const { eventCoding, eventUri } = asked;
  const resource: JsonObject = {
    resourceType: 'MessageHeader',
    id: messageId,
    ...(eventCoding === undefined ? { eventUri: eventUri ?? `${base}/message` } : { eventCoding }),
    source: { name: 'Referloop', endpoint: base },
    response: { identifier, code: 'ok' },
  };
  const entry = [{ fullUrl: `urn:uuid:${messageId}`, resource }];
  return { status: 200, body: { resourceType: 'Bundle', type: 'message', entry } };
}

function headerOf({ entry }: JsonObject): JsonObject {
  const first = Array.isArray(entry) ? (entry[0] as JsonValue | undefined) : undefined;
  const resource = isObject(first) ? first['resource'] : undefined;
  return isObject(resource) && resource['resourceType'] === 'MessageHeader' ? resource : {};
}
