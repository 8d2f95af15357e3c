const LARGE = 500;

/** Poisson: the chance of at most `count` where `mean` are expected. */
export function chanceOfAtMost(count: number, mean: number): number {
  if (count < 0) return 0;
  if (mean <= 0) return 1;
  // Beyond this the first term is too small for a number; the normal distribution is as good.
  if (mean > LARGE) return normalBelow((count + 0.5 - mean) / Math.sqrt(mean));
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

/** The standard normal distribution (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function normalBelow(z: number): number {
  if (z < 0) return 1 - normalBelow(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const tail =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
