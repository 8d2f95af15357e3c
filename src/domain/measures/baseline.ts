/** What is known of a rate before the partner's own weeks: `weight` ordinary weeks in which `rate` a week came. */
export type GammaPrior = { readonly rate: number; readonly weight: number };

/** Where a group says nothing (too few partners): a rate that own weeks soon outweigh. */
export const VAGUE_PRIOR: GammaPrior = { rate: 0.5, weight: 0.5 };

/** A group never counts for more own weeks than these, however alike it is: one that is unlike it must not be accused for that. */
const MOST_WEIGHT = 2;
const LEAST_PARTNERS = 5;

export type Observed = { readonly count: number; readonly exposure: number };

/** Mean of the gamma posterior: own weeks and the group's, each by what it weighs. */
export function posteriorRate(count: number, exposure: number, prior: GammaPrior): number {
  return (count + prior.rate * prior.weight) / (exposure + prior.weight);
}

/**
 * The prior of a group of like partners by the method of moments: the more alike their rates are beyond what chance spreads them,
 * the more weeks the group counts for.
 */
export function groupPrior(partners: readonly Observed[]): GammaPrior {
  const known = partners.filter((one) => one.exposure > 0);
  if (known.length < LEAST_PARTNERS) return VAGUE_PRIOR;
  const rates = known.map((one) => one.count / one.exposure);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  if (mean === 0) return VAGUE_PRIOR;
  const spread = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
  // A Poisson count spreads the observed rate by itself.
  const chance = known.reduce((sum, one) => sum + mean / one.exposure, 0) / known.length;
  const real = Math.max(spread - chance, 0);
  return { rate: mean, weight: real === 0 ? MOST_WEIGHT : Math.min(MOST_WEIGHT, mean / real) };
}
