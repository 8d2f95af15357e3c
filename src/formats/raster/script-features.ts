import type { Bits, Rectangle } from './bits.ts';
import { crop } from './bits.ts';
import { componentsOf } from './components.ts';

/** How the strokes of a word run: what print keeps even and a hand does not. All lengths are shares of the height of its letters. */
export type ScriptFeatures = {
  /** The usual height of its letters, in pixels. */
  readonly letterHeight: number;
  /** How far the feet of letters lie from their line. */
  readonly footJitter: number;
  /** How much the heights of letters differ. */
  readonly heightSpread: number;
  /** How wide strokes are, cut level. */
  readonly strokeWidth: number;
  /** How much that differs within the word. */
  readonly strokeSpread: number;
  /** How wide letters, or letters joined to each other, are. */
  readonly letterWidth: number;
};

/** Nothing below this height, in pixels, is a letter. */
const LEAST = 8;
const FEWEST = 3;

/** Absent: too few letters to tell. */
export function scriptFeatures(page: Bits, area: Rectangle): ScriptFeatures | undefined {
  const part = crop(page, area);
  const { count, left, top, right, bottom, runs } = componentsOf(part);
  const letters = [...Array(count).keys()].filter((piece) => {
    const tall = (bottom[piece] as number) - (top[piece] as number);
    // A rule under the word is no letter.
    return tall >= LEAST && (right[piece] as number) - (left[piece] as number) < 10 * tall;
  });
  if (letters.length < FEWEST) return undefined;
  const heights = letters.map((piece) => (bottom[piece] as number) - (top[piece] as number));
  const letterHeight = middle(heights);
  const foot = middle(letters.map((piece) => bottom[piece] as number));
  const jitters = letters
    .map((piece) => Math.abs((bottom[piece] as number) - foot))
    .filter((distance) => distance < letterHeight * 0.6);
  const cuts = Array.from(
    { length: runs.count },
    (_, run) => (runs.end[run] as number) - (runs.start[run] as number),
  );
  const sorted = cuts.toSorted((one, other) => one - other);
  const usual = quantile(sorted, 0.5);
  return {
    letterHeight,
    footJitter: mean(jitters) / letterHeight,
    heightSpread: deviation(heights) / letterHeight,
    strokeWidth: usual / letterHeight,
    strokeSpread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / usual,
    letterWidth:
      middle(letters.map((piece) => (right[piece] as number) - (left[piece] as number))) / letterHeight,
  };
}

export function middle(values: readonly number[]): number {
  return quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  );
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function deviation(values: readonly number[]): number {
  const average = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - average) ** 2)));
}
