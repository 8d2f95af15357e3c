import { expect, test } from 'vitest';
import { decide, EVERYBODY, isInSample, type AcceptanceRules, type Undecided } from './acceptance.ts';
import { measureAcceptance, proposeThresholds, type OutcomeCell } from './acceptance-measure.ts';
import type { PartnerProposal } from '../evidence/evidence.ts';
import type { FieldName, FieldReading } from '../fields.ts';
import { wilsonBounds } from './wilson.ts';

const live: AcceptanceRules = { mode: 'live', auditShare: 0.05, thresholds: [] };
const reading = (field: FieldName, value: string, more: Partial<FieldReading> = {}): FieldReading => ({
  field,
  value,
  text: value,
  confidence: 0.999,
  evidence: [],
  others: [],
  ...more,
});
const proposal: PartnerProposal = {
  partnerId: 'doctor',
  title: 'Maria ZZTESTORTIZ',
  detail: 'ZZTEST Practice',
  evidence: [],
  score: 4,
};
const fields = [
  reading('patient_name', 'ZZTESTLEE, Anna'),
  reading('birth_date', '1950-02-03'),
  reading('patient_phone', '2125550100'),
  reading('referrer_name', 'ZZTESTORTIZ, Maria'),
  reading('reason', 'knee pain'),
];
/** Not in the sample of five in a hundred. */
const clean: Undecided = {
  id: '00000000-0000-7000-8000-000000000001',
  senderKey: 'fax:2125550111',
  document: { kind: 'referral', kindConfidence: 0.99, pages: [], fields },
  partner: { outcome: 'certain', chosen: proposal },
  patient: { outcome: 'certain', chosen: { patientId: 'p', title: 'x', detail: '', evidence: [] } },
  isPartial: false,
};
const changed = (field: FieldName, more: Partial<FieldReading>): Undecided => ({
  ...clean,
  document: {
    ...clean.document,
    fields: fields.map((one) => (one.field === field ? { ...one, ...more } : one)),
  },
});

test('a clean referral is filed in live mode, and only recorded in shadow mode', () => {
  expect(decide(clean, live)).toEqual({
    wouldBe: 'accept',
    outcome: 'accept',
    isAudit: false,
    accepted: [true, true, true, true, true],
  });
  expect(decide(clean, { ...live, mode: 'shadow' })).toMatchObject({ wouldBe: 'accept', outcome: 'ask' });
});

test.each([
  ['partial', { ...clean, isPartial: true }, 'only a part of it arrived'],
  ['damaged', { ...clean, damagedPages: 2 }, 'a third or more of 2 pages could not be read'],
  [
    'lab',
    { ...clean, document: { ...clean.document, kind: 'lab_result' as const } },
    'it reads as a lab result',
  ],
  ['kind', { ...clean, document: { ...clean.document, kindConfidence: 0.61 } }, 'a referral only at 61 %'],
  [
    'split',
    { ...clean, document: { ...clean.document, splitDoubt: 'x' } },
    'the pages may be of more than one referral',
  ],
  [
    'copy',
    { ...clean, duplicate: { similarity: 0.94 } },
    'it may be the same as one received before (94 % alike)',
  ],
  ['no patient', { ...clean, patient: { outcome: 'none' as const } }, 'no patient is named'],
  [
    'new patient of whom little is said',
    {
      ...clean,
      patient: { outcome: 'new' as const },
      document: { ...clean.document, fields: fields.filter(({ field }) => field !== 'patient_phone') },
    },
    'too little is said of a patient nobody knows',
  ],
  ['no referrer', { ...clean, partner: { outcome: 'none' as const } }, 'no referring doctor is named'],
  [
    'two doctors',
    {
      ...clean,
      partner: {
        outcome: 'open' as const,
        candidates: [proposal, proposal],
        equals: 2,
        isContradicted: false,
        doubt: '',
      },
    },
    '2 doctors or practices fit equally',
  ],
  [
    'letterhead against number',
    {
      ...clean,
      partner: {
        outcome: 'open' as const,
        candidates: [proposal],
        equals: 1,
        isContradicted: true,
        doubt: '',
      },
    },
    'letterhead and sending number are of different practices',
  ],
  ['low', changed('birth_date', { confidence: 0.716 }), 'date of birth read at 71 %'],
  ['hand', changed('patient_name', { isHandwriting: true }), 'patient’s name written by hand'],
  ['doubt', changed('patient_name', { doubt: 'read in two ways' }), 'a doubt about the patient’s name'],
  [
    'nothing to treat',
    { ...clean, document: { ...clean.document, fields: fields.filter(({ field }) => field !== 'reason') } },
    'no reason found',
  ],
] satisfies readonly (readonly [string, Undecided, string])[])(
  '%s: a person is asked and told why',
  (_, undecided, words) => {
    expect(decide(undecided, live)).toMatchObject({
      wouldBe: 'ask',
      outcome: 'ask',
      reason: `Held because: ${words}.`,
    });
  },
);

test('the sentence tells the three most important causes and holds no value of any field', () => {
  const poor = {
    ...clean,
    isPartial: true,
    document: { ...clean.document, fields: fields.map((one) => ({ ...one, confidence: 0.4 })) },
  };

  const { reason = '' } = decide(poor, live);

  expect(reason).toBe(
    'Held because: only a part of it arrived, patient’s name read at 40 %, date of birth read at 40 %, and 2 more.',
  );
  for (const { value } of fields) expect(reason).not.toContain(value);
});

