import {
  eventCatalogue,
  exampleData,
  publishableData,
  type PublishedEventType,
} from '../domain/event-catalogue.ts';
import type { PhiProfile } from '../domain/event-fields.ts';
import { newId } from '../lib/ids.ts';
import { now } from '../lib/clock.ts';
import type { PublishedEvent } from '../store/events.ts';

/** One event as everybody outside sees it: CloudEvents 1.0 in its JSON form, with the fields Standard Webhooks advises. */
export type CloudEvent = {
  readonly specversion: '1.0';
  /** Unique for ever, the same over all repeats. */
  readonly id: string;
  /** Which hub says so. */
  readonly source: string;
  readonly type: string;
  /** When it happened in the world, as far as anybody said. */
  readonly time: string;
  /** The same as `time`, under the name Standard Webhooks uses. */
  readonly timestamp: string;
  /** When the hub learned of it (CloudEvents extension). */
  readonly recordedtime: string;
  /** `referral/<id>`, `delivery/<id>`, `partner/<id>`, … */
  readonly subject: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  /** Version of the subject after the event: drop what is older than what you have. */
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
};

/** What a receiver may learn of patients, and of the one this event is about. */
export type Disclosure = {
  readonly profile: PhiProfile;
  readonly patient?: Readonly<Record<string, unknown>>;
};

/** Shapes an event for the outside. Only fields of the catalogue pass, so without a disclosure no patient data can. */
export function toCloudEvent(
  event: PublishedEvent,
  publicUrl: string,
  { profile, patient }: Disclosure = { profile: 'none' },
): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: publicUrl,
    type: event.type,
    time: event.occurredAt,
    timestamp: event.occurredAt,
    recordedtime: event.recordedAt,
    subject: `${event.subjectKind}/${event.subjectId}`,
    datacontenttype: 'application/json',
    dataschema: `${publicUrl}${schemaPath(event.type)}`,
    version: event.subjectVersion,
    data: publishableData(event.type, { ...event.data, ...patient }, profile),
  };
}

/** Whether the body of a try tells anything of a patient: it was made for a receiver that may learn it. */
export function holdsPatientData(body: string | null): boolean {
  if (body === null) return false;
  const { type, data } = JSON.parse(body) as Pick<CloudEvent, 'type' | 'data'>;
  return Object.keys(data).some((name) => !Object.hasOwn(publishableData(type, data), name));
}

/** An invented event that says so (`test`), for trying a receiver. */
export function toTestEvent(
  type: PublishedEventType,
  publicUrl: string,
  profile: PhiProfile = 'none',
): CloudEvent & { readonly test: true } {
  const at = now();
  const { subject } = eventCatalogue[type];
  return {
    specversion: '1.0',
    id: newId(),
    source: publicUrl,
    type,
    time: at,
    timestamp: at,
    recordedtime: at,
    subject: `${subject}/01890000-0000-7000-8000-000000000001`,
    datacontenttype: 'application/json',
    dataschema: `${publicUrl}${schemaPath(type)}`,
    version: 1,
    data: exampleData(type, profile),
    test: true,
  };
}

/** Where the hub serves the JSON Schema of an event type. */
export function schemaPath(type: string): string {
  return `/schemas/events/${type}/1`;
}
