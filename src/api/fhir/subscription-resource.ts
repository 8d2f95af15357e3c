import { z } from '@hono/zod-openapi';
import type { Extension, Subscription as FhirSubscription } from 'fhir/r4.js';
import { businessStatuses, standings } from '../../pipeline/fhir-out/state-table.ts';
import { topicOf, topics, topicUrl, type TopicName } from '../../pipeline/fhir-out/topics.ts';
import { findUrlProblem } from '../../pipeline/webhook/address.ts';
import type { Subscription, SubscriptionFilter, SubscriptionWish } from '../../store/fhir-subscriptions.ts';
import { isUuid } from './asked.ts';
import { refusal, type Refusal } from './outcome.ts';

/** R4 Subscription with the extensions of the Subscriptions R5 Backport 1.1, read and written. */

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
const extensionOf = {
  filter: `${BACKPORT}/backport-filter-criteria`,
  content: `${BACKPORT}/backport-payload-content`,
  heartbeat: `${BACKPORT}/backport-heartbeat-period`,
  timeout: `${BACKPORT}/backport-timeout`,
  mostEvents: `${BACKPORT}/backport-max-count`,
};

const extensions = z
  .array(
    z.looseObject({
      url: z.string(),
      valueString: z.string().max(2_000).optional(),
      valueCode: z.string().max(60).optional(),
      valueUnsignedInt: z.int().min(0).optional(),
      valuePositiveInt: z.int().min(1).optional(),
    }),
  )
  .max(20)
  .optional();

const subscriptionSchema = z.looseObject({
  resourceType: z.literal('Subscription'),
  status: z.enum(['requested', 'active', 'error', 'off']),
  reason: z.string().min(1).max(500),
  end: z.iso.datetime({ offset: true }).optional(),
  criteria: z.string().max(2_000),
  _criteria: z.looseObject({ extension: extensions }).optional(),
  channel: z.looseObject({
    type: z.literal('rest-hook'),
    endpoint: z.string(),
    payload: z.literal('application/fhir+json').optional(),
    _payload: z.looseObject({ extension: extensions }).optional(),
    header: z.array(z.string().max(2_000)).max(20).optional(),
    extension: extensions,
  }),
});

type Sent = z.infer<typeof subscriptionSchema>;

export type Wished = SubscriptionWish & {
  readonly headers?: readonly string[];
  readonly isOff: boolean;
};

/** How often at most a receiver is told that nothing happened, and how long at most it is waited for. */
const SHORTEST_HEARTBEAT_SECONDS = 10;
const LONGEST_TIMEOUT_SECONDS = 60;
const MOST_EVENTS = 100;
const USUAL_EVENTS = 20;

/** What a client asks for. Refused with the path of what does not fit. */
export function readSubscription(
  body: unknown,
  rules: { readonly publicUrl: string; readonly allowPrivate: boolean; readonly maySeePatients: boolean },
): Wished | Refusal {
  const parsed = subscriptionSchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = ['Subscription', ...(issue?.path ?? [])].join('.');
    return refusal(400, 'structure', `${path} does not fit: ${issue?.message ?? 'it cannot be read'}.`, path);
  }
  const sent = parsed.data;
  const topic = topicOf(sent.criteria, rules.publicUrl);
  if (!topic) return unknownTopic(rules.publicUrl);
  const filter = readFilters(sent, topic, rules.publicUrl);
  if ('reason' in filter) return filter;
  const { channel } = sent;
  const problem = findUrlProblem(channel.endpoint, rules);
  if (problem) return unprocessable('business-rule', problem.reason, 'channel.endpoint');
  const badHeader = channel.header?.find((line) => !isHeader(line));
  if (badHeader !== undefined)
    return unprocessable(
      'value',
      'A header is "Name: value", and not one HTTP sets itself.',
      'channel.header',
    );
  const content = contentOf(sent);
  if (!content)
    return unprocessable('value', 'The content is empty, id-only or full-resource.', 'channel.payload');
  if (content === 'full-resource' && !rules.maySeePatients)
    return refusal(
      403,
      'forbidden',
      'full-resource takes a token of scope fhir.',
      'Subscription.channel.payload',
    );
  const heartbeat = find(channel.extension, extensionOf.heartbeat)?.valueUnsignedInt;
  const timeout = find(channel.extension, extensionOf.timeout)?.valueUnsignedInt;
  const most = find(channel.extension, extensionOf.mostEvents)?.valuePositiveInt;
  return {
    topic,
    filter,
    endpoint: channel.endpoint,
    content,
    reason: sent.reason,
    // Zero: none wanted.
    heartbeatSeconds: heartbeat ? Math.max(heartbeat, SHORTEST_HEARTBEAT_SECONDS) : null,
    timeoutSeconds: timeout ? Math.min(timeout, LONGEST_TIMEOUT_SECONDS) : null,
    mostEvents: Math.min(most ?? USUAL_EVENTS, MOST_EVENTS),
    endsAt: sent.end ?? null,
    isOff: sent.status === 'off',
    ...(channel.header === undefined ? {} : { headers: channel.header }),
  };
}

