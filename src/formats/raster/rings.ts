import type { Bits, Rectangle } from './bits.ts';
import { blankBits } from './bits.ts';
import type { Components } from './components.ts';
import { componentsOf } from './components.ts';
import { ellipseThrough, radiusOf, type Ellipse, type Points } from './ellipse.ts';
import { boxOf, isRing } from './ring-shape.ts';
import { traced, type Trace } from './ring-trace.ts';

/** A loop of a pen around words. */
export type Ring = {
  /** Around the outside of its line. */
  readonly box: Rectangle;
  /** 0 to 1: how much of the way around is inked. */
  readonly confidence: number;
  readonly trace: Trace;
};

/** Inches. A ring goes around a letter at least, and around a few words of one line at most. */
const SIZE = { least: 0.15, wide: 3.2, tall: 0.62 };
/** Height beside width: rings lie, or are round about a letter. */
const TALLEST = 1.5;
/** Rings are looked for with so many squares an inch: the ends of a line that miss one another by less are joined. */
const SQUARES = 75;
/** Ink beside the box around it: more is no line. */
const DENSE = 0.5;

/**
 * The rings drawn by hand around words of an upright, straight page with square pixels, `pieces` being its ink. A ring is a thin line that
 * runs around an ellipse for nearly all of its length, without level sides and corners, and has letters in its midst: letters, boxes,
 * frames, rules, stamps and signs are none. Rules and letters may touch it, its ends may miss one another or run past one another.
 */
export function ringsOf(page: Bits, pieces: Components, dpi: number): readonly Ring[] {
  const rings: Ring[] = [];
  for (const ellipse of ellipsesOf(page, pieces, dpi)) {
    if (rings.some((ring) => isSame(ring.trace.ellipse, ellipse))) continue;
    const trace = traced(page, ellipse, reachOf(ellipse));
    if (!isRing(page, trace, dpi)) continue;
    rings.push({ box: boxOf(trace), confidence: trace.covered, trace });
  }
  return rings;
}

/** Of hands a tenth of the way from the middle is usual. */
function reachOf({ across, down }: Ellipse): number {
  return Math.round(Math.min(26, Math.max(9, Math.min(across, down) * 0.3)));
}

/** Ellipses along the edges of paper that lines enclose, and along the outsides of pieces of ink. */
function ellipsesOf(page: Bits, pieces: Components, dpi: number): readonly Ellipse[] {
  const isLine = linesAmong(pieces, dpi);
  if (isLine.indexOf(1) === -1) return [];
  return [...outsides(pieces, alone(pieces, isLine, dpi)), ...insides(page, pieces, isLine, dpi)].flatMap(
    (points) => {
      const found = ellipseThrough(points);
      return found && found.covered >= COVERED && isOfSize(found.ellipse, dpi) ? [found.ellipse] : [];
    },
  );
}

/** Share of the way round that must have an edge where the ellipse says. */
const COVERED = 0.65;

/** Pieces that are larger than letters, and mostly paper. */
function linesAmong({ count, left, top, right, bottom, area }: Components, dpi: number): Uint8Array {
  const isLine = new Uint8Array(count);
  const smallest = SIZE.least * dpi;
  for (let piece = 0; piece < count; piece++) {
    const width = (right[piece] as number) - (left[piece] as number);
    if (width < smallest) continue;
    const height = (bottom[piece] as number) - (top[piece] as number);
    if (height >= smallest && (area[piece] as number) < DENSE * width * height) isLine[piece] = 1;
  }
  return isLine;
}

function fits(width: number, height: number, dpi: number): boolean {
  return (
    width >= SIZE.least * dpi &&
    height >= SIZE.least * dpi &&
    width <= SIZE.wide * dpi &&
    height <= SIZE.tall * dpi &&
    height <= TALLEST * width
  );
}

function isOfSize(ellipse: Ellipse, dpi: number): boolean {
  const { across, down, tilt } = ellipse;
  return Math.abs(tilt) < MOST_TILT && fits(2 * across, 2 * down, dpi);
}

/** Radians; a round one has no axis to speak of. */
const MOST_TILT = 0.8;

function isSame(one: Ellipse, other: Ellipse): boolean {
  return radiusOf(one)(other.x, other.y) < 0.6 || radiusOf(other)(one.x, one.y) < 0.6;
}

