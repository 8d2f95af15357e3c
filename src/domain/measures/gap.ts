/** How long a partner has sent nobody, against its own habit. Days are calendar days of the practice. */
export type Gap = {
  /** Days since the last counted referral. */
  readonly days: number;
  /** Median of the days between two referrals that came on different days. */
  readonly usualDays: number;
  /** Mean of them: what the chance is reckoned with. */
  readonly meanDays: number;
  /** Longer than three weeks and than three times the usual gap. */
  readonly isSilent: boolean;
  /** Chance of a gap this long if nothing had changed (exponential gaps). */
  readonly chance: number;
};

const LEAST_DAYS = 21;
const TIMES_USUAL = 3;
const LEAST_REFERRALS = 3;

/**
 * The gap of a partner. `days`: the days (epoch days, rising) of its counted referrals within the last year; `today`: the practice's
 * day. Undefined with fewer than three days, which is no habit.
 */
export function gapOf(days: readonly number[], today: number): Gap | undefined {
  const distinct = [...new Set(days)];
  const first = distinct[0];
  const last = distinct.at(-1);
  if (first === undefined || last === undefined || distinct.length < LEAST_REFERRALS) return undefined;
  const gaps = distinct.slice(1).map((day, index) => day - (distinct[index] ?? day));
  const sorted = gaps.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const usualDays = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  const since = today - last;
  const meanDays = (last - first) / gaps.length;
  return {
    days: since,
    usualDays,
    meanDays,
    isSilent: since > Math.max(LEAST_DAYS, TIMES_USUAL * usualDays),
    chance: chanceOfGap(since, last - first, gaps.length),
  };
}

/** How unlikely a gap must be before somebody is told: the list of silent partners is longer. */
const ALARMING = 1 / 200;

/** Who sends more often than this shows in the weeks first. */
const RARE_DAYS = 10;

/** A partner that sends rarely is silent, and hardly by chance. */
export function isAlarmingGap(gap: Pick<Gap, 'isSilent' | 'chance' | 'meanDays'>): boolean {
  return gap.isSilent && gap.meanDays >= RARE_DAYS && gap.chance <= ALARMING;
}

/** "Usually every 12 days, none for 41; 1 in 80 by chance". */
export function gapWords(gap: Pick<Gap, 'days' | 'usualDays' | 'chance'>): string {
  const usual = gap.usualDays < 1.5 ? 'every day' : `every ${Math.round(gap.usualDays)} days`;
  const odds = gap.chance >= 0.2 ? '' : `; 1 in ${inWords(1 / gap.chance)} by chance`;
  return `usually ${usual}, none for ${gap.days}${odds}`;
}

/** Exponential gaps: the chance that one is longer than `days` when `gaps` of them took `span` days. */
function chanceOfGap(days: number, span: number, gaps: number): number {
  return span === 0 ? 1 : Math.exp((-days * gaps) / span);
}

function inWords(odds: number): string {
  if (odds > 10_000) return 'more than 10,000';
  const step = odds >= 1_000 ? 100 : odds >= 100 ? 10 : 1;
  return (Math.round(odds / step) * step).toLocaleString('en-US');
}