/** As its client sees it. Headers are secrets: they are never shown. */
export function toSubscription(one: Subscription, publicUrl: string): FhirSubscription {
  return {
    resourceType: 'Subscription',
    id: one.id,
    meta: { lastUpdated: one.updatedAt, profile: [`${BACKPORT}/backport-subscription`] },
    status: one.status,
    end: one.endsAt ?? undefined,
    reason: one.reason,
    criteria: topicUrl(one.topic, publicUrl),
    _criteria: criteriaOf(one),
    error: one.error ?? undefined,
    channel: {
      extension: channelExtensions(one),
      type: 'rest-hook',
      endpoint: one.endpoint,
      payload: 'application/fhir+json',
      _payload: { extension: [{ url: extensionOf.content, valueCode: one.content }] },
    },
  };
}

function channelExtensions(one: Subscription): Extension[] {
  const { heartbeatSeconds, timeoutSeconds, mostEvents } = one;
  return [
    ...(heartbeatSeconds === null
      ? []
      : [{ url: extensionOf.heartbeat, valueUnsignedInt: heartbeatSeconds }]),
    ...(timeoutSeconds === null ? [] : [{ url: extensionOf.timeout, valueUnsignedInt: timeoutSeconds }]),
    { url: extensionOf.mostEvents, valuePositiveInt: mostEvents },
  ];
}

function criteriaOf({ topic, filter }: Subscription): FhirSubscription['_criteria'] {
  const { partner, ...codes } = filter;
  const name = topic === 'referral-changed' ? 'requester' : 'recipient';
  const said = [...Object.entries(codes), ...(partner === undefined ? [] : [[name, partner] as const])];
  if (said.length === 0) return undefined;
  const text = said.map(([key, values]) => `${key}=${values.join(',')}`).join('&');
  return { extension: [{ url: extensionOf.filter, valueString: `${topics[topic].focus}?${text}` }] };
}

/** `Task?status=completed&requester=Practitioner/<id>`; several of them must all hold. */
function readFilters(sent: Sent, topic: TopicName, publicUrl: string): SubscriptionFilter | Refusal {
  const { focus, filters } = topics[topic];
  const filter: Record<string, string[]> = {};
  const all = sent._criteria?.extension?.filter(({ url }) => url === extensionOf.filter) ?? [];
  for (const { valueString = '' } of all) {
    const [type, query = ''] = valueString.split('?', 2);
    if (type !== focus) return badFilter(`A filter of this topic begins with "${focus}?".`);
    for (const [name, text] of new URLSearchParams(query)) {
      if (!filters.includes(name)) return badFilter(`This topic filters by ${filters.join(', ')}.`);
      const values = text.split(',').map((one) => one.trim().split('|').at(-1) ?? '');
      const read = readFilter(name, values, publicUrl);
      if ('reason' in read) return read;
      const before = filter[read.key];
      filter[read.key] = before ? before.filter((one) => read.values.includes(one)) : [...read.values];
    }
  }
  return filter;
}

const taskStatuses: ReadonlySet<string> = new Set(Object.values(standings).flatMap((one) => one?.task ?? []));

function readFilter(
  name: string,
  values: readonly string[],
  publicUrl: string,
): { readonly key: keyof SubscriptionFilter; readonly values: readonly string[] } | Refusal {
  if (name === 'status')
    return values.every((one) => taskStatuses.has(one))
      ? { key: name, values }
      : badFilter(`A status is one of ${[...taskStatuses].join(', ')}.`);
  if (name === 'business-status')
    return values.every((one) => Object.hasOwn(businessStatuses, one))
      ? { key: name, values }
      : badFilter(`A business status is one of ${Object.keys(businessStatuses).join(', ')}.`);
  const ids = values.map((one) => one.replace(`${publicUrl}/fhir/R4/`, '').split('/').at(-1) ?? '');
  return ids.every(isUuid)
    ? { key: 'partner', values: ids }
    : badFilter(`"${name}" is a reference to a Practitioner or an Organization of this hub.`);
}

function badFilter(reason: string): Refusal {
  return unprocessable('value', reason, 'criteria.extension');
}

function unknownTopic(publicUrl: string): Refusal {
  const known = (Object.keys(topics) as TopicName[]).map((name) => topicUrl(name, publicUrl)).join(' and ');
  return unprocessable('not-supported', `The criteria are the canonical of a topic: ${known}.`, 'criteria');
}

function unprocessable(code: Refusal['code'], reason: string, at: string): Refusal {
  return refusal(422, code, reason, `Subscription.${at}`);
}

function contentOf({ channel }: Sent): SubscriptionWish['content'] | undefined {
  const said = find(channel._payload?.extension, extensionOf.content)?.valueCode;
  if (said === undefined) return channel.payload === undefined ? 'empty' : 'id-only';
  return said === 'empty' || said === 'id-only' || said === 'full-resource' ? said : undefined;
}

function find(list: z.infer<typeof extensions>, url: string) {
  return list?.find((one) => one.url === url);
}

/** What the exchange itself sets, and what would change where it goes or how long it is. */
const reserved =
  /^(host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|user-agent)$/i;

function isHeader(line: string): boolean {
  const [, name = ''] = /^([!#$%&'*+.^_`|~\w-]+):[\t\x20-\x7e]*$/.exec(line) ?? [];
  return name !== '' && !reserved.test(name);
}
