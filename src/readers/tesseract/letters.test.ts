import { expect, test } from 'vitest';
import type { Bits } from '../../formats/raster/bits.ts';
import { blankBits, fill } from '../../formats/raster/bits.ts';
import type { EngineWord } from './engine.ts';
import { asDrawn } from './letters.ts';

const FOOT = 40;

/** Letters side by side, each a block as high as told, on one line. */
function drawn(heights: readonly number[]): Bits {
  const ink = blankBits(heights.length * 20 + 20, 60);
  for (const [at, height] of heights.entries())
    fill(ink, { x: 4 + at * 20, y: FOOT - height, width: height < 8 ? 5 : 14, height }, 1);
  return ink;
}

function read(text: string, heights: readonly number[]): string | undefined {
  const box = { x: 2, y: 8, width: heights.length * 20, height: 40 };
  const word: EngineWord = { text, box, confidence: 0.9, line: 0 };
  return asDrawn(drawn(heights), [word])[0]?.text;
}

test('a first letter as tall as those that rise is a capital', () => {
  expect(read('soot', [24, 17, 17, 24])).toBe('Soot');
  expect(read('soot', [17, 17, 17, 24])).toBe('soot');
});

test('where none rises, a capital is taller than the small letter behind it', () => {
  expect(read('vance', [24, 17, 17, 17, 17])).toBe('Vance');
  expect(read('vance', [18, 17, 17, 17, 17])).toBe('vance');
});

test('all letters as tall as those that rise are capitals', () => {
  expect(read('stat', [24, 24, 24, 24])).toBe('STAT');
  expect(read('mold', [24, 24, 24, 24])).toBe('MOLD');
});

test('a code of a diagnosis has a point where one is drawn, and nowhere else', () => {
  expect(read('R569', [24, 24, 24, 5, 24])).toBe('R56.9');
  expect(read('M5450', [24, 24, 24, 5, 24, 24])).toBe('M54.50');
  expect(read('R569', [24, 24, 24, 24])).toBe('R569');
  expect(read('R569', [24, 24, 5, 24, 24])).toBe('R569');
  expect(read('1569', [24, 24, 24, 5, 24])).toBe('1569');
});

test('an i without a dot, as tall as a capital where a label begins, is one', () => {
  const ink = drawn([24, 17, 17, 17, 17]);
  fill(ink, { x: 9, y: 0, width: 9, height: 60 }, 0);
  const word: EngineWord = {
    text: 'insur',
    box: { x: 2, y: 8, width: 102, height: 40 },
    confidence: 0.9,
    line: 0,
  };
  const before: EngineWord = { ...word, text: 'my', box: { ...word.box, x: -40, width: 36 } };
  expect(asDrawn(ink, [word])[0]?.text).toBe('Insur');
  expect(asDrawn(ink, [before, word])[1]?.text).toBe('insur');
  fill(ink, { x: 2, y: FOOT - 19, width: 10, height: 3 }, 0);
  expect(asDrawn(ink, [word])[0]?.text).toBe('insur');
});
