import type { Bits } from './bits.ts';
import { fill } from './bits.ts';
import { componentsOf, erase } from './components.ts';

/** Columns of the squares whose ink is counted; on coarse rows they are lower. */
const CELL = 8;
/** Squares around one, beside and above or below it, that tell the ground it stands on: more than two lines of print. */
const AROUND = { beside: 3, above: 4 };
/** So many of the squares around are surely paper between letters and lines: a ground shows there. How dark it is, more can tell. */
const PAPER = 0.15;
const LEVEL = 0.35;
/** Less is specks, more is a black area in which nothing can be read. */
const GROUND = { least: 0.06, most: 0.75 };
/** A run of ink that chance makes of a ground more seldom than this is a stroke. Darker screens have runs of their own. */
const STROKE = { chance: 0.0003, darkest: 0.55 };
/** Less of a page than this is no shadow but bars and bold print. */
const SMALLEST = 0.017;
/** What is smaller both ways, in inches, is a grain where the ground is one of grains. */
const GRAIN = 0.04;

/**
 * Takes away the dots of shadows and coloured areas, which copiers and fax machines make of every grey: where all the paper around has
 * ink, only what stands out from it stays, which is a pixel with more ink around it than chance would put there, or in a longer run.
 * What is black up to the edge of the page goes as well. Works on the picture itself. `dpi`: pixels per inch across; `aspect`: how many square pixels a pixel is high. Returns how many squares were cleaned.
 */
export function clearGround(
  bits: Bits,
  { aspect, dpi }: { readonly aspect: number; readonly dpi: number },
): number {
  const tall = aspect > 1.5 ? CELL >> 1 : CELL;
  const grid = { columns: Math.ceil(bits.width / CELL), rows: Math.ceil(bits.height / tall), tall };
  const grounds = groundsOf(bits, grid);
  const cleaned = grounds.reduce((sum, ground) => sum + (ground > 0 ? 1 : 0), 0);
  if (cleaned < grounds.length * SMALLEST) return 0;
  const source = bits.data.slice();
  for (const [cell, ground] of grounds.entries()) {
    if (ground <= 0) continue;
    const [column, row] = [cell % grid.columns, Math.floor(cell / grid.columns)];
    // Of the nine pixels around one, itself included: the mean of the ground and nearly three deviations.
    const enough = Math.min(
      9,
      Math.max(5, Math.ceil(9 * ground + 2.8 * Math.sqrt(9 * ground * (1 - ground)))),
    );
    const run = ground > STROKE.darkest ? 0 : Math.ceil(Math.log(STROKE.chance) / Math.log(ground));
    standOut(source, bits, { x: column * CELL, y: row * tall, width: CELL, height: tall }, enough, {
      across: run,
      down: Math.ceil(run / (aspect > 1.5 ? 2 : 1)),
    });
  }
  clearBlackEdges(bits, grounds, grid);
  clearGrains(bits, grounds, grid, { wide: GRAIN * dpi, high: (GRAIN * dpi) / aspect });
  return cleaned;
}

/** Small pieces that are left on a ground. */
function clearGrains(
  bits: Bits,
  grounds: Float64Array,
  { columns, tall }: Grid,
  { wide, high }: { readonly wide: number; readonly high: number },
): void {
  const pieces = componentsOf(bits);
  const isGrain = new Uint8Array(pieces.count);
  for (let piece = 0; piece < pieces.count; piece++) {
    const [left, top] = [pieces.left[piece] as number, pieces.top[piece] as number];
    const [right, bottom] = [pieces.right[piece] as number, pieces.bottom[piece] as number];
    const cell = Math.floor((top + bottom) / 2 / tall) * columns + ((left + right) >> 4);
    const ground = grounds[cell] as number;
    // The darker the ground, the larger are the clumps that chance makes.
    const larger = 1 + ground;
    if (ground > 0 && right - left < wide * larger && bottom - top < high * larger) isGrain[piece] = 1;
  }
  erase(bits, pieces, isGrain);
}

/**
 * A shadow at the edge of the page is cleared so deep, in squares: what is black farther in may be a heading in white letters. Beside a
 * book it is deeper, along so much of the page as no heading is high.
 */
const EDGE = { depth: 8, besideBook: 24, long: 0.5 };

