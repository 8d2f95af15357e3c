import type { Bits, Grey } from './bits.ts';

/**
 * A drawn page in black and white, for a fax. A page of black letters is cut at one brightness. Where there are greys, such as pictures,
 * shaded cells or pale letters, each place is looked at with what is around it: letters are cut against their ground, whatever their
 * tone, and pictures become dots. Nothing vanishes because it was pale.
 */
export function faxTones(grey: Grey): Bits {
  return hasTones(grey) ? toned(grey) : cut(grey);
}

/** Smoothed edges darker than this print: hair lines stay whole, letters keep their weight. */
const CUT = 160;

function cut({ width, height, data }: Grey): Bits {
  const ink = new Uint8Array(data.length);
  // Most of a page is paper: four white pixels are looked at as one.
  const quads = data.byteOffset % 4 === 0 ? data.length >> 2 : 0;
  const four = new Uint32Array(data.buffer, quads === 0 ? 0 : data.byteOffset, quads);
  for (let quad = 0; quad < quads; quad += 1)
    if (four[quad] !== FOUR_WHITE) cutFrom(data, ink, quad * 4, quad * 4 + 4);
  cutFrom(data, ink, quads * 4, data.length);
  return { width, height, data: ink };
}

const FOUR_WHITE = 0xffffffff;

function cutFrom(data: Uint8Array, ink: Uint8Array, from: number, to: number): void {
  for (let at = from; at < to; at += 1) if ((data[at] as number) < CUT) ink[at] = 1;
}

/** Smoothed edges are one or two pixels wide; a grey that is three wide and high is a tone. One in 5,000 places is enough. */
function hasTones({ width, height, data }: Grey): boolean {
  let seen = 0;
  const enough = (width * height) / (STEP * STEP) / 5_000;
  for (let y = 1; y < height - 1; y += STEP) {
    for (let x = 1; x < width - 1; x += STEP) {
      if (!isMiddle(data[y * width + x] as number) || !isTone(data, y * width + x, width)) continue;
      seen += 1;
      if (seen > enough) return true;
    }
  }
  return false;
}

const STEP = 3;

function isTone(data: Uint8Array, at: number, width: number): boolean {
  for (let row = at - width; row <= at + width; row += width)
    for (let place = row - 1; place <= row + 1; place += 1)
      if (!isMiddle(data[place] as number)) return false;
  return true;
}

function isMiddle(value: number): boolean {
  return value > 40 && value < 240;
}

/** Squares that know their darkest and brightest; each is judged with its eight neighbours. */
const TILE = 8;
/** Less than this between darkest and brightest is one tone and no writing. */
const LEAST_CONTRAST = 40;
/** This share of writing and its ground is close to one of the two; a picture has more between. */
const LEAST_CLEAR = 0.72;
const NEARLY_WHITE = 228;
const NEARLY_BLACK = 48;

function toned(grey: Grey): Bits {
  const { width, height, data } = grey;
  const ink = new Uint8Array(data.length);
  const columns = Math.ceil(width / TILE);
  const rows = Math.ceil(height / TILE);
  const extremes = extremesOf(grey, columns, rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const { dark, bright } = around(extremes, columns, rows, column, row);
      const isLevel = bright - dark >= LEAST_CONTRAST && isWriting(grey, column, row, dark, bright);
      inkTile(grey, ink, areaOf(grey, column, row), isLevel ? (dark + bright) / 2 : undefined);
    }
  return { width, height, data: ink };
}

/** Without a level, dots. */
function inkTile(
  { width, data }: Grey,
  ink: Uint8Array,
  area: ReturnType<typeof areaOf>,
  level: number | undefined,
): void {
  for (let y = area.top; y < area.bottom; y += 1)
    for (let x = area.left; x < area.right; x += 1) {
      const value = data[y * width + x] as number;
      if (value < (level ?? dotLimit(value, x, y))) ink[y * width + x] = 1;
    }
}

type Extremes = { readonly dark: Uint8Array; readonly bright: Uint8Array };

function areaOf({ width, height }: Grey, column: number, row: number) {
  return {
    left: column * TILE,
    top: row * TILE,
    right: Math.min(width, (column + 1) * TILE),
    bottom: Math.min(height, (row + 1) * TILE),
  };
}

function extremesOf(grey: Grey, columns: number, rows: number): Extremes {
  const dark = new Uint8Array(columns * rows).fill(255);
  const bright = new Uint8Array(columns * rows);
  for (let y = 0; y < grey.height; y += 1) {
    const row = Math.floor(y / TILE) * columns;
    for (let x = 0; x < grey.width; x += 1) {
      const value = grey.data[y * grey.width + x] as number;
      const tile = row + Math.floor(x / TILE);
      if (value < (dark[tile] as number)) dark[tile] = value;
      if (value > (bright[tile] as number)) bright[tile] = value;
    }
  }
  return { dark, bright };
}

function around(extremes: Extremes, columns: number, rows: number, column: number, row: number) {
  let dark = 255;
  let bright = 0;
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y += 1)
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x += 1) {
      dark = Math.min(dark, extremes.dark[y * columns + x] as number);
      bright = Math.max(bright, extremes.bright[y * columns + x] as number);
    }
  return { dark, bright };
}

/** Looked at with its neighbours, as the extremes are: a square inside a thick stroke has no ground of its own. */
function isWriting(grey: Grey, column: number, row: number, dark: number, bright: number): boolean {
  const { width, height, data } = grey;
  const near = (bright - dark) * 0.28;
  let clear = 0;
  let seen = 0;
  for (let y = Math.max(0, (row - 1) * TILE); y < Math.min(height, (row + 2) * TILE); y += 2)
    for (let x = Math.max(0, (column - 1) * TILE); x < Math.min(width, (column + 2) * TILE); x += 2) {
      const value = data[y * width + x] as number;
      if (value - dark <= near || bright - value <= near) clear += 1;
      seen += 1;
    }
  return clear >= seen * LEAST_CLEAR;
}

/** Dots that grow from the middle of squares of four: single pixels would not survive a line with noise. */
function dotLimit(value: number, x: number, y: number): number {
  if (value >= NEARLY_WHITE) return 0;
  if (value <= NEARLY_BLACK) return 256;
  return ((DOTS[(y & 3) * 4 + (x & 3)] as number) + 0.5) * 16;
}

const DOTS = [12, 5, 6, 13, 4, 0, 1, 7, 11, 3, 2, 8, 15, 10, 9, 14];
