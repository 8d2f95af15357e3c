import { expect, test } from 'vitest';
import type { PatientClaim } from './fact.ts';
import { matchPatient, type PatientRecord } from './match-patient.ts';

const record: PatientRecord = {
  id: 'p1',
  identifiers: [{ system: 'emr:MRN', value: 'TEST-1' }],
  family: 'ZZTESTÓRTIZ',
  given: 'Ana',
  birthDate: '1970-01-02',
  phones: ['555-0101'],
  address: { line1: '1 Main St', zip: '10451' },
};
const claim = (change: Partial<PatientClaim> = {}): PatientClaim => ({
  identifiers: [{ system: 'platform:ID', value: 'TEST-9' }],
  name: { family: 'ZZTESTORTIZ', given: 'ANA' },
  birthDate: '1970-01-02',
  phones: ['(555) 0101'],
  ...change,
});

test('the same identifier is the same patient', () => {
  expect(matchPatient(claim({ identifiers: record.identifiers }), [record])).toMatchObject({
    outcome: 'certain',
    patientId: 'p1',
  });
});

test('a changed surname under the same identifier is the same patient', () => {
  const married = claim({ identifiers: record.identifiers, name: { family: 'ZZTESTNEW', given: 'Ana' } });

  expect(matchPatient(married, [record])).toMatchObject({ outcome: 'certain', patientId: 'p1' });
});

test('the identifier of somebody with other names and another birthday is a question', () => {
  const stranger = claim({
    identifiers: record.identifiers,
    name: { family: 'ZZTESTBOB', given: 'Bob' },
    birthDate: '1999-09-09',
  });

  expect(matchPatient(stranger, [record])).toMatchObject({ outcome: 'ask' });
});

test('name, birth date and phone together are certain, accents and case aside', () => {
  expect(matchPatient(claim(), [record])).toMatchObject({
    outcome: 'certain',
    reasons: ['same name', 'same birth date', 'same phone'],
  });
});

test('name and birth date alone are a question', () => {
  expect(matchPatient(claim({ phones: [] }), [record])).toMatchObject({
    outcome: 'ask',
    candidates: [{ patientId: 'p1' }],
  });
});

test('another number of the same system is a question even with the same phone', () => {
  const rival = claim({ identifiers: [{ system: 'emr:MRN', value: 'TEST-2' }] });

  expect(matchPatient(rival, [record])).toMatchObject({ outcome: 'ask' });
});

test('a twin is somebody new', () => {
  expect(matchPatient(claim({ name: { family: 'ZZTESTORTIZ', given: 'Eva' } }), [record])).toMatchObject({
    outcome: 'new',
  });
});

test('a birthday known to the month is a question at most', () => {
  expect(matchPatient(claim({ birthDate: '1970-01' }), [{ ...record, birthDate: '1970-01' }])).toMatchObject({
    outcome: 'ask',
    candidates: [{ reasons: ['same name', 'same birth date as far as it is known (1970-01)', 'same phone'] }],
  });
});

test('identifiers of two patients in one message are a question', () => {
  const other: PatientRecord = {
    ...record,
    id: 'p2',
    identifiers: [{ system: 'platform:ID', value: 'TEST-9' }],
  };
  const both = claim({ identifiers: [...record.identifiers, ...other.identifiers] });

  expect(matchPatient(both, [record, other])).toMatchObject({
    outcome: 'ask',
    candidates: [{ patientId: 'p1' }, { patientId: 'p2' }],
  });
});

test('nobody named is a question without candidates', () => {
  expect(matchPatient({ identifiers: [] }, [])).toMatchObject({ outcome: 'ask', candidates: [] });
});
