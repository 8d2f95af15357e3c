import type { Bits } from './bits.ts';
import type { Components } from './components.ts';
import { erase } from './components.ts';

/** Letters, or letters that touch each other, in inches. */
const LETTER = { low: 0.035, tall: 0.28, wide: 2.5 };
/** What is larger than this, in square inches, is no speck, wherever it is; near letters the limit is lower. */
const LARGEST = { lone: 2.6e-4, near: 1.7e-4 };
/** Pixels of the grid that says what is near letters. */
const CELL = 4;
/** Specks of a size stay near letters when they are so much more frequent there than on bare paper: then most are points and dots. */
const FREQUENT = 2.5;

/** Where a small piece is: on bare paper, beside a rule or a picture, or where points and dots of letters can be. */
const BARE = 0;
const BESIDE = 1;
const NEAR = 2;

/**
 * Clears specks from the picture itself; returns how many. Dirt falls anywhere, points and the dots of letters only next to
 * letters: so for each size, the page itself tells what specks of that size are. `aspect`: how many square pixels a pixel is
 * high; `dpi`: pixels per inch across.
 */
export function clearSpecks(
  bits: Bits,
  components: Components,
  { aspect, dpi }: { readonly aspect: number; readonly dpi: number },
): number {
  const pixels = (squareInches: number): number => Math.floor((squareInches * dpi * dpi) / aspect);
  const largest = { lone: pixels(LARGEST.lone), near: pixels(LARGEST.near) };
  const place = placesOf(bits, components, { aspect, dpi, smallest: largest.lone + 1 });
  const counts = [BARE, BESIDE, NEAR].map(() => new Int32Array(largest.lone + 1));
  for (let piece = 0; piece < components.count; piece++) {
    const area = components.area[piece] as number;
    const count = counts[place.of(components, piece)] as Int32Array;
    if (area <= largest.lone) count[area] = (count[area] as number) + 1;
  }
  const isKept = Array.from({ length: largest.lone + 1 }, (_, area) => {
    if (area > largest.near) return true;
    const expected = ((counts[BARE]?.[area] ?? 0) + 0.5) * (place.near / Math.max(1, place.bare));
    return (counts[NEAR]?.[area] ?? 0) > expected * FREQUENT;
  });
  const isSpeck = new Uint8Array(components.count);
  let found = 0;
  for (let piece = 0; piece < components.count; piece++) {
    const area = components.area[piece] as number;
    if (area > largest.lone || (isKept[area] === true && place.of(components, piece) === NEAR)) continue;
    isSpeck[piece] = 1;
    found++;
  }
  if (found > 0) erase(bits, components, isSpeck);
  return found;
}

type Places = {
  readonly of: (components: Components, piece: number) => number;
  /** Cells that are near letters, and cells of bare paper. */
  readonly near: number;
  readonly bare: number;
};

function placesOf(
  { width, height }: Bits,
  components: Components,
  { aspect, dpi, smallest }: { readonly aspect: number; readonly dpi: number; readonly smallest: number },
): Places {
  const columns = Math.ceil(width / CELL);
  const rows = Math.ceil(height / CELL);
  const cells = new Uint8Array(columns * rows);
  const paint = (place: number, left: number, top: number, right: number, bottom: number): void => {
    const from = Math.max(0, Math.floor(left / CELL));
    const to = Math.min(columns - 1, Math.floor(right / CELL));
    const last = Math.min(rows - 1, Math.floor(bottom / CELL));
    for (let row = Math.max(0, Math.floor(top / CELL)); row <= last; row++) {
      cells.fill(place, row * columns + from, row * columns + to + 1);
    }
  };
  const { runs, pieceOfRun, left, top, right, bottom, area } = components;
  for (let run = 0; run < runs.count; run++) {
    if ((area[pieceOfRun[run] as number] as number) < smallest) continue;
    const y = runs.row[run] as number;
    paint(BESIDE, (runs.start[run] as number) - CELL, y - CELL, (runs.end[run] as number) + CELL, y + CELL);
  }
  for (let piece = 0; piece < components.count; piece++) {
    const wide = (right[piece] as number) - (left[piece] as number);
    const tall = (bottom[piece] as number) - (top[piece] as number);
    const square = tall * aspect;
    if (square < LETTER.low * dpi || square > LETTER.tall * dpi || wide > LETTER.wide * dpi) continue;
    if ((area[piece] as number) < 0.12 * wide * tall) continue;
    const above = (top[piece] as number) - 0.6 * tall;
    const below = (bottom[piece] as number) + 0.25 * tall;
    paint(NEAR, (left[piece] as number) - 2, above, (right[piece] as number) + 0.9 * square, below);
  }
  const inPlaces = [0, 0, 0];
  for (const place of cells) inPlaces[place] = (inPlaces[place] as number) + 1;
  return {
    near: inPlaces[NEAR] as number,
    bare: inPlaces[BARE] as number,
    of: (pieces, piece) => {
      const x = ((pieces.left[piece] as number) + (pieces.right[piece] as number)) >> 1;
      const y = ((pieces.top[piece] as number) + (pieces.bottom[piece] as number)) >> 1;
      return cells[Math.floor(y / CELL) * columns + Math.floor(x / CELL)] as number;
    },
  };
}
