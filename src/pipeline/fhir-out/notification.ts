import type { Bundle, BundleEntry, FhirResource, Parameters, ParametersParameter } from 'fhir/r4.js';
import { newId } from '../../lib/ids.ts';
import type { NumberedEvent, Subscription } from '../../store/fhir-subscriptions.ts';
import { baseOf } from './names.ts';
import { topicUrl } from './topics.ts';

export type NotificationType =
  | 'handshake'
  | 'heartbeat'
  | 'event-notification'
  | 'query-status'
  | 'query-event';

const PROFILES = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

/** A subscription with the status that is to be said. */
export type Told = Pick<Subscription, 'id' | 'topic' | 'status' | 'content' | 'events' | 'error'>;

/**
 * The state of a subscription and what it tells: R4 Parameters by the profile backport-subscription-status-r4 (Subscriptions R5 Backport 1.1).
 * Numbers are texts there: R4 has no 64-bit integer. `upTo`: the highest number that was told with or before this.
 */
export function statusOf(
  told: Told,
  type: NotificationType,
  upTo: number,
  events: readonly NumberedEvent[],
  publicUrl: string,
): Parameters & { readonly id: string } {
  const failed: ParametersParameter[] =
    told.error === null ? [] : [{ name: 'error', valueCodeableConcept: { text: told.error } }];
  return {
    resourceType: 'Parameters',
    id: newId(),
    meta: { profile: [`${PROFILES}/backport-subscription-status-r4`] },
    parameter: [
      {
        name: 'subscription',
        valueReference: { reference: `${baseOf(publicUrl)}/Subscription/${told.id}` },
      },
      { name: 'topic', valueCanonical: topicUrl(told.topic, publicUrl) },
      { name: 'status', valueCode: told.status },
      { name: 'type', valueCode: type },
      { name: 'events-since-subscription-start', valueString: String(upTo) },
      ...events.map((event) => ({ name: 'notification-event', part: partsOf(told, event, publicUrl) })),
      ...failed,
    ],
  };
}

/** A notification as it is sent and as `$events` answers: a Bundle of type history, the status first. */
export function notificationBundle(
  told: Told,
  type: NotificationType,
  upTo: number,
  events: readonly NumberedEvent[],
  more: {
    readonly at: string;
    readonly publicUrl: string;
    /** For full-resource: resources by `Type/id`. What is no more is told by its id alone. */
    readonly resources?: ReadonlyMap<string, FhirResource>;
  },
): Bundle {
  const base = baseOf(more.publicUrl);
  const status = statusOf(told, type, upTo, events, more.publicUrl);
  const focuses = told.content === 'empty' ? [] : [...new Set(events.map((event) => event.focus))];
  return {
    resourceType: 'Bundle',
    id: newId(),
    meta: { profile: [`${PROFILES}/backport-subscription-notification-r4`] },
    type: 'history',
    timestamp: more.at,
    entry: [
      {
        fullUrl: `urn:uuid:${status.id}`,
        resource: status,
        request: { method: 'GET', url: `${base}/Subscription/${told.id}/$status` },
        response: { status: '200' },
      },
      ...focuses.map((focus) => entryOf(focus, base, more.resources?.get(focus))),
    ],
  };
}

function entryOf(focus: string, base: string, resource: FhirResource | undefined): BundleEntry {
  return {
    fullUrl: `${base}/${focus}`,
    ...(resource === undefined ? {} : { resource }),
    request: { method: 'GET', url: focus },
    response: { status: '200' },
  };
}

function partsOf(
  { content }: Told,
  { number, at, focus, referralId }: NumberedEvent,
  publicUrl: string,
): ParametersParameter[] {
  const base = baseOf(publicUrl);
  const about: ParametersParameter[] =
    content === 'empty'
      ? []
      : [
          { name: 'focus', valueReference: { reference: `${base}/${focus}` } },
          {
            name: 'additional-context',
            valueReference: { reference: `${base}/ServiceRequest/${referralId}` },
          },
        ];
  return [
    { name: 'event-number', valueString: String(number) },
    { name: 'timestamp', valueInstant: at },
    ...about,
  ];
}
