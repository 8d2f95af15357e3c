import { expect, test } from 'vitest';
import { npi } from '../../../../test/support/npi.ts';
import { ownPractice, printPage, someFax, type PrintedRow } from '../../../../test/support/document-pages.ts';
import { builtInDiagnoses } from '../knowledge/diagnoses.ts';
import { readFaxHeader } from '../layout/header.ts';
import { findPlatformStatus } from './platform-status.ts';
import { understandPages } from '../understand.ts';
import type { RawDocument, Transport } from '../understanding.ts';

function understand(
  pages: readonly (readonly PrintedRow[])[],
  {
    transport = someFax,
    isWhole = false,
  }: { readonly transport?: Transport; readonly isWhole?: boolean } = {},
): readonly RawDocument[] {
  const origin = transport.kind === 'mail' ? 'text' : 'ocr';
  const read = pages.map((rows, at) => printPage(rows, { number: at + 1, origin }));
  return understandPages(read, { own: ownPractice, transport, diagnoses: builtInDiagnoses, isWhole });
}

function partsOf(documents: readonly RawDocument[]): readonly string[] {
  return documents.map(
    ({ kind, pages }) => `${kind} ${pages.map((page) => `${page.number}:${page.class}`).join(' ')}`,
  );
}

function valueOf(document: RawDocument | undefined, field: string): string | undefined {
  return document?.fields.find((one) => one.field === field)?.value;
}

const form = (name: string, born: string, reason = 'Chronic cough'): readonly PrintedRow[] => [
  'REFERRAL REQUEST FORM',
  `Patient Name: ${name}`,
  `Date of Birth: ${born}`,
  'Insurance Company: Aetna',
  'Member ID: W123456789',
  'Referring Provider: Paul Zztestberg, MD',
  `NPI: ${npi(7)}`,
  'Service Requested: Pulmonary consultation',
  `Reason for Referral: ${reason}`,
  'Diagnosis: R05.9',
];

const cover: readonly PrintedRow[] = [
  'FAX COVER SHEET',
  'To: Larkspur Specialty Associates',
  'From: Oak Street Clinic',
  'Total pages: 3',
  'Please find referrals attached.',
  'CONFIDENTIALITY NOTICE: This fax is intended for the recipient only.',
];

const notes = (name: string, born: string): readonly PrintedRow[] => [
  'PROGRESS NOTE',
  `Patient: ${name}   DOB: ${born}`,
  'Subjective:',
  'Patient presents with cough for six weeks, denies fever.',
  'Objective:',
  'BP 128/82, well-appearing, no acute distress.',
  'Assessment:',
  'Cough. Plan: follow up in two weeks.',
];

const lab: readonly PrintedRow[] = [
  'LABORATORY REPORT',
  'Patient: Ann Zztestova   DOB: 01/02/1950',
  'Test  Result  Units  Reference Range',
  'Hemoglobin 13.2 g/dL 12.0-15.5',
  'Glucose 98 mg/dL 70-99',
  'Creatinine 0.9 mg/dL 0.6-1.1',
  'Specimen collected 06/01/2026',
];

const junk: readonly PrintedRow[] = [
  'SPECIAL OFFER! Save up to 40% off toner and office supplies',
  'Call now: 800-555-0199. Limited time offer.',
  'To be removed from our fax list call 800-555-0198',
];

test('a cover stands with the first document, and another patient begins another', () => {
  const documents = understand([
    cover,
    form('Ann Zztestova', '01/02/1950'),
    form('Max Zztestberg', '03/04/1971', 'Asthma'),
  ]);

  expect(partsOf(documents)).toEqual(['referral 1:cover 2:referral_form', 'referral 3:referral_form']);
  expect(documents.map((document) => valueOf(document, 'patient_name'))).toEqual([
    'ZZTESTOVA, Ann',
    'ZZTESTBERG, Max',
  ]);
  expect(documents.map(({ splitDoubt }) => splitDoubt)).toEqual([undefined, undefined]);
});

test('notes and results go with the form of their patient', () => {
  const documents = understand([
    form('Ann Zztestova', '01/02/1950'),
    notes('Ann Zztestova', '01/02/1950'),
    lab,
  ]);

  expect(partsOf(documents)).toEqual(['referral 1:referral_form 2:notes 3:lab_result']);
});

test('notes of somebody else behind a form are doubtful', () => {
  const [document, ...others] = understand([
    form('Ann Zztestova', '01/02/1950'),
    notes('Max Zztestberg', '03/04/1971'),
  ]);

  expect(others).toEqual([]);
  expect(document?.splitDoubt).toBe('page 2 names somebody else than the pages before it');
  expect(valueOf(document, 'patient_name')).toBe('ZZTESTOVA, Ann');
});

test('a name with a degree is no other patient', () => {
  const documents = understand([
    form('Ann Zztestova', '01/02/1950'),
    [
      'REFERRAL REQUEST FORM',
      'Patient Name: Eva Zztestman, MD',
      'Service Requested: Pulmonary consultation',
      'Reason for Referral: Chronic cough',
      'Diagnosis: R05.9',
    ],
  ]);

  expect(documents).toHaveLength(1);
  expect(documents[0]?.splitDoubt).toBeUndefined();
});

test('a misread name is no other patient', () => {
  const documents = understand([
    form('Ann Zztestova', '01/02/1950'),
    notes('Ann Zztestoua', '01/02/1950'),
    form('Ann Zztestova', '01/02/1950'),
  ]);

  expect(documents).toHaveLength(1);
});

