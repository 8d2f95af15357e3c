import { Failure } from '../../lib/failure.ts';
import type { JsonObject, JsonValue } from '../json/json.ts';
import type { FhirEntry, FhirReading, FhirResource } from './reading.ts';
import { isObject, parseReference } from './references.ts';

export type Opened = Pick<FhirReading, 'entries' | 'included' | 'bundle' | 'isNothing'>;

/** The resources of a message, sorted by what they are in it. Throws permanent Failures that name the path. */
export function openEntries(value: JsonValue): Opened {
  const resource = asResource(value, 'the body');
  if (resource.resourceType !== 'Bundle')
    return { entries: [{ resource, path: resource.resourceType, method: 'PUT' }], included: [] };
  const type = resource['type'];
  if (typeof type !== 'string' || !bundleTypes.has(type))
    throw wrong('Bundle.type', `is none of ${[...bundleTypes].join(', ')}`);
  const listed = resource['entry'] ?? [];
  if (!Array.isArray(listed)) throw wrong('Bundle.entry', 'is not a list');
  const { timestamp } = resource;
  const at = typeof timestamp === 'string' ? timestamp : undefined;
  return { bundle: type, ...sorted(type, listed as readonly JsonValue[], at) };
}

/** R4 2.36.2; `transaction-response` and `batch-response` answer somebody and state nothing. */
const bundleTypes: ReadonlySet<string> = new Set([
  'transaction',
  'batch',
  'message',
  'document',
  'collection',
  'searchset',
  'history',
  'subscription-notification',
]);

function sorted(type: string, listed: readonly JsonValue[], at: string | undefined): Omit<Opened, 'bundle'> {
  const all = listed.map((entry, index) => openEntry(entry, `Bundle.entry[${index}]`, at));
  const first = all[0]?.entry?.resource.resourceType;
  if (type === 'message' && first !== 'MessageHeader')
    throw wrong('Bundle.entry[0]', 'is no MessageHeader, which comes first in a message Bundle (R4 2.4.2)');
  if (type === 'document' && first !== 'Composition')
    throw wrong('Bundle.entry[0]', 'is no Composition, which comes first in a document Bundle (R4 3.3.1)');
  const isNotification = isNotificationStatus(all[0]?.entry?.resource);
  const told = all
    .slice(type === 'message' || isNotification ? 1 : 0)
    .flatMap((one) => withDocument(one, at));
  const stated = told.filter(({ mode }) => mode === 'match');
  const isOf = ({ mode }: OpenEntry) => mode === 'include';
  const statements = type === 'document' ? stated.slice(0, 1) : stated;
  const included = [...told.filter(isOf), ...stated.slice(statements.length)];
  const entries = statements.flatMap(({ entry }) => entry ?? []);
  const isEmpty = entries.length === 0;
  return {
    entries,
    included: included.flatMap(({ entry }) => entry ?? []),
    ...(isEmpty ? { isNothing: isNotification ? nothingNotified : nothingInside } : {}),
  };
}

/** A document inside a message (BSeR feedback): its Composition states something, the rest comes along. */
function withDocument(one: OpenEntry, at: string | undefined): readonly OpenEntry[] {
  const { resource, path = '' } = one.entry ?? {};
  if (resource?.resourceType !== 'Bundle' || resource['type'] !== 'document') return [one];
  const listed = resource['entry'];
  if (!Array.isArray(listed)) throw wrong(`${path}.entry`, 'is not a list');
  const inside = (listed as readonly JsonValue[]).map((value, index) =>
    openEntry(value, `${path}.entry[${index}]`, at),
  );
  if (inside[0]?.entry?.resource.resourceType !== 'Composition')
    throw wrong(`${path}.entry[0]`, 'is no Composition, which comes first in a document Bundle (R4 3.3.1)');
  return inside.map((part, index) => (index === 0 ? part : { ...part, mode: 'include' }));
}

