import { expect, test } from 'vitest';
import { betterPerson, betterText, unmended } from './second-choice.ts';

test.each([
  // What lists know of two readings, part by part.
  ['LUND, Ophella H', 'LUND, Ophelia H', 'LUND, Ophelia H'],
  ['MARTIN, Victorla', 'MARTIN, Victoria', 'MARTIN, Victoria'],
  ['MOLINA, Joseph J, NP', 'MOHNA, Joseph J, NP', 'MOLINA, Joseph J, NP'],
  // Neither is known, and one letter makes a name of one.
  ['ZZTESTOVA, Jennlfer', 'ZZTESTOVA, Jennifcr', 'ZZTESTOVA, Jennifer'],
  // An initial only the second has; a stroke may be an edge.
  ['ZZTESTOVA, Jane', 'ZZTESTOVA, Jane S', 'ZZTESTOVA, Jane S'],
  ['ZZTESTOVA, Jane', 'ZZTESTOVA, Jane I', 'ZZTESTOVA, Jane'],
  // Another name altogether is no better reading.
  ['ZZTESTOVA, Jane', 'SMITH, Bartholomew', 'ZZTESTOVA, Jane'],
])('of the names %s and %s: %s', (first, second, better) => {
  expect(betterPerson(first, second, false)).toBe(better);
});

test('names no list knows are taken from the reader that is surer', () => {
  expect(betterPerson('ZZTEST0VA, Jane', 'ZZTESTOVA, Jane', false)).toBe('ZZTEST0VA, Jane');
  expect(betterPerson('ZZTEST0VA, Jane', 'ZZTESTOVA, Jane', true)).toBe('ZZTESTOVA, Jane');
});

test('of texts each word is taken from the reading in which it is one', () => {
  const raw = 'Chronic couqh at night, wnrse lying down';

  expect(betterText(raw, raw, 'Chronjc cough at niqht, worse lying down')).toBe(
    'Chronic cough at night, worse lying down',
  );
});

test('a word that was mended stands back behind one that was read', () => {
  expect(betterText('left hand', 'left hamd', 'left head')).toBe('left head');
});

test('what both readings have is put back, known or not', () => {
  const raw = ['Wheezing despite inhaled steroid', 'Wheezing despite inhaled steroid.'] as const;

  expect(unmended('Wheezing despite inhaler steroid', raw)).toBe('Wheezing despite inhaled steroid');
  expect(unmended('Wheezing despite inhaler steroid', [raw[0], 'Wheezing despite inhaler steroid'])).toBe(
    'Wheezing despite inhaler steroid',
  );
});
