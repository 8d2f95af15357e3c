/** Poisson: the chance of at most `count` where `mean` are expected. */
export function chanceOfAtMost(count: number, mean: number): number {
  if (count < 0) return 0;
  if (mean <= 0) return 1;
  let term = Math.exp(-mean);
  let sum = term;
  for (let n = 1; n <= count; n += 1) {
    term *= mean / n;
    sum += term;
  }
  return Math.min(1, sum);
}

export type Band = { readonly low: number; readonly high: number };

/** Of ten ordinary weeks about nine lie in here, at most one in twenty below and one in twenty above. */
const TAIL = 0.05;

/** The whole numbers that are nothing unusual where `mean` are expected. */
export function bandOf(mean: number): Band {
  let low = 0;
  while (chanceOfAtMost(low, mean) < TAIL) low += 1;
  let high = low;
  while (chanceOfAtMost(high, mean) < 1 - TAIL) high += 1;
  return { low, high };
}

/**
 * Two stretches of one steady source: the chance that the second, `share` of the whole time, gets at most (`low`) or at least
 * (`high`) `count` of the `total`. Knows that the first stretch is itself a sample.
 */
export function chanceOfSplit(count: number, total: number, share: number, tail: 'low' | 'high'): number {
  let sum = 0;
  let term = (1 - share) ** total;
  for (let n = 0; n <= total; n += 1) {
    if (tail === 'low' ? n <= count : n >= count) sum += term;
    term *= ((total - n) / (n + 1)) * (share / (1 - share));
  }
  return Math.min(1, sum);
}
