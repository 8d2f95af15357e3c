import { expect, test } from 'vitest';
import { npi } from '../../../test/support/npi.ts';
import { ownPractice, printPage, someFax, type PrintedRow } from '../../../test/support/document-pages.ts';
import { builtInDiagnoses } from './knowledge/diagnoses.ts';
import type { FieldName } from './fields.ts';
import type { ReadPage } from './page.ts';
import { understandPages } from './understand.ts';
import type { RawDocument, Transport } from './understanding.ts';

function understand(pages: readonly ReadPage[], transport: Transport = someFax): readonly RawDocument[] {
  return understandPages(pages, { own: ownPractice, transport, diagnoses: builtInDiagnoses });
}

function read(rows: readonly PrintedRow[], transport: Transport = someFax): RawDocument {
  const [document, ...others] = understand([printPage(rows)], transport);
  if (!document || others.length > 0) throw new Error('One document was expected.');
  return document;
}

function valueOf(document: RawDocument | undefined, field: FieldName): string | undefined {
  return document?.fields.find((one) => one.field === field)?.value;
}

function valuesOf(document: RawDocument, ...fields: readonly FieldName[]): readonly (string | undefined)[] {
  return fields.map((field) => valueOf(document, field));
}

const form: readonly PrintedRow[] = [
  [[20, 'PATIENT REFERRAL FORM']],
  '',
  'PATIENT INFORMATION',
  [
    [0, 'Name: Zztestova, Marta J'],
    [45, 'DOB: 03/14/1962'],
  ],
  [
    [0, 'Phone: (212) 555-0143'],
    [45, 'Sex: [ ] Male [x] Female'],
  ],
  'Address: 12 Harbor Street, Apt 4, Boston, MA 02118',
  '',
  'INSURANCE',
  [
    [0, 'Insurance: Aetna'],
    [45, 'Member ID: W123456789'],
  ],
  '',
  'REFERRING PROVIDER',
  [
    [0, 'Name: Paul Zztestberg, MD'],
    [45, `NPI: ${npi(7)}`],
  ],
  [
    [0, 'Phone: 617-555-0101'],
    [45, 'Fax: 617-555-0102'],
  ],
  '',
  'REFERRAL',
  'Requested service: Cardiology consultation',
  'Urgency: [ ] Routine [x] Urgent [ ] STAT',
  'ICD-10: R07.9, I10',
  'Reason for referral: Chest pain on exertion for',
  [[21, 'three weeks']],
];

test('a form with headings: whose name and phone it is, the section says', () => {
  const document = read(form);

  expect(document.kind).toBe('referral');
  expect(document.pages).toEqual([expect.objectContaining({ number: 1, class: 'referral_form' })]);
  expect(Object.fromEntries(document.fields.map(({ field, value }) => [field, value]))).toMatchObject({
    patient_name: 'ZZTESTOVA, Marta J',
    birth_date: '1962-03-14',
    patient_phone: '2125550143',
    sex: 'F',
    patient_address: '12 Harbor Street; Apt 4; Boston; MA; 02118',
    payer: 'Aetna',
    member_id: 'W123456789',
    referrer_name: 'ZZTESTBERG, Paul, MD',
    referrer_npi: npi(7),
    referrer_phone: '6175550101',
    referrer_fax: '6175550102',
    service: 'Cardiology consultation',
    urgency: 'urgent',
    reason: 'Chest pain on exertion for three weeks',
  });
  expect(document.fields.filter(({ field }) => field === 'diagnosis').map(({ value }) => value)).toEqual([
    'R07.9',
    'I10',
  ]);
});

test('labels over cells: the value stands below', () => {
  const document = read([
    [
      [0, 'Patient Name'],
      [30, 'Date of Birth'],
      [60, 'MRN'],
    ],
    [
      [0, 'Omar Zztestani'],
      [30, '1/2/1950'],
      [60, '884213'],
    ],
    '',
    [
      [0, 'Referring Physician'],
      [30, 'NPI'],
      [60, 'Fax'],
    ],
    [
      [0, 'Lee Zztestman DO'],
      [30, npi(3)],
      [60, '617.555.0177'],
    ],
  ]);

  expect(valuesOf(document, 'patient_name', 'birth_date', 'patient_mrn')).toEqual([
    'ZZTESTANI, Omar',
    '1950-01-02',
    '884213',
  ]);
  expect(valuesOf(document, 'referrer_name', 'referrer_npi', 'referrer_fax')).toEqual([
    'ZZTESTMAN, Lee, DO',
    npi(3),
    '6175550177',
  ]);
});

test('labels under rules: the value stands above', () => {
  const document = read([
    [
      [0, 'Zztestova, Ann'],
      [50, '07/04/1971'],
    ],
    [
      [0, 'Patient Name'],
      [50, 'DOB'],
    ],
    '',
    [
      [0, '(617) 555-0111'],
      [50, 'Female'],
    ],
    [
      [0, 'Home Phone'],
      [50, 'Gender'],
    ],
    '',
    [
      [0, 'Kim Zztestwood, NP'],
      [50, npi(11)],
    ],
    [
      [0, 'Referring Provider'],
      [50, 'NPI'],
    ],
  ]);

  expect(valuesOf(document, 'patient_name', 'birth_date', 'patient_phone', 'sex')).toEqual([
    'ZZTESTOVA, Ann',
    '1971-07-04',
    '6175550111',
    'F',
  ]);
  expect(valuesOf(document, 'referrer_name', 'referrer_npi')).toEqual(['ZZTESTWOOD, Kim, NP', npi(11)]);
});

