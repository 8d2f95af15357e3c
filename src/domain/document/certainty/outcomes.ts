import { foldName } from '../../names.ts';
import { fieldOf, type FieldName, type FieldReading } from '../fields.ts';

/** What a person made of one field, against what was proposed. */
export type FieldOutcome = {
  readonly field: FieldName;
  /** Absent: nothing was read, or nothing belonged there. */
  readonly proposed?: string;
  readonly confidence?: number;
  readonly wasAccepted: boolean;
  /** Absent: the field is empty. */
  readonly final?: string;
  readonly isRight: boolean;
};

type Proposed = FieldReading & { readonly isAccepted: boolean };

/**
 * Every field that was proposed or that a person filled, with whether it was right. Values of one field (diagnoses) are compared as a set:
 * their order is nobody's mistake. A name, a text and a practice are the same when they read the same but for case and punctuation.
 */
export function fieldOutcomes(
  proposed: readonly Proposed[],
  final: Readonly<Partial<Record<FieldName, readonly string[]>>>,
): readonly FieldOutcome[] {
  const names = [...new Set([...proposed.map(({ field }) => field), ...(Object.keys(final) as FieldName[])])];
  return names.flatMap((field) =>
    outcomesOf(
      field,
      proposed.filter((one) => one.field === field && one.value !== ''),
      (final[field] ?? []).filter((value) => value !== ''),
    ),
  );
}

function outcomesOf(
  field: FieldName,
  proposed: readonly Proposed[],
  final: readonly string[],
): readonly FieldOutcome[] {
  const left = [...final];
  const taken = proposed.map((one) => {
    const at = left.findIndex((value) => isSameValue(field, value, one.value));
    return { one, value: at === -1 ? undefined : left.splice(at, 1)[0] };
  });
  // Whatever no proposal named was put in the place of a wrong one, or was missing.
  const settled = taken.map(({ one, value }): FieldOutcome => {
    const typed = value ?? left.shift();
    return {
      field,
      proposed: one.value,
      confidence: one.confidence,
      wasAccepted: one.isAccepted,
      ...(typed === undefined ? {} : { final: typed }),
      isRight: value !== undefined,
    };
  });
  const missed = left.map((value): FieldOutcome => ({
    field,
    wasAccepted: false,
    final: value,
    isRight: false,
  }));
  return [...settled, ...missed];
}

/** Whether two canonical values of a field say the same. */
export function isSameValue(field: FieldName, a: string, b: string): boolean {
  if (a === b) return true;
  switch (fieldOf(field).kind) {
    case 'person':
    case 'address':
    case 'organisation':
    case 'payer':
    case 'text':
    case 'member_id':
    case 'number':
      return foldName(a) === foldName(b);
    case 'date':
    case 'sex':
    case 'phone':
    case 'npi':
    case 'diagnosis':
    case 'urgency':
      return false;
  }
}
