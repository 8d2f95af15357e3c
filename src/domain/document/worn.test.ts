import { expect, test } from 'vitest';
import { ownPractice, printPage, understood, type PrintedRow } from '../../../test/support/document-pages.ts';
import { npi } from '../../../test/support/npi.ts';
import { builtInDiagnoses } from './knowledge/diagnoses.ts';
import type { FieldName } from './fields.ts';
import { sheetOf } from './layout/lines.ts';
import type { Mark, ReadPage } from './page.ts';
import { findDates } from './values/date.ts';
import { findValues } from './values/find.ts';
import { findMemberIds } from './values/ids.ts';
import { findNpis } from './values/npi.ts';
import { findPayers } from './values/payer.ts';
import { findPersons } from './values/person.ts';
import { findPhones } from './values/phone.ts';
import { findTexts } from './values/words.ts';
import { isMostlyUnread } from './pages/worn-page.ts';

/** What rings, streaks, waves and grey grounds make of values, and what is meant all the same. */

const today = '2026-06-15';

function fieldOn(page: ReadPage, field: FieldName): string | undefined {
  const [document] = understood(page);
  return document?.fields.find((one) => one.field === field)?.value;
}

function valueOf(field: FieldName, ...rows: readonly PrintedRow[]): string | undefined {
  return fieldOn(printPage(['PATIENT REFERRAL FORM', 'Patient Name: Ann Zztestova', ...rows]), field);
}

test.each([
  ['06:09-2026', '2026-06-09'],
  ['11-Jun- R026', '2026-06-11'],
])('a date read as %s', (said, value) => {
  expect(findDates(said, 'order', today)[0]).toMatchObject({
    value,
    doubt: 'a figure or stroke of the date had to be mended',
  });
});

test('a time is no date', () => {
  expect(findDates('09:14:2026', 'order', today)).toEqual([]);
});

test.each([
  ['2TE8-DQO0-VUO03', '2TE8-DQ0-VU03'],
  ['2TE8-DQO0O-VU03', '2TE8-DQ0-VU03'],
])('zeros read twice: %s', (said, value) => {
  expect(findMemberIds(said)[0]).toMatchObject({ value, isValid: true });
});

test('a figure where a Medicare number has a letter is told', () => {
  expect(findMemberIds('2TE8-4Q0-VU03')[0]?.value).toBe('2TE8-AQ0-VU03');
  expect(findMemberIds('AWI7-EX7-NN42')[0]?.isValid).toBe(false);
});

test('a number that breaks off at its stroke is doubtful', () => {
  expect(findMemberIds('X26575137- bs')[0]).toMatchObject({
    value: 'X26575137',
    doubt: 'its end may be missing',
  });
  expect(findMemberIds('X26575137-03')[0]?.doubt).toBeUndefined();
});

test('a stroke behind nine figures of an NPI is a one only if the check digit says so', () => {
  const ending = Array.from({ length: 40 }, (_, at) => npi(at)).find((one) => one.endsWith('1')) ?? '';

  expect(findNpis(`${ending.slice(0, 9)})`)[0]).toMatchObject({ value: ending, isValid: true });
  expect(findNpis('123456789)')).toEqual([]);
});

test.each([
  ['433.585, 1334', '4335851334'],
  ['(433) 585-1334', '4335851334'],
])('a telephone: %s', (said, value) => {
  expect(findPhones(said)[0]?.value).toBe(value);
});

test('what a number is called by, glued to it', () => {
  const { rows } = sheetOf(printPage(['t(688)320-6338 f(655)448-4814']));

  expect(rows[0]?.tokens.map(({ text, hasColon }) => (hasColon ? `${text}:` : text))).toEqual([
    't:',
    '(688)320-6338',
    'f:',
    '(655)448-4814',
  ]);
});

