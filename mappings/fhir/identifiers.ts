import type { FhirEntry, Identifier, JsonObject, JsonValue, Link } from '#hub';
import { distinct, npiDigits } from '../shared/identifiers.ts';
import { isPlaceholder } from '../shared/not-people.ts';
import type { FhirRun } from './fhir-mapping.ts';
import { codingsOf, objectsIn, textOf } from './values.ts';

/** A logical id, in the scope of the sender's server. */
export function logicalId(type: string, id: string, run: FhirRun): Identifier {
  return { system: `${run.context.sender}/${type}`, value: id };
}

/** The logical id of a resource; `urn:uuid:…` where it has none yet. */
export function ownId({ resource, fullUrl }: FhirEntry, run: FhirRun): Identifier | undefined {
  const id = resource.id ?? (fullUrl?.startsWith('urn:') ? fullUrl : undefined);
  return id === undefined ? undefined : logicalId(resource.resourceType, id, run);
}

/** `Identifier.type` as a code of table 0203. */
export function typeCodeOf(identifier: JsonObject): string | undefined {
  return codingsOf(identifier['type'])[0]?.code?.toUpperCase();
}

/** The ids of a patient: record numbers and their like. Social security numbers, and numbers families share, are never kept. */
export function patientIdentifiers(value: JsonValue | undefined, run: FhirRun): readonly Identifier[] {
  return distinct(
    objectsIn(value).flatMap((identifier) => {
      const type = typeCodeOf(identifier);
      if (type !== undefined && run.rules.sharedIdentifierTypes.includes(type)) return [];
      const read = readIdentifier(identifier, 'unnamed', run);
      if (read === undefined || isSocialSecurity(identifier) || textOf(identifier['use']) === 'old')
        return [];
      return [type === undefined ? read : { ...read, type }];
    }),
  );
}

export type PartyIds = { readonly identifiers: readonly Identifier[]; readonly npiCertainty?: 'certain' };

/** The ids of a doctor or an office; an NPI by its system, and only with the right check digit. */
export function partyIdentifiers(value: JsonValue | undefined, path: string, run: FhirRun): PartyIds {
  const identifiers = objectsIn(value).flatMap((identifier): readonly Identifier[] => {
    const written = textOf(identifier['value']);
    if (written === undefined || isPlaceholder(written) || isSocialSecurity(identifier)) return [];
    if (!isNpiSystem(identifier)) return [readIdentifier(identifier, 'provider', run) ?? []].flat();
    const npi = npiDigits(written);
    if (npi !== undefined) return [{ system: 'npi', value: npi }];
    run.warn('npi-check', path, 'What is called an NPI fails the check: kept as a local id.');
    return [{ system: `${run.context.sender}:not-npi`, value: written }];
  });
  const hasNpi = identifiers.some((id) => id.system === 'npi');
  return { identifiers: distinct(identifiers), ...(hasNpi ? { npiCertainty: 'certain' as const } : {}) };
}

/** Business identifiers as links: those of the filler (`FILL`) are ours, all others the referring side's. */
export function referralLinks(value: JsonValue | undefined, run: FhirRun): readonly Link[] {
  return objectsIn(value).flatMap((identifier): readonly Link[] => {
    const isFiller = typeCodeOf(identifier) === 'FILL';
    const id = readIdentifier(identifier, isFiller ? 'filler' : 'placer', run);
    return id === undefined ? [] : [{ kind: isFiller ? 'order' : 'referral', ...id }];
  });
}

/** Identifiers of one kind as links. */
export function identifierLinks(
  kind: Link['kind'],
  value: JsonValue | undefined,
  unnamed: string,
  run: FhirRun,
): readonly Link[] {
  return objectsIn(value).flatMap((identifier): readonly Link[] => {
    const id = readIdentifier(identifier, unnamed, run);
    return id === undefined ? [] : [{ kind, ...id }];
  });
}

export function readIdentifier(
  identifier: JsonObject,
  unnamed: string,
  run: FhirRun,
): { readonly system: string; readonly value: string } | undefined {
  const value = textOf(identifier['value']);
  if (value === undefined || isPlaceholder(value)) return undefined;
  const system = textOf(identifier['system']);
  // CDA and IHE write `urn:ietf:rfc3986` for a value that is an OID or UUID itself: it is its own authority.
  if (system === undefined) return { system: `${run.context.sender}:${unnamed}`, value };
  return { system: run.rules.authorities[system] ?? system, value };
}

function isNpiSystem(identifier: JsonObject): boolean {
  const system = textOf(identifier['system']);
  if (system !== undefined) return npiSystems.has(system);
  return typeCodeOf(identifier) === 'NPI';
}

const npiSystems: ReadonlySet<string> = new Set([
  'http://hl7.org/fhir/sid/us-npi',
  'urn:oid:2.16.840.1.113883.4.6',
]);

function isSocialSecurity(identifier: JsonObject): boolean {
  const system = textOf(identifier['system']) ?? '';
  return system === 'http://hl7.org/fhir/sid/us-ssn' || system === 'urn:oid:2.16.840.1.113883.4.1';
}
