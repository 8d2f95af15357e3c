import { expect, test } from 'vitest';
import { npi } from '../../../../test/support/npi.ts';
import { printPage, valueOf, type PrintedRow } from '../../../../test/support/document-pages.ts';
import { builtInDiagnoses } from '../knowledge/diagnoses.ts';
import type { FieldName } from '../fields.ts';
import type { Meaning } from '../labels/label-entry.ts';
import { labelsOf } from '../labels/labels.ts';
import { sheetOf } from '../layout/lines.ts';
import { understandPages } from '../understand.ts';
import { printedPage } from '../../../../bench/documents/simulate.ts';
import { drawFax } from '../../../../bench/documents/generate/fax.ts';
import { makeWorld } from '../../../../bench/documents/generate/world.ts';
import { isSameInFull, sameValue } from '../../../../bench/documents/same-value.ts';

const sticker: readonly PrintedRow[] = [
  [[20, 'AMBULATORY REFERRAL']],
  '',
  'ZZTESTOVA, MARTA J',
  '03/14/1962 F MRN TEST-20417',
  '12 Harbor Street',
  'Boston, MA 02118',
  'H: 212-555-0143',
  '',
  'Service requested: Cardiology consultation',
  'Why is the patient being referred? Chest pain on exertion',
];

test.each<[FieldName, string]>([
  ['patient_name', 'ZZTESTOVA, Marta J'],
  ['birth_date', '1962-03-14'],
  ['sex', 'F'],
  ['patient_address', '12 Harbor Street; ; Boston; MA; 02118'],
  ['patient_phone', '2125550143'],
  ['reason', 'Chest pain on exertion'],
])('the sticker of a hospital says the %s without a label', (field, value) => {
  expect(valueOf(sticker, field)).toBe(value);
});

test.each<[string, readonly PrintedRow[], string | undefined]>([
  ['in its cell', ['Insurance: Anthem Medicaid / W141286949'], 'W141286949'],
  ['in the sentence', ['She is covered by Aetna Better Health (no. W672967727).'], 'W672967727'],
  ['behind a word', ['Medical coverage: Aetna Better Health, icentification 765060217.'], '765060217'],
  ['but no telephone', ['Insurance: Aetna, 617 555 0143'], undefined],
])('a number behind the payer is the member’s: %s', (_, rows, value) => {
  const all = ['Patient Name: Ann Zztestly   DOB: 1/2/1950', '', ...rows];

  expect(valueOf(all, 'member_id')).toBe(value);
});

test('who stands in one row with an NPI refers, not who else has a degree', () => {
  const rows: readonly PrintedRow[] = [
    'Patient Name: Ann Zztestly   DOB: 1/2/1950',
    [
      [0, 'Eva Zztestman, DO'],
      [40, `NPI: ${npi(8)}`],
    ],
    ...Array.from({ length: 20 }, () => ''),
    'Paul Zztestberg, MD',
  ];

  expect(valueOf(rows, 'referrer_name')).toBe('ZZTESTMAN, Eva, DO');
});

test('a running head names the patient in front of the number of the record', () => {
  expect(
    valueOf(['ZZTESTBERG, PAUL (MRN TEST-1) DOB: 1/2/1950', '', 'Priority: Urgent'], 'patient_name'),
  ).toBe('ZZTESTBERG, Paul');
});

const mail: readonly PrintedRow[] = [
  'Hello,',
  '',
  'We would like to refer Ann Zztestly (DOB 1/2/1950) for Stress test with Paul Zztestberg, MD.',
  'Reason: Chest pain on exertion. Routine is fine.',
  'Insurance is Aetna, ID# W123456789.',
  '',
  'Thank you so much!',
  '',
  `Eva Zztestman, DO | NPI ${npi(8)}`,
  'Oak Street Family Medicine',
  '12 Harbor Street',
  'Boston, MA 02118',
  'o: 212-555-0143 f: 212-555-0144',
];