test.each([
  ['Ann Zztestova (20-Mar-1936) needs Headache clinic, please', 'ZZTESTOVA, Ann'],
  ['Indwichial: ZZTESTBERG, ALEJANDRO', 'ZZTESTBERG, Alejandro'],
  ['Zztestlee, joshua Larry', 'ZZTESTLEE, Joshua Larry'],
  ['S§ott Zztestlin', 'ZZTESTLIN, Scott'],
])('a name: %s', (said, value) => {
  expect(findPersons(said)[0]?.value).toBe(value);
});

test('a name of which one letter is left is doubtful', () => {
  expect(findPersons('Sarah P, NP')[0]?.doubt).toBe('only one part of the name could be read');
});

test('the own name is nobody else’s, misread or cut off', () => {
  const values = { own: ownPractice, diagnoses: builtInDiagnoses };

  expect(findValues('referrer_practice', 'Lackspur Specialty Associates', values)).toEqual([]);
  expect(findValues('referrer_practice', 'Larkspur Pediatric Clinic', values)).toHaveLength(1);
  expect(findValues('requested_provider', 'Larkspur Speci', values)).toEqual([]);
});

test('a payer behind the misread word it is asked by', () => {
  expect(findPayers('Carner Aetna Better Health')[0]).toMatchObject({
    value: 'Aetna Better Health',
    isValid: true,
  });
});

test.each([
  ['o Flashes and floaters left eye', 'Flashes and floaters left eye'],
  ['Flashes and floaters left eye i A', 'Flashes and floaters left eye'],
  ['Rectal bleeding oy', 'Rectal bleeding'],
  ['Exposure to hepatitis A', 'Exposure to hepatitis A'],
  ['A fall at home', 'A fall at home'],
])('specks beside a text: %s', (said, value) => {
  expect(findTexts(said)[0]?.value).toBe(value);
});

test('who is to do it is no part of what is to be done', () => {
  expect(valueOf('service', 'Requested service: EEG with Paul Zztest, DO')).toBe('EEG');
});

test('how soon is no reason', () => {
  expect(valueOf('reason', 'Reason for referral: Daily headaches with aura, Routine is fine')).toBe(
    'Daily headaches with aura',
  );
  expect(valueOf('reason', 'Reason for referral: Routine is fine')).toBeUndefined();
});

test('a number under a label of faxes is no telephone', () => {
  const rows = ['Referring Provider: Paul Zztestberg, MD', 'Fax: 617-555-0102'] as const;

  expect(valueOf('referrer_fax', ...rows)).toBe('6175550102');
  expect(valueOf('referrer_phone', ...rows)).toBeUndefined();
});

test('what is seen inside a box is no box of its own', () => {
  const page = printPage(['Urgency: [ ] Routine   [x] Urgent   [ ] STAT']);
  const inner = ({ box }: Mark): Mark => ({
    box: { x: box.x + 6, y: box.y + 6, width: box.width - 12, height: box.height - 12 },
    isMarked: true,
    confidence: 1,
  });

  expect(fieldOn({ ...page, marks: [...page.marks, ...page.marks.map(inner)] }, 'urgency')).toBe('urgent');
});

test('answers need no label that can be read', () => {
  expect(valueOf('urgency', 'Member ID: A1234567', 'Gatvs   [ ] Routine   [ ] Urgent   [x] STAT')).toBe(
    'stat',
  );
});

test('dirt far from anything is no word', () => {
  const page = printPage([
    [
      [0, 'Reason:'],
      [40, 'oy'],
      [60, 'Cough'],
    ],
  ]);
  const words = page.words.map((word) => (word.text === 'oy' ? { ...word, confidence: 0.3 } : word));

  expect(sheetOf({ ...page, words }).rows[0]?.tokens.map(({ text }) => text)).toEqual(['Reason', 'Cough']);
  expect(sheetOf(page).rows[0]?.tokens).toHaveLength(3);
});

