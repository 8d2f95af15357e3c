import { expect, test } from 'vitest';
import { valueOf, type PrintedRow } from '../../../../test/support/document-pages.ts';
import type { FieldName } from '../fields.ts';

const plan: readonly PrintedRow[] = [
  'Patient: ZZTESTOVA, MARTA   DOB: 03/14/1962',
  '',
  'Plan of Treatment',
  [
    [0, 'Planned Activity'],
    [30, 'Mood'],
    [42, 'Date'],
    [60, 'Priority'],
  ],
  [
    [0, 'Vestibular rehab'],
    [30, 'Request'],
    [42, 'June 7, 2026'],
    [60, 'Urgent'],
  ],
  [
    [0, 'Lipid panel'],
    [30, 'Intent'],
    [42, 'September 14, 2026'],
  ],
];

test.each<[FieldName, string]>([
  ['service', 'Vestibular rehab'],
  ['urgency', 'urgent'],
])('a table’s first line says the %s: no word of a cell is a label', (field, value) => {
  expect(valueOf(plan, field)).toBe(value);
});

const columns: readonly PrintedRow[] = [
  [
    [0, 'Order Name:'],
    [20, 'AMB REFERRAL TO BEHAVIORAL HEALTH'],
    [55, 'ToZz'],
    [75, 'Zztestberg, Paul, MD'],
  ],
  [
    [0, 'Order Date:'],
    [20, '6/7/2026'],
    [55, 'End Date:'],
    [75, '9/5/2026'],
  ],
  [
    [0, 'Priority:'],
    [20, 'Routine'],
    [55, 'Visits:'],
    [75, '5'],
  ],
];

test('a label too misread to be known ends the value in front of it', () => {
  expect(valueOf(columns, 'service')).toBe('AMB REFERRAL TO BEHAVIORAL HEALTH');
});

const consult: readonly PrintedRow[] = [
  [
    [0, 'Patient'],
    [45, 'What are you asking for?'],
  ],
  [
    [0, 'ZZTESTOVA, MARTA'],
    [45, 'CPAP re-titration'],
  ],
  [[0, 'Coverage']],
  [[45, 'Other active problems']],
  [[0, 'BCBS OUT OF']],
  [[0, 'STATE/BLUECARD PPO']],
  [[45, 'I10 Essential hypertension']],
  [
    [0, 'Site:'],
    [45, 'J45 Asthma'],
  ],
  [[0, 'Zztestberg Family Practice']],
  [[45, 'E03.9 Hypothyroidism']],
];

test.each<[FieldName, string]>([
  ['service', 'CPAP re-titration'],
  ['payer', 'BCBS OUT OF STATE/BLUECARD PPO'],
  ['referrer_practice', 'Zztestberg Family Practice'],
])('of two columns that only stand level, each tells its own: %s', (field, value) => {
  expect(valueOf(consult, field)).toBe(value);
});

test('a second insurance is not taken for the first', () => {
  const rows: readonly PrintedRow[] = [
    [
      [0, 'Primary Insurance'],
      [50, 'Secondary Insurance'],
    ],
    [
      [0, 'Insurance'],
      [15, 'Zztest Mutual Health'],
      [50, 'Insurance'],
      [65, 'Aetna'],
    ],
  ];
  expect(valueOf(rows, 'payer')).toBe('Zztest Mutual Health');
});

test('a label that could not be read leaves its neighbour its value', () => {
  const rows: readonly PrintedRow[] = [
    [
      [0, 'Primary insurance:'],
      [30, 'Insurance ID #:'],
      [55, 'Langage'],
      [75, '50%'],
    ],
    [
      [0, 'Aetna'],
      [30, '1EG4-TE5-MK73'],
      [55, 'Spanish'],
      [75, 'Sex'],
    ],
    '',
    'Patient Name: Ann Zztestly   DOB: 1/2/1950',
  ];

  expect(valueOf(rows, 'member_id')).toBe('1EG4-TE5-MK73');
});
