import { expect, test } from 'vitest';
import { printPage, understood, type PrintedRow } from '../../../../test/support/document-pages.ts';
import { builtInDiagnoses } from './diagnoses.ts';
import type { FieldName } from '../fields.ts';
import type { RawReading } from '../signals.ts';
import { findDates } from '../values/date.ts';
import { findDiagnoses } from '../values/diagnosis.ts';
import { findMemberIds, findNumbers } from '../values/ids.ts';
import { findPersons } from '../values/person.ts';
import { findTexts } from '../values/words.ts';

/** What faxes make of forms, and what is meant all the same. */

function read(...rows: readonly PrintedRow[]): readonly RawReading[] {
  const page = printPage([
    'PATIENT REFERRAL FORM',
    'Patient Name: Ann Zztestova',
    'DOB: 03/14/1962',
    ...rows,
    'Referring Provider: Paul Zztestberg, MD',
    'Fax: 617-555-0102',
  ]);
  const [document] = understood(page);
  return document?.fields ?? [];
}

function fieldIn(readings: readonly RawReading[], field: FieldName): RawReading | undefined {
  return readings.find((one) => one.field === field);
}

test('a code is held against the words beside it', () => {
  const misread = fieldIn(read('Diagnosis: N50.9 Iron deficiency anemia, unspecified'), 'diagnosis');
  const right = fieldIn(read('Diagnosis: D50.9 Iron deficiency anemia, unspecified'), 'diagnosis');

  expect(misread).toMatchObject({ value: 'D50.9' });
  expect(misread?.doubt).toContain('N50.9');
  expect(right).toMatchObject({ value: 'D50.9' });
  expect(right?.doubt).toBeUndefined();
});

test.each([
  ['120.9', 'I20.9'],
  ['G20 Al', 'G20.A1'],
  ['712,11', 'Z12.11'],
  ['Ké2.5', 'K62.5'],
])('a code read as %s is %s', (said, code) => {
  expect(findDiagnoses(said, builtInDiagnoses, 'labelled')[0]?.value).toBe(code);
});

test('codes of a sentence', () => {
  const codes = read('Codes are H40.013, H04.123. His insurance: Aetna').filter(
    ({ field }) => field === 'diagnosis',
  );

  expect(codes.map(({ value }) => value)).toEqual(['H40.013', 'H04.123']);
});

test.each([
  ['Jurie 5, 2026', '2026-06-05'],
  ['September 1/2025', '2025-09-01'],
  ['06 06-2026', '2026-06-06'],
  ['2026-0614', '2026-06-14'],
])('a date read as %s', (said, date) => {
  expect(findDates(said, 'order', '2026-06-30')[0]?.value).toBe(date);
});

test.each([
  ['ID W518774095', 'W518774095'],
  ['1QR6 BM5-TB07', '1QR6-BM5-TB07'],
  ['1QR6-BM5-TB0O7', '1QR6-BM5-TB07'],
])('a member number read as %s', (said, id) => {
  expect(findMemberIds(said)[0]?.value).toBe(id);
});

test('figures behind what a number is called by, and a letter that may be one', () => {
  expect(findNumbers('AUTHO350736')[0]?.value).toBe('AUTH0350736');
  expect(findNumbers('MRB52709')[0]?.value).toBe('MR852709');
  expect(findNumbers('B2630069')[0]?.doubt).toBe('its letter may be a figure');
  expect(findNumbers('R2630069')[0]?.doubt).toBeUndefined();
});

test('a town is nobody, and a misread degree no name', () => {
  expect(findPersons('Zztestmont, NY')).toEqual([]);
  expect(findPersons('Zztestberg, Paul, MQ')[0]?.value).toBe('ZZTESTBERG, Paul, MD');
});

test('scraps behind a text are dirt, a letter of it is none', () => {
  expect(findTexts('Screening colonoscopy o— a—')[0]?.value).toBe('Screening colonoscopy');
  expect(findTexts('Treatment of hepatitis C')[0]?.value).toBe('Treatment of hepatitis C');
});

test('a request around what is asked for is no part of it', () => {
  const service = fieldIn(
    read('Requested service: Kindly arrange a headache clinic for this patient.'),
    'service',
  );

  expect(service?.value.toLowerCase()).toBe('headache clinic');
});

test('services under one another are a list to choose from', () => {
  const service = fieldIn(
    read('Requested service:', [[4, 'Neurology consultation']], [[4, 'Nerve conduction study']]),
    'service',
  );

  expect(service?.doubt).toBe('several services stand there');
});

test('a reason with a word that is none is doubted', () => {
  expect(fieldIn(read('Reason for referral: chest pain and zxqvornia at night'), 'reason')?.doubt).toMatch(
    /zxqvornia/,
  );
  expect(
    fieldIn(read('Reason for referral: chest pain and palpitations at night'), 'reason')?.doubt,
  ).toBeUndefined();
});

test('numbers in front of headings are no part of them', () => {
  const readings = read('2. INSURANCE', [
    [0, 'Payer: Aetna'],
    [40, 'ID: W123456789'],
  ]);

  expect(fieldIn(readings, 'member_id')?.value).toBe('W123456789');
});
