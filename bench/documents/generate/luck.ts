/** Chance that follows from a seed. */
import { pick } from '../../parts/people-names.ts';
import { seededRandom } from '../../../test/support/random.ts';

export type Luck = {
  /** From 0 to 1. */
  readonly next: () => number;
  readonly between: (low: number, high: number) => number;
  /** Whole, both ends included. */
  readonly whole: (low: number, high: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <Value>(values: readonly Value[]) => Value;
  readonly some: <Value>(values: readonly Value[], count: number) => readonly Value[];
  readonly digits: (count: number) => string;
  /** Bell shaped around 0, deviation 1. */
  readonly bell: () => number;
};

/** The same for the same seed and words. */
export function luckOf(seed: number, ...words: readonly (string | number)[]): Luck {
  const next = seededRandom(hash(`${seed}/${words.join('/')}`));
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    between: (low, high) => low + next() * (high - low),
    chance: (share) => next() < share,
    pick: (values) => pick(next, values),
    some: (values, count) => shuffled(next, values).slice(0, count),
    digits: (count) => Array.from({ length: count }, () => String(whole(0, 9))).join(''),
    bell: () => next() + next() + next() + next() + next() + next() + (next() - next()) - 3,
  };
}

/** FNV-1a, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

function shuffled<Value>(next: () => number, values: readonly Value[]): readonly Value[] {
  return values
    .map((value) => ({ value, order: next() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ value }) => value);
}
