import { expect, test } from 'vitest';
import { compareCopies, type CopyClues } from './duplicate.ts';

const words = (from: number, to: number): readonly bigint[] =>
  Array.from({ length: to - from }, (_, at) => BigInt(from + at));
const clues = (shingles: readonly bigint[], name?: string, birth?: string): CopyClues => ({
  shingles,
  values: {
    ...(name === undefined ? {} : { patient_name: name }),
    ...(birth === undefined ? {} : { birth_date: birth }),
  },
});
const anna = clues(words(0, 100), 'ZZTESTLEE, Anna', '1950-02-03');

test.each([
  ['the same again, read a little otherwise', clues(words(30, 130), 'ZZTESTLEE, Anna', '1950-02-08'), true],
  ['the same form of somebody else', clues(words(0, 100), 'ZZTESTMARCH, Bo', '1961-11-30'), false],
  ['the form of the twin', clues(words(0, 100), 'ZZTESTLEE, Jordan', '1950-02-03'), false],
  [
    'the form of somebody of that name, born otherwise',
    clues(words(0, 100), 'ZZTESTLEE, Anna', '1981-07-19'),
    false,
  ],
  ['a misread name', clues(words(0, 60), 'ZZTESTLEF, Anno', '1950-02-03'), true],
  ['other pages of the same patient', clues(words(95, 300), 'ZZTESTLEE, Anna', '1950-02-03'), false],
  ['near-equal words of nobody who could be read', clues(words(20, 100)), true],
  ['half of the words of nobody who could be read', clues(words(60, 160)), false],
] as const)('%s', (_, other, isCopy) => {
  expect(compareCopies(anna, other, false).isCopy).toBe(isCopy);
});

test('equal bytes are a copy, whatever was kept of the words, unless the patient is another', () => {
  expect(compareCopies(anna, clues([], 'ZZTESTLEE, Anna', '1950-02-03'), true)).toEqual({
    isCopy: true,
    similarity: 1,
  });
  expect(compareCopies(anna, clues([], 'ZZTESTMARCH, Bo', '1961-11-30'), true).isCopy).toBe(false);
});
