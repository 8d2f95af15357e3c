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

test.each([
  // Each word from the reading in which it is one.
  [
    'Chronic couqh, wnrse lying',
    'Chronic couqh, wnrse lying',
    'Chronjc cough, worse lyinq',
    'Chronic cough, worse lying',
  ],
  // What was mended stands back behind what was read, in either.
  ['left hand', 'left hamd', 'left head', 'left head'],
  [
    'Screening colonoscopy',
    'Screening colonosfopy',
    'Screening colonic',
    'Screening colonoscopy',
    'Screening colonlc',
  ],
  // The pieces of a word that the second reading has whole.
  ['due for colonosc bpy', 'due for colonosc bpy', 'due for colonoscopy', 'due for colonoscopy'],
  ['Loss n oticad by family', 'Loss n oticad by family', 'Loss noticed by family', 'Loss noticed by family'],
])('of %s, read as %s, and %s: %s', (first, raw, second, better, rawSecond = second) => {
  expect(betterText(first, { text: raw }, second, { text: rawSecond })).toBe(better);
});

test('what the surer second has read goes before what was mended in the first', () => {
  const raw = { text: 'Skipped heats' };
  const [first, second] = ['Skipped hears', 'Skipped beats'];

  expect(betterText(first, raw, second, { text: second, isSurer: true })).toBe(second);
  expect(betterText(first, { text: first }, second, { text: second, isSurer: true })).toBe(first);
});

test('what both readings have is put back, known or not', () => {
  const raw = ['Wheezing despite inhaled steroid', 'Wheezing despite inhaled steroid.'] as const;

  expect(unmended('Wheezing despite inhaler steroid', raw)).toBe('Wheezing despite inhaled steroid');
  expect(unmended('Wheezing despite inhaler steroid', [raw[0], 'Wheezing despite inhaler steroid'])).toBe(
    'Wheezing despite inhaler steroid',
  );
});
