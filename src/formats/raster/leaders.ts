import type { Bits } from './bits.ts';
import type { Components } from './components.ts';
import { erase } from './components.ts';

/** Inches: what is higher is no dot of a leader, and no star of a line of stars. */
const DOT = 0.028;
const STAR = 0.085;
/** So many alike in a row are drawing; a word has no five dots, and no ten equal letters. */
const FEWEST = { dots: 5, stars: 12 };

/**
 * Clears rows of dots, stars or dashes from the picture itself: evenly spaced pieces of one size on one line, which are drawn to
 * lead the eye and are read as nonsense. Returns how many pieces went.
 */
export function clearLeaders(
  bits: Bits,
  components: Components,
  { aspect, dpi }: { readonly aspect: number; readonly dpi: number },
): number {
  const { count, top, bottom } = components;
  const tallOf = (piece: number): number =>
    (((bottom[piece] as number) - (top[piece] as number)) * aspect) / dpi;
  const next = nextAlike(
    components,
    [...Array(count).keys()].filter(
      (piece) => tallOf(piece) <= STAR && (components.area[piece] as number) > 1,
    ),
  );
  const isGone = new Uint8Array(count);
  const hasBefore = new Uint8Array(count);
  for (const other of next.values()) hasBefore[other] = 1;
  let found = 0;
  for (const start of next.keys()) {
    if (hasBefore[start] === 1) continue;
    for (const row of evenRows(chainFrom(next, start), components.left)) {
      if (row.length < (tallOf(row[0] ?? start) <= DOT ? FEWEST.dots : FEWEST.stars)) continue;
      for (const piece of row) isGone[piece] = 1;
      found += row.length;
    }
  }
  if (found > 0) erase(bits, components, isGone);
  return found;
}

function chainFrom(next: ReadonlyMap<number, number>, start: number): readonly number[] {
  const chain = [start];
  for (let at = next.get(start); at !== undefined; at = next.get(at)) chain.push(at);
  return chain;
}

/** A chain cut wherever the step from one piece to the next changes: letters do not stand evenly. */
function evenRows(chain: readonly number[], left: Int32Array): readonly (readonly number[])[] {
  const rows: number[][] = [];
  let step = 0;
  for (const [at, piece] of chain.entries()) {
    const gone = at === 0 ? 0 : (left[piece] as number) - (left[chain[at - 1] as number] as number);
    const row = rows.at(-1);
    if (row && (row.length === 1 || Math.abs(gone - step) <= Math.max(1.5, step * 0.08))) {
      step =
        row.length === 1
          ? gone
          : (left[piece] as number) / row.length - (left[row[0] as number] as number) / row.length;
      row.push(piece);
    } else rows.push([piece]);
  }
  return rows;
}

/** Rows of pixels that are searched together. */
const BAND = 4;

/** For each piece the next one to its right of the same size, on the same line, close by. */
function nextAlike(pieces: Components, candidates: readonly number[]): ReadonlyMap<number, number> {
  const { left, top, right } = pieces;
  const bands = new Map<number, number[]>();
  for (const piece of candidates.toSorted((one, other) => (left[one] as number) - (left[other] as number))) {
    const band = Math.floor((top[piece] as number) / BAND);
    const known = bands.get(band);
    if (known) known.push(piece);
    else bands.set(band, [piece]);
  }
  const next = new Map<number, number>();
  for (const piece of candidates) {
    const band = Math.floor((top[piece] as number) / BAND);
    const end = right[piece] as number;
    const reach = 3.5 * Math.max(3, end - (left[piece] as number));
    let nearest: number | undefined;
    for (const other of [band - 1, band, band + 1].flatMap((at) => bands.get(at) ?? [])) {
      const gap = (left[other] as number) - end;
      if (gap < 1 || gap > reach || !isAlike(pieces, piece, other)) continue;
      if (nearest === undefined || (left[other] as number) < (left[nearest] as number)) nearest = other;
    }
    if (nearest !== undefined) next.set(piece, nearest);
  }
  return next;
}

function isAlike({ left, top, right, bottom, area }: Components, one: number, other: number): boolean {
  const wide = (right[one] as number) - (left[one] as number);
  const slack = Math.max(1, wide * 0.2);
  const size = area[one] as number;
  return (
    Math.abs((top[one] as number) - (top[other] as number)) <= 2 &&
    Math.abs((bottom[one] as number) - (bottom[other] as number)) <= 2 &&
    Math.abs(wide - (right[other] as number) + (left[other] as number)) <= slack &&
    Math.abs(size - (area[other] as number)) <= Math.max(3, size * 0.3)
  );
}