/** Squares that are black all over, one beside the other from the edge of the page. */
function clearBlackEdges(bits: Bits, grounds: Float64Array, { columns, rows, tall }: Grid): void {
  const waiting: number[] = [];
  const isGone = new Uint8Array(grounds.length);
  const blackOf = new Int32Array(columns);
  for (const [cell, ground] of grounds.entries())
    if (ground === BLACK) blackOf[cell % columns] = (blackOf[cell % columns] as number) + 1;
  const take = (column: number, row: number): void => {
    const cell = row * columns + column;
    const [across, down] = [Math.min(column, columns - 1 - column), Math.min(row, rows - 1 - row)];
    if (across < 0 || down < 0) return;
    const isLong = (blackOf[column] as number) > rows * EDGE.long;
    if (down >= EDGE.depth && across >= (isLong ? EDGE.besideBook : EDGE.depth)) return;
    if (isGone[cell] === 1 || grounds[cell] !== BLACK) return;
    isGone[cell] = 1;
    waiting.push(cell);
  };
  for (let row = 0; row < rows; row++) for (const column of [0, columns - 1]) take(column, row);
  for (let column = 0; column < columns; column++) for (const row of [0, rows - 1]) take(column, row);
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    fill(bits, { x: column * CELL, y: row * tall, width: CELL, height: tall }, 0);
    for (const side of [-1, 1]) {
      take(column + side, row);
      take(column, row + side);
    }
  }
}

/** A square that is black all over. */
const BLACK = -1;

/** The ground of every square, a share of black; 0 where it is left as it is. */
function groundsOf(bits: Bits, grid: Grid): Float64Array {
  const inks = inksOf(bits, grid);
  return Float64Array.from(inks, (_, cell) => {
    const ground = groundAt(inks, grid, cell) / (CELL * grid.tall);
    return ground > GROUND.most ? BLACK : ground;
  });
}

type Grid = { readonly columns: number; readonly rows: number; readonly tall: number };

function inksOf({ width, height, data }: Bits, { columns, rows, tall }: Grid): Uint8Array {
  const inks = new Uint8Array(columns * rows);
  // Where the next ink is, is looked for once, however many rows are empty.
  let at = data.indexOf(1);
  for (let y = 0; y < height; y++) {
    const base = Math.floor(y / tall) * columns;
    for (; at >= 0 && at < (y + 1) * width; at = data.indexOf(1, at + 1)) {
      const cell = base + ((at - y * width) >> 3);
      inks[cell] = (inks[cell] as number) + 1;
    }
  }
  return inks;
}

/** The ink a square would have without print; 0 where the paper shows. */
function groundAt(inks: Uint8Array, { columns, rows, tall }: Grid, cell: number): number {
  const [column, row] = [cell % columns, Math.floor(cell / columns)];
  const [left, right] = [Math.max(0, column - AROUND.beside), Math.min(columns - 1, column + AROUND.beside)];
  const [top, bottom] = [Math.max(0, row - AROUND.above), Math.min(rows - 1, row + AROUND.above)];
  const rank = Math.floor((right - left + 1) * (bottom - top + 1) * PAPER);
  let bare = 0;
  const found: number[] = [];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const ink = inks[y * columns + x] as number;
      // Most of a page is paper: nothing is sorted there.
      if (ink === 0 && ++bare > rank) return 0;
      found.push(ink);
    }
  }
  const sorted = found.toSorted((one, other) => one - other);
  if ((sorted[rank] as number) < GROUND.least * CELL * tall) return 0;
  return sorted[Math.floor(sorted.length * LEVEL)] as number;
}

function standOut(
  source: Uint8Array,
  { width, height, data }: Bits,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  enough: number,
  run: { readonly across: number; readonly down: number },
): void {
  const [last, end] = [Math.min(height - 1, area.y + area.height), Math.min(width - 1, area.x + area.width)];
  for (let y = Math.max(1, area.y); y < last; y++) {
    for (let x = Math.max(1, area.x); x < end; x++) {
      let ink = 0;
      for (let at = (y - 1) * width + x; at <= (y + 1) * width + x; at += width)
        ink += (source[at - 1] as number) + (source[at] as number) + (source[at + 1] as number);
      const at = y * width + x;
      data[at] =
        ink >= enough || (source[at] === 1 && run.across > 0 && isStroke(source, at, width, run)) ? 1 : 0;
    }
  }
}

/** A pixel of a run of ink that is long enough, across or down. */
function isStroke(
  source: Uint8Array,
  at: number,
  width: number,
  { across, down }: { readonly across: number; readonly down: number },
): boolean {
  return isRun(source, at, 1, across) || isRun(source, at, width, down);
}

function isRun(source: Uint8Array, at: number, step: number, enough: number): boolean {
  let count = 1;
  for (let near = at - step; count < enough && source[near] === 1; near -= step) count++;
  for (let near = at + step; count < enough && source[near] === 1; near += step) count++;
  return count >= enough;
}
