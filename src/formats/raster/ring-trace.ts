import type { Bits } from './bits.ts';
import { lengthAround, placeOf, type Ellipse } from './ellipse.ts';

/** A line followed around an ellipse that it runs along, in steps of some pixels. */
export type Trace = {
  readonly ellipse: Ellipse;
  readonly steps: number;
  /** Where the ink of the line begins and ends at each step, in pixels outwards of the ellipse; equal: no ink there. */
  readonly from: Int16Array;
  readonly to: Int16Array;
  /** How far outwards the line runs at each step, with ink or without. */
  readonly track: Int16Array;
  /** Share of the steps with ink. */
  readonly covered: number;
  /** How thick the line mostly is, pixels. */
  readonly thick: number;
};

/** Pixels from one step to the next. */
const STEP = 2;
/** What going over paper costs, beside changing the distance, and each pixel off the ellipse. */
const COST = { paper: 1, change: 0.35, off: 0.008 };

/** The line with most ink that goes around within `reach` pixels of an ellipse, and how it goes. */
export function traced(page: Bits, ellipse: Ellipse, reach: number): Trace {
  const steps = Math.max(32, Math.round(lengthAround(ellipse) / STEP));
  const lanes = 2 * reach + 1;
  const ink = unrolled(page, ellipse, steps, reach);
  const track = cheapestTrack(ink, steps, lanes);
  const [from, to] = [new Int16Array(steps), new Int16Array(steps)];
  const thicknesses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const base = step * lanes;
    let start = track[step] as number;
    let end = start;
    if (ink[base + start] === 1) {
      while (start > 0 && ink[base + start - 1] === 1) start--;
      while (end < lanes && ink[base + end] === 1) end++;
      thicknesses.push(end - start);
    }
    [from[step], to[step], track[step]] = [start - reach, end - reach, (track[step] as number) - reach];
  }
  thicknesses.sort((one, other) => one - other);
  return {
    ellipse,
    steps,
    from,
    to,
    track,
    covered: thicknesses.length / steps,
    thick: thicknesses[thicknesses.length >> 1] ?? 0,
  };
}

/** The surroundings of an ellipse as a level band: a row for each step around, from the inside out. */
function unrolled(page: Bits, ellipse: Ellipse, steps: number, reach: number): Uint8Array {
  const { width, height, data } = page;
  const lanes = 2 * reach + 1;
  const ink = new Uint8Array(steps * lanes);
  for (let step = 0; step < steps; step++) {
    const place = placeOf(ellipse, (step / steps) * 2 * Math.PI);
    for (let lane = 0; lane < lanes; lane++) {
      const x = Math.round(place.x + (lane - reach) * place.outX);
      const y = Math.round(place.y + (lane - reach) * place.outY);
      if (x >= 0 && y >= 0 && x < width && y < height)
        ink[step * lanes + lane] = data[y * width + x] as number;
    }
  }
  return ink;
}

/** The lane of each step on the cheapest way through all of them (Viterbi 1967); its ends need not meet. */
function cheapestTrack(ink: Uint8Array, steps: number, lanes: number): Int16Array {
  const cameFrom = new Int8Array(steps * lanes);
  let [costs, next] = [new Float64Array(lanes), new Float64Array(lanes)];
  for (let step = 0; step < steps; step++) {
    const base = step * lanes;
    for (let lane = 0; lane < lanes; lane++) {
      let best = costs[lane] as number;
      const inner = lane > 0 ? (costs[lane - 1] as number) + COST.change : Infinity;
      const outer = lane + 1 < lanes ? (costs[lane + 1] as number) + COST.change : Infinity;
      if (inner < best) [best, cameFrom[base + lane]] = [inner, -1];
      if (outer < best) [best, cameFrom[base + lane]] = [outer, 1];
      next[lane] =
        best + Math.abs(lane - (lanes >> 1)) * COST.off + (ink[base + lane] === 1 ? 0 : COST.paper);
    }
    [costs, next] = [next, costs];
  }
  let lane = costs.indexOf(Math.min(...costs));
  const track = new Int16Array(steps);
  for (let step = steps - 1; step >= 0; step--) {
    track[step] = lane;
    lane += cameFrom[step * lanes + lane] as number;
  }
  return track;
}
