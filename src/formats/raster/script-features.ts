import type { Bits, Rectangle } from './bits.ts';
import { blankBits, crop } from './bits.ts';
import type { Components } from './components.ts';
import { componentsOf, runsOf } from './components.ts';

/** How the strokes of a word run: what print keeps even and straight, and a hand does not. Shares are 0 to 1. */
export type ScriptFeatures = {
  /** How many pieces of ink it has that may be letters. */
  readonly letters: number;
  /** How much the heights of letters differ, as a share of the usual one. */
  readonly heightSpread: number;
  /** How wide strokes are, cut level, in pixels. */
  readonly strokeWidth: number;
  /** Share of the ink in upright strokes as high as most of a letter. */
  readonly stems: number;
  /** Share of the edges to the left that run straight up and down. */
  readonly uprightEdges: number;
  /** Share of the edges above that run level. */
  readonly levelEdges: number;
};

/** Nothing below this height, in pixels, is a letter. */
const LEAST = 8;
const FEWEST = 2;
/** What runs level for longer than so many heights of the word, and than so many pixels, is a rule. */
const RULE = { heights: 1.3, least: 40 };
/** What is straight for such a share of the height of a letter is so by intent. */
const STRAIGHT = { stem: 0.75, upright: 0.35, level: 0.25 };
const WIDEST_SPREAD = 0.8;

/** What tells print from a hand in a part of a page that holds a word, rules that cross it left out. Absent: too few letters. */
export function scriptFeatures(page: Bits, area: Rectangle): ScriptFeatures | undefined {
  const part = withoutRules(crop(page, area));
  const pieces = componentsOf(part);
  const letters = lettersOf(pieces, part.height);
  if (letters.length < FEWEST) return undefined;
  const { top, bottom } = pieces;
  const heights = letters.map((piece) => (bottom[piece] as number) - (top[piece] as number));
  const usual = middle(heights);
  const { ink, cuts } = drawn(part, pieces, letters);
  return {
    letters: letters.length,
    heightSpread: Math.min(WIDEST_SPREAD, deviation(heights) / usual),
    strokeWidth: middle(cuts),
    stems: stemsOf(ink, usual),
    uprightEdges: straightEdges(ink, 'upright', STRAIGHT.upright * usual),
    levelEdges: straightEdges(ink, 'level', STRAIGHT.level * usual),
  };
}

/** Clears the rows of rules from the part itself: print that stands on one is print all the same. */
function withoutRules(part: Bits): Bits {
  const longest = Math.max(RULE.least, part.height * RULE.heights);
  const { count, row, start, end } = runsOf(part);
  for (let run = 0; run < count; run++) {
    const [from, to] = [start[run] as number, end[run] as number];
    const base = (row[run] as number) * part.width;
    if (to - from > longest) part.data.fill(0, base + from, base + to);
  }
  return part;
}

/** The pieces that are no specks, no rest of a rule, and no border of a table. */
function lettersOf({ count, left, top, right, bottom, area }: Components, room: number): readonly number[] {
  return [...Array(count).keys()].filter((piece) => {
    const tall = (bottom[piece] as number) - (top[piece] as number);
    const wide = (right[piece] as number) - (left[piece] as number);
    const isBorder = tall >= room - 1 && (area[piece] as number) > 0.7 * tall * wide;
    return tall >= LEAST && wide <= 10 * tall && !isBorder;
  });
}

/** The letters alone, and how long each of their level cuts is. */
function drawn(
  { width, height }: Bits,
  { runs, pieceOfRun }: Components,
  letters: readonly number[],
): { readonly ink: Bits; readonly cuts: readonly number[] } {
  const ink = blankBits(width, height);
  const isLetter = new Set(letters);
  const cuts: number[] = [];
  for (let run = 0; run < runs.count; run++) {
    if (!isLetter.has(pieceOfRun[run] as number)) continue;
    const [from, to] = [runs.start[run] as number, runs.end[run] as number];
    const base = (runs.row[run] as number) * width;
    ink.data.fill(1, base + from, base + to);
    cuts.push(to - from);
  }
  return { ink, cuts };
}

function stemsOf({ width, height, data }: Bits, letterHeight: number): number {
  let [ink, stems] = [0, 0];
  for (let x = 0; x < width; x++) {
    let long = 0;
    for (let y = 0; y <= height; y++) {
      if (y < height && data[y * width + x] === 1) {
        long++;
        continue;
      }
      ink += long;
      if (long >= STRAIGHT.stem * letterHeight) stems += long;
      long = 0;
    }
  }
  return stems / Math.max(1, ink);
}

/** Of the pixels of ink with paper to their left (or above), the share in unbroken lines of at least `least` pixels. */
function straightEdges({ width, height, data }: Bits, way: 'upright' | 'level', least: number): number {
  const [lines, along, aside, ahead] =
    way === 'upright' ? [width, height, 1, width] : [height, width, width, 1];
  let [edges, straight] = [0, 0];
  for (let line = 1; line < lines; line++) {
    let long = 0;
    for (let step = 0; step <= along; step++) {
      const at = line * aside + step * ahead;
      if (step < along && data[at] === 1 && data[at - aside] === 0) {
        long++;
        continue;
      }
      edges += long;
      if (long >= least) straight += long;
      long = 0;
    }
  }
  return straight / Math.max(1, edges);
}

export function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function deviation(values: readonly number[]): number {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
}
