import { crop, type Bits, type Grey } from './bits.ts';
import { componentsOf, type Components } from './components.ts';
import { awayFrom, lengthAround, placeOf } from './ellipse.ts';
import type { Ring } from './rings.ts';
import type { Trace } from './ring-trace.ts';

/** A stretch of ink across the line that is so much thicker than the line belongs to a letter as well. */
const THICKER = 1.7;
/** Pixels between two places that are cleared, and around the line that go with it: the edges are soft. */
const [STEP, SOFT] = [0.6, 2];
const PAPER = 255;
const DARK = 128;

/**
 * Takes the lines of rings off a page: ink becomes paper in both pictures of it, the black and white one and the grey one. Letters that a
 * line runs through or touches keep what is theirs.
 */
export function clearRings(page: { readonly sheet: Grey; readonly ink: Bits }, rings: readonly Ring[]): void {
  for (const ring of rings) {
    const isLine = lineOf(page.ink, ring.trace);
    for (const at of isLine) page.ink.data[at] = 0;
    const rests = restsOf(page.ink, ring);
    for (const at of rests) page.ink.data[at] = 0;
    for (const at of [...isLine, ...rests]) paint(page.sheet, page.ink, at);
  }
}

/** The pixels of the line. */
function lineOf({ width, height, data }: Bits, trace: Trace): ReadonlySet<number> {
  const { ellipse, steps } = trace;
  const fine = Math.ceil(lengthAround(ellipse) / STEP);
  const pixels = new Set<number>();
  const ends = endsOf(trace);
  for (let number = 0; number < fine; number++) {
    const share = number / fine;
    const { x, y, outX, outY } = placeOf(ellipse, share * 2 * Math.PI);
    const step = Math.min(steps - 1, Math.round(share * steps));
    const [from, to] = ends[step] as readonly [number, number];
    for (let off = from - 0.5; off < to; off += STEP) {
      const [column, row] = [Math.round(x + off * outX), Math.round(y + off * outY)];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      if (data[row * width + column] === 1) pixels.add(row * width + column);
    }
  }
  return pixels;
}

/** From where to where across the line its ink lies at each step; nothing where a letter goes through it. */
function endsOf({ steps, from, to, track, thick }: Trace): readonly (readonly [number, number])[] {
  return Array.from({ length: steps }, (_, step) => {
    const [first, last, middle] = [from[step] as number, to[step] as number, track[step] as number];
    if (last - first <= THICKER * thick + 1) return [first, last];
    const half = thick / 2;
    const [before, behind] = [middle - half - first, last - middle - half];
    // On both sides it goes on: a stroke of a letter crosses. On one side only: it touches.
    if (before > half && behind > half) return [0, 0];
    return before > behind ? [last - thick, last] : [first, first + thick];
  });
}

/** Where a pen went around twice, or past its beginning: pieces beside the line, in thicknesses of it, and so long at least. */
const BESIDE = { off: 2, long: 5 };

/** What is left of the line: pieces that lie along it with all of their length, as letters do not. */
function restsOf(ink: Bits, { box, trace }: Ring): readonly number[] {
  const more = Math.ceil(3 * trace.thick);
  const x = Math.max(0, box.x - more);
  const y = Math.max(0, box.y - more);
  const area = { x, y, width: box.x + box.width + more - x, height: box.y + box.height + more - y };
  const part = crop(ink, area);
  const pieces = componentsOf(part);
  const isRest = restsAmong(pieces, trace, x, y);
  const { runs, pieceOfRun } = pieces;
  const found: number[] = [];
  for (let run = 0; run < runs.count; run++) {
    if (isRest[pieceOfRun[run] as number] === 0) continue;
    const base = (y + (runs.row[run] as number)) * ink.width + x;
    for (let at = runs.start[run] as number; at < (runs.end[run] as number); at++) found.push(base + at);
  }
  return found;
}

function restsAmong(
  pieces: Components,
  { ellipse, track, steps, thick }: Trace,
  x: number,
  y: number,
): Uint8Array {
  const { count, left, top, right, bottom, runs, pieceOfRun } = pieces;
  const isRest = new Uint8Array(count);
  for (let piece = 0; piece < count; piece++) {
    const [wide, tall] = [
      (right[piece] as number) - (left[piece] as number),
      (bottom[piece] as number) - (top[piece] as number),
    ];
    if (Math.hypot(wide, tall) >= BESIDE.long * thick) isRest[piece] = 1;
  }
  const away = awayFrom(ellipse);
  for (let run = 0; run < runs.count; run++) {
    const piece = pieceOfRun[run] as number;
    if (isRest[piece] === 0) continue;
    const row = y + (runs.row[run] as number);
    for (const column of [runs.start[run] as number, (runs.end[run] as number) - 1]) {
      const { off, share } = away(x + column, row);
      const apart = Math.abs(off - (track[Math.floor(share * steps) % steps] as number));
      if (apart > BESIDE.off * thick + SOFT) isRest[piece] = 0;
    }
  }
  return isRest;
}

/** A pixel and the soft edge around it become paper, but for what is dark of something else. */
function paint({ width, height, data }: Grey, ink: Bits, at: number): void {
  const [column, row] = [at % width, Math.floor(at / width)];
  for (let y = Math.max(0, row - SOFT); y <= Math.min(height - 1, row + SOFT); y++)
    for (let x = Math.max(0, column - SOFT); x <= Math.min(width - 1, column + SOFT); x++) {
      const place = y * width + x;
      if (ink.data[place] === 0 && (place === at || (data[place] as number) >= DARK)) data[place] = PAPER;
    }
}