test('the same form again for the same patient and something else is another document, in doubt', () => {
  const again = form('Ann Zztestova', '01/02/1950', 'Knee pain after a fall').map((row) =>
    typeof row === 'string' ? row.replace('Pulmonary consultation', 'Orthopedic evaluation') : row,
  );
  const documents = understand([form('Ann Zztestova', '01/02/1950'), again]);

  expect(documents).toHaveLength(2);
  expect(documents[1]?.splitDoubt).toContain('the same form begins again');
});

test('a person may say that pages are one document', () => {
  const pages = [form('Ann Zztestova', '01/02/1950'), form('Max Zztestberg', '03/04/1971')];

  expect(understand(pages)).toHaveLength(2);
  expect(understand(pages, { isWhole: true })).toHaveLength(1);
});

test('a list of patients is a document a row', () => {
  const row = (name: string, born: string, phone: string): PrintedRow => [
    [0, name],
    [30, born],
    [50, phone],
  ];
  const documents = understand([
    [
      'Oak Street Clinic',
      `Referring Provider: Paul Zztestberg, MD`,
      '',
      row('Patient', 'DOB', 'Phone'),
      row('Zztestova, Ann', '01/02/1950', '617-555-0101'),
      row('Zztestski, Max', '03/04/1971', '617-555-0102'),
      row('Zztestman, Kim', '05/06/1982', '617-555-0103'),
    ],
  ]);

  expect(
    documents.map((document) =>
      ['patient_name', 'birth_date', 'patient_phone', 'referrer_name'].map((field) =>
        valueOf(document, field),
      ),
    ),
  ).toEqual([
    ['ZZTESTOVA, Ann', '1950-01-02', '6175550101', 'ZZTESTBERG, Paul, MD'],
    ['ZZTESTSKI, Max', '1971-03-04', '6175550102', 'ZZTESTBERG, Paul, MD'],
    ['ZZTESTMAN, Kim', '1982-05-06', '6175550103', 'ZZTESTBERG, Paul, MD'],
  ]);
});

test('what is no referral', () => {
  expect(partsOf(understand([junk]))).toEqual(['junk 1:junk']);
  expect(partsOf(understand([lab]))).toEqual(['lab_result 1:lab_result']);
  expect(partsOf(understand([notes('Ann Zztestova', '01/02/1950')]))).toEqual(['records 1:notes']);
});

const mail: Transport = {
  kind: 'mail',
  receivedAt: '2026-06-15T15:00:00.000Z',
  fromAddress: 'no-reply@refers.example',
};

test('a free-text mail is a referral', () => {
  const [document] = understand(
    [
      [
        'Hello, please see our patient Ann Zztestova (DOB 1/2/1950) for evaluation of knee pain.',
        'She has Aetna, member ID W123456789. Her cell is 617-555-0143.',
        'Thanks,',
        'Paul Zztestberg, MD',
      ],
    ],
    { transport: { ...mail, fromAddress: 'office@oak.example', subject: 'New referral' } },
  );

  expect(document?.kind).toBe('referral');
  expect(
    ['patient_name', 'birth_date', 'reason', 'member_id', 'patient_phone', 'referrer_name'].map((field) =>
      valueOf(document, field),
    ),
  ).toEqual([
    'ZZTESTOVA, Ann',
    '1950-01-02',
    'knee pain',
    'W123456789',
    '6175550143',
    'ZZTESTBERG, Paul, MD',
  ]);
});

test('a status mail of a platform says which referral, and the status word for word', () => {
  const [document] = understand(
    [
      [
        'The status of your referral has changed.',
        'Referral #: R482913',
        'Patient: Ann Zztestova',
        'Status: Patient Scheduled',
        'Log in to see more.',
      ],
    ],
    { transport: { ...mail, subject: 'Referral status update' } },
  );

  expect(document?.kind).toBe('status');
  expect(
    ['platform_status', 'referral_number', 'patient_name'].map((field) => valueOf(document, field)),
  ).toEqual(['Patient Scheduled', 'R482913', 'ZZTESTOVA, Ann']);
});

test('a message behind a portal is a notice, not a referral', () => {
  const [document] = understand(
    [
      [
        'Oak Street Clinic has sent you a secure message.',
        'Click here to view the message.',
        'This link expires in 14 days.',
      ],
    ],
    { transport: mail },
  );

  expect(document?.kind).toBe('portal_notice');
});

test.each([
  ['Your referral R1234 has been declined by the office', 'declined'],
  ['Status: Unable to contact patient', 'Unable to contact patient'],
  ['Please evaluate this patient', undefined],
])('%s', (text, word) => {
  expect(findPlatformStatus(text)?.word).toBe(word);
});

test.each([
  [
    'From: OAK STREET CLINIC  Fax: 6175550102   To: +1   06/15/2026 14:49   Page: 1 of 3',
    { number: '6175550102', name: 'OAK STREET CLINIC', date: '2026-06-15', page: 1, of: 3 },
  ],
  [
    '06/15/2026 11:32   FAX 617-555-0102   OAK STREET CLINIC   P.002/003',
    { number: '6175550102', name: 'OAK STREET CLINIC', page: 2, of: 3 },
  ],
  ['06/15/2026 1650 PM   617-555-0102  ->  Page 1', { number: '6175550102', page: 1 }],
])('a fax header: %s', (line, said) => {
  expect(readFaxHeader(line)).toMatchObject(said);
});

test('no header says nothing', () => {
  expect(readFaxHeader(undefined)).toEqual({});
});
