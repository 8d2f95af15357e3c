import { expect, test } from 'vitest';
import type { EngineWord } from './engine.ts';
import { respelled } from './respell.ts';
import { wordsOutside } from './tidy.ts';

/** Words of one line a blank apart, ten pixels to a letter. */
function line(text: string): readonly EngineWord[] {
  let x = 0;
  return text.split(' ').map((one): EngineWord => {
    const word = {
      text: one,
      confidence: 0.9,
      line: 0,
      box: { x, y: 0, width: one.length * 10, height: 20 },
    };
    x += one.length * 10 + 8;
    return word;
  });
}
const textOf = (words: readonly EngineWord[]): string => words.map(({ text }) => text).join(' ');

test.each([
  ['Pageliofl', 'Page 1 of 1'],
  ['Page 10 f 1', 'Page 1 of 1'],
  ['Page lof 2 Thornton', 'Page 1 of 2 Thornton'],
  ['Page 2 of 11', 'Page 2 of 11'],
  ['Area code 212', 'Area code 212'],
  ['Code 212.31', 'Code Z12.31'],
  ['U07.1 110', 'U07.1 I10'],
  ['U54.5 110', 'U54.5 110'],
  ['IL. REFERRING FACILITY', 'II. REFERRING FACILITY'],
  ['L. VETERAN', 'I. VETERAN'],
  ['1. PATIENT', '1. PATIENT'],
  ['George Silver (M, 78 y.0.)', 'George Silver (M, 78 y.o.)'],
  ['0: (277) 987-8970', 'o: (277) 987-8970'],
  ['0: none', '0: none'],
  ['f(433)640-0809', 'f (433)640-0809'],
  ['Odom,APRN', 'Odom, APRN'],
  ['Icp-10 code 1CD-10', 'ICD-10 code ICD-10'],
  ['[ K21.9, R79.89, 712.11 ]', '[ K21.9, R79.89, Z12.11 ]'],
  ['Dx: 009.521', 'Dx: O09.521'],
  ['poB: 1 May', 'DOB: 1 May'],
  ['unspecified - 149.9 (ICD-10-CM)', 'unspecified - I49.9 (ICD-10-CM)'],
])('%s is %s', (text, printed) => {
  expect(textOf(respelled(line(text)))).toBe(printed);
});

test('a bar before what one person says is the one who writes', () => {
  expect(textOf(wordsOutside([], line('this case. | look forward')))).toBe('this case. I look forward');
  expect(textOf(wordsOutside([], line('phone | fax')))).toBe('phone fax');
});
