import { locateText } from '../json/locate-text.ts';
import { parseJson } from '../json/parse-json.ts';
import type { JsonValue } from '../json/json.ts';
import { withAssignedIds } from './assigned-id.ts';
import { openEntries } from './entries.ts';
import type { FhirEntry, FhirReading, FhirResource, ResourceKey } from './reading.ts';
import { isObject, parseReference, referenceText } from './references.ts';

export type OpenOptions = {
  /** Base URLs of the sender's own server (`https://ehr.example/fhir`): absolute references below them are its own. */
  readonly bases?: readonly string[];
  /** The newest the sender has told of a resource in earlier messages. */
  readonly known?: (key: ResourceKey) => FhirResource | undefined;
  /** The stored message: what was sent to be created without an id has one made of it. */
  readonly messageId?: string;
};

/** Opens a stored body. Throws permanent Failures that name the path and what is wrong there. */
export function openReading(body: Uint8Array, options: OpenOptions = {}): FhirReading {
  const asSent = openEntries(parseJson(body));
  const opened = options.messageId === undefined ? asSent : withAssignedIds(asSent, options.messageId);
  const inside = [...opened.entries, ...opened.included].filter((entry) => entry.method !== 'DELETE');
  const bases = basesOf(inside, options.bases ?? []);
  const byUrl = new Map(
    inside.flatMap((entry) => (entry.fullUrl === undefined ? [] : [[entry.fullUrl, entry]])),
  );
  const byKey = new Map(
    inside.flatMap((entry) =>
      entry.resource.id === undefined ? [] : [[keyText(keyOfResource(entry.resource)), entry]],
    ),
  );
  const told = (key: ResourceKey): FhirEntry | undefined => {
    const resource = options.known?.(key);
    return resource && { resource, path: `${key.type}/${key.id}`, method: 'PUT', isTold: true };
  };
  const keyOf = (reference: JsonValue | undefined): ResourceKey | undefined => {
    const parsed = parseReference(referenceText(reference) ?? '');
    if (parsed?.kind === 'urn') {
      const entry = byUrl.get(parsed.url);
      return entry && keyOfEntry(entry);
    }
    if (parsed === undefined || parsed.kind === 'contained') return undefined;
    if (parsed.kind === 'absolute' && !bases.has(parsed.base)) return undefined;
    return { type: parsed.type, id: parsed.id };
  };
  // A contained resource refers to its neighbours, and `from` is then one of them.
  const containers = new WeakMap<FhirEntry, FhirEntry>();
  const contained = (id: string, from: FhirEntry): FhirEntry | undefined => {
    const holder = containers.get(from) ?? from;
    const entry = containedIn(holder, id);
    if (entry) containers.set(entry, holder);
    return entry;
  };
  return {
    ...opened,
    keyOf,
    told,
    resolve: (reference, from) => {
      const text = referenceText(reference) ?? '';
      const parsed = parseReference(text);
      if (parsed === undefined) return undefined;
      if (parsed.kind === 'contained') return contained(parsed.id, from);
      const inBundle = byUrl.get(text);
      if (inBundle) return inBundle;
      const key = keyOf(reference);
      return key && (byKey.get(keyText(key)) ?? told(key));
    },
    slicesOf: (path) => {
      const place = locateText(body, stepsOf(path));
      return place && [place];
    },
  };
}

/** The type and id of a resource; its fullUrl stands for an id it does not have yet. */
export function keyOfEntry({ resource, fullUrl }: FhirEntry): ResourceKey | undefined {
  const id = resource.id ?? (fullUrl?.startsWith('urn:') ? fullUrl : undefined);
  return id === undefined ? undefined : { type: resource.resourceType, id };
}

function keyOfResource({ resourceType, id = '' }: FhirResource): ResourceKey {
  return { type: resourceType, id };
}

export function keyText({ type, id }: ResourceKey): string {
  return `${type}/${id}`;
}

/** What the channel says is the sender's own, and what the Bundle's own entries are called by. */
function basesOf(entries: readonly FhirEntry[], configured: readonly string[]): ReadonlySet<string> {
  const bases = new Set(configured.map((base) => `${base.replace(/\/+$/, '').toLowerCase()}/`));
  for (const { fullUrl } of entries) {
    const parsed = fullUrl === undefined ? undefined : parseReference(fullUrl);
    if (parsed?.kind === 'absolute') bases.add(parsed.base);
  }
  return bases;
}

function containedIn(from: FhirEntry, id: string): FhirEntry | undefined {
  const list = from.resource['contained'];
  if (!Array.isArray(list)) return undefined;
  const index = (list as readonly JsonValue[]).findIndex((one) => isObject(one) && one['id'] === id);
  const resource = (list as readonly JsonValue[])[index];
  if (!isObject(resource)) return undefined;
  return { resource: resource as FhirResource, path: `${from.path}.contained[${index}]`, method: 'PUT' };
}

/** `Bundle.entry[1].resource.content[0].attachment.data`, without the type it begins with. */
function stepsOf(path: string): readonly (string | number)[] {
  const [, ...steps] = path.replaceAll('[', '.[').split('.');
  return steps.map((step) => (step.startsWith('[') ? Number(step.slice(1, -1)) : step));
}
