import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainPair } from './explain-pair.ts';
import type { PatientClaim } from './fact.ts';
import { matchPatient, type PatientRecord } from './match-patient.ts';
import { askedKeys, patientKeys } from './patient-keys.ts';

const record: PatientRecord = {
  id: 'p1',
  identifiers: [{ system: 'emr:MRN', value: 'TEST-1' }],
  family: 'ZZTESTWELL',
  given: 'Robert',
  middle: 'Ana',
  birthDate: '1952-03-12',
  sex: 'M',
  phones: ['+12125550101'],
  email: 'z@mail.example',
  address: { line1: '12 North Main Street', zip: '10451' },
};
const claim = (change: Partial<PatientClaim> = {}): PatientClaim => ({
  identifiers: [{ system: 'platform:ID', value: 'TEST-9' }],
  name: { family: 'ZZTESTWELL', given: 'Robert' },
  birthDate: '1952-03-12',
  sex: 'M',
  phones: ['212-555-0101'],
  ...change,
});
const named = (family: string, given: string, more: Partial<PatientClaim> = {}) =>
  claim({ name: { family, given }, ...more });
const match = (said: PatientClaim, ...records: readonly PatientRecord[]) =>
  matchPatient(said, records.length === 0 ? [record] : records);

test.each<readonly [string, PatientClaim, string]>([
  ['a short form', named('ZZTESTWELL', 'BOB'), 'first name Bob is short for Robert'],
  [
    'a misspelt surname',
    named('ZZTESTWEL', 'Robert'),
    'last name spelt differently (Zztestwel and Zztestwell)',
  ],
  ['names in each other’s place', named('Robert', 'ZZTESTWELL'), 'first and last name exchanged'],
  ['day and month exchanged', claim({ birthDate: '1952-12-03' }), 'day and month of the birth date swapped'],
  [
    'one digit of the birth date',
    claim({ birthDate: '1952-03-13' }),
    'one slip in the birth date (03/13/1952 and 03/12/1952)',
  ],
  [
    'another address',
    claim({ address: { line1: '9 Elm Ave', zip: '10999' } }),
    'moved: other address, same phone',
  ],
  [
    'an address written otherwise',
    claim({ phones: [], address: { line1: '12 N. MAIN ST', zip: '10451-1234' } }),
    'same address',
  ],
  [
    'half of a surname',
    named('ZZTESTWELL-ZZTESTMORE', 'Robert'),
    'one of the last names is the same (Zztestwell-Zztestmore and Zztestwell)',
  ],
])('%s is the same patient', (_, said, reason) => {
  const found = match(said);
  expect(found).toMatchObject({ outcome: 'certain', patientId: 'p1' });
  expect(found.outcome === 'certain' ? found.reasons : []).toContain(reason);
  expect(askedKeys(said).some((key) => patientKeys(record).includes(key))).toBe(true);
});

test('a changed surname with first name, birth date, sex, phone and address is the same patient', () => {
  const her: PatientRecord = { ...record, given: 'Roswitha', sex: 'F' };
  const said = claim({
    name: { family: 'ZZOTHER', given: 'Roswitha' },
    sex: 'F',
    address: record.address ?? {},
  });

  expect(match(said, her)).toMatchObject({ outcome: 'certain' });
});

test('a former surname, phone or address is as good as the present one', () => {
  const { former: _, ...now } = record;
  const married: PatientRecord = {
    ...now,
    family: 'ZZNEW',
    phones: [],
    former: { names: [{ family: 'ZZTESTWELL', given: 'Robert' }], phones: ['2125550101'] },
  };

  expect(match(claim(), married)).toMatchObject({
    outcome: 'certain',
    reasons: ['same name (a former name)', 'same birth date', 'same phone'],
  });
});

test.each<readonly [string, PatientClaim, PatientRecord]>([
  ['a twin', named('ZZTESTWELL', 'Walter'), record],
  ['a twin of the same initial', named('ZZTESTWELL', 'Ralph'), record],
  [
    'a son of the same name',
    claim({ name: { family: 'ZZTESTWELL', given: 'Robert', suffix: 'Jr' }, birthDate: '1984-07-01' }),
    record,
  ],
  [
    'a namesake without a birth date or a contact',
    { identifiers: [], name: { family: 'ZZTESTWELL', given: 'Robert' } },
    record,
  ],
  ['somebody born on that day', { identifiers: [], birthDate: '1952-03-12', sex: 'M' }, record],
])('%s is nobody known', (_, said, known) => {
  expect(match({ ...said, identifiers: [{ system: 'x', value: '1' }] }, known)).toMatchObject({
    outcome: 'new',
  });
});

