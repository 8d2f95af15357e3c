import { BASELINE_WEEKS } from './watch.ts';
import { bandOf, type Band } from './poisson.ts';

export type PracticeCount = { readonly count: number; readonly openShare: number };

export type Expectation = {
  readonly expected: number;
  readonly band: Band;
  /** The same weeks of last year were known and are in it. */
  readonly knowsSeason: boolean;
};

const LEAST_WEEKS = 4;
const YEAR = 52;
/** Referrals with which last year's season begins to count. */
const STEADY = 50;
/** Of ten ordinary weeks nine: quantile of the normal distribution. */
const QUANTILE = 1.645;

/**
 * What the practice as a whole was to expect in week `index` (of weeks oldest first): an ordinary week of the 26 before it, for its open
 * days, and the season of last year when it is known. The band is as wide as the practice's weeks really spread, at least Poisson.
 */
export function practiceExpectation(weeks: readonly PracticeCount[], index: number): Expectation | undefined {
  const first = weeks.findIndex((one) => one.count > 0);
  const week = weeks[index];
  if (!week || first < 0) return undefined;
  const base = weeks.slice(Math.max(first, index - BASELINE_WEEKS), index);
  if (base.length < LEAST_WEEKS) return undefined;
  const rate = rateOf(base);
  const season = seasonOf(weeks, first, index);
  const expected = rate * week.openShare * (season ?? 1);
  return { expected, band: wideBand(expected, spreadOf(base, rate)), knowsSeason: season !== undefined };
}

/** Three weeks around the same week of last year over the half year before them. */
function seasonOf(weeks: readonly PracticeCount[], first: number, index: number): number | undefined {
  const then = index - YEAR;
  const before = weeks.slice(Math.max(0, then - BASELINE_WEEKS), Math.max(0, then));
  if (then - BASELINE_WEEKS < first) return undefined;
  const around = weeks.slice(then - 1, then + 2);
  const open = around.reduce((sum, one) => sum + one.openShare, 0);
  const came = around.reduce((sum, one) => sum + one.count, 0);
  return (came + STEADY) / (rateOf(before) * open + STEADY);
}

function rateOf(weeks: readonly PracticeCount[]): number {
  const open = weeks.reduce((sum, one) => sum + one.openShare, 0);
  return open === 0 ? 0 : weeks.reduce((sum, one) => sum + one.count, 0) / open;
}

/** Variance over mean of the weeks about their rate; 1 is what chance alone does. */
function spreadOf(weeks: readonly PracticeCount[], rate: number): number {
  const open = weeks.filter((one) => one.openShare > 0);
  if (rate === 0 || open.length < 2) return 1;
  const sum = open.reduce((total, one) => {
    const expected = rate * one.openShare;
    return total + (one.count - expected) ** 2 / expected;
  }, 0);
  return Math.max(1, sum / (open.length - 1));
}

function wideBand(expected: number, spread: number): Band {
  if (spread === 1) return bandOf(expected);
  const half = QUANTILE * Math.sqrt(spread * expected);
  return { low: Math.max(0, Math.floor(expected - half)), high: Math.ceil(expected + half) };
}
