import { expect, test } from 'vitest';
import { builtInDiagnoses } from '../knowledge/diagnoses.ts';
import { formLikeness, formOf, pageForm, shingleLikeness, shinglesOf } from './fingerprint.ts';
import type { FieldName } from '../fields.ts';
import type { ReadPage, Word } from '../page.ts';
import type { RawReading } from '../signals.ts';
import { withSenderConstants } from './sender-constants.ts';
import { learn, type SettledField } from './template.ts';
import { fittingTemplate } from './template-match.ts';
import type { RawDocument, SenderTemplate } from '../understanding.ts';
import type { ValueContext } from '../values/find.ts';

const context: ValueContext = {
  own: { ownNames: ['ZZTEST Specialists'], ownNumbers: ['2125550199'], ownNpis: [], today: '2026-11-20' },
  diagnoses: builtInDiagnoses,
};

type Line = readonly [x: number, text: string];

/** A page of lines 60 pixels apart, all shifted down by `shift`; 20 pixels a letter. */
function pageOf(lines: readonly (readonly Line[])[], shift = 0): ReadPage {
  const words: Word[] = lines.flatMap((parts, line) =>
    parts.flatMap(([x, text]) => {
      let at = x;
      return text.split(' ').map((word) => {
        const box = { x: at, y: 200 + shift + line * 60, width: word.length * 20, height: 30 };
        at += word.length * 20 + 20;
        return { text: word, box, confidence: 0.9, line };
      });
    }),
  );
  return {
    number: 1,
    width: 2550,
    height: 3300,
    dpi: 300,
    words,
    marks: [],
    sourceDpiY: 196,
    origin: 'ocr',
    problems: [],
  };
}

const formPage = (name: string, birth: string, phone: string, shift = 0): ReadPage =>
  pageOf(
    [
      [[200, 'Referral Form']],
      [[200, `Patient Name: ${name}`]],
      [
        [200, `Date of Birth: ${birth}`],
        [1400, `Phone: ${phone}`],
      ],
      [
        [200, 'Member ID: ZZT123456789'],
        [1400, 'Insurance: Medicare'],
      ],
      [[200, 'Referring Provider: Maria Zztestortiz MD']],
      [
        [200, 'NPI: 1234567893'],
        [1400, 'Fax: 212-555-0131'],
      ],
      [
        [200, 'Diagnosis: M17.11'],
        [1400, 'Reason: knee pain'],
      ],
    ],
    shift,
  );

const settled = (
  page: ReadPage,
  finals: Partial<Record<FieldName, string>>,
  reads: Partial<Record<FieldName, string>> = {},
): Parameters<typeof learn>[1] => ({
  senderKey: 'fax:2125550131',
  pages: [page],
  fields: Object.entries(finals).map(([field, final]): SettledField => {
    const read = reads[field as FieldName];
    return { field: field as FieldName, final, ...(read === undefined ? {} : { read: { value: read } }) };
  }),
});
const zoneOf = (templates: readonly SenderTemplate[], field: FieldName) =>
  templates.flatMap(({ zones }) => zones).filter((zone) => zone.field === field);

test('what a person typed is found on the page, and that place is the zone, without anybody drawing', () => {
  const page = formPage('Anna Zztestlee', '02/03/1950', '212-555-0177');

  const [template] = learn(
    [],
    settled(page, { patient_name: 'ZZTESTLEE, Anna', birth_date: '1950-02-03' }),
    context,
  );

  expect(template?.senderKey).toBe('fax:2125550131');
  expect(zoneOf(template ? [template] : [], 'birth_date')).toEqual([
    {
      field: 'birth_date',
      anchor: 'dateofbirth',
      confirmed: 1,
      refuted: 0,
      box: { x: 196, y: 97, width: 78, height: 9 },
    },
  ]);
  expect(zoneOf(template ? [template] : [], 'patient_name')).toHaveLength(1);
});

test('a value that the page has nearly teaches as well; one that is nowhere teaches nothing', () => {
  const page = formPage('Anna Zztestlee', '02/03/1950', '212-555-0177');

  const near = learn([], settled(page, { birth_date: '1950-02-08', patient_phone: '2125550171' }), context);
  const none = learn([], settled(page, { birth_date: '1988-07-30' }), context);

  expect(zoneOf(near, 'birth_date')).toHaveLength(1);
  expect(zoneOf(near, 'patient_phone')).toHaveLength(1);
  expect(zoneOf(none, 'birth_date')).toEqual([]);
});

test('the next fax of the form lies lower in the machine and is still known; another form is not', () => {
  const first = formPage('Anna Zztestlee', '02/03/1950', '212-555-0177');
  const lower = formPage('Bo Zztestmarch', '11/30/1961', '718-555-0144', 40);
  const other = pageOf([
    [[1200, 'Date of Birth:']],
    [
      [200, 'Fax: 212-555-0131'],
      [900, 'NPI: 1234567893'],
    ],
    [
      [200, 'Phone:'],
      [900, 'Insurance:'],
      [1700, 'Member ID:'],
    ],
    [
      [200, 'Patient Name:'],
      [1500, 'Referring Provider:'],
    ],
  ]);
  const templates = learn([], settled(first, { patient_name: 'ZZTESTLEE, Anna' }), context);

  expect(fittingTemplate(templates, pageForm(lower))).toBe(templates[0]);
  expect(fittingTemplate(templates, pageForm(other))).toBeUndefined();
  expect(formLikeness(formOf([first]), formOf([first]))).toBe(1);
});

