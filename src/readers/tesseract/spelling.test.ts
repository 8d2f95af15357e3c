import { expect, test } from 'vitest';
import type { EngineWord } from './engine.ts';
import { spelled } from './spelling.ts';
import { printModel } from './trained-data.ts';
import { wordListOf } from './word-list.ts';

const list = wordListOf(printModel());

function read(text: string, confidence = 0.7): string {
  const words = text.split(' ').map((one, index): EngineWord => ({
    text: one,
    confidence,
    line: 0,
    box: { x: index * 100, y: 0, width: 80, height: 20 },
  }));
  return spelled(words, list)
    .map((word) => word.text)
    .join(' ');
}

test('the list has the words of the model as they are written there', () => {
  expect(['patient', 'Elizabeth', 'colonoscopy', 'endocrinology', 'ID'].map(list.has)).toEqual(
    Array(5).fill(true),
  );
  expect(['contams', 'endocrinologyy', 'patien', 'patientt', '', '☃'].map(list.has)).toEqual(
    Array(6).fill(false),
  );
});

test('data of another kind is told of', () => {
  expect(() => wordListOf(new Uint8Array(200))).toThrow('The trained data has no such part');
});

test.each([
  ['Thomton,', 'Thornton,'],
  ['facihty', 'facility'],
  ['Authonzation', 'Authorization'],
  ['Cell/lhome', 'Cell/home'],
  ['prot=cted', 'protected'],
  ['Print2d', 'Printed'],
  ['CONFIDFNTIAL', 'CONFIDENTIAL'],
  ['colonosfopy', 'colonoscopy'],
  ['this fax js intended for you', 'this fax is intended for you'],
])('%s is %s', (text, printed) => {
  expect(read(text)).toBe(printed);
});

test.each([
  'Holwala',
  'BCBSNJ',
  'Ambetter',
  'T45.1X5A',
  'mm/dd/yyyy',
  'W938207517',
  'patent',
  'de 1a Cruz',
  '8renda',
  'médico',
  'Dirección',
])('%s stays', (text) => {
  expect(read(text, 0.91)).toBe(text);
});

test('a name that was read with certainty, or twice, is no slip', () => {
  expect(read('Dauon', 0.9)).toBe('Dauon');
  expect(read('Thomton Thomton')).toBe('Thomton Thomton');
});