/** Lines of the size of a ring. */
function alone({ left, top, right, bottom }: Components, isLine: Uint8Array, dpi: number): Uint8Array {
  return isLine.map((is, piece) => {
    const [x, y] = [left[piece] as number, top[piece] as number];
    return is === 1 && fits((right[piece] as number) - x, (bottom[piece] as number) - y, dpi) ? 1 : 0;
  });
}

/** The outer ends of the rows and columns of some pieces. */
function outsides(pieces: Components, isWanted: Uint8Array): readonly Points[] {
  const { count, left, top, right, bottom, runs, pieceOfRun } = pieces;
  const found: Points[] = [];
  for (let piece = 0; piece < count; piece++) {
    if (isWanted[piece] === 0) continue;
    const [x, y] = [left[piece] as number, top[piece] as number];
    const [width, height] = [(right[piece] as number) - x, (bottom[piece] as number) - y];
    const edge = new Edge(x, width);
    const last = runs.firstOfRow[y + height] as number;
    for (let run = runs.firstOfRow[y] as number; run < last; run++)
      if (pieceOfRun[run] === piece)
        edge.add(runs.row[run] as number, runs.start[run] as number, runs.end[run] as number);
    found.push(edge.points());
  }
  return found;
}

/** The outer edge of something that is told run by run, from above to below. */
class Edge {
  readonly #left: number;
  readonly #topOf: Int32Array;
  readonly #bottomOf: Int32Array;
  readonly #rows = new Map<number, readonly [number, number]>();
  constructor(left: number, width: number) {
    this.#left = left;
    this.#topOf = new Int32Array(width).fill(-1);
    this.#bottomOf = new Int32Array(width);
  }
  add(row: number, start: number, end: number): void {
    const known = this.#rows.get(row);
    this.#rows.set(row, known ? [known[0], end - 1] : [start, end - 1]);
    for (let at = start - this.#left; at < end - this.#left; at++) {
      if (this.#topOf[at] === -1) this.#topOf[at] = row;
      this.#bottomOf[at] = row;
    }
  }
  points(): Points {
    const [xs, ys]: [number[], number[]] = [[], []];
    for (const [row, ends] of this.#rows)
      for (const x of ends) {
        xs.push(x);
        ys.push(row);
      }
    for (const [at, top] of this.#topOf.entries()) {
      if (top === -1) continue;
      xs.push(at + this.#left, at + this.#left);
      ys.push(top, this.#bottomOf[at] as number);
    }
    return { xs, ys };
  }
}

/** The edges of paper that lines enclose. */
function insides(page: Bits, pieces: Components, isLine: Uint8Array, dpi: number): readonly Points[] {
  const square = Math.max(1, Math.round(dpi / SQUARES));
  const lines = coarse(page, pieces, isLine, square);
  const paper = componentsOf(inverted(lines));
  const { count, left, top, right, bottom, area } = paper;
  const isHole = new Uint8Array(count);
  for (let piece = 0; piece < count; piece++) {
    const width = (right[piece] as number) - (left[piece] as number);
    const height = (bottom[piece] as number) - (top[piece] as number);
    // A line takes its thickness away from what it encloses, a rule across it more.
    const share = (area[piece] as number) / (width * height);
    if (fits((width + 2) * square, (height + 3) * square, dpi) && share > HOLE.least && share < HOLE.most)
      isHole[piece] = 1;
  }
  return outsides(paper, isHole).map(({ xs, ys }) => ({
    xs: xs.map((x) => (x + 0.5) * square),
    ys: ys.map((y) => (y + 0.5) * square),
  }));
}

/** How much of the box around it an enclosed paper fills: an ellipse 0.79, a frame all of it. */
const HOLE = { least: 0.45, most: 0.9 };

/** Ink of lines in squares of so many pixels. */
function coarse(page: Bits, { runs, pieceOfRun }: Components, isLine: Uint8Array, square: number): Bits {
  const lines = blankBits(Math.ceil(page.width / square), Math.ceil(page.height / square));
  for (let run = 0; run < runs.count; run++) {
    if (isLine[pieceOfRun[run] as number] === 0) continue;
    const base = Math.floor((runs.row[run] as number) / square) * lines.width;
    const first = Math.floor((runs.start[run] as number) / square);
    const last = Math.floor(((runs.end[run] as number) - 1) / square);
    for (let at = base + first; at <= base + last; at++) lines.data[at] = 1;
  }
  return lines;
}

function inverted(bits: Bits): Bits {
  const data = new Uint8Array(bits.data.length);
  for (let at = 0; at < data.length; at++) data[at] = bits.data[at] === 1 ? 0 : 1;
  return { ...bits, data };
}
