import type { Fact, FactKind, Identifier, Link } from './fact.ts';
import { compareFacts, compareText, type LedgerFact } from './ledger-fact.ts';

/** Statements about which records are whose. */
export type IdentityFact = Extract<Fact, { readonly kind: IdentityKind }>;

export const identityKinds = [
  'patient_merged',
  'patient_unmerged',
  'patient_linked',
  'identifier_moved',
  'visit_moved',
] as const satisfies readonly FactKind[];

type IdentityKind = (typeof identityKinds)[number];

const kindsOfIdentity: ReadonlySet<FactKind> = new Set(identityKinds);

export function isIdentityFact(fact: Fact): fact is IdentityFact {
  return kindsOfIdentity.has(fact.kind);
}

/** The numbers of the other patient a statement speaks of. */
export function otherNumbers(fact: IdentityFact): readonly Identifier[] {
  return 'other' in fact ? fact.other.identifiers : fact.prior.identifiers;
}

/** The system of numbers the hub itself gives to records: what people decide names records by these. */
export const recordSystem = 'referloop:record';

/** A statement with the record it was made of. */
export type IdentityStatement = { readonly entry: LedgerFact<IdentityFact>; readonly record: string };

/** A number with the record it came up with. */
export type NumberOfRecord = Identifier & { readonly record: string };

export type Grouping = {
  /** Records that are one patient, each with the records that only went into others. */
  readonly groups: readonly RecordGroup[];
  /** Where a number is now. */
  readonly recordOfNumber: (number: Identifier) => string | undefined;
  /** Where a visit that was moved off a record is now. */
  readonly recordOfVisit: (record: string, visit: Link) => string | undefined;
  /** Pairs that are to be shown beside one another, and are not one. */
  readonly linked: readonly (readonly [string, string])[];
  /** Pairs of which something was moved, and what it was cannot be told from the rest. */
  readonly unclear: readonly (readonly [string, string])[];
  /** Pairs that were taken apart and still are one: through a third record, or because one record holds both. */
  readonly conflicts: readonly (readonly [string, string])[];
};

export type RecordGroup = {
  readonly records: readonly string[];
  /** Records that another one of the group took over. */
  readonly prior: ReadonlySet<string>;
};

/**
 * Which records are one patient: of every two records that were merged or taken apart the last word by the sender's time counts.
 * A function of the *set* of statements, so that merges, their undoing and what they speak of may arrive in any order.
 */
export function groupRecords(
  records: readonly string[],
  numbers: readonly NumberOfRecord[],
  statements: readonly IdentityStatement[],
): Grouping {
  const ordered = statements.toSorted((a, b) => compareFacts(a.entry, b.entry));
  const recordOfNumber = placeNumbers(numbers, ordered);
  const recordsOf = (ids: readonly Identifier[]): readonly string[] => [
    ...new Set(ids.flatMap((id) => recordOfNumber(id) ?? [])),
  ];
  const pairs = lastWords(ordered, recordsOf);
  const find = unite(
    records,
    [...pairs.values()].filter((pair) => pair.word === 'same'),
  );
  const groups = new Map<string, string[]>();
  for (const record of records) groups.set(find(record), [...(groups.get(find(record)) ?? []), record]);
  const same = [...pairs.values()].filter((pair) => pair.word === 'same');
  return {
    groups: [...groups.values()].map((members) => ({
      records: members.toSorted(compareText),
      prior: new Set(same.filter((pair) => members.includes(pair.other)).map((pair) => pair.other)),
    })),
    recordOfNumber,
    recordOfVisit: placeVisits(ordered, recordsOf),
    linked: [...pairs.values()]
      .filter((pair) => pair.word === 'linked' && find(pair.subject) !== find(pair.other))
      .map((pair) => [pair.subject, pair.other]),
    unclear: ordered
      .filter(({ entry: { fact } }) => fact.kind === 'visit_moved' && fact.visits.length === 0)
      .flatMap((one) => recordsOf(otherNumbers(one.entry.fact)).map((other) => [one.record, other] as const))
      .filter(([subject, other]) => find(subject) !== find(other)),
    conflicts: [
      ...[...pairs.values()]
        .filter((pair) => pair.word === 'apart' && find(pair.subject) === find(pair.other))
        .map((pair) => [pair.subject, pair.other] as const),
      ...ordered.filter((one) => isOfItself(one, recordsOf)).map((one) => [one.record, one.record] as const),
    ],
  };
}

export function numberKey(id: Identifier): string {
  return `${id.system}|${id.value}`;
}

type Pair = {
  readonly subject: string;
  readonly other: string;
  readonly word: 'same' | 'apart' | 'linked';
};

/** The last thing said of every two records. A link says nothing against a merge; taking apart ends both. */
function lastWords(
  ordered: readonly IdentityStatement[],
  recordsOf: (ids: readonly Identifier[]) => readonly string[],
): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  const say = (subject: string, other: string, word: Pair['word']): void => {
    if (subject === other) return;
    const key = [subject, other].toSorted(compareText).join('|');
    if (word === 'linked' && pairs.get(key)?.word === 'same') return;
    pairs.set(key, { subject, other, word });
  };
  for (const { entry, record } of ordered) {
    const others = recordsOf(otherNumbers(entry.fact));
    if (entry.fact.kind === 'patient_merged') for (const other of others) say(record, other, 'same');
    if (entry.fact.kind === 'patient_unmerged') for (const other of others) say(record, other, 'apart');
    if (entry.fact.kind === 'patient_linked') for (const other of others) say(record, other, 'linked');
  }
  return pairs;
}

/** The sender says two people, and all numbers came up with one record. */
function isOfItself(
  { entry, record }: IdentityStatement,
  recordsOf: (ids: readonly Identifier[]) => readonly string[],
): boolean {
  if (entry.fact.kind !== 'patient_unmerged') return false;
  const others = recordsOf(entry.fact.other.identifiers);
  return others.length > 0 && others.every((other) => other === record);
}

function placeNumbers(
  numbers: readonly NumberOfRecord[],
  ordered: readonly IdentityStatement[],
): (number: Identifier) => string | undefined {
  const places = new Map(numbers.map((one) => [numberKey(one), one.record]));
  for (const { entry, record } of ordered)
    if (entry.fact.kind === 'identifier_moved')
      for (const number of entry.fact.prior.identifiers) places.set(numberKey(number), record);
  return (number) => (number.system === recordSystem ? number.value : places.get(numberKey(number)));
}

function placeVisits(
  ordered: readonly IdentityStatement[],
  recordsOf: (ids: readonly Identifier[]) => readonly string[],
): (record: string, visit: Link) => string | undefined {
  const places = new Map<string, string>();
  for (const { entry, record } of ordered) {
    const { fact } = entry;
    if (fact.kind !== 'visit_moved') continue;
    for (const prior of recordsOf(fact.prior.identifiers))
      for (const visit of fact.visits) places.set(visitKey(prior, visit), record);
  }
  return (record, visit) => places.get(visitKey(record, visit));
}

function visitKey(record: string, { kind, system, value }: Link): string {
  return JSON.stringify([record, kind, system, value]);
}

function unite(records: readonly string[], pairs: readonly Pair[]): (record: string) => string {
  const parent = new Map(records.map((record) => [record, record]));
  const find = (record: string): string => {
    const next = parent.get(record) ?? record;
    return next === record ? record : find(next);
  };
  for (const { subject, other } of pairs) {
    const [first, second] = [find(subject), find(other)].toSorted(compareText);
    if (first !== undefined && second !== undefined) parent.set(second, first);
  }
  return find;
}
