import { chanceOfSplit } from './poisson.ts';
import type { Direction } from './watch.ts';

/** One week of a partner for the plain rule: what came, and how many of its days were open. */
export type RuleWeek = { readonly count: number; readonly openShare: number };

export type WeekChange = {
  readonly last: number;
  readonly before: number;
  /** Mean of up to eight weeks before the last, for as many open days as the last had. */
  readonly mean: number;
  /** (last - before) / before; absent when nothing came the week before. */
  readonly change?: number;
  /** What the rule calls it. */
  readonly rule?: Direction | 'silent';
};

const MEAN_WEEKS = 8;
/** The rule asks for four weeks with data; with fewer it must also be unlikely. */
const ENOUGH_WEEKS = 4;
const LEAST_WEEKS = 2;
const UNLIKELY = 0.1;

/**
 * Last week beside the week before, and the plain rule: drop when the mean is 2 or more, last week at most half of it and at least
 * 2 fewer; spike when last week is twice the mean or more and at least 3 above, or a partner's first week has 3; silent when the
 * mean is 1 or more and two weeks brought nothing. Compared per open day. With two or three weeks before, last week must also be
 * unlikelier than 1 in 10. `weeks` begin with the partner's first referral, oldest first, and end with the last complete week.
 */
export function weekChange(weeks: readonly RuleWeek[]): WeekChange | undefined {
  const last = weeks.at(-1);
  if (!last) return undefined;
  const earlier = weeks.slice(0, -1);
  const before = earlier.at(-1)?.count ?? 0;
  const basis = earlier.slice(-MEAN_WEEKS);
  const total = basis.reduce((sum, week) => sum + week.count, 0);
  const open = basis.reduce((sum, week) => sum + week.openShare, 0);
  const mean = open === 0 ? 0 : (total / open) * last.openShare;
  const rule = ruleOf(last, basis, { total, open, mean }, earlier.length === 0);
  return {
    last: last.count,
    before,
    mean,
    ...(before === 0 ? {} : { change: (last.count - before) / before }),
    ...(rule === undefined ? {} : { rule }),
  };
}

type Basis = { readonly total: number; readonly open: number; readonly mean: number };

function ruleOf(
  last: RuleWeek,
  basis: readonly RuleWeek[],
  { total, open, mean }: Basis,
  isFirst: boolean,
): WeekChange['rule'] {
  const count = last.count;
  if (isFirst) return count >= 3 ? 'spike' : undefined;
  const withData = basis.filter((week) => week.count > 0).length;
  if (withData < LEAST_WEEKS || last.openShare === 0) return undefined;
  const share = last.openShare / (open + last.openShare);
  const isSure = (tail: 'low' | 'high'): boolean =>
    withData >= ENOUGH_WEEKS || chanceOfSplit(count, total + count, share, tail) < UNLIKELY;
  if (mean >= 1 && count === 0 && basis.at(-1)?.count === 0 && isSure('low')) return 'silent';
  if (mean >= 2 && count <= mean / 2 && mean - count >= 2 && isSure('low')) return 'drop';
  if (count >= 2 * mean && count - mean >= 3 && isSure('high')) return 'spike';
  return undefined;
}