const nothingNotified =
  'A subscription notification without resources (handshake, heartbeat or ids only): the hub asks for what it names.';
const nothingInside = 'The Bundle holds no resource that states anything.';

/** The status entry of a subscription notification: Parameters in R4, SubscriptionStatus in R4B (Subscriptions R5 Backport 1.1). */
function isNotificationStatus(resource: FhirResource | undefined): boolean {
  if (resource?.resourceType === 'SubscriptionStatus') return true;
  if (resource?.resourceType !== 'Parameters') return false;
  const names = (Array.isArray(resource['parameter']) ? resource['parameter'] : []) as readonly JsonValue[];
  return names.some((one) => isObject(one) && (one['name'] === 'subscription' || one['name'] === 'topic'));
}

type OpenEntry = { readonly entry?: FhirEntry; readonly mode: 'match' | 'include' | 'none' };

function openEntry(value: JsonValue, path: string, at: string | undefined): OpenEntry {
  if (!isObject(value)) throw wrong(path, 'is no object');
  const fullUrl = typeof value['fullUrl'] === 'string' ? value['fullUrl'] : undefined;
  const search = isObject(value['search']) ? value['search']['mode'] : undefined;
  const mode = search === 'include' ? 'include' : search === 'outcome' ? 'none' : 'match';
  const { method, deleted } = requestOf(value, path);
  const response = isObject(value['response']) ? value['response']['lastModified'] : undefined;
  const time = typeof response === 'string' ? response : at;
  const rest = {
    ...(fullUrl === undefined ? {} : { fullUrl }),
    ...(time === undefined ? {} : { at: time }),
  };
  if (method === 'DELETE') {
    if (deleted === undefined) throw wrong(`${path}.request.url`, 'does not name a type and an id to delete');
    return { mode, entry: { resource: deleted, path, method, ...rest } };
  }
  // Only counted (empty and id-only notifications, GET in a batch): nothing is said here.
  if (value['resource'] === undefined) return { mode: 'none' };
  const resource = asResource(value['resource'], `${path}.resource`);
  const isNoise = resource.resourceType === 'OperationOutcome';
  return {
    mode: isNoise ? 'none' : mode,
    entry: { resource, path: `${path}.resource`, method: method ?? 'PUT', ...rest },
  };
}

function requestOf(
  entry: JsonObject,
  path: string,
): { readonly method?: FhirEntry['method']; readonly deleted?: FhirResource } {
  const { request } = entry;
  if (!isObject(request)) return {};
  const method = request['method'];
  if (method === 'PATCH')
    throw wrong(
      `${path}.request.method`,
      'is PATCH: send the whole resource (PUT), a part cannot be read alone',
    );
  if (method === 'POST' || method === 'PUT') return { method };
  if (method !== 'DELETE') return {};
  const url = request['url'];
  const parsed = typeof url === 'string' ? parseReference(url) : undefined;
  if (parsed?.kind !== 'relative' && parsed?.kind !== 'absolute') return { method };
  return { method, deleted: { resourceType: parsed.type, id: parsed.id } };
}

function asResource(value: JsonValue, where: string): FhirResource {
  if (!isObject(value)) throw wrong(where, 'is no FHIR resource: it is no JSON object');
  const { resourceType, id } = value;
  if (typeof resourceType !== 'string' || !/^[A-Z][A-Za-z]{1,40}$/.test(resourceType))
    throw wrong(where, 'is no FHIR resource: it names no resourceType');
  if (id !== undefined && (typeof id !== 'string' || !/^[A-Za-z0-9.-]{1,64}$/.test(id)))
    throw wrong(
      `${where === 'the body' ? resourceType : where}.id`,
      'is no id: 1 to 64 of A-Z, a-z, 0-9, "-" and "." (R4 2.24.0)',
    );
  return value as FhirResource;
}

function wrong(path: string, what: string): Failure {
  return new Failure('permanent', 'fhir', `${path} ${what}.`);
}
