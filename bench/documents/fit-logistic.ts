/** Logistic regression with weights that may not be below 0, by projected gradient descent. */

export type Example<Group extends string> = {
  readonly group: Group;
  /** One for each feature, 0 to 1. */
  readonly shares: readonly number[];
  readonly isRight: boolean;
};

export type Fitted<Group extends string> = {
  readonly weights: readonly number[];
  readonly biases: Readonly<Record<Group, number>>;
};

type FitOptions = {
  /** How much large weights cost. */
  readonly ridge: number;
  /** How much a group's bias costs that is far from the common one: groups with few examples stay near it. */
  readonly groupRidge: number;
  readonly rounds: number;
};

const usual: FitOptions = { ridge: 0.5, groupRidge: 2, rounds: 4_000 };

/** One weight for each feature, one bias for each group. */
export function fitLogistic<Group extends string>(
  examples: readonly Example<Group>[],
  groups: readonly Group[],
  { ridge, groupRidge, rounds }: FitOptions = usual,
): Fitted<Group> {
  const size = examples[0]?.shares.length ?? 0;
  const weights = new Float64Array(size).fill(0.5);
  const offsets = new Map(groups.map((group) => [group, 0]));
  let common = -2;
  const count = Math.max(1, examples.length);
  for (let round = 0; round < rounds; round += 1) {
    const gradient = new Float64Array(size);
    const ofGroup = new Map(groups.map((group) => [group, 0]));
    let ofCommon = 0;
    for (const { group, shares, isRight } of examples) {
      const sum = shares.reduce((total, share, at) => total + share * (weights[at] ?? 0), common);
      const error = 1 / (1 + Math.exp(-sum - (offsets.get(group) ?? 0))) - (isRight ? 1 : 0);
      for (const [at, share] of shares.entries()) gradient[at] = (gradient[at] ?? 0) + error * share;
      ofGroup.set(group, (ofGroup.get(group) ?? 0) + error);
      ofCommon += error;
    }
    // Larger steps first, so that a few thousand rounds are enough.
    const step = 4 / (1 + round / 400);
    for (const [at, value] of gradient.entries())
      weights[at] = Math.max(0, (weights[at] ?? 0) - (step * (value + ridge * (weights[at] ?? 0))) / count);
    for (const group of groups) {
      const offset = offsets.get(group) ?? 0;
      offsets.set(group, offset - (step * ((ofGroup.get(group) ?? 0) + groupRidge * offset)) / count);
    }
    common -= (step * ofCommon) / count;
  }
  const biases = Object.fromEntries(groups.map((group) => [group, common + (offsets.get(group) ?? 0)]));
  return { weights: [...weights], biases: biases as Record<Group, number> };
}
