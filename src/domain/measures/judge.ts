import { groupPrior, type GammaPrior, type Observed } from './baseline.ts';
import type { WorkingHours } from '../business-time.ts';
import { openShare } from './calendar.ts';
import { practiceSeason, type Season } from './season.ts';
import { weekChange, type WeekChange } from './week-rule.ts';
import { BASELINE_WEEKS, watchSeries, type Watched, type WatchWeek } from './watch.ts';
import { addWeeks, type Week } from './week.ts';

/** Weeks that are looked at: a baseline, its lag, and more than a year in which an alarm may stand. */
export const WATCH_WEEKS = 104;

/** Partners of these first weeks carry the season: who came later would make every week look busier than the one before. */
const COHORT_WEEKS = 26;

/** The practice's weeks, oldest first, the last one complete. */
export type PracticeWeeks = {
  readonly weeks: readonly Week[];
  readonly openShares: readonly number[];
  readonly season: Season;
};

export type PartnerSeries = {
  readonly partnerId: string;
  /** Partners of one group are alike, so that they tell what is ordinary for one that is new. */
  readonly group: string;
  /** Counted referrals of each of the practice's weeks. */
  readonly counts: readonly number[];
  /** A person acknowledged a change: the level since then is the new one. `rate` is what it was before. */
  readonly accepted?: { readonly from: Week; readonly rate: number };
};

export type Judgement = Watched & {
  readonly partnerId: string;
  /** Absent: no referral in these weeks. */
  readonly change?: WeekChange;
};

/** After a person accepted a new level the old one counts for as many weeks as this: not none, for the change may have been chance. */
const ACCEPTED_WEIGHT = 2;

/** The practice of these partners (one series each, none of them a roll-up of others). */
export function practiceWeeks(
  last: Week,
  partners: readonly { readonly counts: readonly number[] }[],
  hours: Pick<WorkingHours, 'week' | 'holidays'>,
): PracticeWeeks {
  const length = partners[0]?.counts.length ?? 0;
  const weeks = Array.from({ length }, (_, index) => addWeeks(last, index - length + 1));
  const openShares = weeks.map((week) => openShare(week, hours));
  const begin = Math.min(...partners.map((one) => firstOf(one.counts)).filter((first) => first >= 0));
  const cohort = partners.filter((one) => {
    const first = firstOf(one.counts);
    return first >= 0 && first < begin + COHORT_WEEKS;
  });
  const totals = weeks.map((_, index) => cohort.reduce((sum, one) => sum + (one.counts[index] ?? 0), 0));
  // Before the first referral of all the hub was not there.
  const season = practiceSeason(
    totals.map((count, index) => ({ count, openShare: index < begin ? 0 : (openShares[index] ?? 1) })),
  );
  return { weeks, openShares, season };
}

/** The prior of each group from the newest half year of its partners. */
export function groupPriors(
  practice: PracticeWeeks,
  partners: readonly PartnerSeries[],
): ReadonlyMap<string, GammaPrior> {
  const groups = new Map<string, Observed[]>();
  for (const { group, counts } of partners) {
    const first = firstOf(counts);
    if (first < 0) continue;
    const from = Math.max(first + 1, counts.length - BASELINE_WEEKS);
    const members = groups.get(group) ?? [];
    members.push({
      count: total(counts, from, counts.length),
      exposure: total(practice.openShares, from, counts.length),
    });
    groups.set(group, members);
  }
  return new Map([...groups].map(([group, members]) => [group, groupPrior(members)]));
}

/** What the weeks of one partner say, by both CUSUMs and by the plain rule. */
export function judgePartner(series: PartnerSeries, practice: PracticeWeeks, prior: GammaPrior): Judgement {
  const first = firstOf(series.counts);
  if (first < 0) return { partnerId: series.partnerId, weeks: [], episodes: [] };
  const change = changeAt(series, practice, series.counts.length - 1);
  // The first referral chose its own week: what follows is the rate.
  const weeks = watchWeeks(series.counts, practice, first + 1);
  const { accepted } = series;
  const watched = watchSeries(
    weeks,
    accepted === undefined
      ? { prior }
      : { prior: { rate: accepted.rate, weight: ACCEPTED_WEIGHT }, from: accepted.from },
  );
  return { partnerId: series.partnerId, ...watched, ...(change === undefined ? {} : { change }) };
}

/** The plain rule as it stands at the end of week `index`. */
export function changeAt(
  series: Pick<PartnerSeries, 'counts'>,
  practice: PracticeWeeks,
  index: number,
): WeekChange | undefined {
  const first = firstOf(series.counts);
  if (first < 0 || first > index) return undefined;
  return weekChange(
    series.counts.slice(first, index + 1).map((count, nr) => ({
      count,
      openShare: practice.openShares[first + nr] ?? 1,
    })),
  );
}

function watchWeeks(counts: readonly number[], practice: PracticeWeeks, from: number): readonly WatchWeek[] {
  const open = total(practice.openShares, 0, counts.length);
  const rate = open === 0 ? 0 : total(counts, 0, counts.length) / open;
  return practice.weeks.slice(from).map((week, nr) => {
    const count = counts[from + nr] ?? 0;
    const index = practice.season.indexFor(from + nr, { count, rate });
    return { week, count, exposure: (practice.openShares[from + nr] ?? 1) * index };
  });
}

function firstOf(counts: readonly number[]): number {
  return counts.findIndex((count) => count > 0);
}

function total(values: readonly number[], from: number, until: number): number {
  let sum = 0;
  for (let index = from; index < until; index += 1) sum += values[index] ?? 0;
  return sum;
}