test('what a referral is not filed by does not hold it, and is not accepted with it', () => {
  const doubtful = reading('payer', 'Medicare', { confidence: 0.4 });
  const more = {
    ...clean.document,
    fields: [...fields, doubtful, reading('patient_address', 'x', { confidence: 0.4 })],
  };

  const known = decide({ ...clean, document: more }, live);
  const unknown = decide({ ...clean, document: more, patient: { outcome: 'new' } }, live);

  expect(known).toMatchObject({ outcome: 'accept', accepted: [true, true, true, true, true, false, false] });
  // Whoever is entered as new is told apart by the address.
  expect(unknown.reason).toBe('Held because: patient’s address read at 40 %.');
});

test('one of reason, diagnosis and service must be sure', () => {
  const about = (diagnosis: number): Undecided => ({
    ...clean,
    document: {
      ...clean.document,
      fields: [
        ...fields.map((one) => (one.field === 'reason' ? { ...one, confidence: 0.5 } : one)),
        reading('diagnosis', 'M17.11', { confidence: diagnosis }),
      ],
    },
  });

  expect(decide(about(0.999), live).outcome).toBe('accept');
  expect(decide(about(0.5), live).reason).toBe('Held because: reason read at 50 %, diagnosis read at 50 %.');
});

test('a sender may have a threshold of its own, lower or never', () => {
  const low = changed('birth_date', { confidence: 0.95 });
  const rule = (senderKey: string, threshold: number): AcceptanceRules => ({
    ...live,
    thresholds: [
      { senderKey: EVERYBODY, field: 'birth_date', threshold: 0.99 },
      { senderKey, field: 'birth_date', threshold },
    ],
  });

  expect(decide(low, rule('fax:2125550111', 0.94)).outcome).toBe('accept');
  expect(decide(low, rule('fax:2125550122', 0.94)).outcome).toBe('ask');
  expect(decide(clean, rule('fax:2125550111', 1.01)).outcome).toBe('ask');
});

test('the audit sample is one in twenty, the same ones every time, and is not filed', () => {
  const ids = Array.from(
    { length: 20_000 },
    (_, n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  );
  const chosen = ids.filter((id) => isInSample(id, 0.05));
  const [id = ''] = chosen;

  expect(chosen.length / ids.length).toBeGreaterThan(0.045);
  expect(chosen.length / ids.length).toBeLessThan(0.055);
  expect(ids.filter((one) => isInSample(one, 0.05))).toEqual(chosen);
  expect(decide({ ...clean, id }, live)).toMatchObject({ wouldBe: 'accept', outcome: 'ask', isAudit: true });
});

const cell = (bin: number, count: number, wrong: number, more: Partial<OutcomeCell> = {}): OutcomeCell => ({
  senderKey: 'fax:2125550111',
  field: 'birth_date',
  bin,
  wasAccepted: bin >= 196,
  isAudit: false,
  count,
  wrong,
  stated: bin * 0.005 * count,
  ...more,
});

test('a threshold is the lowest that the outcomes prove, for everybody and for a sender with enough of them', () => {
  const cells = [
    cell(199, 900, 0),
    cell(190, 800, 2),
    cell(180, 50, 9),
    cell(199, 100, 0, { senderKey: 'fax:2125550122' }),
  ];

  const proposed = proposeThresholds(cells, []);

  // 2 wrong of 1,800 are at most 0.34 %; with the 9 of the next it is far more.
  expect(proposed).toMatchObject([
    { senderKey: EVERYBODY, field: 'birth_date', threshold: 0.95, count: 1_800, wrong: 2, because: 'proven' },
    { senderKey: 'fax:2125550111', field: 'birth_date', threshold: 0.95, because: 'proven' },
  ]);
  expect(proposed[0]?.wrongUpper).toBeLessThanOrEqual(0.005);
  expect(proposeThresholds([cell(199, 400, 0)], [])).toEqual([]);
});

test('too many wrong raises a threshold at once, and the audit outweighs what people overlooked', () => {
  expect(proposeThresholds([cell(199, 30, 0), cell(197, 20, 4)], [])).toMatchObject([
    { senderKey: EVERYBODY, threshold: 0.995, because: 'raised' },
    { senderKey: 'fax:2125550111', threshold: 0.995, because: 'raised' },
  ]);
  const overlooked = [cell(199, 5_000, 0), cell(199, 100, 4, { isAudit: true })];
  expect(proposeThresholds(overlooked, [])).toMatchObject([
    { senderKey: EVERYBODY, threshold: 1.01, because: 'raised' },
    { senderKey: 'fax:2125550111', because: 'raised' },
  ]);
});

test('the measure tells what was accepted wrongly with its bound, and how true the confidence is', () => {
  const measure = measureAcceptance([
    cell(199, 1_000, 3),
    cell(199, 100, 1, { isAudit: true }),
    cell(120, 200, 80, { wasAccepted: false, stated: 120 }),
  ]);

  expect(measure.byField).toMatchObject([
    { field: 'birth_date', proposed: 1_300, accepted: 1_100, wrong: 4, audited: 100, auditedWrong: 1 },
  ]);
  expect(measure.all.wrongUpper).toBeCloseTo(wilsonBounds(4, 1_100).upper, 9);
  expect(measure.calibration.map(({ from, count, right }) => [from, count, right])).toEqual([
    [0.6, 200, 0.6],
    [0.9, 1_100, 1 - 4 / 1_100],
  ]);
  expect(measure.error).toBeLessThan(0.01);
  expect(measureAcceptance([])).toMatchObject({
    error: 0,
    calibration: [],
    all: { accepted: 0, wrongUpper: 1 },
  });
});
