import { expect, test } from 'vitest';
import { ownPractice, printPage, understood } from '../../../../test/support/document-pages.ts';
import type { FieldName } from '../fields.ts';
import { askAgain, withSecondOpinions, type Answer } from './second-opinion.ts';
import type { RawReading } from '../signals.ts';
import { askThird, withThird } from './third-opinion.ts';

const page = printPage([
  'PATIENT REFERRAL FORM',
  'Patient Name: Ann Zztestova',
  'DOB: 03/14/1962',
  'MRN: 139408',
  'Referring Provider: Paul Zztestberg, MD',
  'Fax: 617-555-0102',
  'ICD-10: R07.9',
]);
const documents = understood(page);

type Said = Readonly<Partial<Record<FieldName, string>>>;

function second(said: Said, confidence = 0.9): readonly Answer[] {
  return askAgain(documents, [page]).map((one) => {
    const text = said[one.field];
    return { ...one, reading: text === undefined ? undefined : { text, confidence } };
  });
}

function afterThird(said: Said, thirdText: string, confidence: number): RawReading | undefined {
  const answers = second(said, confidence);
  const third = askThird(documents, answers, [page], ownPractice).map((one): Answer => ({
    ...one,
    reading: { text: thirdText, confidence },
  }));
  const [read] = withSecondOpinions(documents, withThird(documents, answers, third, ownPractice));
  return read?.fields.find(({ field }) => field === 'patient_mrn');
}

const first = documents[0]?.fields.find(({ field }) => field === 'patient_mrn');

test('a number that two readings differ on is asked a third time, with more paper around it', () => {
  const answers = second({
    patient_mrn: '139409',
    patient_name: 'Ann Zztestowa',
    referrer_fax: '617-555-0102',
  });
  const asked = askThird(documents, answers, [page], ownPractice);
  const before = answers.find(({ field }) => field === 'patient_mrn');

  expect(asked.map(({ field }) => field)).toEqual(['patient_mrn']);
  expect(asked[0]?.box.width).toBeGreaterThan(before?.box.width ?? Infinity);
});

test('two readings alike go before one that is hardly surer, and a person is still asked', () => {
  const sure = first?.signals.wordConfidence ?? 0;
  const read = afterThird({ patient_mrn: '139409' }, '139409', sure - 0.02);

  expect(read?.value).toBe('139409');
  expect(read?.doubt).toBe('a second reading of its place differs');
  expect(read?.others.map(({ value }) => value)).toContain('139408');
});

test.each([
  ['says something else again', '139403', -0.02],
  ['is like the second, but both are far less sure', '139409', -0.3],
])('the first stays where the third %s', (_, thirdText, lessSure) => {
  const sure = first?.signals.wordConfidence ?? 0;
  const read = afterThird({ patient_mrn: '139409' }, thirdText, sure + lessSure);

  expect(read?.value).toBe('139408');
  expect(read?.doubt).toBe('a second reading of its place differs');
});

test('a number with letters for figures is read for its figures alone', () => {
  const lettered = printPage([
    'PATIENT REFERRAL FORM',
    'Patient Name: Ann Zztestova',
    'Member ID: WY75158064',
  ]);
  const found = understood(lettered);
  const answers = askAgain(found, [lettered]).map((one): Answer => ({
    ...one,
    reading: { text: one.field === 'member_id' ? 'WY75158064' : 'Ann Zztestova', confidence: 0.9 },
  }));
  const asked = askThird(found, answers, [lettered], ownPractice);
  const third = asked.map((one): Answer => ({ ...one, reading: { text: '975158064', confidence: 0.9 } }));
  const [read] = withSecondOpinions(found, withThird(found, answers, third, ownPractice));

  expect(asked).toMatchObject([{ field: 'member_id', expects: 'digits' }]);
  expect(read?.fields.find(({ field }) => field === 'member_id')).toMatchObject({
    value: 'W975158064',
    doubt: 'a figure of it may be missing or misread',
  });
});
