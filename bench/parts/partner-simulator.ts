import { openShare } from '../../src/domain/measures/calendar.ts';
import { gapOf, isAlarmingGap } from '../../src/domain/measures/gap.ts';
import {
  groupPriors,
  judgePartner,
  practiceWeeks,
  type Judgement,
  type PartnerSeries,
} from '../../src/domain/measures/judge.ts';
import type { Episode } from '../../src/domain/measures/watch.ts';
import { weekChange } from '../../src/domain/measures/week-rule.ts';
import { addWeeks, type Week } from '../../src/domain/measures/week.ts';
import { usualHours } from '../../src/domain/measures/calendar.ts';
import { seededRandom } from '../../test/support/random.ts';

/** What becomes of a partner at its week of change. */
export type Fate = 'steady' | 'halved' | 'stopped' | 'doubled';

export type SimulatedPartner = {
  readonly rate: number;
  readonly fate: Fate;
  readonly changesAt: number;
  readonly counts: readonly number[];
  /** Epoch days of its referrals. */
  readonly days: readonly number[];
};

export type SimulatedPractice = {
  readonly last: Week;
  readonly partners: readonly SimulatedPartner[];
};

const WEEKS = 130;
/** Before this week a partner is new to the hub; false alarms are counted from here. */
export const SETTLED_WEEK = 26;
/** Changes fall between these, so that eight weeks follow. */
const CHANGES = { from: 52, until: 118 } as const;
const START = '2024-01-01';
const hours = usualHours('America/Chicago');
const factors: Readonly<Record<Fate, number>> = { steady: 1, halved: 0.5, stopped: 0, doubled: 2 };

/**
 * A practice of partners whose referrals are Poisson: with the seasons (15 % up and down over the year), federal holidays, a week
 * around Christmas and a snow week that no calendar knows. `rates` names each partner's rate; one in ten changes.
 */
export function simulatePractice(rates: readonly number[], seed: number): SimulatedPractice {
  const random = seededRandom(seed);
  const busy = Array.from({ length: WEEKS }, (_, index) => busyness(index, random));
  const partners = rates.map((rate): SimulatedPartner => {
    const fate = fateOf(random());
    const changesAt = CHANGES.from + Math.floor(random() * (CHANGES.until - CHANGES.from));
    const counts = busy.map((share, index) =>
      poisson(rate * share * (index < changesAt ? 1 : factors[fate]), random),
    );
    const days = counts.flatMap((count, index) => spread(count, addWeeks(START, index), random));
    return { rate, fate, changesAt, counts, days };
  });
  return { last: addWeeks(START, WEEKS - 1), partners };
}

export type Outcome = {
  readonly partner: SimulatedPartner;
  /** Weeks (by number) in which each kind of alarm was raised. */
  readonly alarms: Readonly<Record<'drop' | 'spike' | 'silent' | 'raw' | 'rule', readonly number[]>>;
  /** Drop alerts from the week they were raised until before the week they closed. */
  readonly drops: readonly (readonly [from: number, until: number])[];
  /** Years after the partner was settled and before it changed. */
  readonly steadyYears: number;
};

/** Runs the alerts of the hub over a practice, beside the raw change of 30 % and the plain rule. */
export function judgePractice({ last, partners }: SimulatedPractice): readonly Outcome[] {
  const practice = practiceWeeks(last, partners, hours);
  const series = partners.map((one, index): PartnerSeries => ({
    partnerId: String(index),
    group: 'all',
    counts: one.counts,
  }));
  const prior = groupPriors(practice, series).get('all') ?? { rate: 1, weight: 1 };
  return partners.map((partner, index): Outcome => {
    const one = series[index];
    const judged = one ? judgePartner(one, practice, prior) : undefined;
    const weekAt = (week: Week): number => practice.weeks.indexOf(week);
    const opened = (direction: string): readonly number[] =>
      (judged?.episodes ?? []).filter((e) => e.direction === direction).map((e) => weekAt(e.opened));
    const alarms = {
      drop: opened('drop'),
      spike: opened('spike'),
      silent: silences(partner, judged),
      raw: rawAlarms(partner.counts),
      rule: ruleAlarms(partner.counts, practice.openShares),
    };
    const drops = (judged?.episodes ?? [])
      .filter((e) => e.direction === 'drop')
      .map((e) => [weekAt(e.opened), e.closed === undefined ? WEEKS : weekAt(e.closed)] as const);
    const until = partner.fate === 'steady' ? WEEKS : partner.changesAt;
    return { partner, alarms, drops, steadyYears: (until - SETTLED_WEEK) / 52 };
  });
}

/** A drop that stands says it already. */
function covers({ direction, opened, closed }: Episode, week: Week): boolean {
  return direction === 'drop' && opened <= week && (closed === undefined || closed > week);
}

/** Rises of the silence alarm: once for each silence. */
function silences({ days }: SimulatedPartner, judged: Judgement | undefined): readonly number[] {
  if (!judged) return [];
  const found: number[] = [];
  let [wasSilent, end] = [false, 0];
  const epoch = Date.parse(START) / 86_400_000;
  for (let week = SETTLED_WEEK; week < WEEKS; week += 1) {
    const today = epoch + 7 * week + 7;
    while (end < days.length && (days[end] ?? today) < today) end += 1;
    const recent = days.slice(0, end).filter((day) => day >= today - 365);
    const gap = gapOf(recent, today);
    const isSilent = gap !== undefined && isAlarmingGap(gap);
    const isKnown = judged.episodes.some((one) => covers(one, addWeeks(START, week)));
    if (isSilent && !wasSilent && !isKnown) found.push(week);
    wasSilent = isSilent;
  }
  return found;
}

/** The rule everybody begins with: 30 % less than the week before. */
function rawAlarms(counts: readonly number[]): readonly number[] {
  return counts.flatMap((count, index) => {
    const before = counts[index - 1] ?? 0;
    return before > 0 && count <= before * 0.7 ? [index] : [];
  });
}

function ruleAlarms(counts: readonly number[], openShares: readonly number[]): readonly number[] {
  const found: number[] = [];
  for (let index = SETTLED_WEEK; index < counts.length; index += 1) {
    const weeks = counts
      .slice(index - 8, index + 1)
      .map((count, nr) => ({ count, openShare: openShares[index - 8 + nr] ?? 1 }));
    if (weekChange(weeks)?.rule !== undefined) found.push(index);
  }
  return found;
}

function busyness(index: number, random: () => number): number {
  const week = addWeeks(START, index);
  const season = 1 + 0.15 * Math.sin((2 * Math.PI * index) / 52);
  const christmas = /-12-2[2-8]$/.test(week) ? 0.6 : 1;
  const snow = random() < 0.01 ? 0.5 : 1;
  return openShare(week, hours) * season * christmas * snow;
}

function fateOf(draw: number): Fate {
  if (draw < 0.9) return 'steady';
  if (draw < 0.94) return 'stopped';
  return draw < 0.97 ? 'halved' : 'doubled';
}

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

/** On working days of a week. */
function spread(count: number, week: Week, random: () => number): readonly number[] {
  const monday = Date.parse(week) / 86_400_000;
  return Array.from({ length: count }, () => monday + Math.floor(random() * 5)).toSorted((a, b) => a - b);
}
