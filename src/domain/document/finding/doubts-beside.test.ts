import { expect, test } from 'vitest';
import { npi } from '../../../../test/support/npi.ts';
import { printPage, understood, type PrintedRow } from '../../../../test/support/document-pages.ts';
import type { FieldName } from '../fields.ts';
import type { RawReading } from '../signals.ts';

function readingOf(rows: readonly PrintedRow[], field: FieldName): RawReading | undefined {
  return understood(printPage(rows))[0]?.fields.find((one) => one.field === field);
}

const asked: readonly PrintedRow[] = [
  '',
  'Service requested: Stress test',
  'Reason for referral: Chest pain',
];

test('a name that no label asks for, and an NPI that nothing calls one, are in doubt', () => {
  const rows: readonly PrintedRow[] = ['Seen today: Ann Zztestova DOB: 01/02/1950', ...asked, npi(8)];

  expect(readingOf(rows, 'patient_name')).toMatchObject({
    value: 'ZZTESTOVA, Ann',
    doubt: 'no label says whose name it is',
  });
  expect(readingOf(rows, 'referrer_npi')).toMatchObject({
    value: npi(8),
    doubt: 'nothing says whose NPI it is',
  });
});

test('the same name for the patient and a doctor is in doubt', () => {
  const rows: readonly PrintedRow[] = ['Patient Name: Paul Zztestberg', ...asked, 'PCP: Paul Zztestberg, MD'];

  expect(readingOf(rows, 'patient_name')?.doubt).toBe('the same name stands for the patient and a doctor');
});

test('what stands below is no name where something stands behind the colon', () => {
  const rows: readonly PrintedRow[] = ['Patient: see attached sheet', 'Paul Zztestberg', ...asked];

  expect(readingOf(rows, 'patient_name')).toBeUndefined();
  expect(readingOf(['Patient:', ...rows.slice(1)], 'patient_name')?.value).toBe('ZZTESTBERG, Paul');
});

function birthOf(born: string) {
  const rows = ['Date of referral: 06/12/2026', 'Patient Name: Ann Zztestova', `DOB: ${born}`];
  const [document] = understood(printPage(rows));
  return document?.fields.find(({ field }) => field === 'birth_date');
}

test('a birth in the weeks of the referral is in doubt', () => {
  expect(birthOf('06/02/2026')).toMatchObject({
    value: '2026-06-02',
    doubt: expect.stringContaining('newborn'),
  });
  expect(birthOf('03/02/2026')?.doubt).toBeUndefined();
});

test('a grade among others of its row, none of them ticked, is in doubt', () => {
  const page = printPage(['Patient Name: Ann Zztestova', 'Timeframe:   Urgent   STAT']);
  // A ring around it pushed its word out of the row.
  const ringed = { ...page.words[0], text: 'Routine', confidence: 0.95, line: 9 };
  const stat = page.words.find(({ text }) => text === 'STAT');
  const words = stat
    ? [...page.words, { ...ringed, box: { ...stat.box, x: stat.box.x - 500, y: stat.box.y + 8 } }]
    : [];
  const [document] = understood({ ...page, words });
  const reading = document?.fields.find(({ field }) => field === 'urgency');

  expect(reading?.doubt ?? 'not told').toMatch(/other grades|two values|not told|could not be seen/);
});
