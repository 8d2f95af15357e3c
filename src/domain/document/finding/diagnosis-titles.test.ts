import { expect, test } from 'vitest';
import { codesOf, type PrintedRow } from '../../../../test/support/document-pages.ts';

const codesBelow = (rows: readonly PrintedRow[]) =>
  codesOf(['Patient Name: Ann Zztestly   DOB: 1/2/1950', ...rows]);

test.each<[string, PrintedRow, string, string]>([
  ['a letter that is gone', '89.4 - Chronic pain syndrome', '89.4', 'G89.4'],
  ['a letter read as figure and point', '1.40.9 - Psoriasis, unspecified', '1.40.9', 'L40.9'],
  [
    'a title in front',
    [
      [0, '1. Chronic sinusitis, unspecified'],
      [50, '32.9]'],
    ],
    '32.9]',
    'J32.9',
  ],
])('%s is told by the title, and is in doubt', (_, row, read, code) => {
  expect(codesBelow([row])).toEqual([[code, `read as ${read}; the words beside it are those of ${code}`]]);
});

test('each of two codes in a row is held against its own title', () => {
  expect(
    codesBelow([
      'Diagnosis: I35.3 Hypertrophy of tonsils with hypertrophy of adenoids; H91.92 Unspecified hearing loss, left ear',
    ]),
  ).toEqual([
    ['J35.3', 'read as I35.3; the words beside it are those of J35.3'],
    ['H91.92', undefined],
  ]);
});

test.each(['Weight 89.4 kg', '89.4', 'Hemoglobin 13.4 chronic anemia'])('%s is no code', (row) => {
  expect(codesBelow([row])).toEqual([]);
});
