import type { TextBoxes } from './text-boxes.ts';

/**
 * How far the lines of a straightened page rise and fall because the paper did not lie flat: at `columns` by `rows` knots, which are
 * spread evenly from edge to edge, how much lower a line lies there than in the middle of the page. In widths of the page.
 */
export type Bend = { readonly columns: number; readonly rows: number; readonly drift: Float64Array };

const COLUMNS = 25;
const ROWS = 4;
/** Lower edges that differ by more, in inches, are not those of two letters that stand on one line; when the bend is known, by less. */
const STEP = { first: 0.016, later: 0.009 };
/** The same in rows of pixels, which are far apart on a coarse fax: edges are known to a row. */
const ROWS_OFF = { first: 2.2, later: 1.5 };
/** Letters that are further apart, in inches, are not linked: tables and columns do not share their lines. */
const GAP = 0.35;
/** Fewer links say nothing. */
const FEWEST = 150;
/** Lines that differ by less over the page, in inches, are read as well as they are. */
const FLAT = 0.012;
/** How much more of the steps between letters must be told by the bend than chance would tell. */
const CLEAR = 7;
/** Shares of the usual weight of a knot: slopes change slowly across, are alike above one another, and are none where nothing is. */
const SMOOTH = { across: 0.2, down: 0.5, none: 0.01 };

/**
 * The bend of a page, from the steps between neighbouring letters of a line; nothing where its lines are straight. `boxes` are of the
 * page turned upright, `dpi` the pixels per inch across, `aspect` how many square pixels a pixel is high.
 */
export function bendOf(
  boxes: TextBoxes,
  skewDegrees: number,
  { aspect, dpi }: { readonly aspect: number; readonly dpi: number },
): Bend | undefined {
  const most = {
    first: Math.max(STEP.first * dpi, ROWS_OFF.first * aspect),
    later: Math.max(STEP.later * dpi, ROWS_OFF.later * aspect),
  };
  const slope = Math.tan((skewDegrees * Math.PI) / 180);
  const level = (edge: Float64Array): Float64Array =>
    edge.map(
      (value, index) =>
        value + (slope * ((boxes.left[index] as number) + (boxes.right[index] as number) - boxes.width)) / 2,
    );
  const byLeft = [...Array(boxes.count).keys()].toSorted(
    (one, other) => (boxes.left[one] as number) - (boxes.left[other] as number),
  );
  const links = [boxes.top, boxes.bottom].flatMap((edge) =>
    linksOf(boxes, level(edge), byLeft, { most: most.first, gap: GAP * dpi }),
  );
  if (links.length < FEWEST) return undefined;
  let slopes = new Float64Array(COLUMNS * ROWS);
  for (const limit of [most.first, most.later]) {
    const before = slopes;
    const fitting = links.filter((link) => Math.abs(link.step - told(before, link)) < limit);
    slopes = slopesOf(fitting);
  }
  if (!isClear(links, slopes, most.later)) return undefined;
  const drift = driftOf(slopes, boxes.width / (COLUMNS - 1));
  const bend = { columns: COLUMNS, rows: ROWS, drift: drift.map((pixels) => pixels / boxes.width) };
  return isBent(drift, links, dpi) ? bend : undefined;
}

/** The same for the page the other way up. */
export function turnedBend(bend: Bend): Bend {
  return { ...bend, drift: bend.drift.toReversed().map((value) => -value) };
}

/** How far lower than in the middle a row of pixels lies at each of `width` pixels; `at`: where it is, 0 the top, 1 the bottom. */
export function driftAlong({ columns, rows, drift }: Bend, at: number, width: number): Float64Array {
  const row = Math.min(1, Math.max(0, at)) * (rows - 1);
  const above = Math.min(rows - 2, Math.floor(row));
  const knots = Float64Array.from({ length: columns }, (_, column) => {
    const upper = drift[above * columns + column] as number;
    return upper + ((drift[(above + 1) * columns + column] as number) - upper) * (row - above);
  });
  return Float64Array.from({ length: width }, (_, x) => {
    const column = (x / Math.max(1, width - 1)) * (columns - 1);
    const left = Math.min(columns - 2, Math.floor(column));
    const from = knots[left] as number;
    return (from + ((knots[left + 1] as number) - from) * (column - left)) * width;
  });
}

/** Two letters side by side: so much lower (`step`) is the edge of the right one, so far (`run`) it is away. Knots by their weights. */
type Link = {
  readonly step: number;
  readonly run: number;
  readonly knots: readonly number[];
  readonly weights: readonly number[];
};

/** Each letter with the one before it whose edge is about as high. */
function linksOf(
  boxes: TextBoxes,
  edge: Float64Array,
  byLeft: readonly number[],
  { most, gap: widest }: { readonly most: number; readonly gap: number },
): readonly Link[] {
  const latest = new Map<number, number>();
  const links: Link[] = [];
  for (const index of byLeft) {
    const height = edge[index] as number;
    const band = Math.floor(height / most);
    let before: number | undefined;
    for (const near of [band - 1, band, band + 1]) {
      const other = latest.get(near);
      if (other === undefined || Math.abs(height - (edge[other] as number)) >= most) continue;
      const gap = (boxes.left[index] as number) - (boxes.right[other] as number);
      if (gap < -2 || gap > widest) continue;
      if (before === undefined || (boxes.right[other] as number) > (boxes.right[before] as number))
        before = other;
    }
    latest.set(band, index);
    if (before !== undefined) links.push(linkOf(boxes, edge, before, index));
  }
  return links;
}

