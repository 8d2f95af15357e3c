import type { Hl7Message, Link, NoteStated, PartyClaim } from '#hub';
import type { Reading } from './built-in-mapping.ts';
import { readPerson } from './people.ts';
import type { CommonRules } from './rules.ts';

/** What messages with notes add to the common rules. DOMAIN 1.6 E. */
export type NoteRules = CommonRules & {
  /** TXA-17 (table 0271) that make a document final. */
  readonly finalStatuses: readonly string[];
  /** TXA-19 (table 0273) under which even an authenticated document is not final. */
  readonly unavailableStatuses: readonly string[];
  /** Without TXA-17 and TXA-22 a document counts as final. */
  readonly isUnstatedFinal: boolean;
  /** Document types (TXA-2.1, OBX-3.1 or OBR-4.1) that a person must release before they go out. */
  readonly sensitiveTypes: readonly string[];
};

export type NoteReading = Reading<NoteRules>;

export const noteRules = {
  finalStatuses: ['AU', 'LA'],
  unavailableStatuses: ['UN', 'OB', 'CA'],
  isUnstatedFinal: false,
  sensitiveTypes: [],
} as const satisfies Omit<NoteRules, keyof CommonRules>;

/** Why a person must release the note; the strictest reason counts. */
export function readHold(
  message: Hl7Message,
  confidentiality: string | undefined,
  types: readonly (string | undefined)[],
  reading: NoteReading,
): NoteStated['hold'] {
  if (confidentiality === 'V') return 'very_restricted';
  if (confidentiality === 'R') return 'restricted';
  if (message.get('PD1-12') === 'Y') return 'protected_patient';
  const isSensitive = types.some((type) => type !== undefined && reading.rules.sensitiveTypes.includes(type));
  return isSensitive ? 'sensitive_type' : undefined;
}

/** OBX-11 W: on the wrong patient. D: taken back. P: not yet reviewed. Table 0085. */
export function worstResult(
  statuses: readonly (string | undefined)[],
): 'wrong' | 'withdrawn' | 'draft' | undefined {
  if (statuses.includes('W')) return 'wrong';
  if (statuses.includes('D')) return 'withdrawn';
  return statuses.includes('P') ? 'draft' : undefined;
}

/** The first of these fields that names a person. */
export function firstPerson(
  message: Hl7Message,
  segment: string,
  fields: readonly number[],
  reading: NoteReading,
  occurrence = 1,
): PartyClaim | undefined {
  for (const field of fields) {
    const person = readPerson(message.segment(segment, occurrence), field, reading);
    if (person?.kind === 'person') return person;
  }
  return undefined;
}

export function documentLink(
  id: { readonly system: string; readonly value: string } | undefined,
): Link | undefined {
  return id && { kind: 'document', system: id.system, value: id.value };
}
