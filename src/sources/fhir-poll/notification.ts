import type { JsonObject, JsonValue } from '../../formats/json/json.ts';
import { entryTexts } from './entry-texts.ts';
import { isTypeName, listed, listOf, objectOf, objectsOf, textOf, type Listed } from './page.ts';
import { readReference, type Reference } from './references.ts';

/** What a server tells of a subscription (Subscriptions R5 Backport 1.1, notification Bundle). */
export type Notification = {
  readonly type: 'handshake' | 'heartbeat' | 'event-notification' | 'query-status' | 'query-event';
  /** Of the subscription, as the server sees it: `active`, `error`, `off`. */
  readonly status?: string;
  /** Id of the subscription. */
  readonly subscription?: string;
  /** Events since the subscription began, the newest included. */
  readonly count?: number;
  /** Numbers of the events told of here, in order. */
  readonly events: readonly number[];
  /** What the events are about, without content. */
  readonly focus: readonly Reference[];
  /** With content. */
  readonly resources: readonly Listed[];
};

const types = new Set(['handshake', 'heartbeat', 'event-notification', 'query-status', 'query-event']);

/**
 * Reads a notification, or the answer of `$status` and `$events`: a Bundle whose first entry is the status, as Parameters (R4) or as
 * SubscriptionStatus (R4B). Undefined where it is none.
 */
export function readNotification(body: Uint8Array, baseUrl: string): Notification | undefined {
  const text = Buffer.from(body).toString('utf8');
  const bundle = parsed(text);
  if (bundle?.['resourceType'] !== 'Bundle') return undefined;
  const entries = listOf(bundle['entry']).map(objectOf);
  const status = statusOf(objectOf(entries[0]?.['resource']));
  const type = textOf(status?.['type']);
  if (!status || type === undefined || !types.has(type)) return undefined;
  const texts = entryTexts(text);
  const resources = entries.flatMap((entry, index) => {
    const resource = index === 0 ? undefined : objectOf(entry?.['resource']);
    const name = textOf(resource?.['resourceType']) ?? '';
    if (!resource || !isTypeName(name)) return [];
    return [listed(name, resource, Buffer.from(texts[index] ?? ''))];
  });
  const count = numberOf(status['eventsSinceSubscriptionStart']);
  const said = textOf(status['status']);
  const subscription = referenceOf(status['subscription'], baseUrl)?.id;
  const told = objectsOf(status['notificationEvent']);
  const events = told.flatMap((event) => numberOf(event['eventNumber']) ?? []);
  return {
    type: type as Notification['type'],
    events: events.toSorted((one, other) => one - other),
    focus: focusOf(told, entries.slice(1), baseUrl),
    resources,
    ...(said === undefined ? {} : { status: said }),
    ...(subscription === undefined ? {} : { subscription }),
    ...(count === undefined ? {} : { count }),
  };
}

function focusOf(
  events: readonly JsonObject[],
  entries: readonly (JsonObject | undefined)[],
  baseUrl: string,
): readonly Reference[] {
  const named = [
    ...events.map((event) => referenceOf(event['focus'], baseUrl)),
    ...entries.flatMap((entry) => {
      const url = textOf(entry?.['fullUrl']) ?? textOf(objectOf(entry?.['request'])?.['url']) ?? '';
      return readReference(url, baseUrl) ?? [];
    }),
  ];
  const found = new Map<string, Reference>();
  for (const one of named) if (one) found.set(`${one.type}/${one.id}`, one);
  return [...found.values()];
}

/** Parameters in the shape of SubscriptionStatus. */
function statusOf(resource: JsonObject | undefined): JsonObject | undefined {
  if (resource?.['resourceType'] === 'SubscriptionStatus') return resource;
  if (resource?.['resourceType'] !== 'Parameters') return undefined;
  const parameters = objectsOf(resource['parameter']);
  return {
    status: valueOf(parameters, 'status'),
    type: valueOf(parameters, 'type'),
    subscription: valueOf(parameters, 'subscription'),
    eventsSinceSubscriptionStart: valueOf(parameters, 'events-since-subscription-start'),
    notificationEvent: parameters
      .filter(({ name }) => name === 'notification-event')
      .map(({ part }) => {
        const parts = objectsOf(part);
        return { eventNumber: valueOf(parts, 'event-number'), focus: valueOf(parts, 'focus') };
      }),
  };
}

/** `value[x]`, whatever x is: guides and servers differ in it. */
function valueOf(parameters: readonly JsonObject[], name: string): JsonValue | undefined {
  const parameter = parameters.find((one) => one['name'] === name);
  const member = Object.keys(parameter ?? {}).find((one) => one.startsWith('value'));
  return member === undefined ? undefined : parameter?.[member];
}

function referenceOf(value: JsonValue | undefined, baseUrl: string): Reference | undefined {
  const text = textOf(objectOf(value)?.['reference']);
  return text === undefined ? undefined : readReference(text, baseUrl);
}

/** A number or, as in R4B and later, its text. */
function numberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function parsed(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}
