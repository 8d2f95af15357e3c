import { expect, test } from 'vitest';
import { valueOf, type PrintedRow } from '../../../../test/support/document-pages.ts';
import type { FieldName } from '../fields.ts';

const order: readonly PrintedRow[] = [
  'Zztestberg Clinic',
  '',
  'Patient: ZZTESTOVA, MARTA   DOB: 03/14/1962',
  '',
  'Ambulatory referral to Dermatology',
  '',
  'Order Date: 6/5/2026',
  'Referral reason: Itching for 6 weeks. Please eval.',
];

test.each<[FieldName, string]>([
  ['service', 'Ambulatory referral to Dermatology'],
  ['reason', 'Itching for 6 weeks. Please eval'],
])('the print of an order tells the %s', (field, value) => {
  expect(valueOf(order, field)?.replace(/\.$/, '')).toBe(value);
});

test('a label says more than the title, and an office is no specialty', () => {
  expect(valueOf([...order, 'Service requested: Patch testing'], 'service')).toBe('Patch testing');
  expect(
    valueOf(['Referral to Zztestberg Medical Associates', '', ...order.slice(0, 3)], 'service'),
  ).not.toMatch(/Medical Associates/);
});

test('of the numbers of a practice’s many places none is the sender’s where he tells his own', () => {
  const places: readonly PrintedRow[] = [
    'P 212-555-0101   F 212-555-0102',
    'P 212-555-0103   F 212-555-0104',
    'P 212-555-0105   F 212-555-0106',
    '',
    'REFERRING PROVIDER INFORMATION',
    'Physician: Paul Zztestberg, MD',
    'Phone #: 212-555-0143',
    'Fax #: 212-555-0144',
  ];

  expect(valueOf(places, 'referrer_phone')).toBe('2125550143');
});

test.each<[string, FieldName, string]>([
  [
    'From: Granite Internal Medicine 2139 Hill Ln, Boston, MA 02118',
    'referrer_practice',
    'Granite Internal Medicine',
  ],
  ['Insurance: (primary) Aetna', 'payer', 'Aetna'],
  ['Insurance: Partnership HealthPlan of CA', 'payer', 'Partnership HealthPlan of CA'],
])('%s', (row, field, value) => {
  expect(valueOf([row, '', 'Patient: ZZTESTOVA, MARTA', 'DOB: 03/14/1962'], field)).toBe(value);
});

test('a question of the form is no reason', () => {
  const rows: readonly PrintedRow[] = [
    'Referral reason:',
    'Is this for a work-related injury? No',
    '',
    'Clinical Indication: Itching for 6 weeks',
    'Patient: ZZTESTOVA, MARTA',
  ];

  expect(valueOf(rows, 'reason')).toBe('Itching for 6 weeks');
});

test('a name with a degree in a table of roles is not the patient', () => {
  const rows: readonly PrintedRow[] = [
    [[80, 'ZZTESTOVA, MARTA']],
    [[80, 'DOB 03/14/1962 F']],
    '',
    [
      [4, 'Role'],
      [30, 'Name'],
      [60, 'Phone'],
    ],
    [
      [4, 'Ordering Provider'],
      [30, 'Zztestberg, Paul, NP'],
      [60, '212-555-0143'],
    ],
  ];

  expect(valueOf(rows, 'patient_name')).toBe('ZZTESTOVA, Marta');
});

test.each<[string, readonly PrintedRow[]]>([
  [
    'signs, not whom the line below the hour of his signature names',
    [
      'DOCTOR’S SIGNATURE',
      '/es/ ZZTESTBERG, PAUL, MD',
      'Signed 10:46 AM',
      '',
      'ATTENTION (Consultant)',
      'RUSH, LISA, DO',
    ],
  ],
  ['asks, not the assistant', ['Asked by', 'Zztestberg, Paul, MD', '', 'Backup contact', 'Ann Zztestly, MA']],
  [
    'orders, not who supervises',
    ['Ordering Provider: Paul Zztestberg, MD', '', 'Supervising provider: Ann Zztestly, MD'],
  ],
])('the referrer is who %s', (_, rows) => {
  expect(valueOf([...rows, '', 'Patient: ZZTESTOVA, MARTA'], 'referrer_name')).toBe('ZZTESTBERG, Paul, MD');
});

