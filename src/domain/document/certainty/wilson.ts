/** 95 % of the time the truth lies below the upper, or above the lower, bound. */
const ONE_SIDED = 1.6449;

/** Bounds of a share that was counted, each one-sided at 95 % (Wilson 1927): `wrong` of `count`. Nothing counted: 0 to 1. */
export function wilsonBounds(
  wrong: number,
  count: number,
): { readonly lower: number; readonly upper: number } {
  if (count === 0) return { lower: 0, upper: 1 };
  const z2 = ONE_SIDED ** 2;
  const share = wrong / count;
  const middle = share + z2 / (2 * count);
  const reach = ONE_SIDED * Math.sqrt((share * (1 - share) + z2 / (4 * count)) / count);
  const scale = 1 + z2 / count;
  return { lower: Math.max(0, (middle - reach) / scale), upper: Math.min(1, (middle + reach) / scale) };
}
