import type { Bits, Rectangle } from './bits.ts';
import { endsOf, placeOf, radiusOf, type Ellipse, type Points } from './ellipse.ts';
import type { Trace } from './ring-trace.ts';

/** Shares and inches. */
const LINE = { covered: 0.78, thick: 0.05 };

/** Whether a line around an ellipse is a ring of a pen: nearly whole, thin, curved, with letters in its midst. */
export function isRing(page: Bits, trace: Trace, dpi: number): boolean {
  return (
    trace.covered >= LINE.covered &&
    trace.thick <= LINE.thick * dpi &&
    isCurved(trace) &&
    holdsWords(page, trace, dpi)
  );
}

/** Shares of a side that may be level, or upright, on both sides at once: of an ellipse it is a third, of a frame all. */
const STRAIGHT = 0.6;
/** Pixels: what stays this close together is straight. */
const SLACK = 3;

/** No frame, not even one with rounded corners or ends. */
function isCurved(trace: Trace): boolean {
  const { xs, ys } = pointsOf(trace);
  const isFlat = (along: readonly number[], across: readonly number[]): boolean => {
    const [low, high] = endsOf(across);
    const [first, last] = endsOf(along);
    const most = STRAIGHT * (last - first);
    return [low, high].every((side) => flatBeside(along, across, side, (high - low) / 4) > most);
  };
  return !isFlat(xs, ys) && !isFlat(ys, xs);
}

/** The longest stretch of one side that stays in a band as thin as the slack; the side is where `across` is near its end. */
function flatBeside(along: readonly number[], across: readonly number[], end: number, depth: number): number {
  const side = [...along.entries()]
    .filter(([at]) => Math.abs((across[at] as number) - end) < depth)
    .map(([at, place]) => ({ place, off: across[at] as number }))
    .toSorted((one, other) => one.place - other.place);
  let longest = 0;
  let first = 0;
  for (let last = 0; last < side.length; last++) {
    while (spreadOf(side, first, last) > SLACK) first++;
    longest = Math.max(longest, (side[last]?.place ?? 0) - (side[first]?.place ?? 0));
  }
  return longest;
}

function spreadOf(side: readonly { readonly off: number }[], first: number, last: number): number {
  const [low, high] = endsOf(side.slice(first, last + 1).map(({ off }) => off));
  return high - low;
}

/** Where the middle of the line runs. */
function pointsOf({ ellipse, steps, track }: Trace): Points {
  const [xs, ys]: [number[], number[]] = [[], []];
  for (let step = 0; step < steps; step++) {
    const { x, y, outX, outY } = placeOf(ellipse, (step / steps) * 2 * Math.PI);
    xs.push(x + (track[step] as number) * outX);
    ys.push(y + (track[step] as number) * outY);
  }
  return { xs, ys };
}

/** Ink in the midst: shares of the radius, shares of the paper, of the height, and inches. */
const WORDS = {
  inside: 0.78,
  deep: 0.5,
  least: 0.025,
  most: 0.5,
  off: 0.5,
  low: 0.055,
  share: 0.2,
  round: 1.25,
  tall: 0.64,
};

/** Every other pixel of every other row says as much. */
const EVERY = 2;

/** Letters in the midst of it, neither far smaller than the ring nor beside its middle. */
function holdsWords(page: Bits, { ellipse }: Trace, dpi: number): boolean {
  let [inside, ink, deep, sumX, sumY, top, bottom] = [0, 0, 0, 0, 0, Infinity, -Infinity];
  const reach = Math.ceil(Math.max(ellipse.across, ellipse.down));
  const high = Math.ceil(heightOf(ellipse) / 2);
  const shareAt = radiusOf(ellipse);
  for (
    let y = Math.max(0, Math.round(ellipse.y) - high);
    y <= Math.min(page.height - 1, ellipse.y + high);
    y += EVERY
  ) {
    const first = Math.max(0, Math.round(ellipse.x) - reach);
    for (let x = first; x <= Math.min(page.width - 1, ellipse.x + reach); x += EVERY) {
      const share = shareAt(x, y);
      if (share > WORDS.inside) continue;
      inside++;
      if (page.data[y * page.width + x] === 0) continue;
      ink++;
      if (share < WORDS.deep) deep++;
      sumX += x;
      sumY += y;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  const [tall, height] = [bottom + 1 - top, heightOf(ellipse)];
  // A round frame to be ticked is filled by its cross or its dot; a ring around a letter has room.
  const isRound = 2 * ellipse.across < WORDS.round * height;
  return (
    (!isRound || tall < WORDS.tall * height) &&
    ink > WORDS.least * inside &&
    deep > WORDS.least * inside * WORDS.deep ** 2 &&
    ink < WORDS.most * inside &&
    tall > Math.max(WORDS.low * dpi, WORDS.share * height) &&
    shareAt(sumX / ink, sumY / ink) < WORDS.off
  );
}

/** From its highest to its lowest point. */
function heightOf({ across, down, tilt }: Ellipse): number {
  return 2 * Math.hypot(across * Math.sin(tilt), down * Math.cos(tilt));
}

/** The box around the outside of the line. */
export function boxOf(trace: Trace): Rectangle {
  const { xs, ys } = pointsOf(trace);
  const half = trace.thick / 2;
  const [[left, right], [top, bottom]] = [endsOf(xs), endsOf(ys)];
  const [x, y] = [Math.floor(left - half), Math.floor(top - half)];
  return { x, y, width: Math.ceil(right + half) - x, height: Math.ceil(bottom + half) - y };
}
