import { expect, test } from 'vitest';
import type { Bits, Rectangle } from '../../formats/raster/bits.ts';
import { blankBits, fill } from '../../formats/raster/bits.ts';
import { scriptFeatures } from '../../formats/raster/script-features.ts';
import type { EngineWord } from './engine.ts';
import { handwritten } from './handwriting.ts';

const LETTER = { wide: 14, high: 26, step: 20 };

/** An upright stem with a bar at its head and its foot. */
function print(ink: Bits, x: number, y: number): void {
  fill(ink, { x, y, width: 4, height: LETTER.high }, 1);
  for (const row of [y, y + LETTER.high - 4]) fill(ink, { x, y: row, width: LETTER.wide, height: 4 }, 1);
}

/** A slanted wave, some taller and some smaller. */
function write(ink: Bits, x: number, y: number, at: number): void {
  const high = at % 2 === 0 ? LETTER.high : 14;
  for (let row = 0; row < high; row++) {
    const left = Math.round(x + 9 - row / 3 + 3 * Math.sin(row / 2.3));
    fill(ink, { x: left, y: y + LETTER.high - high + row, width: 3, height: 1 }, 1);
  }
}

function word(letters: number, x: number, y: number, line: number, text = 'x'.repeat(letters)): EngineWord {
  const box: Rectangle = { x, y, width: letters * LETTER.step, height: LETTER.high };
  return { text, confidence: 0.8, line, box };
}

function pageOf(words: readonly EngineWord[], isByHand: (index: number) => boolean): Bits {
  const ink = blankBits(900, 60 * words.length + 60);
  for (const [index, { box, text }] of words.entries()) {
    for (const at of text.split('').keys()) {
      const x = box.x + at * LETTER.step;
      if (isByHand(index)) write(ink, x, box.y, at);
      else print(ink, x, box.y);
    }
  }
  return ink;
}

const words = Array.from({ length: 8 }, (_, at) => word(8, 100, 40 + at * 60, at));

test('what is filled in by hand is told from the print around it', () => {
  const isByHand = (index: number): boolean => index % 2 === 1;
  expect(handwritten(pageOf(words, isByHand), words, 300)).toEqual(words.map((_, at) => isByHand(at)));
});

test('print that stands on rules is print', () => {
  const ink = pageOf(words, () => false);
  for (const { box } of words) fill(ink, { x: 80, y: box.y + LETTER.high - 2, width: 500, height: 3 }, 1);
  expect(handwritten(ink, words, 300)).toEqual(words.map(() => false));
});

test.each([
  ['colon', 'xxxxxxx:', 230],
  ['colon that nobody read', 'xxxxxxxx', 232],
])('a label ends at its %s, and what is written behind it is told for itself', (_, label, x) => {
  const forms = words.flatMap((one, at) => [word(8, 60, one.box.y, at, label), word(8, x, one.box.y, at)]);
  const isByHand = (index: number): boolean => index % 2 === 1;
  expect(handwritten(pageOf(forms, isByHand), forms, 300)).toEqual(forms.map((__, at) => isByHand(at)));
});

test('features: stems and edges of print are straight, a rule is no letter, and one piece is no word', () => {
  const area = { x: 95, y: 35, width: 170, height: 36 };
  const even = scriptFeatures(
    pageOf(words, () => false),
    area,
  );
  const uneven = scriptFeatures(
    pageOf(words, () => true),
    area,
  );
  expect(even).toMatchObject({ letters: 8, heightSpread: 0 });
  expect(even?.stems).toBeGreaterThan(uneven?.stems ?? 1);
  expect(even?.levelEdges).toBeGreaterThan(uneven?.levelEdges ?? 1);
  expect(uneven?.heightSpread).toBeGreaterThan(0.2);
  const ruled = pageOf(words, () => false);
  fill(ruled, { x: 0, y: 66, width: 900, height: 3 }, 1);
  expect(scriptFeatures(ruled, area)?.letters).toBe(8);
  expect(scriptFeatures(blankBits(300, 100), area)).toBeUndefined();
});
