import { isNpi, type Hl7Repetition, type Hl7Segment, type Identifier } from '#hub';
import type { CommonReading } from './rules.ts';
import { isPlaceholder } from './not-people.ts';

/** An HD (HL7 v2.5.1 section 2.A.33), wherever it stands. */
export type Authority = {
  readonly namespace: string | undefined;
  readonly universalId: string | undefined;
  readonly universalType: string | undefined;
};

/**
 * The system of an identifier. A universal id is the same everywhere; a namespace means something only inside its sender; an id
 * whose authority is not named belongs to `unnamed` of that sender, never to "any".
 */
export function systemOf(authority: Authority, reading: CommonReading, unnamed: string): string {
  const { namespace, universalId, universalType } = authority;
  const { sender } = reading.context;
  if (universalId !== undefined) {
    const type = universalType?.toLowerCase() ?? (isOid(universalId) ? 'iso' : undefined);
    if (type === 'iso') return `urn:oid:${universalId}`;
    return `${type ?? sender}:${universalId}`;
  }
  if (namespace !== undefined) return reading.rules.authorities[namespace] ?? `${sender}:${namespace}`;
  return `${sender}:${unnamed}`;
}

/** The ids of a patient in a CX field: PID-3, MRG-1. Shared and unusable ones are left out. */
export function readPatientIdentifiers(
  segment: Hl7Segment,
  field: number,
  reading: CommonReading,
  unnamedSystem?: string,
): readonly Identifier[] {
  return distinct(
    segment.repetitions(field).flatMap((repetition) => readCx(repetition, reading, unnamedSystem) ?? []),
  );
}

/** The id of an EI: its value, and its authority as a system. */
export function readEntity(
  repetition: Hl7Repetition | undefined,
  reading: CommonReading,
  unnamed: string,
): { readonly system: string; readonly value: string } | undefined {
  // Some senders leave EI.1 empty and write the number where the universal id belongs: `^^123456`.
  const isShifted = repetition?.at('1') === undefined && repetition?.at('4') === undefined;
  const value = (isShifted ? repetition?.at('3') : repetition?.at('1'))?.trim();
  if (repetition === undefined || value === undefined || value === '' || isPlaceholder(value))
    return undefined;
  const authority = {
    namespace: repetition.at('2'),
    universalId: isShifted ? undefined : repetition.at('3'),
    universalType: repetition.at('4'),
  };
  return { system: systemOf(authority, reading, unnamed), value };
}

/** The authority a CX, XCN or PLN names in one of its components. */
export function readAuthority(repetition: Hl7Repetition, component: number): Authority {
  return {
    namespace: repetition.at(`${component}.1`),
    universalId: repetition.at(`${component}.2`),
    universalType: repetition.at(`${component}.3`),
  };
}

/** Ten digits out of an NPI as senders write it: plain, or with the card prefix 80840 (DOMAIN 6.1). */
export function npiDigits(value: string): string | undefined {
  const digits = value.startsWith('80840') && value.length === 15 ? value.slice(5) : value;
  return isNpi(digits) ? digits : undefined;
}

export function distinct(identifiers: readonly Identifier[]): readonly Identifier[] {
  return identifiers.filter(
    (one, index) =>
      identifiers.findIndex((other) => other.system === one.system && other.value === one.value) === index,
  );
}

/** Ids without authority and of a type that is not the medical record are kept apart: an insurance number is no MRN. */
const recordTypes = new Set(['MR', 'MRN', 'PI', 'PT']);

function readCx(
  repetition: Hl7Repetition,
  reading: CommonReading,
  unnamedSystem: string | undefined,
): Identifier | undefined {
  const value = repetition.at('1')?.trim();
  const type = repetition.at('5')?.toUpperCase();
  if (value === undefined || value === '' || isPlaceholder(value)) return undefined;
  if (type !== undefined && reading.rules.sharedIdentifierTypes.includes(type)) return undefined;
  const authority = readAuthority(repetition, 4);
  if (isSocialSecurity(authority)) return undefined;
  return {
    system: cxSystem(authority, type, reading, unnamedSystem),
    value,
    ...(type === undefined ? {} : { type }),
  };
}

function cxSystem(
  authority: Authority,
  type: string | undefined,
  reading: CommonReading,
  unnamedSystem: string | undefined,
): string {
  const isNamed = authority.namespace !== undefined || authority.universalId !== undefined;
  const isRecord = type === undefined || recordTypes.has(type);
  const { defaultAuthority } = reading.rules;
  if (isNamed || !isRecord) return systemOf(authority, reading, `unnamed-${type?.toLowerCase() ?? 'id'}`);
  if (defaultAuthority !== undefined)
    return systemOf({ ...authority, namespace: defaultAuthority }, reading, '');
  return unnamedSystem ?? systemOf(authority, reading, 'unnamed');
}

/** PID-19 is never read; senders also put the number into PID-3. It is never kept. */
function isSocialSecurity(authority: Authority): boolean {
  return (
    (authority.namespace ?? '').toUpperCase().includes('SSA') ||
    authority.universalId === '2.16.840.1.113883.4.1'
  );
}

function isOid(text: string): boolean {
  return /^[012](?:\.\d+)+$/.test(text);
}
