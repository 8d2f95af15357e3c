import { crop, type Bits, type Grey, type Rectangle } from '../../formats/raster/bits.ts';
import { componentsOf } from '../../formats/raster/components.ts';
import type { Engine, EngineWord } from './engine.ts';

/** Letters by their size in pixels, their share of ink, and how wide beside their height. */
const LETTER = { low: 14, tall: 70, narrow: 3, ink: 0.12, wide: 2.2, more: 20 };
/** Letters of one row: the paper between them in heights, how much of their height they share, how unlike their heights are. */
const ROW = { apart: 1.6, back: 3, shared: 0.4, unlike: 2.2, letters: 3, wide: 1.5 };
/** Paper around a row that is read, pixels. */
const ROOM = 8;
/** A row that is print is read with some certainty. */
const SURE = 0.6;

/**
 * Rows of letters where no word was read, each read as a line: where a ring of a pen or a fold crosses a form, the engine takes lines
 * and cells beside it for a drawing. `taken` is where something was read or found.
 */
export function missedWords(
  engine: Engine,
  page: { readonly sheet: Grey; readonly ink: Bits; readonly dpi: number },
  words: readonly EngineWord[],
  taken: readonly Rectangle[],
): readonly EngineWord[] {
  const first = Math.max(-1, ...words.map(({ line }) => line)) + 1;
  const places = [...words.map(({ box }) => box), ...taken];
  return rowsOf(lettersOutside(page.ink, places)).flatMap((row, index) => {
    const [x, y] = [Math.max(0, row.x - ROOM), Math.max(0, row.y - ROOM)];
    const box = { x, y, width: row.x + row.width + ROOM - x, height: row.y + row.height + ROOM - y };
    return engine
      .recognise(crop(page.sheet, box), { mode: 'line', dpi: page.dpi })
      .filter(({ text, confidence }) => confidence > SURE && /[\p{L}\d]{2}/u.test(text))
      .map((word) => ({
        ...word,
        line: first + index,
        box: { ...word.box, x: word.box.x + x, y: word.box.y + y },
      }));
  });
}

/** The pieces of ink that have the size of letters and lie in no place that is taken. */
function lettersOutside(ink: Bits, places: readonly Rectangle[]): readonly Rectangle[] {
  const { count, left, top, right, bottom, area } = componentsOf(ink);
  const found: Rectangle[] = [];
  for (let piece = 0; piece < count; piece++) {
    const [x, y] = [left[piece] as number, top[piece] as number];
    const [width, height] = [(right[piece] as number) - x, (bottom[piece] as number) - y];
    if (height < LETTER.low || height > LETTER.tall || width < LETTER.narrow) continue;
    if (width > LETTER.wide * height + LETTER.more) continue;
    if ((area[piece] as number) < LETTER.ink * width * height) continue;
    if (!places.some((place) => holds(place, x + width / 2, y + height / 2)))
      found.push({ x, y, width, height });
  }
  return found;
}

/** Boxes of words are narrow. */
const EDGE = 4;

function holds({ x, y, width, height }: Rectangle, atX: number, atY: number): boolean {
  return atX >= x - EDGE && atX < x + width + EDGE && atY >= y - EDGE && atY < y + height + EDGE;
}

type Row = Rectangle & { readonly tallest: number; readonly letters: number };

/** From the left, each letter to the row it stands beside. */
function rowsOf(letters: readonly Rectangle[]): readonly Row[] {
  const rows: Row[] = [];
  for (const letter of letters.toSorted((a, b) => a.x - b.x)) {
    const at = rows.findIndex((row) => isBeside(row, letter));
    const row = rows[at];
    if (row) rows[at] = grown(row, letter);
    else rows.push({ ...letter, tallest: letter.height, letters: 1 });
  }
  return rows.filter(
    ({ letters: count, width, tallest }) => count >= ROW.letters && width > ROW.wide * tallest,
  );
}

function isBeside(row: Row, letter: Rectangle): boolean {
  const gap = letter.x - row.x - row.width;
  const shared = Math.min(row.y + row.height, letter.y + letter.height) - Math.max(row.y, letter.y);
  return (
    gap < ROW.apart * row.tallest &&
    gap > -ROW.back * row.tallest &&
    shared > ROW.shared * Math.min(row.tallest, letter.height) &&
    letter.height < ROW.unlike * row.tallest &&
    row.tallest < ROW.unlike * letter.height
  );
}

function grown(row: Row, letter: Rectangle): Row {
  const y = Math.min(row.y, letter.y);
  return {
    x: row.x,
    y,
    width: Math.max(row.x + row.width, letter.x + letter.width) - row.x,
    height: Math.max(row.y + row.height, letter.y + letter.height) - y,
    tallest: Math.max(row.tallest, letter.height),
    letters: row.letters + 1,
  };
}
