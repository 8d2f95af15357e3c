import { expect, test } from 'vitest';
import { blankBits, copyBits, fill, inkIn, type Bits, type Grey } from './bits.ts';
import { componentsOf } from './components.ts';
import { clearRings } from './ring-clear.ts';
import { ringsOf } from './rings.ts';

const DPI = 300;

type Loop = {
  readonly across: number;
  readonly down: number;
  readonly from?: number;
  readonly turns?: number;
};

function paper(): Bits {
  return blankBits(900, 500);
}

/** A line of a pen around the middle of the paper. */
function loop(page: Bits, { across, down, from = 0, turns = 6.4 }: Loop): void {
  for (let angle = 0; angle < turns; angle += 0.002) {
    const size = 1 + 0.03 * Math.sin(2 * angle) + angle * 0.006;
    const x = Math.round(450 + Math.cos(from + angle) * across * size);
    const y = Math.round(250 + Math.sin(from + angle) * down * size);
    fill(page, { x: x - 2, y: y - 2, width: 5, height: 5 }, 1);
  }
}

/** Upright strokes with a bar, as letters have, in the middle of the paper. */
function letters(page: Bits, count: number): void {
  for (let at = 0; at < count; at++) {
    const x = 450 - count * 12 + at * 24;
    fill(page, { x, y: 235, width: 5, height: 30 }, 1);
    fill(page, { x, y: 248, width: 16, height: 4 }, 1);
  }
}

function frame(page: Bits, wide: number, high: number): void {
  const [x, y] = [450 - wide / 2, 250 - high / 2];
  for (const side of [y, y + high]) fill(page, { x, y: side, width: wide, height: 4 }, 1);
  for (const side of [x, x + wide]) fill(page, { x: side, y, width: 4, height: high + 4 }, 1);
}

const found = (page: Bits) => ringsOf(page, componentsOf(page), DPI);

test.each<readonly [string, Loop, number]>([
  ['one letter', { across: 34, down: 36 }, 1],
  ['a word', { across: 110, down: 40 }, 6],
  ['four words', { across: 330, down: 44 }, 22],
  ['a word, its ends apart', { across: 110, down: 40, from: 1, turns: 5.6 }, 6],
  ['a word, once and a half', { across: 110, down: 40, turns: 9 }, 6],
])('a ring around %s is found', (_, line, count) => {
  const page = paper();
  letters(page, count);
  loop(page, line);

  expect(found(page)).toHaveLength(1);
  const [ring] = found(page);
  expect(Math.abs((ring?.box.x ?? 0) + (ring?.box.width ?? 0) / 2 - 450)).toBeLessThan(20);
});

test('a ring that rules run through is found', () => {
  const page = paper();
  letters(page, 1);
  loop(page, { across: 40, down: 38 });
  fill(page, { x: 100, y: 278, width: 700, height: 4 }, 1);
  fill(page, { x: 100, y: 150, width: 700, height: 4 }, 1);
  fill(page, { x: 100, y: 150, width: 4, height: 130 }, 1);

  expect(found(page)).toHaveLength(1);
});

test.each<readonly [string, (page: Bits) => void]>([
  ['a large O', (page) => loop(page, { across: 34, down: 38 })],
  ['a box with a word', (page) => (letters(page, 6), frame(page, 220, 90))],
  ['a cell with a letter', (page) => (letters(page, 1), frame(page, 70, 70))],
  ['a round stamp', (page) => (letters(page, 6), loop(page, { across: 150, down: 150 }))],
  ['half a loop', (page) => (letters(page, 6), loop(page, { across: 110, down: 40, turns: 3.4 }))],
  ['a round box with a cross', (page) => (loop(page, { across: 18, down: 18 }), letters(page, 1))],
  ['nothing', () => undefined],
])('%s is no ring', (_, draw) => {
  const page = paper();
  draw(page);

  expect(found(page)).toEqual([]);
});

test('the line goes and the letters stay', () => {
  const words = paper();
  letters(words, 6);
  const ink = copyBits(words);
  loop(ink, { across: 110, down: 40 });
  const sheet: Grey = { ...ink, data: ink.data.map((one) => (one === 1 ? 0 : 255)) };

  clearRings({ sheet, ink }, found(ink));

  const middle = { x: 370, y: 230, width: 160, height: 40 };
  const whole = { x: 0, y: 0, width: 900, height: 500 };
  expect(inkIn(ink, middle)).toBe(inkIn(words, middle));
  expect(inkIn(ink, whole) - inkIn(words, whole)).toBeLessThan(60);
  expect(sheet.data.every((grey, at) => grey < 128 === (ink.data[at] === 1))).toBe(true);
});
