/**
 * Who said a value of the directory, and when. `source` is `person` (or `person:<address>`), `payer:<directory>`, `file:<id>`,
 * `nppes` or `channel:<name>`; `at` a date or an instant (ISO 8601) of the statement. `by` is a person who checked the value with
 * the partner: that outranks every file.
 */
export type FieldSource = { readonly source: string; readonly at: string; readonly by?: string };

/** By field name. */
export type Provenance = Readonly<Record<string, FieldSource>>;

export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

/** What is held of one field. `null` is "there is none"; without `from` nobody knows who said so. */
export type Held = { readonly value: FieldValue; readonly from?: FieldSource };

/** What somebody says of one field. A file that leaves a field empty says nothing: do not ask then. A person may say `null`. */
export type Said = { readonly value: FieldValue; readonly from: FieldSource };

const ranks: Readonly<Record<string, number>> = { person: 5, payer: 4, file: 3, nppes: 2, channel: 1 };
const VERIFIED = 6;

/**
 * How much a statement weighs: verified by a person 6, stated by a person 5, payer directory 4, the practice's own lists 3, NPPES 2,
 * a channel 1, nobody knows 0. Public provider data is often wrong, payer directories least so (DOMAIN 6.2).
 */
export function rankOf(from: FieldSource | undefined): number {
  if (!from) return 0;
  if (from.by !== undefined) return VERIFIED;
  return ranks[from.source.split(':')[0] ?? ''] ?? 0;
}

/**
 * Which of two statements stands: the weightier, then the newer. The last two comparisons only make the choice the same in whatever
 * order statements arrive. Repeating the held value with more weight or a newer date refreshes its source.
 */
export function chooseValue(held: Held, said: Said): Held {
  const difference =
    rankOf(said.from) - rankOf(held.from) ||
    compare(said.from.at, held.from?.at ?? '') ||
    compare(said.from.source, held.from?.source ?? '') ||
    compare(canonical(said.value), canonical(held.value));
  return difference > 0 ? said : held;
}

/** One field that is another now. */
export type FieldChange = {
  readonly field: string;
  readonly before: FieldValue;
  readonly after: FieldValue;
};

export type MergedFields = {
  /** Only the fields whose value is another now. */
  readonly changes: readonly FieldChange[];
  /** Of all fields, held and said. */
  readonly provenance: Provenance;
};

/** Lays what one source says of several fields over what is held; `undefined` says nothing. Pure. */
export function mergeFields(
  held: Readonly<Record<string, FieldValue | undefined>>,
  provenance: Provenance,
  said: Readonly<Record<string, FieldValue | undefined>>,
  from: FieldSource,
): MergedFields {
  const changes: FieldChange[] = [];
  const sources: Record<string, FieldSource> = { ...provenance };
  for (const [field, value] of Object.entries(said)) {
    if (value === undefined) continue;
    const before = held[field] ?? null;
    const known = provenance[field];
    const chosen = chooseValue({ value: before, ...(known ? { from: known } : {}) }, { value, from });
    if (chosen.from !== from) continue;
    sources[field] = from;
    if (!isSameValue(before, value)) changes.push({ field, before, after: value });
  }
  return { changes, provenance: sources };
}

export function isSameValue(a: FieldValue, b: FieldValue): boolean {
  return canonical(a) === canonical(b);
}

/** Objects with their keys in order: the database gives them back in its own. */
function canonical(value: FieldValue): string {
  return JSON.stringify(value, (_, inner: FieldValue) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => compare(a, b)))
      : inner,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