test('places that hold are confirmed, those that do not are refuted and in the end forgotten', () => {
  let templates: readonly SenderTemplate[] = [];
  for (const name of ['Anna', 'Bea', 'Cleo'])
    templates = learn(
      templates,
      settled(formPage(`${name} Zztestlee`, '02/03/1950', '212-555-0177'), {
        patient_name: `ZZTESTLEE, ${name}`,
      }),
      context,
    );
  expect(zoneOf(templates, 'patient_name')).toMatchObject([{ confirmed: 3, refuted: 0 }]);

  // The office changes its form: the name stands where the telephone stood.
  for (const name of ['Dora', 'Ella', 'Fay', 'Gina'])
    templates = learn(
      templates,
      settled(formPage('', '02/03/1950', `${name} Zztestlee`), { patient_name: `ZZTESTLEE, ${name}` }),
      context,
    );
  expect(zoneOf(templates, 'patient_name')).toMatchObject([{ confirmed: 4, refuted: 0 }]);
});

test('what a sender always has is counted, several doctors beside one practice, and never without bound', () => {
  let templates: readonly SenderTemplate[] = [];
  for (let number = 0; number < 60; number += 1)
    templates = learn(
      templates,
      settled(formPage('Anna Zztestlee', '02/03/1950', '212-555-0177'), {
        referrer_fax: '2125550131',
        referrer_name: `ZZTEST${'ABCDEFGH'.charAt(number % 8)}, Maria`,
      }),
      context,
    );
  const [template] = templates;

  expect(templates).toHaveLength(1);
  const fax = template?.constants.filter(({ field }) => field === 'referrer_fax') ?? [];
  expect(fax).toHaveLength(1);
  expect(fax[0]?.count).toBeLessThanOrEqual(31);
  expect(template?.constants.filter(({ field }) => field === 'referrer_name')).toHaveLength(4);
  expect(template?.zones.length).toBeLessThanOrEqual(60);
});

const raw = (field: FieldName, value: string): RawReading => ({
  field,
  value,
  text: value,
  evidence: [],
  others: [],
  signals: {
    wordConfidence: 0.6,
    labelMatch: 1,
    repaired: 0,
    mentions: 0,
    rival: 0,
    support: 0,
    confirmedZone: 0,
    dpiY: 98,
    isHandwriting: false,
  },
});
const documentWith = (...fields: RawReading[]): RawDocument => ({
  kind: 'referral',
  kindConfidence: 1,
  pages: [],
  fields,
});

test('constants support what is the same, mend what is one slip away, fill what the office always says, and touch no other', () => {
  const templates: readonly SenderTemplate[] = [
    {
      senderKey: 'fax:2125550131',
      form: '',
      zones: [],
      constants: [
        { field: 'referrer_fax', value: '2125550131', count: 5 },
        { field: 'referrer_phone', value: '2125550130', count: 5 },
        { field: 'referrer_practice', value: 'ZZTEST Northside Clinic', count: 4 },
        { field: 'referrer_name', value: 'ZZTESTORTIZ, Maria', count: 3 },
        { field: 'referrer_name', value: 'ZZTESTPARK, Susan', count: 2 },
      ],
    },
  ];
  const [document] = withSenderConstants(
    [
      documentWith(
        raw('referrer_fax', '2125550181'),
        raw('referrer_phone', '2125550130'),
        raw('referrer_name', 'ZZTESTGRAY, Paul'),
      ),
    ],
    templates,
  );
  const values = document?.fields.map(({ field, value, signals }) => [field, value, signals.support]);

  expect(values).toEqual([
    ['referrer_fax', '2125550131', 0.75],
    ['referrer_phone', '2125550130', 0.75],
    ['referrer_name', 'ZZTESTGRAY, Paul', 0],
    ['referrer_practice', 'ZZTEST Northside Clinic', 0.7],
  ]);
  expect(document?.fields[0]?.others).toEqual([{ value: '2125550181', evidence: ['as it was read'] }]);
  // Whoever signed is not guessed from who signed before.
  const [empty] = withSenderConstants([documentWith()], templates);
  expect(empty?.fields.some(({ field }) => field === 'referrer_name')).toBe(false);
});

test('words of a page are kept as hashes by which a copy is known', () => {
  const page = formPage('Anna Zztestlee', '02/03/1950', '212-555-0177');
  const copy = formPage('Anna Zztestlee', '02/03/1950', '212-555-0177', 30);
  const other = pageOf([
    [[200, 'Thank you for seeing this patient with pain in both knees since the spring']],
  ]);

  expect(shingleLikeness(shinglesOf([page]), shinglesOf([copy]))).toBe(1);
  expect(shingleLikeness(shinglesOf([page]), shinglesOf([other]))).toBeLessThan(0.1);
  expect(shingleLikeness([], shinglesOf([page]))).toBe(0);
});
