import type { JsonObject, JsonValue } from '../json/json.ts';
import type { FhirResource } from './reading.ts';

/**
 * The resources references lead to, and what of each is kept so that a later message can be read: never whole documents. `used`: what
 * the meaning of other resources depends on, where that is less: they are read again when it changes. A patient's demographics are
 * told by the Patient itself.
 */
const keptTypes: Readonly<Record<string, Kept>> = {
  Patient: {
    members: ['identifier', 'name', 'birthDate', 'gender', 'telecom', 'address', 'link'],
    used: ['identifier', 'link'],
  },
  Practitioner: { members: ['identifier', 'name', 'telecom', 'address', 'qualification'] },
  PractitionerRole: {
    members: ['identifier', 'practitioner', 'organization', 'location', 'telecom'],
  },
  Organization: { members: ['identifier', 'name', 'telecom', 'address'] },
  Location: { members: ['name', 'address', 'telecom', 'managingOrganization'] },
  ServiceRequest: { members: ['identifier', 'subject'] },
  Task: { members: ['identifier', 'for', 'focus'] },
  Appointment: { members: ['identifier', 'participant', 'basedOn'] },
  Encounter: { members: ['identifier', 'subject'] },
  DocumentReference: { members: ['masterIdentifier', 'subject'] },
};

type Kept = { readonly members: readonly string[]; readonly used?: readonly string[] };

export function isKeptType(type: string): boolean {
  return keptTypes[type] !== undefined;
}

/** What is kept of a resource; undefined for types nothing refers to. */
export function keptOf(resource: FhirResource): FhirResource | undefined {
  const kept = keptTypes[resource.resourceType];
  if (kept === undefined) return undefined;
  const members = kept.members.flatMap((name): readonly (readonly [string, JsonValue])[] => {
    const value = resource[name];
    if (value === undefined) return [];
    return [[name, name === 'participant' ? actorsOf(value) : value]];
  });
  const { resourceType, id } = resource;
  return { resourceType, ...(id === undefined ? {} : { id }), ...Object.fromEntries(members) };
}

/** The same text for resources that mean the same to whoever refers to them. */
export function usedText(kept: FhirResource): string {
  const used = keptTypes[kept.resourceType]?.used;
  if (used === undefined) return JSON.stringify(sorted(kept));
  return JSON.stringify(used.map((name) => sorted(kept[name]) ?? null));
}

/** Answers of participants change with every confirmation; who they are does not. */
function actorsOf(value: JsonValue): JsonValue {
  if (!Array.isArray(value)) return value;
  return (value as readonly JsonObject[]).flatMap((one) =>
    one?.['actor'] === undefined ? [] : [{ actor: one['actor'] }],
  );
}

/** jsonb keeps no order of names. */
function sorted(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((part) => sorted(part) ?? null);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, sorted(part)]));
}
