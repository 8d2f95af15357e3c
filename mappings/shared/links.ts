import type { Hl7Message, Hl7Segment, Link } from '#hub';
import { readAuthority, readEntity, readPatientIdentifiers, systemOf } from './identifiers.ts';
import { isPlaceholder } from './not-people.ts';
import type { CommonReading } from './rules.ts';
import { readTime } from './times.ts';

/**
 * The visit: PV1-19, else PV1-50; an ADT without a visit number is known by the patient and the start of the visit (PV1-44), so
 * that its later corrections find it (DOMAIN 1.6 D).
 */
export function standardVisitKey(message: Hl7Message, reading: CommonReading): Link | undefined {
  const segment = message.segment('PV1');
  if (segment === undefined) return undefined;
  const numbered = visitNumber(segment, 19, reading) ?? visitNumber(segment, 50, reading);
  if (numbered !== undefined || message.get('MSH-9.1') !== 'ADT') return numbered;
  const patient = message.segment('PID');
  const id = patient && readPatientIdentifiers(patient, 3, reading)[0];
  const start = readTime(message, 'PV1-44', reading)?.instant;
  if (id === undefined || start === undefined) return undefined;
  return { kind: 'visit', system: id.system, value: `${id.value}@${start}` };
}

/**
 * The numbers of a field as links. Placer numbers are the referring side's, filler numbers ours; where no authority is named the
 * word keeps the two apart.
 */
export function readLinks(
  kind: Link['kind'],
  segment: Hl7Segment | undefined,
  field: number,
  unnamed: string,
  reading: CommonReading,
): readonly Link[] {
  if (segment === undefined) return [];
  return segment.repetitions(field).flatMap((repetition) => {
    const id = readEntity(repetition, reading, unnamed);
    return id === undefined ? [] : [{ kind, ...id }];
  });
}

/** Each link once. */
export function distinctLinks(links: readonly (Link | undefined)[]): readonly Link[] {
  const seen = new Map<string, Link>();
  for (const link of links) {
    if (link !== undefined) seen.set(`${link.kind}|${link.system}|${link.value}`, link);
  }
  return [...seen.values()];
}

/** A visit number as a link. */
export function visitNumber(segment: Hl7Segment, field: number, reading: CommonReading): Link | undefined {
  const repetition = segment.repetitions(field)[0];
  const value = repetition?.at('1')?.trim();
  if (repetition === undefined || value === undefined || value === '' || isPlaceholder(value))
    return undefined;
  return { kind: 'visit', system: systemOf(readAuthority(repetition, 4), reading, 'visit'), value };
}
