import { clip, crop, fill, inkIn, type Bits, type Grey, type Rectangle } from '../../formats/raster/bits.ts';
import type { Comb } from '../../formats/raster/combs.ts';
import type { Engine, EngineWord } from './engine.ts';

/** Paper around the letters of a line, and that between two of them, in heights of the tallest. */
const ROOM = 0.6;
const BETWEEN = 0.22;
/** A blank is so many times as wide as what is between two letters. */
const BLANK = 3;
/** A letter is no wider than so many heights of the tallest; wider things in cells are words. */
const WIDE = 1.3;
/** Less ink in a cell is dirt: in heights of the tallest, squared. */
const DIRT = 0.006;
/** How sure a line can be that has not a sign for each cell. */
const UNSURE = 0.3;

/** What is left of rules lies no further from them, in inches. */
const SCRAPS = 0.015;

type Page = { readonly sheet: Grey; readonly ink: Bits; readonly dpi: number };

/**
 * What is written into combs: their letters, laid side by side as in a word, are read as a line, and the comb becomes paper on the sheet. An
 * empty cell is a blank. What holds words and not letters is left to be read with the page.
 * Each comb is a line of its own, counted from 0.
 */
export function combWords(engine: Engine, page: Page, combs: readonly Comb[]): readonly EngineWord[] {
  return rowsOf(combs).flatMap((row, line) => {
    const words = wordsIn(row, page.ink);
    const letters = words.flat();
    const tall = Math.max(...letters.map(({ height }) => height));
    if (letters.length < 2 || letters.some(({ width }) => width > WIDE * tall)) return [];
    const laying = laidOut(words, tall);
    const read = engine.recognise(drawn(page.sheet, laying, tall), { mode: 'line', dpi: page.dpi });
    fill(page.sheet, withScraps(around(row.map(({ box }) => box)), page), 255);
    return laying.flatMap((word) => {
      const said = readOf(word, read);
      return said ? [{ ...said, line }] : [];
    });
  });
}

/** A row of combs with what is left of its rules around and what stands between its parts. */
function withScraps({ x, y, width, height }: Rectangle, { sheet, dpi }: Page): Rectangle {
  const off = Math.round(SCRAPS * dpi);
  return clip({ x: x - off, y: y - off, width: width + 2 * off, height: height + 2 * off }, sheet);
}

/** The letters of each word: an empty cell and the end of a comb part them. */
function wordsIn(row: readonly Comb[], ink: Bits): readonly (readonly Rectangle[])[] {
  const words: Rectangle[][] = [];
  for (const { cells } of row) {
    words.push([]);
    for (const cell of cells) {
      const letter = letterIn(ink, cell);
      if (letter) words.at(-1)?.push(letter);
      else words.push([]);
    }
  }
  return words.filter((word) => word.length > 0);
}

/** `[08][22][1949]`: combs side by side are read together. */
function rowsOf(combs: readonly Comb[]): readonly (readonly Comb[])[] {
  const rows: Comb[][] = [];
  for (const comb of combs.toSorted((one, other) => one.box.x - other.box.x)) {
    const row = rows.find((before) => isBeside(before.at(-1) as Comb, comb));
    if (row) row.push(comb);
    else rows.push([comb]);
  }
  return rows;
}

function isBeside({ box, cells }: Comb, next: Comb): boolean {
  const gap = next.box.x - box.x - box.width;
  return gap < 2 * (cells[0]?.width ?? 0) && Math.abs(box.y - next.box.y) < 0.3 * box.height;
}

/** The box of what is written in a cell; absent: nothing but dirt. */
function letterIn(ink: Bits, cell: Rectangle): Rectangle | undefined {
  const inside = clip(cell, ink);
  let [left, right, top, bottom] = [inside.width, -1, inside.height, -1];
  for (let y = 0; y < inside.height; y++)
    for (let x = 0; x < inside.width; x++) {
      if (ink.data[(inside.y + y) * ink.width + inside.x + x] === 0) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  const box = { x: inside.x + left, y: inside.y + top, width: right + 1 - left, height: bottom + 1 - top };
  return right >= 0 && inkIn(ink, box) > DIRT * inside.height * inside.height ? box : undefined;
}

/** A letter, and where on the line it is laid. */
type Laid = Rectangle & { readonly at: number };

function laidOut(words: readonly (readonly Rectangle[])[], tall: number): readonly (readonly Laid[])[] {
  const gap = Math.round(BETWEEN * tall);
  let at = Math.round(ROOM * tall);
  return words.map((word) => {
    const laid = word.map((letter) => {
      const here = { ...letter, at };
      at += letter.width + gap;
      return here;
    });
    at += BLANK * gap;
    return laid;
  });
}

/** Letters keep their height on the line. */
function drawn(sheet: Grey, words: readonly (readonly Laid[])[], tall: number): Grey {
  const letters = words.flat();
  const room = Math.round(ROOM * tall);
  const { y, height: high } = around(letters);
  const width = Math.max(...letters.map((letter) => letter.at + letter.width)) + room;
  const line: Grey = {
    width,
    height: high + 2 * room,
    data: new Uint8Array(width * (high + 2 * room)).fill(255),
  };
  for (const letter of letters) paste(line, crop(sheet, { ...letter, y, height: high }), letter.at, room);
  return line;
}

function paste(on: Grey, picture: Grey, x: number, y: number): void {
  for (let row = 0; row < picture.height; row++)
    on.data.set(
      picture.data.subarray(row * picture.width, (row + 1) * picture.width),
      (y + row) * on.width + x,
    );
}

/** What was read over the letters of a word. Nobody is sure of it if it has not a sign for each. */
function readOf(word: readonly Laid[], read: readonly EngineWord[]): Omit<EngineWord, 'line'> | undefined {
  const from = Math.min(...word.map(({ at }) => at));
  const to = Math.max(...word.map(({ at, width }) => at + width));
  const over = read.filter(({ box }) => box.x + box.width / 2 > from && box.x + box.width / 2 < to);
  if (over.length === 0) return undefined;
  const text = over.map((one) => one.text).join('');
  const confidence = Math.min(...over.map((one) => one.confidence));
  const isWhole = text.length === word.length;
  return { text, confidence: isWhole ? confidence : Math.min(confidence, UNSURE), box: around(word) };
}

function around(boxes: readonly Rectangle[]): Rectangle {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