test.each([
  [
    'streaks and lost lines alone',
    0.9,
    ['The page has streaks.', 'Lines of the page were lost on the way.'],
    false,
  ],
  ['words nobody can be sure of', 0.2, [], true],
  ['a file that is broken', 0.9, ['The file breaks off in the middle of this page.'], true],
])('whether a page could be read: %s', (_, confidence, problems, isUnread) => {
  const page = printPage(['Patient Name: Ann Zztestova', 'DOB: 03/14/1962'], { problems });
  const words = page.words.map((word, at) => (at < 3 ? { ...word, confidence } : word));

  expect(isMostlyUnread({ ...page, words })).toBe(isUnread);
});

test('a slip of a payer is no plan of another', () => {
  expect(findPayers('Medicald')[0]).toMatchObject({ value: 'Medicaid', doubt: 'read as Medicald' });
  expect(findPayers('Aetna PPO')[0]).toMatchObject({ value: 'Aetna PPO', isValid: true });
});

test.each([
  ['W5 16482670', 'W516482670', 'it stands in two pieces'],
  ['€25557237-02', 'C25557237-02', 'read as €25557237-02'],
  ['|123456789', '123456789', 'a sign in front of it may be part of it'],
])('a number of which a part may be missing: %s', (said, value, doubt) => {
  expect(findMemberIds(said)[0]).toMatchObject({ value, doubt });
});

test('a small letter behind a name is doubtful', () => {
  const page = printPage(['Last Name:   Zztestova', 'First Name:  Ann', 'MI:   g', 'DOB: 03/14/1962']);
  const [document] = understood(page);

  expect(document?.fields.find(({ field }) => field === 'patient_name')).toMatchObject({
    value: 'ZZTESTOVA, Ann G',
    doubt: 'the middle letter may be misread',
  });
});

test('two rules that take the same words say a thing once', () => {
  const page = printPage(['PATIENT REFERRAL FORM', 'Diagnosis: (E11.9)', 'Dx code: see above']);
  const [document] = understood(page);

  expect(document?.fields.find(({ field }) => field === 'diagnosis')?.signals.mentions).toBe(0);
});

test.each([
  ['ZztestbergWilliam', 'ZZTESTBERG, William'],
  ['‘ZZTESTBERG, BRYAN G', 'ZZTESTBERG, Bryan G'],
  ['Sandra Zztestberg, DOJ', 'ZZTESTBERG, Sandra, DO'],
  ['Sandra Zztestberg, DO]', 'ZZTESTBERG, Sandra, DO'],
  ['Mary Judith Zztestberg (F, 39 y.o.)', 'ZZTESTBERG, Mary Judith'],
  ['Robert (Bob) Zztestberg', 'ZZTESTBERG, Robert'],
  ['McDonald, John', 'MCDONALD, John'],
])('what stands at a name: %s', (said, value) => {
  expect(findPersons(said)[0]?.value).toBe(value);
});

test('a speck in front of a Medicare number', () => {
  expect(findMemberIds('S8UF3-TW4-RN20')[0]).toMatchObject({
    value: '8UF3-TW4-RN20',
    doubt: 'read as S8UF3-TW4-RN20',
  });
});

test('a word of the language is mended to no other', () => {
  expect(valueOf('reason', 'Reason for referral: PSA rose from 3.8 to 7.2')).toBe('PSA rose from 3.8 to 7.2');
});

test('the first of two numbers in a row, of which the second is the fax, is the telephone', () => {
  const rows = ['Referring Provider: Paul Zztestberg, MD', 'Of 617-555-0101   Fax: 617-555-0102'] as const;

  expect(valueOf('referrer_phone', ...rows)).toBe('6175550101');
});

test.each([
  ['St. Clair, tharles', 'only one part of the name could be read; the name may go on behind the comma'],
  ['Ann Zztestberg, xqarles', 'the name may go on behind the comma'],
  ['Ann Zztestberg, born 1/2/1950', undefined],
])('a name cut short is doubtful: %s', (said, doubt) => {
  expect(findPersons(said)[0]?.doubt).toBe(doubt);
});

test('a label misread is no name', () => {
  expect(findPersons('RE. Tyler Zztestberg')).toEqual([]);
});
