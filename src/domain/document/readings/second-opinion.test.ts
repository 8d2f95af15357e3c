import { expect, test } from 'vitest';
import { npi } from '../../../../test/support/npi.ts';
import { printPage, understood } from '../../../../test/support/document-pages.ts';
import type { FieldName } from '../fields.ts';
import type { ReadPage } from '../page.ts';
import { askAgain, withSecondOpinions, type Question } from './second-opinion.ts';
import type { RawReading } from '../signals.ts';
import type { RawDocument } from '../understanding.ts';

const good = npi(7);
const broken = good.slice(0, 9) + ((Number(good.slice(9)) + 1) % 10);
const referral = (birthDate: string, npiRead: string): ReadPage =>
  printPage([
    'PATIENT REFERRAL FORM',
    'Patient Name: Ann Zztestova',
    `DOB: ${birthDate}`,
    'Referring Provider: Paul Zztestberg, MD',
    `NPI: ${npiRead}`,
    'Fax: 617-555-0102',
    'ICD-10: R07.9',
  ]);
const page = referral('03/14/1962', broken);
const documents = understood(page);

function answered(answers: Readonly<Partial<Record<FieldName, string>>>): readonly RawDocument[] {
  const asked = askAgain(documents, [page]);
  return withSecondOpinions(
    documents,
    asked.map((one) => {
      const text = answers[one.field];
      return { ...one, reading: text === undefined ? undefined : { text, confidence: 0.9 } };
    }),
  );
}

function readingOf(some: readonly RawDocument[], field: FieldName): RawReading | undefined {
  return some[0]?.fields.find((one) => one.field === field);
}

test('what is vital is asked again first, each in its own alphabet', () => {
  const asked = askAgain(documents, [page]);

  expect(asked[0]?.field).toBe('patient_name');
  expect(Object.fromEntries(asked.map(({ field, expects }) => [field, expects]))).toMatchObject({
    patient_name: 'text',
    birth_date: 'date',
    referrer_npi: 'digits',
    referrer_fax: 'digits',
    diagnosis: 'code',
  });
  for (const { box, document, position, field } of asked) {
    const reading = documents[document]?.fields[position];
    expect(reading?.field).toBe(field);
    expect(box.x).toBeLessThan(reading?.box?.x ?? 0);
    expect(box.width).toBeGreaterThan(reading?.box?.width ?? 0);
  }
});

test('of a page that says its words itself nothing is asked', () => {
  expect(askAgain(documents, [{ ...page, origin: 'text' }])).toEqual([]);
});

test('a page is not asked without end', () => {
  const [document] = documents;
  const many = Array.from({ length: 60 }, () => document?.fields ?? []).flat();
  const asked = askAgain([{ ...(document as RawDocument), fields: many }], [page]);

  expect(asked.length).toBeLessThanOrEqual(24);
});

test('the same value in other spelling agrees', () => {
  const read = answered({
    birth_date: '3/14/62',
    referrer_fax: '(617) 555-0102',
    patient_name: 'ANN ZZTESTOVA',
  });

  expect(readingOf(read, 'birth_date')?.signals.agreement).toBe(1);
  expect(readingOf(read, 'referrer_fax')?.signals.agreement).toBe(1);
  expect(readingOf(read, 'patient_name')?.signals.agreement).toBe(1);
});

test('another value is offered beside the first, and doubted', () => {
  const reading = readingOf(answered({ referrer_fax: '617-555-0162' }), 'referrer_fax');

  expect(reading).toMatchObject({ value: '6175550102', doubt: 'a second reading of its place differs' });
  expect(reading?.others[0]?.value).toBe('6175550162');
  expect(reading?.signals.agreement).toBeLessThan(1);
});

test('when only the second reading passes the check digit, it is taken', () => {
  const reading = readingOf(answered({ referrer_npi: good }), 'referrer_npi');

  expect(reading).toMatchObject({ value: good, signals: { isValid: true } });
  expect(reading?.doubt).toBeUndefined();
  expect(reading?.others[0]?.value).toBe(broken);
});

test('what could not be read again stays as it was', () => {
  expect(answered({})).toEqual(documents);
  expect(withSecondOpinions(documents, [] as readonly (Question & { reading: undefined })[])).toEqual(
    documents,
  );
});

test('where a label asks and nothing was read, its place is read again, and a person looks', () => {
  const slip = referral('8§/2¥/1§62', good);
  const raw = understood(slip);
  const asked = askAgain(raw, [slip]);
  const birth = asked.find(({ field }) => field === 'birth_date');

  expect(readingOf(raw, 'birth_date')).toBeUndefined();
  expect(birth).toMatchObject({ page: 1, expects: 'date' });

  const told = withSecondOpinions(raw, [
    { ...(birth as Question), reading: { text: '08/21/1962', confidence: 0.8 } },
  ]);

  expect(readingOf(told, 'birth_date')).toMatchObject({
    value: '1962-08-21',
    doubt: 'only a second reading of its place found it',
  });
});

test('dirt that is read again is no value', () => {
  const slip = referral('03/14/1962', 'l§9');
  const raw = understood(slip);
  const asked = askAgain(raw, [slip]).filter(({ field }) => field === 'referrer_npi');
  const told = withSecondOpinions(
    raw,
    asked.map((one) => ({ ...one, reading: { text: '1234567890', confidence: 0.9 } })),
  );

  expect(asked).toHaveLength(1);
  expect(readingOf(told, 'referrer_npi')).toBeUndefined();
});

test('a mended letter that the second reading has as it must be is no longer in doubt', () => {
  const slip = printPage(['Referring Provider: Paul Zztestberg, MD', 'Fax: 6l7-555-0102']);
  const raw = understood(slip);
  const fax = askAgain(raw, [slip]).find(({ field }) => field === 'referrer_fax');
  const told = withSecondOpinions(raw, [
    { ...(fax as Question), reading: { text: '617-555-0102', confidence: 0.9 } },
  ]);

  expect(readingOf(raw, 'referrer_fax')?.doubt).toContain('changed');
  expect(readingOf(told, 'referrer_fax')?.doubt).toBeUndefined();
});

test('a name that stands in a longer sentence of the second reading agrees', () => {
  const read = answered({ referrer_name: 'We send to you, with thanks, Mary Other and Paul Zztestberg, MD' });

  expect(readingOf(read, 'referrer_name')).toMatchObject({
    value: 'ZZTESTBERG, Paul, MD',
    signals: { agreement: 1 },
  });
});
