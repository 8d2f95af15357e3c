import { posteriorRate, type GammaPrior } from './baseline.ts';
import { cusumConstants, nextSum, type CusumConstants, type Side } from './cusum.ts';
import type { Week } from './week.ts';

export type Direction = 'drop' | 'spike';

export type WatchWeek = {
  readonly week: Week;
  readonly count: number;
  /** How much of an ordinary week it was: open days times how busy the whole practice was. */
  readonly exposure: number;
};

/** A stretch in which the rate is not what it was. */
export type Episode = {
  readonly direction: Direction;
  /** First week of the run that led to the alarm. */
  readonly since: Week;
  /** The week that raised the alarm. */
  readonly opened: Week;
  /** The week it was back in band; absent: it is not. */
  readonly closed?: Week;
  /** Referrals an ordinary week before it began. */
  readonly rate: number;
  readonly reference: number;
  readonly limit: number;
};

export type WatchedWeek = WatchWeek & {
  /** Absent while too little is known. */
  readonly expected?: number;
};

export type WatchSettings = {
  readonly prior: GammaPrior;
  /** A person saw a change and took the new level for granted: nothing before this week is compared with. */
  readonly from?: Week;
};

export type Watched = { readonly weeks: readonly WatchedWeek[]; readonly episodes: readonly Episode[] };

/** Weeks that make the baseline. */
export const BASELINE_WEEKS = 26;
/** The newest weeks stay out of the baseline once there are enough others: a change must not become its own measure. */
const LAG_WEEKS = 8;
/** Fewer weeks than this say nothing of a partner. */
export const LEAST_WEEKS = 4;
/**
 * Nobody in weeks in which so many were expected is a drop whatever the sum says: 1 in 200 by chance. For partners of about a referral
 * a week, whose sum grows slowly; of rarer ones the days tell (gap.ts).
 */
const STOPPED_EXPECTED = 5.3;
const STOPPED_RATE = 0.6;
/** Weeks whose total must be back on the ordinary side before an alarm closes. */
const RECOVERY_WEEKS = 4;

/**
 * Runs one partner's weeks (oldest first, without gaps, from its first referral) through both CUSUMs. Pure: the same weeks give
 * the same episodes, so a corrected past is simply run again.
 */
export function watchSeries(weeks: readonly WatchWeek[], settings: WatchSettings): Watched {
  const start = settings.from === undefined ? 0 : weeks.findIndex((one) => one.week >= (settings.from ?? ''));
  if (start < 0) return { weeks, episodes: [] };
  const totals = runningTotals(weeks);
  const rateAt = (index: number): number => rateBefore(index, start, totals, settings.prior);
  const sides = [openSide('lower', 'drop'), openSide('upper', 'spike')];
  const watched = weeks.map((one, index): WatchedWeek => {
    if (index - start < LEAST_WEEKS) return one;
    const rate = rateAt(index);
    for (const side of sides) step(side, weeks, index, rate);
    const frozen = sides.find((side) => side.open !== undefined)?.open?.rate;
    return { ...one, expected: (frozen ?? rate) * one.exposure };
  });
  const episodes = sides.flatMap((side) => [...side.ended, ...(side.open ? [side.open] : [])]);
  return { weeks: watched, episodes: episodes.toSorted((a, b) => (a.opened < b.opened ? -1 : 1)) };
}

/** Whether the last weeks lie on the ordinary side again of what an alarm was raised against. */
export function isBackInBand(
  direction: Direction,
  reference: number,
  lastWeeks: readonly WatchWeek[],
): boolean {
  const recent = lastWeeks.slice(-RECOVERY_WEEKS);
  const count = recent.reduce((sum, one) => sum + one.count, 0);
  const line = recent.reduce((sum, one) => sum + one.exposure, 0) * reference;
  return direction === 'drop' ? count >= line && count > 0 : count <= line;
}

type RunningSide = {
  readonly side: Side;
  readonly direction: Direction;
  sum: number;
  /** Expected since the last referral. */
  quiet: number;
  /** Index of the first week of the sum that stands. */
  since: number;
  open: Episode | undefined;
  readonly ended: Episode[];
};

function openSide(side: Side, direction: Direction): RunningSide {
  return { side, direction, sum: 0, quiet: 0, since: 0, open: undefined, ended: [] };
}

function step(running: RunningSide, weeks: readonly WatchWeek[], index: number, rate: number): void {
  const one = weeks[index];
  if (!one) return;
  running.quiet = one.count > 0 ? 0 : running.quiet + rate * one.exposure;
  if (running.open) {
    const isOver =
      one.week > running.open.opened &&
      isBackInBand(running.direction, running.open.reference, weeks.slice(Math.max(0, index - 3), index + 1));
    if (!isOver) return;
    running.ended.push({ ...running.open, closed: one.week });
    running.open = undefined;
    running.sum = 0;
    return;
  }
  const constants = cusumConstants(rate, running.side);
  if (running.sum === 0) running.since = index;
  running.sum = nextSum(running.sum, one.count, one.exposure, constants, running.side);
  const hasStopped = running.side === 'lower' && rate >= STOPPED_RATE && running.quiet >= STOPPED_EXPECTED;
  if (running.sum <= constants.limit && !hasStopped) return;
  running.open = episodeOf(running, weeks, one.week, rate, constants);
}

function episodeOf(
  running: RunningSide,
  weeks: readonly WatchWeek[],
  opened: Week,
  rate: number,
  constants: CusumConstants,
): Episode {
  const since = weeks[running.since]?.week ?? opened;
  return { direction: running.direction, since, opened, rate, ...constants };
}

type RunningTotals = { readonly counts: readonly number[]; readonly exposures: readonly number[] };

function runningTotals(weeks: readonly WatchWeek[]): RunningTotals {
  const counts = [0];
  const exposures = [0];
  weeks.forEach((one, index) => {
    counts.push((counts[index] ?? 0) + one.count);
    exposures.push((exposures[index] ?? 0) + one.exposure);
  });
  return { counts, exposures };
}

/** What an ordinary week brought before week `index`: 26 weeks, the newest 8 left out as soon as 8 others are there. */
function rateBefore(index: number, start: number, totals: RunningTotals, prior: GammaPrior): number {
  const lag = Math.min(LAG_WEEKS, Math.max(0, index - start - LAG_WEEKS));
  const until = index - lag;
  const from = Math.max(start, until - BASELINE_WEEKS);
  const of = (sums: readonly number[]): number => (sums[until] ?? 0) - (sums[from] ?? 0);
  return posteriorRate(of(totals.counts), of(totals.exposures), prior);
}