test.each<[FieldName, string]>([
  ['patient_name', 'ZZTESTLY, Ann'],
  ['service', 'Stress test'],
  ['requested_provider', 'ZZTESTBERG, Paul, MD'],
  ['reason', 'Chest pain on exertion'],
  ['urgency', 'routine'],
  ['payer', 'Aetna'],
  ['member_id', 'W123456789'],
  ['referrer_phone', '2125550143'],
  ['referrer_fax', '2125550144'],
  ['referrer_address', '12 Harbor Street; ; Boston; MA; 02118'],
])('a mail says the %s in a sentence or under the name', (field, value) => {
  expect(valueOf(mail, field)).toBe(value);
});

test.each<[string, Meaning]>([
  ['Who are you referring? Ann Zztest', 'patient_name'],
  ['How soon should the patient be seen? Urgent', 'urgency'],
  ['What would you like us to do? MRI brain', 'service'],
  ['Requesting practitioner ZZTEST, ANN, MD', 'referrer_name'],
  ['Authorization good through: 1/2/2027', 'expires_on'],
  ['Why. Chest pain on exertion for two weeks', 'reason'],
])('%s: a label', (row, meaning) => {
  expect(labelsOf(sheetOf(printPage([row])))[0]?.meaning).toBe(meaning);
});

test.each(['GI consultation', 'Evaluate and treat', 'Payer Aetna'])(
  '%s: no misread label of more or fewer words',
  (row) => {
    const [label] = labelsOf(
      sheetOf(
        printPage([
          [
            [0, 'Ordered today'],
            [40, row],
          ],
        ]),
      ),
    ).filter(({ from }) => from > 1);

    expect(label === undefined || label.text === 'Payer').toBe(true);
  },
);

test('on layouts the extraction was not written on, what is printed is found', () => {
  const world = makeWorld(7);
  let [count, right] = [0, 0];
  for (let number = 0; number < 30; number += 1) {
    const { truth } = drawFax(world, number, { set: 'later', resolution: 'fine', wear: 'clean' });
    const told = understandPages(truth.pages.map(printedPage), {
      own: world.own,
      transport: truth.transport,
      diagnoses: builtInDiagnoses,
    }).flatMap(({ fields }) => fields);
    for (const { field, value, text } of truth.documents.flatMap(({ fields }) => fields)) {
      count += 1;
      if (
        told.some(
          (one) =>
            one.field === field &&
            (sameValue(field, value, one.value) || isSameInFull(field, text, one.value)),
        )
      )
        right += 1;
    }
  }

  expect(right / count).toBeGreaterThan(0.95);
});

test('a code behind the name of the list is one where the full stop behind it was lost', () => {
  const rows = ['The patient has dizziness.', 'ICD-10 I10 Her insurance: Aetna, member ID ENE455830212.'];

  expect(valueOf(rows, 'diagnosis')).toBe('I10');
});

test.each<[string, PrintedRow, string | undefined]>([
  ['a label that nobody knows', 'Our new one to see: Marta Zztestova', 'ZZTESTOVA, Marta'],
  ['words without a colon', 'Our new one to see Marta Zztestova', 'ZZTESTOVA, Marta'],
  ['a label of somebody else', 'Emergency contact: Marta Zztestova', undefined],
  ['words without a name', 'Our new one to see: the one on the sheet', undefined],
])('a name above the birth date, behind %s', (_, row, value) => {
  const rows = [row, 'DOB: 03/14/1962', '', 'Service requested: Cardiology consultation'];

  expect(valueOf(rows, 'patient_name')).toBe(value);
});

test('a name over the line of the record number, the order and the birth date is the patient’s', () => {
  const rows: readonly PrintedRow[] = [
    'ZZTESTOVA, MARTA J',
    'MRN: 936985 Order #407062492 18 y.o. Female 12/25/2007',
    'Referral reason: Patient Preference',
  ];

  expect(valueOf(rows, 'patient_name')).toBe('ZZTESTOVA, Marta J');
});

test('the address under the practice’s own name in the head of a letter is not the sender’s', () => {
  const rows: readonly PrintedRow[] = [
    '06/14/2026',
    'Larkspur Specialty Associates',
    '12 Harbor Street',
    'Boston, MA 02118',
    '',
    'Dear Dr. Zztestberg,',
    'Re: Marta Zztestova DOB 03/14/1962',
    'Please see her for knee pain.',
  ];

  expect(valueOf(rows, 'referrer_address')).toBeUndefined();
});
