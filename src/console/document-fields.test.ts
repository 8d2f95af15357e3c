import { expect, test } from 'vitest';
import { fieldNames } from '../domain/document/fields.ts';
import type { DeskDocument, DeskField } from '../pipeline/document/desk-types.ts';
import { viewFields, type DeskLook } from './document-fields.ts';
import { answerOf } from './document-form.ts';

const field = (name: DeskField['field'], value: string, more: Partial<DeskField> = {}): DeskField => ({
  field: name,
  position: 0,
  value,
  text: value,
  confidence: 0.9,
  evidence: [],
  isHandwriting: false,
  others: [],
  isAccepted: true,
  ...more,
});

/** A document with these fields; all others are empty. */
const documentWith = (...fields: readonly DeskField[]): DeskDocument => ({
  id: '00000000-0000-7000-8000-000000000001',
  messageId: '00000000-0000-7000-8000-000000000002',
  version: 3,
  kind: 'referral',
  state: 'review',
  priority: 1,
  receivedAt: '2026-11-02T15:00:00.000Z',
  transport: { kind: 'fax', receivedAt: '2026-11-02T15:00:00.000Z' },
  pages: [],
  otherPages: [],
  fields: [
    ...fields,
    ...fieldNames
      .filter((name) => !fields.some((one) => one.field === name))
      .map((name) => field(name, '', { isAccepted: false, confidence: 0 })),
  ],
  patients: [],
  partners: [],
  lock: undefined,
  position: 1,
  total: 1,
});

const plain: DeskLook = { typed: {}, problems: [] };
const viewOf = (document: DeskDocument, key: string, look = plain) =>
  viewFields(document, look).find((one) => one.key === key);
const today = '2026-11-22';

test.each([
  ['sure', field('birth_date', '1952-03-12'), 'sure', false],
  ['not sure', field('birth_date', '1952-03-12', { isAccepted: false }), 'look', true],
  ['missing and needed', field('birth_date', '', { isAccepted: false }), 'missing', true],
  ['missing and not needed', field('sex', '', { isAccepted: false }), 'missing', false],
  [
    'missing, but something speaks of it',
    field('sex', '', { isAccepted: false, doubt: 'A box is half ticked.' }),
    'missing',
    true,
  ],
  [
    'corrected by a person',
    field('birth_date', '1952-03-12', { isAccepted: false, finalValue: '1952-08-12' }),
    'changed',
    false,
  ],
  ['emptied by a person', field('sex', 'F', { isAccepted: false, finalValue: '' }), 'changed', false],
  [
    'confirmed by a person',
    field('birth_date', '1952-03-12', { isAccepted: false, finalValue: '1952-03-12' }),
    'sure',
    false,
  ],
] as const)('a field that is %s', (_what, read, state, isAsked) => {
  expect(viewOf(documentWith(read), `${read.field}:0`)).toMatchObject({ state, isAsked });
});

test('one of reason, diagnosis and service is enough', () => {
  expect(viewOf(documentWith(), 'reason:0')?.isAsked).toBe(true);
  expect(viewOf(documentWith(field('diagnosis', 'H40.11X0')), 'reason:0')?.isAsked).toBe(false);
});

test('diagnoses have one line more than were read', () => {
  const document = documentWith(field('diagnosis', 'H40.11X0'), field('diagnosis', 'H52.4', { position: 1 }));
  const lines = viewFields(document, plain).filter((one) => one.name === 'diagnosis');
  expect(lines.map((one) => one.text)).toEqual(['H40.11X0', 'H52.4', '']);
});

test('what was typed stays, and what reads differently by now is said beside it', () => {
  const document = documentWith(field('birth_date', '1952-08-12'), field('member_id', 'W2'));
  const typed = {
    'v:birth_date:0': '03/13/1952',
    'w:birth_date:0': '03/12/1952',
    'v:member_id:0': 'W1',
    'w:member_id:0': 'W1',
  };
  const look = { typed, problems: [{ field: 'member_id', problem: 'A number has letters or figures.' }] };
  expect(viewOf(document, 'birth_date:0', look)).toMatchObject({
    text: '03/13/1952',
    was: '08/12/1952',
    now: '08/12/1952',
    state: 'changed',
  });
  // Nobody touched it: it shows what it reads now.
  expect(viewOf(document, 'member_id:0', look)).toMatchObject({
    text: 'W2',
    problem: 'A number has letters or figures.',
    isAsked: true,
  });
});

test('what was left as it stood keeps its canonical value; new words are made canonical; empty is nothing', () => {
  const document = documentWith(
    field('patient_name', 'DOYLE HASSAN, Douglas'),
    field('birth_date', '1952-03-12'),
    field('sex', 'F'),
  );
  const form = {
    version: '3',
    'v:patient_name:0': viewOf(document, 'patient_name:0')?.text ?? '',
    'v:birth_date:0': '8/12/52',
    'v:sex:0': '',
    'v:unknown:0': 'nothing of ours',
    patient: '',
    partner: 'new',
  };
  expect(answerOf(document, form, today)).toEqual({
    answer: {
      version: 3,
      values: { patient_name: ['DOYLE HASSAN, Douglas'], birth_date: ['1952-08-12'] },
      partnerId: 'new',
    },
  });
});

test('whom nobody offered cannot be chosen, and an office must be picked to be named', () => {
  const wrong = { patient: '00000000-0000-7000-8000-00000000000f', partner: 'other', partnerPicked: '' };
  expect(answerOf(documentWith(), wrong, today)).toEqual({
    problems: [
      { field: 'patient', problem: 'Choose one of the patients.' },
      { field: 'partner', problem: 'Choose one of the offices, or take it as a new one.' },
    ],
  });
});