test('a note in sentences is a letter though it has the labels of a form', () => {
  const document = read([
    'Hello,',
    'We would like to refer Rosa Zztestova (DOB 5/6/1948) for Neurology consultation.',
    'Reason for referral: memory loss',
    'Insurance: Humana, ID# H55512345. You can reach her at 617-555-0123.',
    'Thank you so much!',
    `Ida Zztestmann, MD   NPI ${npi(21)}`,
  ]);

  expect(document.pages[0]?.class).toBe('letter');
});

test('a letter without labels', () => {
  const document = read([
    'Oak Street Family Medicine',
    '8 Oak Street, Quincy, MA 02169',
    '(617) 555-0121 (office) (617) 555-0122 (fax)',
    '',
    '06/09/2026',
    '',
    'Dear Dr. Zztestani,',
    '',
    'I am referring Mrs. Rosa Zztestova, born 5/6/1948, for evaluation of',
    'chronic cough. She is a 78-year-old woman with asthma (J45.909).',
    'She can be reached at (617) 555-0123 and is insured with Humana, member H55512345.',
    '',
    'Sincerely,',
    '',
    'Ida Zztestmann, MD',
    `NPI ${npi(21)}`,
  ]);

  expect(document.kind).toBe('referral');
  expect(document.pages[0]?.class).toBe('letter');
  expect(valuesOf(document, 'patient_name', 'birth_date', 'sex', 'patient_phone')).toEqual([
    'ZZTESTOVA, Rosa',
    '1948-05-06',
    'F',
    '6175550123',
  ]);
  expect(valuesOf(document, 'reason', 'diagnosis', 'payer', 'member_id')).toEqual([
    'chronic cough',
    'J45.909',
    'Humana',
    'H55512345',
  ]);
  expect(valuesOf(document, 'referrer_name', 'referrer_npi', 'referrer_practice')).toEqual([
    'ZZTESTMANN, Ida, MD',
    npi(21),
    'Oak Street Family Medicine',
  ]);
  expect(valuesOf(document, 'referrer_phone', 'referrer_fax', 'ordered_on')).toEqual([
    '6175550121',
    '6175550122',
    '2026-06-09',
  ]);
});

test('the practice’s own numbers and those it was sent to are never the sender’s', () => {
  const document = read([
    'To: Larkspur Specialty Associates',
    'Fax: 212-555-0191',
    'Phone: 212-555-0190',
    '',
    'From: Oak Street Clinic, Jo Zztestmann MD',
    'Fax: 617-555-0131',
    'Phone: 617-555-0132',
    '',
    'Re: Max Zztestski DOB 1/2/1950',
  ]);

  expect(valuesOf(document, 'referrer_fax', 'referrer_phone')).toEqual(['6175550131', '6175550132']);
  expect(valuesOf(document, 'referrer_name', 'referrer_practice')).toEqual([
    'ZZTESTMANN, Jo, MD',
    'Oak Street Clinic',
  ]);
  expect(valuesOf(document, 'patient_name', 'birth_date')).toEqual(['ZZTESTSKI, Max', '1950-01-02']);
});

test('a number sent from mends the fax on the page that differs in a figure', () => {
  const transport = { ...someFax, fromNumber: '6175550102' };
  const document = read(
    form.map((row) =>
      typeof row === 'string'
        ? row
        : row.map(([column, text]) => [column, text.replace('617-555-0102', '617-555-0162')] as const),
    ),
    transport,
  );
  const fax = document.fields.find(({ field }) => field === 'referrer_fax');

  expect(fax).toMatchObject({
    value: '6175550102',
    doubt: expect.stringContaining('the number it was sent from'),
  });
  expect(fax?.others.map(({ value }) => value)).toContain('6175550162');
});

test('what speaks against a value is said in a sentence', () => {
  const wrong = npi(7).slice(0, 9) + String((Number(npi(7).slice(9)) + 1) % 10);
  const document = read([
    'Referring Provider: Paul Zztestberg, MD',
    `NPI: ${wrong}`,
    'Patient Name: Ann Zztest',
    'DOB: 13/45/2030',
    'Date of Birth: 03/14/2062',
  ]);
  const reading = document.fields.find(({ field }) => field === 'referrer_npi');

  expect(reading).toMatchObject({
    value: wrong,
    doubt: 'the check digit of the NPI does not fit',
    signals: { isValid: false },
  });
  expect(document.fields.find(({ field }) => field === 'birth_date')?.doubt).toContain(
    'the birth date lies in the future',
  );
});

test('words written by hand are proposals', () => {
  const page = printPage(form);
  const words = page.words.map((word) =>
    /^(?:Zztestova,|Marta|J)$/.test(word.text)
      ? { ...word, confidence: 0.6, isHandwriting: true as const }
      : word,
  );
  const [document] = understand([{ ...page, words }]);
  const name = document?.fields.find(({ field }) => field === 'patient_name');

  expect(name).toMatchObject({
    isHandwriting: true,
    doubt: 'written by hand',
    signals: { isHandwriting: true },
  });
});

test('two boxes of one question ticked are doubtful', () => {
  const document = read(['Patient Name: Ann Zztest', 'Urgency: [x] Routine [x] Urgent [ ] STAT']);

  expect(document.fields.find(({ field }) => field === 'urgency')?.doubt).toBe(
    '2 boxes of one question are ticked',
  );
});

test('of boxes none of which is ticked nothing is taken', () => {
  const document = read([
    'Patient Name: Ann Zztest',
    'Urgency: [ ] Routine [ ] Urgent [ ] STAT',
    'Sex: [ ] Male [ ] Female',
  ]);

  expect(valuesOf(document, 'urgency', 'sex')).toEqual([undefined, undefined]);
});

test('a page that says nothing gives a document without fields', () => {
  expect(understand([])).toEqual([]);
  expect(understand([printPage([])])).toMatchObject([{ fields: [], pages: [{ class: 'blank' }] }]);
});
