import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Link } from './fact.ts';
import {
  groupRecords,
  type IdentityFact,
  type IdentityStatement,
  type NumberOfRecord,
} from './same-patient.ts';

const records = ['a', 'b', 'c', 'd'] as const;
type Name = (typeof records)[number];
const numberOf = (record: string) => ({ system: 'clinic', value: record.toUpperCase() });
const numbers: readonly NumberOfRecord[] = records.map((record) => ({ ...numberOf(record), record }));

type Kind = IdentityFact['kind'];

function said(
  kind: Kind,
  record: Name,
  other: Name,
  minute: number,
  visits: readonly Link[] = [],
): IdentityStatement {
  const base = {
    effectiveAt: `2026-11-04T10:${String(minute).padStart(2, '0')}:00.000Z`,
    links: [],
    lineage: [],
  };
  const about = { identifiers: [numberOf(other)] };
  const fact: IdentityFact =
    kind === 'patient_unmerged' || kind === 'patient_linked'
      ? { ...base, kind, other: about }
      : kind === 'visit_moved'
        ? { ...base, kind, prior: about, visits }
        : { ...base, kind, prior: about };
  return {
    record,
    entry: {
      fact,
      fingerprint: `${kind}|${record}|${other}|${minute}`,
      channel: 'clinic',
      isFromPerson: false,
    },
  };
}

const groupsOf = (...statements: readonly IdentityStatement[]) =>
  groupRecords(records, numbers, statements)
    .groups.map((group) => group.records.join(''))
    .toSorted();

test('the last word by the sender’s time counts, however it arrives', () => {
  const merged = said('patient_merged', 'a', 'b', 1);
  const apart = said('patient_unmerged', 'b', 'a', 2);
  const again = said('patient_merged', 'b', 'a', 3);
  expect(groupsOf(merged)).toEqual(['ab', 'c', 'd']);
  expect(groupsOf(apart, merged)).toEqual(['a', 'b', 'c', 'd']);
  expect(groupsOf(again, apart, merged)).toEqual(['ab', 'c', 'd']);
});

test('of a merge and its undoing at one instant the undoing counts', () => {
  expect(groupsOf(said('patient_unmerged', 'a', 'b', 1), said('patient_merged', 'a', 'b', 1))).toHaveLength(
    4,
  );
});

test('chains and rings are one, and any link comes out', () => {
  const chain = [said('patient_merged', 'a', 'b', 1), said('patient_merged', 'b', 'c', 2)];
  expect(groupsOf(...chain)).toEqual(['abc', 'd']);
  expect(groupsOf(...chain, said('patient_merged', 'c', 'a', 3))).toEqual(['abc', 'd']);
  expect(groupsOf(...chain, said('patient_unmerged', 'a', 'b', 3))).toEqual(['a', 'bc', 'd']);
});

test('two who are one through a third are a conflict, and so is a record that is not itself', () => {
  const chain = [said('patient_merged', 'a', 'b', 1), said('patient_merged', 'b', 'c', 2)];
  expect(groupRecords(records, numbers, [...chain, said('patient_unmerged', 'a', 'c', 3)]).conflicts).toEqual(
    [['a', 'c']],
  );
  expect(groupRecords(records, numbers, [said('patient_unmerged', 'a', 'a', 3)]).conflicts).toEqual([
    ['a', 'a'],
  ]);
});

test('a link joins nobody, ends with being taken apart, and says nothing about those who are one', () => {
  const link = said('patient_linked', 'a', 'b', 1);
  expect(groupRecords(records, numbers, [link]).linked).toEqual([['a', 'b']]);
  expect(groupsOf(link)).toHaveLength(4);
  expect(groupRecords(records, numbers, [link, said('patient_unmerged', 'a', 'b', 2)]).linked).toEqual([]);
  expect(groupsOf(said('patient_merged', 'a', 'b', 0), link)).toEqual(['ab', 'c', 'd']);
});

test('a number is where it was moved last, and merges that name it mean that record', () => {
  const moves = [said('identifier_moved', 'c', 'b', 2), said('identifier_moved', 'd', 'b', 1)];
  expect(groupRecords(records, numbers, moves).recordOfNumber(numberOf('b'))).toBe('c');
  expect(groupsOf(...moves, said('patient_merged', 'a', 'b', 3))).toEqual(['ac', 'b', 'd']);
});

test('a visit is where it was moved last; one that nothing names is unclear', () => {
  const visit: Link = { kind: 'visit', system: 'clinic:visit', value: 'V1' };
  const grouping = groupRecords(records, numbers, [
    said('visit_moved', 'c', 'b', 2, [visit]),
    said('visit_moved', 'a', 'b', 1, [visit]),
    said('visit_moved', 'a', 'd', 1),
  ]);
  expect(grouping.recordOfVisit('b', visit)).toBe('c');
  expect(grouping.recordOfVisit('a', visit)).toBeUndefined();
  expect(grouping.unclear).toEqual([['a', 'd']]);
});

test('whatever is said, in any order and any number of times, comes to the same', () => {
  const kinds: readonly Kind[] = [
    'patient_merged',
    'patient_unmerged',
    'patient_linked',
    'identifier_moved',
    'visit_moved',
  ];
  const one = fc
    .tuple(fc.constantFrom(...kinds), fc.constantFrom(...records), fc.constantFrom(...records), fc.nat(9))
    .map(([kind, record, other, minute]) => said(kind, record, other, minute));
  const plain = (statements: readonly IdentityStatement[]) => {
    const { groups, conflicts, linked, unclear, recordOfNumber } = groupRecords(records, numbers, statements);
    const places = numbers.map(recordOfNumber);
    const pairs = (some: readonly (readonly [string, string])[]) => [...new Set(some.map(String))].toSorted();
    return [
      groups.map((group) => group.records.join('')).toSorted(),
      pairs(conflicts),
      pairs(linked),
      pairs(unclear),
      places,
    ];
  };
  fc.assert(
    fc.property(
      fc
        .array(one, { maxLength: 12 })
        .chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }),
          ),
        ),
      ([straight, shuffled]) => {
        const unique = [...new Map(straight.map((it) => [it.entry.fingerprint, it])).values()];
        expect(plain(shuffled)).toEqual(plain(unique));
      },
    ),
  );
});
