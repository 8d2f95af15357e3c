import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4.js';
import { now } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { baseOf } from '../../pipeline/fhir-out/names.ts';
import { encodeAsked, type Asked } from './asked.ts';
import { outcomeOf } from './outcome.ts';
import type { Found } from './search.ts';

/** R4 Bundle of a search. Its addresses hold a place in the search and nothing that was asked for. */
export function searchBundle(
  asked: Asked,
  found: Found,
  ignored: readonly string[],
  publicUrl: string,
): Bundle {
  const base = baseOf(publicUrl);
  const link = (relation: string, one: Asked) => ({
    relation,
    url: `${base}/${asked.type}?_cursor=${encodeAsked(one)}`,
  });
  const matches = found.matches.map((one) => entryOf(subsetOf(one, asked.elements), 'match', base));
  const included = unique(found.included).map((one) => entryOf(one, 'include', base));
  const entry = [...matches, ...included, ...warnings(ignored)];
  return {
    resourceType: 'Bundle',
    id: newId(),
    meta: { lastUpdated: now() },
    type: 'searchset',
    total: found.total,
    link: [link('self', asked), ...(found.next ? [link('next', found.next)] : [])],
    entry: entry.length === 0 ? undefined : entry,
  };
}

function entryOf(resource: FhirResource, mode: 'match' | 'include', base: string): BundleEntry {
  return { fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode } };
}

function warnings(ignored: readonly string[]): readonly BundleEntry[] {
  if (ignored.length === 0) return [];
  const issues = ignored.map((name) => ({
    severity: 'warning' as const,
    code: 'not-supported' as const,
    reason: `The parameter "${name}" is not supported here and was left out of account.`,
  }));
  return [{ fullUrl: `urn:uuid:${newId()}`, resource: outcomeOf(issues), search: { mode: 'outcome' } }];
}

function unique(resources: readonly FhirResource[]): readonly FhirResource[] {
  return [...new Map(resources.map((one) => [`${one.resourceType}/${one.id}`, one])).values()];
}

/** Elements R4 demands of the resources served here: a part without them would be no resource. */
const always: ReadonlySet<string> = new Set([
  'resourceType',
  'id',
  'meta',
  'status',
  'intent',
  'subject',
  'participant',
  'content',
]);

/** `_elements`: only these members and the mandatory ones, marked as a part of the whole. */
function subsetOf(resource: FhirResource, elements: readonly string[] | undefined): FhirResource {
  if (!elements) return resource;
  const kept = Object.entries(resource).filter(([name]) => always.has(name) || elements.includes(name));
  const tag = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }];
  return Object.fromEntries([
    ...kept.filter(([name]) => name !== 'meta'),
    ['meta', { ...resource.meta, tag }],
  ]) as unknown as FhirResource;
}