test.each<readonly [string, PatientClaim, PatientRecord]>([
  [
    'names alike of young twins',
    named('ZZTESTWELL', 'Zoraya', { birthDate: '2015-05-05' }),
    { ...record, given: 'Soraya', middle: 'X', birthDate: '2015-05-05' },
  ],
  ['an initial', named('ZZTESTWELL', 'R'), record],
  ['no birth date', claim({ birthDate: '' }), record],
  ['another sex', claim({ sex: 'F' }), record],
  [
    'another number of the same system',
    claim({ identifiers: [{ system: 'emr:MRN', value: 'TEST-2' }] }),
    record,
  ],
  [
    'Junior and Senior born on one day',
    claim({ name: { family: 'ZZTESTWELL', given: 'Robert', suffix: 'Sr' } }),
    { ...record, suffix: 'Jr' },
  ],
  ['a newborn of the household', named('ZZTESTWELL', 'BABY BOY', { birthDate: '2026-10-01' }), record],
  ['a child who has a name now', claim(), { ...record, given: 'BB' }],
])('%s is a question', (_, said, known) => {
  expect(match(said, known)).toMatchObject({ outcome: 'ask', candidates: [{ patientId: 'p1' }] });
});

test('two patients about equally like the claim are a question with both', () => {
  const other: PatientRecord = { ...record, id: 'p2', identifiers: [], email: 'other@mail.example' };

  expect(match(claim(), record, other)).toMatchObject({
    outcome: 'ask',
    candidates: [{ patientId: 'p1' }, { patientId: 'p2' }],
  });
});

test('a child without a name under the number of its mother is a question', () => {
  const child = claim({
    identifiers: record.identifiers,
    name: { family: 'ZZTESTWELL', given: 'BABY GIRL' },
    birthDate: '2026-10-01',
  });

  expect(match(child)).toMatchObject({ outcome: 'ask' });
});

test('two records side by side: every field with both values, words and weight', () => {
  const { fields, score } = explainPair(named('ZZTESTWELL', 'Bob'), record);

  expect(fields.map((one) => one.field)).toEqual([
    'name',
    'birthDate',
    'sex',
    'phone',
    'email',
    'address',
    'identifiers',
  ]);
  expect(fields[0]).toMatchObject({
    a: 'ZZTESTWELL, Bob',
    b: 'ZZTESTWELL, Robert Ana',
    agreement: expect.stringContaining('short for Robert'),
  });
  expect(score).toBeCloseTo(
    fields.reduce((sum, one) => sum + one.weight, 0),
    0,
  );
});

const word = fc.constantFrom(
  'Ana',
  'Bob',
  'Robert',
  'ZZTESTWELL',
  'ZZTEST-WELL',
  'B',
  'BABY BOY',
  "O'Zz",
  '',
  'Ó É',
);
const said = fc.record(
  {
    name: fc.record({ family: word, given: word, middle: word, suffix: fc.constantFrom('', 'Jr', 'II') }),
    birthDate: fc.constantFrom('1952-03-12', '1952-12-03', '1952', '1900-01-01', '2020-01-01'),
    sex: fc.constantFrom('F' as const, 'M' as const, 'U' as const),
    phones: fc.array(fc.constantFrom('5550101', '2125550101', '1', '0000000000'), { maxLength: 3 }),
    email: fc.constantFrom('a@b.example', 'none@none'),
    address: fc.record({
      line1: fc.constantFrom('1 Main St', 'Main', ''),
      zip: fc.constantFrom('10451', 'x'),
    }),
  },
  { requiredKeys: [] },
);

test('comparing is symmetrical, and who is certain is never told by a name or a date alone', () => {
  fc.assert(
    fc.property(said, said, (a, b) => {
      const [one, other] = [
        { ...a, identifiers: [] },
        { ...b, identifiers: [] },
      ];
      expect(explainPair(one, other).score).toBeCloseTo(explainPair(other, one).score, 5);
      const known = { id: 'k', phones: [], identifiers: [], ...b, ...b.name };
      const found = matchPatient({ ...one, identifiers: [{ system: 's', value: '1' }] }, [known]);
      expect(found.outcome !== 'certain' || found.reasons.join().includes('birth date')).toBe(true);
    }),
  );
});
