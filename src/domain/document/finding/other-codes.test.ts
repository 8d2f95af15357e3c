import { expect, test } from 'vitest';
import { codesOf, type PrintedRow } from '../../../../test/support/document-pages.ts';

const codesBelow = (rows: readonly PrintedRow[]) => codesOf(['Patient: ZZTESTOVA, MARTA', '', ...rows]);

const problems: readonly PrintedRow[] = [
  [
    [0, 'Active Problems'],
    [50, 'Current Medications'],
  ],
  'Hypothyroidism, unspecified (E03.9)',
  'Essential (primary) hypertension (I10)',
];

test('codes of a list of problems are none of the referral’s', () => {
  expect(codesBelow(['Referral Dx: Tremor, unspecified (R25.1)', '', ...problems])).toEqual([
    ['R25.1', undefined],
  ]);
});

test('where there is nothing but a list of problems, a person says which is meant', () => {
  expect(codesBelow(problems)).toEqual([
    ['E03.9', 'it stands in a list of problems'],
    ['I10', 'it stands in a list of problems'],
  ]);
});

test('a code of the list that is the reason too is the reason', () => {
  expect(codesBelow(['Diagnosis: I10', '', ...problems]).map(([code]) => code)).toEqual(['I10']);
});

const listed = (...boxes: readonly [string, string]): readonly PrintedRow[] => [
  'Diagnosis:',
  `${boxes[0]} R25.1 Tremor, unspecified`,
  `${boxes[1]} R26.81 Unsteadiness on feet`,
];

test.each([
  ['the ticked one', listed('[ ]', '[x]'), [['R26.81', undefined]]],
  [
    'both, where both are ticked',
    listed('[x]', '[x]'),
    [
      ['R25.1', undefined],
      ['R26.81', undefined],
    ],
  ],
  [
    'a question for a person, where none is',
    listed('[ ]', '[ ]'),
    [
      ['R25.1', 'none of the boxes beside the codes is ticked'],
      ['R26.81', 'none of the boxes beside the codes is ticked'],
    ],
  ],
] as const)('of codes printed beside boxes the referral has %s', (_, rows, codes) => {
  expect(codesBelow(rows)).toEqual(codes);
});
