/**
 * Poisson CUSUM: small differences from what is expected add up, a big one counts at once. `lower` looks for half, `upper` for
 * double the rate. Where `reference` is expected each week, `sum > limit` raises the alarm.
 */
export type CusumConstants = { readonly reference: number; readonly limit: number };
export type Side = 'lower' | 'upper';

/**
 * Rates a week with reference and limit; between two rates, in a straight line. References are those of a test for half and for
 * double the rate. Limits are 1.15 to 1.6 times those of a known rate watched on one side: here the rate is an estimate of 26
 * weeks and both sides are watched, and one false alarm in two years is all a partner may cost (bench/volume-alerts.ts).
 */
const table: Readonly<Record<Side, readonly (readonly [rate: number, reference: number, limit: number])[]>> =
  {
    lower: [
      [0.25, 0.18, 4.6],
      [0.5, 0.36, 5.2],
      [0.7, 0.504, 5.3],
      [1, 0.72, 5.2],
      [2, 1.44, 5.65],
      [3, 2.16, 5.8],
      [5, 3.61, 6],
      [8, 5.77, 6.1],
      [12, 8.66, 6.1],
    ],
    upper: [
      [0.25, 0.36, 4.6],
      [0.5, 0.72, 6.6],
      [1, 1.44, 6.9],
      [2, 2.89, 7.4],
      [3, 4.33, 7.5],
      [5, 7.21, 7.3],
      [8, 11.54, 7.1],
      [12, 17.3, 7.2],
    ],
  };

/** Below the table the reference goes to nothing with the rate, above it grows with the rate; the limit stays. */
export function cusumConstants(rate: number, side: Side): CusumConstants {
  const rows = table[side];
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return { reference: rate, limit: 0 };
  if (rate <= first[0]) return { reference: (first[1] / first[0]) * rate, limit: first[2] };
  if (rate >= last[0]) return { reference: (last[1] / last[0]) * rate, limit: last[2] };
  const above = rows.findIndex(([known]) => known >= rate);
  const [low, high] = [rows[above - 1] ?? first, rows[above] ?? last];
  const share = (rate - low[0]) / (high[0] - low[0]);
  return { reference: low[1] + share * (high[1] - low[1]), limit: low[2] + share * (high[2] - low[2]) };
}

/** The sum after one more week. `exposure`: how much of an ordinary week it was. */
export function nextSum(
  sum: number,
  count: number,
  exposure: number,
  { reference }: CusumConstants,
  side: Side,
): number {
  const expected = reference * exposure;
  return Math.max(0, sum + (side === 'lower' ? expected - count : count - expected));
}
