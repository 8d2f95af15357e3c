import { expect, test } from 'vitest';
import { blankBits, fill, inkIn, type Bits, type Grey } from './bits.ts';
import { clearCombs } from './combs.ts';

const DPI = 300;
const CELL = { wide: 55, high: 60 };

function greyOf(bits: Bits): Grey {
  return { ...bits, data: bits.data.map((bit) => (bit === 1 ? 0 : 255)) };
}

function frame(page: Bits, x: number, y: number, wide: number, high: number): void {
  for (const side of [y, y + high]) fill(page, { x, y: side, width: wide, height: 3 }, 1);
  for (const side of [x, x + wide]) fill(page, { x: side, y, width: 3, height: high + 3 }, 1);
}

/** Cells side by side, in each an upright stroke as of a 1. */
function comb(page: Bits, x: number, y: number, cells: number): void {
  for (let cell = 0; cell < cells; cell++) {
    frame(page, x + cell * CELL.wide, y, CELL.wide, CELL.high);
    fill(page, { x: x + cell * CELL.wide + 26, y: y + 15, width: 5, height: 32 }, 1);
  }
}

test('the rules of a comb become paper, in both pictures, and what is written in it stays', () => {
  const ink = blankBits(900, 300);
  comb(ink, 100, 100, 6);
  const sheet = greyOf(ink);

  const combs = clearCombs(sheet, ink, DPI);

  expect(combs.map(({ cells }) => cells.length)).toEqual([6]);
  expect(inkIn(ink, { x: 0, y: 0, width: 900, height: 300 })).toBe(6 * 5 * 32);
  expect(sheet).toEqual(greyOf(ink));
});

test('a post that is broken and a rule of the form close below do not hide the comb', () => {
  const ink = blankBits(900, 300);
  comb(ink, 100, 100, 4);
  fill(ink, { x: 100 + 2 * CELL.wide, y: 110, width: 3, height: 40 }, 0);
  fill(ink, { x: 0, y: 100 + CELL.high + 9, width: 900, height: 3 }, 1);

  const [found] = clearCombs(greyOf(ink), ink, DPI);

  expect(found?.cells).toHaveLength(4);
  expect(inkIn(ink, { x: 90, y: 90, width: 300, height: CELL.high + 14 })).toBe(4 * 5 * 32);
});

test('nor does a rule a fax has broken over a third of its length, nor the last post broken to pieces', () => {
  const ink = blankBits(900, 300);
  comb(ink, 100, 100, 4);
  for (const cell of [0, 1, 2, 3]) fill(ink, { x: 110 + cell * CELL.wide, y: 98, width: 20, height: 8 }, 0);
  for (const y of [112, 130, 146]) fill(ink, { x: 100 + 4 * CELL.wide, y, width: 3, height: 10 }, 0);

  const [found] = clearCombs(greyOf(ink), ink, DPI);

  expect(found?.cells).toHaveLength(4);
  expect(inkIn(ink, { x: 90, y: 90, width: 300, height: CELL.high + 14 })).toBe(4 * 5 * 32);
});

test('print that nearly touches the comb is no part of its posts', () => {
  const ink = blankBits(900, 300);
  comb(ink, 100, 100, 4);
  for (const cell of [0, 2, 3])
    fill(ink, { x: 100 + cell * CELL.wide, y: 100 + CELL.high + 11, width: 4, height: 34 }, 1);

  expect(clearCombs(greyOf(ink), ink, DPI).map(({ cells }) => cells.length)).toEqual([4]);
});

test('a comb whose upper rule is gone is found beside one of its kind, and not alone', () => {
  const ink = blankBits(900, 300);
  const bare = blankBits(900, 300);
  for (const page of [ink, bare]) {
    comb(page, 400, 100, 2);
    fill(page, { x: 403, y: 96, width: 2 * CELL.wide - 3, height: 10 }, 0);
    fill(page, { x: 400 + CELL.wide, y: 100, width: 3, height: 6 }, 1);
  }
  comb(ink, 100, 100, 4);

  expect(clearCombs(greyOf(ink), ink, DPI).map(({ cells }) => cells.length)).toEqual([4, 2]);
  expect(clearCombs(greyOf(bare), bare, DPI)).toEqual([]);
});

test.each<readonly [string, (page: Bits) => void]>([
  ['two frames apart', (page) => [100, 300].forEach((x) => frame(page, x, 100, 40, 40))],
  ['wide columns of a table', (page) => [100, 300, 500].forEach((x) => frame(page, x, 100, 200, 50))],
  ['high columns', (page) => [100, 150, 200].forEach((x) => frame(page, x, 20, 50, 250))],
  [
    'letters in bold',
    (page) => {
      for (let x = 100; x < 500; x += 40) {
        fill(page, { x, y: 100, width: 14, height: 45 }, 1);
        fill(page, { x, y: 142, width: 40, height: 6 }, 1);
        fill(page, { x, y: 100, width: 40, height: 6 }, 1);
      }
    },
  ],
  [
    'letters that hang through their line',
    (page) => {
      for (let x = 100; x < 400; x += 50) fill(page, { x, y: 100, width: 4, height: 64 }, 1);
      fill(page, { x: 90, y: 130, width: 330, height: 3 }, 1);
      fill(page, { x: 90, y: 161, width: 330, height: 3 }, 1);
    },
  ],
  [
    'small letters underlined',
    (page) => {
      for (let x = 100; x < 500; x += 20) fill(page, { x, y: 110, width: 4, height: 28 }, 1);
      fill(page, { x: 90, y: 138, width: 430, height: 3 }, 1);
    },
  ],
])('%s are no comb', (_, draw) => {
  const ink = blankBits(900, 300);
  draw(ink);

  expect(clearCombs(greyOf(ink), ink, DPI)).toEqual([]);
});
