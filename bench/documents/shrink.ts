/** What a fit says of faxes it has not seen, brought back to what is so: all sums multiplied by one factor. */
import type { Fitted } from './fit-logistic.ts';

/** From 0.5 to 1.1: a fit is surer of what it was fitted on than of anything else. The one by which held-out readings are told best. */
export function bestFactor(
  of: readonly { readonly confidence: number; readonly isRight: boolean }[],
): number {
  const factors = Array.from({ length: 13 }, (_, at) => 0.5 + at * 0.05);
  const loss = (by: number): number =>
    of.reduce((sum, { confidence, isRight }) => {
      const likely = flat(confidence, by);
      return sum - Math.log(Math.max(1e-6, isRight ? likely : 1 - likely));
    }, 0);
  const losses = factors.map(loss);
  return factors[losses.indexOf(Math.min(...losses))] ?? 1;
}

/** A confidence whose sum is multiplied. */
export function flat(confidence: number, by: number): number {
  const sure = Math.min(1 - 1e-9, Math.max(1e-9, confidence));
  return 1 / (1 + Math.exp(-by * Math.log(sure / (1 - sure))));
}

export function shrunk<Group extends string>(
  { weights, biases }: Fitted<Group>,
  by: number,
  groups: readonly Group[],
): Fitted<Group> {
  const all = groups.map((group) => [group, biases[group] * by] as const);
  return {
    weights: weights.map((weight) => weight * by),
    biases: Object.fromEntries(all) as Record<Group, number>,
  };
}