const about = 'Patient: ZZTESTOVA, MARTA   DOB: 03/14/1962';

test.each<[string, FieldName, string | undefined]>([
  ['Service requested: Knee MRI, urgent', 'service', 'Knee MRI'],
  ['Service requested: Knee MRI, urgent', 'urgency', 'urgent'],
  ['Service requested: Urgent care follow-up visit', 'urgency', undefined],
  ['Request Type: Outpatient   Service Requested: Sleep study', 'service', 'Sleep study'],
  ['Review Priority: Urgent - within 7 days', 'urgency', 'urgent'],
  ['Insurance: TRICARE EAST ID: W222320946 Payer ID: 18868', 'member_id', 'W222320946'],
  ['Age/Sex: 72 Y / Female', 'sex', 'F'],
  ['PCP: Berg-Zztest, Paul R, DO Appointment Facility: Zztest Clinic', 'pcp_name', 'BERG-ZZTEST, Paul R, DO'],
  ['Ordering Provider: ZZTEST, PAUL, NPI: 1234567893', 'referrer_name', 'ZZTEST, Paul'],
  ['From: Mary Zztestberg, medical assistant', 'referrer_name', undefined],
  [
    'Reason for Referral: R/O heart disease; new II/VI murmur at RUSB',
    'reason',
    'R/O heart disease; new II/VI murmur at RUSB',
  ],
  ['Reason for Referral: Hoarseness > 6 weeks, needs scope', 'reason', 'Hoarseness > 6 weeks, needs scope'],
  ['Return Fax: (433) 872-I39C X-ray desk (722) 361-7208', 'urgency', undefined],
])('%s: %s', (row, field, value) => {
  expect(valueOf([about, '', row], field)).toBe(value);
});

test('a letter in a cell of its own is the sex, a name over a birth date the patient', () => {
  const rows: readonly PrintedRow[] = [
    'REFERRAL FORM',
    'Name: Ann Zztestly',
    'Birth date: 1/2/1950',
    'Reason for referral: Chest pain on exertion',
    'Insurance: Aetna   Member ID: W123456789',
    '',
    'F',
  ];
  expect(valueOf(rows, 'patient_name')).toBe('ZZTESTLY, Ann');
  expect(valueOf(rows, 'sex')).toBe('F');
});

test('a letter that says who is covered until when, and for what', () => {
  const letter: readonly PrintedRow[] = [
    'Dear Dr. Zztestberg:',
    'I am referring Ms. Zztestova, a 40 year old female, to your office for the following service: Audiology',
    '- hearing eval. The reason for this referral is: Sudden L hearing loss 3 days ago This referral is Elective.',
    'Past problems: Personal history of nicotine dependence (Z87.891)',
    'Sincerely,',
    'Paul Zztest, MD',
  ];
  expect(valueOf(letter, 'service')).toBe('Audiology - hearing eval');
  expect(valueOf(letter, 'reason')).toBe('Sudden L hearing loss 3 days ago');
  expect(valueOf(letter, 'urgency')).toBe('routine');
});

test('who signs without a label stands in front of the day, and is not the patient', () => {
  const rows: readonly PrintedRow[] = [
    'REFERRAL FORM',
    'Patient name: Ann Zztestly',
    'DOB: 1/2/1950',
    'Insurance: Aetna   Member ID: W123456789',
    '',
    [
      [0, 'Paul Robertson'],
      [40, "Today's Date: 6/9/2026"],
    ],
  ];
  expect(valueOf(rows, 'referrer_name')).toBe('ROBERTSON, Paul');
  const patients = rows.with(5, [
    [0, 'Ann Zztestly'],
    [40, "Today's Date: 6/9/2026"],
  ]);
  expect(valueOf(patients, 'referrer_name')).toBeUndefined();
});

test('a story where is asked what is to be done is the reason, in doubt', () => {
  const row = 'Referral for: Chest pain and shortness of breath on exertion';
  expect(valueOf([about, '', row], 'reason')).toBe('Chest pain and shortness of breath on exertion');
});
