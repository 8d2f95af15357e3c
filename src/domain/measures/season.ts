/** A practice as a whole: referrals of each week (oldest first) and how many of its days it was open. */
export type PracticeWeek = { readonly count: number; readonly openShare: number };

/** One partner's part of it, to be left out: a partner is not its own season. `rate` is its mean of an ordinary week. */
export type OwnPart = { readonly count: number; readonly rate: number };

/**
 * Referrals of a week with which the practice as a whole begins to say something: with fewer, the index stays near one, because in
 * a small practice one partner is the season.
 */
const STEADY = 20;
const MOST_INDEX = 2;

export type Season = {
  /** How busy all others made week `index`, compared with an ordinary week: 1 is as ever. */
  readonly indexFor: (index: number, own: OwnPart) => number;
};

/**
 * The practice-wide index of each week: what came, over what its open days let expect. It takes closures that no calendar knows,
 * summers, snow and a feed that stood still out of every partner's measure, so that a quiet week accuses nobody. A small drop
 * everywhere is so hidden in each partner; the practice's own chart shows it.
 */
export function practiceSeason(weeks: readonly PracticeWeek[]): Season {
  const open = weeks.reduce((sum, week) => sum + week.openShare, 0);
  const came = weeks.reduce((sum, week) => sum + week.count, 0);
  const rate = open === 0 ? 0 : came / open;
  return {
    indexFor: (index, own) => {
      const week = weeks[index];
      if (!week) return 1;
      const expected = Math.max(0, rate - own.rate) * week.openShare;
      const others = Math.max(0, week.count - own.count);
      return Math.min(MOST_INDEX, (others + STEADY) / (expected + STEADY));
    },
  };
}
