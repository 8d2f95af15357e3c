import type { FhirEntry, Identifier, JsonValue, NoteStated } from '#hub';
import type { FhirRun } from './fhir-mapping.ts';
import { logicalId, ownId, readIdentifier } from './identifiers.ts';
import type { FhirRules } from './rules.ts';
import { codingsOf, objectOf } from './values.ts';

/** What resources with notes add to the common rules. DOMAIN 2.2. */
export type NoteFhirRules = FhirRules & {
  /** A DocumentReference without docStatus counts as final. */
  readonly isUnstatedFinal: boolean;
  /** Document types (LOINC) that a person must release before they go out. */
  readonly sensitiveTypes: readonly string[];
  /** Security labels (v3-ActCode) that mean the same. */
  readonly sensitiveLabels: readonly string[];
};

export const noteRules = {
  isUnstatedFinal: false,
  sensitiveTypes: [],
  sensitiveLabels: [
    'ETH',
    'ETHUD',
    'OPIOIDUD',
    'PSY',
    'PSYTHPN',
    'SUD',
    'HIV',
    'STD',
    'SDV',
    'SEX',
    'BH',
    'GDIS',
    'SICKLE',
    'TABOO',
  ],
} as const satisfies Omit<NoteFhirRules, keyof FhirRules>;

/** Why a person must release the note; the strictest reason counts. */
export function holdOf(
  labels: JsonValue | undefined,
  confidentiality: string | undefined,
  type: JsonValue | undefined,
  run: FhirRun<NoteFhirRules>,
): NoteStated['hold'] {
  const codes = [confidentiality, ...codingsOf(labels).map(({ code }) => code)];
  if (codes.includes('V')) return 'very_restricted';
  if (codes.includes('R')) return 'restricted';
  const { sensitiveLabels, sensitiveTypes } = run.rules;
  const isSensitive =
    codes.some((code) => code !== undefined && sensitiveLabels.includes(code)) ||
    codingsOf(type).some(({ code }) => code !== undefined && sensitiveTypes.includes(code));
  return isSensitive ? 'sensitive_type' : undefined;
}

/** The number of the document in every feed of the sender (masterIdentifier, as TXA-12), else its logical id. */
export function documentIdOf(entry: FhirEntry, member: string, run: FhirRun): Identifier | undefined {
  const identifier = objectOf(entry.resource[member]);
  return (identifier && readIdentifier(identifier, 'document', run)) ?? ownId(entry, run);
}

/** The document a reference names, by the same number it calls itself. */
export function documentAt(
  value: JsonValue | undefined,
  from: FhirEntry,
  member: string,
  run: FhirRun,
): Identifier | undefined {
  const target = run.fhir.resolve(value, from);
  if (target !== undefined) return documentIdOf(target, member, run);
  const key = run.fhir.keyOf(value, from);
  return key && logicalId(key.type, key.id, run);
}

export function isTakenBack(status: NoteStated['status']): boolean {
  return status === 'withdrawn' || status === 'wrong';
}