function linkOf(boxes: TextBoxes, edge: Float64Array, left: number, right: number): Link {
  const middleOf = (index: number): number =>
    ((boxes.left[index] as number) + (boxes.right[index] as number)) / 2;
  const [from, to] = [middleOf(left), middleOf(right)];
  const column = Math.min(0.9999, Math.max(0, (from + to) / 2 / boxes.width)) * (COLUMNS - 1);
  const row = Math.min(0.9999, Math.max(0, (edge[right] as number) / boxes.height)) * (ROWS - 1);
  const [x, y] = [Math.floor(column), Math.floor(row)];
  const [partX, partY] = [column - x, row - y];
  const knot = y * COLUMNS + x;
  return {
    step: (edge[right] as number) - (edge[left] as number),
    run: to - from,
    knots: [knot, knot + 1, knot + COLUMNS, knot + COLUMNS + 1],
    weights: [(1 - partX) * (1 - partY), partX * (1 - partY), (1 - partX) * partY, partX * partY],
  };
}

/** The step that slopes at the knots make of a link. */
function told(slopes: Float64Array, { run, knots, weights }: Link): number {
  return knots.reduce(
    (sum, knot, index) => sum + (slopes[knot] as number) * (weights[index] as number) * run,
    0,
  );
}

/** Slopes at the knots by least squares. */
function slopesOf(links: readonly Link[]): Float64Array<ArrayBuffer> {
  const size = COLUMNS * ROWS;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  const add = (row: number, column: number, value: number): void => {
    const line = matrix[row] as Float64Array;
    line[column] = (line[column] as number) + value;
  };
  for (const { step, run, knots, weights } of links) {
    for (const [one, knot] of knots.entries()) {
      const weight = (weights[one] as number) * run;
      right[knot] = (right[knot] as number) + weight * step;
      for (const [other, next] of knots.entries()) add(knot, next, weight * (weights[other] as number) * run);
    }
  }
  const usual = matrix.reduce((sum, line, index) => sum + (line[index] as number), 0) / size;
  const tie = (knots: readonly number[], factors: readonly number[], share: number): void => {
    for (const [one, knot] of knots.entries())
      for (const [other, next] of knots.entries())
        add(knot, next, (factors[one] as number) * (factors[other] as number) * share * usual);
  };
  for (let knot = 0; knot < size; knot++) {
    const column = knot % COLUMNS;
    if (column > 0 && column < COLUMNS - 1) tie([knot - 1, knot, knot + 1], [1, -2, 1], SMOOTH.across);
    if (knot >= COLUMNS) tie([knot - COLUMNS, knot], [1, -1], SMOOTH.down);
    tie([knot], [1], SMOOTH.none);
  }
  return solved(matrix, right);
}

/** The solution of equations whose matrix is symmetric and positive (Gauss, no pivoting needed). */
function solved(matrix: readonly Float64Array[], right: Float64Array): Float64Array<ArrayBuffer> {
  const size = right.length;
  const result = new Float64Array(right);
  for (let column = 0; column < size; column++) {
    const pivot = matrix[column] as Float64Array;
    for (let row = column + 1; row < size; row++) {
      const line = matrix[row] as Float64Array;
      const factor = (line[column] as number) / (pivot[column] as number);
      if (factor === 0) continue;
      for (let at = column; at < size; at++) line[at] = (line[at] as number) - factor * (pivot[at] as number);
      result[row] = (result[row] as number) - factor * (result[column] as number);
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    const line = matrix[row] as Float64Array;
    let rest = result[row] as number;
    for (let at = row + 1; at < size; at++) rest -= (line[at] as number) * (result[at] as number);
    result[row] = rest / (line[row] as number);
  }
  return result;
}

/** The bend tells more of the steps than as many free numbers would tell by chance. */
function isClear(links: readonly Link[], slopes: Float64Array, most: number): boolean {
  let [flat, bent, count] = [0, 0, 0];
  for (const link of links) {
    const rest = link.step - told(slopes, link);
    if (Math.abs(rest) > most || Math.abs(link.step) > most) continue;
    flat += link.step ** 2;
    bent += rest ** 2;
    count++;
  }
  return count >= FEWEST && flat - bent > (CLEAR * COLUMNS * bent) / count;
}

/** Pixels lower than in the middle, from the slopes. */
function driftOf(slopes: Float64Array, apart: number): Float64Array {
  const drift = new Float64Array(slopes.length);
  for (let row = 0; row < ROWS; row++) {
    const base = row * COLUMNS;
    for (let column = 1; column < COLUMNS; column++) {
      const at = base + column;
      drift[at] =
        (drift[at - 1] as number) + (((slopes[at - 1] as number) + (slopes[at] as number)) / 2) * apart;
    }
    const middle = drift[base + (COLUMNS >> 1)] as number;
    for (let column = 0; column < COLUMNS; column++)
      drift[base + column] = (drift[base + column] as number) - middle;
  }
  return drift;
}

/** Lines are bent where there are letters. */
function isBent(drift: Float64Array, links: readonly Link[], dpi: number): boolean {
  let [lowest, highest] = [Infinity, -Infinity];
  const seen = new Set(links.map(({ knots }) => knots[0] as number));
  for (const knot of seen) {
    lowest = Math.min(lowest, drift[knot] as number);
    highest = Math.max(highest, drift[knot] as number);
  }
  return highest - lowest > FLAT * dpi;
}
