import { expect, test } from 'vitest';
import { blankBits, fill } from '../../formats/raster/bits.ts';
import { takenApart } from './run-together.ts';

const list = { has: (word: string) => ['date', 'of', 'legal', 'sex'].includes(word) };

/** Letters as black bars, so wide, with such gaps behind them. */
function read(text: string, gaps: readonly number[]): readonly string[] {
  const ink = blankBits(400, 60);
  let x = 10;
  for (const gap of [...gaps, 0]) {
    fill(ink, { x, y: 20, width: 12, height: 20 }, 1);
    x += 12 + gap;
  }
  const word = { text, confidence: 0.9, line: 0, box: { x: 10, y: 20, width: x - 10, height: 20 } };
  return takenApart(ink, [word], list).map((one) => `${one.text} ${one.box.x} ${one.box.width}`);
}

test('with a blank in the picture a word that is none is the two that are', () => {
  expect(read('DATEOF', [4, 4, 4, 10, 4])).toEqual(['DATE 10 60', 'OF 80 28']);
  expect(read('Legalsex:', [4, 4, 4, 4, 10, 4, 4, 4])).toEqual(['Legal 10 76', 'sex: 96 60']);
});

test('without one, or without words on either side of it, nothing is taken apart', () => {
  expect(read('DATEOF', [4, 4, 4, 5, 4])).toHaveLength(1);
  expect(read('DATIOF', [4, 4, 4, 10, 4])).toHaveLength(1);
  expect(read('DATEOF', [4, 10, 4, 4, 4])).toHaveLength(1);
});
