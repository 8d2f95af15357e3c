/** An ellipse that may stand aslant: half as wide as `across` along its own first axis, half as high as `down` along its second. */
export type Ellipse = {
  readonly x: number;
  readonly y: number;
  readonly across: number;
  readonly down: number;
  /** By how much the first axis is turned clockwise, radians. */
  readonly tilt: number;
};

/** Places beside one another: `xs[at]`, `ys[at]`. */
export type Points = { readonly xs: readonly number[]; readonly ys: readonly number[] };

/** How far points may lie off, in shares of the radius, one round after the other. */
const ROUNDS = [0.3, 0.16, 0.12, 0.12] as const;
const FEWEST = 12;

/**
 * The ellipse most of the points lie on (least squares over those that lie near the last one, again and again), and what share of the
 * way round has such points; undefined: there is none. Bookstein 1979 describes such fits.
 */
export function ellipseThrough(
  points: Points,
): { readonly ellipse: Ellipse; readonly covered: number } | undefined {
  const some = thinned(points);
  let ellipse = fitted(some);
  for (const slack of ROUNDS) {
    if (!ellipse) return undefined;
    const near = nearTo(some, ellipse, slack);
    if (near.xs.length < Math.max(FEWEST, some.xs.length * 0.4)) return undefined;
    ellipse = fitted(near);
  }
  if (!ellipse) return undefined;
  return { ellipse, covered: coveredBy(nearTo(some, ellipse, ROUNDS[3]), ellipse) };
}

/** As many points say what thousands do. */
const MOST = 160;

function thinned({ xs, ys }: Points): Points {
  const every = Math.ceil(xs.length / MOST);
  const isKept = (_: number, at: number): boolean => at % every === 0;
  return { xs: xs.filter(isKept), ys: ys.filter(isKept) };
}

/** The place of an ellipse at an angle of its own, and the direction away from it there. */
export function placeOf(
  { x, y, across, down, tilt }: Ellipse,
  angle: number,
): { readonly x: number; readonly y: number; readonly outX: number; readonly outY: number } {
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const [alongX, alongY] = [across * Math.cos(angle), down * Math.sin(angle)];
  const [awayX, awayY] = [down * Math.cos(angle), across * Math.sin(angle)];
  const long = Math.hypot(awayX, awayY);
  return {
    x: x + alongX * cos - alongY * sin,
    y: y + alongX * sin + alongY * cos,
    outX: (awayX * cos - awayY * sin) / long,
    outY: (awayX * sin + awayY * cos) / long,
  };
}

/** Tells of a place how far off the middle it is: 0 there, 1 on the ellipse, more outside. */
export function radiusOf({ x, y, across, down, tilt }: Ellipse): (atX: number, atY: number) => number {
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const [alongX, alongY, awayX, awayY] = [cos / across, sin / across, -sin / down, cos / down];
  return (atX, atY) => {
    const along = (atX - x) * alongX + (atY - y) * alongY;
    const away = (atX - x) * awayX + (atY - y) * awayY;
    return Math.sqrt(along * along + away * away);
  };
}

/** Tells of a place near an ellipse how far outwards of it it lies, and where along the way round, 0 to 1. */
export function awayFrom(
  ellipse: Ellipse,
): (atX: number, atY: number) => { readonly off: number; readonly share: number } {
  const { across, down } = ellipse;
  const onAxes = axesOf(ellipse);
  return (atX, atY) => {
    const [along, away] = onAxes(atX, atY);
    const radius = Math.hypot(along, away);
    // The first step of Newton's way: the radius beside how fast it grows there.
    const slope = Math.hypot(along / across, away / down) / Math.max(radius, 1e-9);
    const turn = Math.atan2(away, along) / (2 * Math.PI);
    return { off: (radius - 1) / Math.max(slope, 1e-9), share: turn < 0 ? turn + 1 : turn };
  };
}

/** Tells of a place how far it is along each axis, in lengths of that axis. */
function axesOf({ x, y, across, down, tilt }: Ellipse): (atX: number, atY: number) => [number, number] {
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  return (atX, atY) => [
    ((atX - x) * cos + (atY - y) * sin) / across,
    ((atY - y) * cos - (atX - x) * sin) / down,
  ];
}

/** Its length around (Ramanujan 1914). */
export function lengthAround({ across, down }: Ellipse): number {
  return Math.PI * (3 * (across + down) - Math.sqrt((3 * across + down) * (across + 3 * down)));
}

function nearTo({ xs, ys }: Points, ellipse: Ellipse, slack: number): Points {
  const [nearX, nearY]: [number[], number[]] = [[], []];
  const radiusAt = radiusOf(ellipse);
  for (const [at, x] of xs.entries()) {
    const y = ys[at] as number;
    if (Math.abs(radiusAt(x, y) - 1) > slack) continue;
    nearX.push(x);
    nearY.push(y);
  }
  return { xs: nearX, ys: nearY };
}

const PARTS = 36;

function coveredBy({ xs, ys }: Points, ellipse: Ellipse): number {
  const onAxes = axesOf(ellipse);
  const parts = new Set<number>();
  for (const [at, x] of xs.entries()) {
    const [along, away] = onAxes(x, ys[at] as number);
    parts.add(Math.floor(((Math.atan2(away, along) + Math.PI) / (2 * Math.PI)) * PARTS) % PARTS);
  }
  return parts.size / PARTS;
}

/** The conic a·x² + b·xy + c·y² + d·x + e·y = 1 around the middle of the points, if it is an ellipse. */
function fitted({ xs, ys }: Points): Ellipse | undefined {
  const count = xs.length;
  if (count < FEWEST) return undefined;
  const [left, right] = endsOf(xs);
  const [top, bottom] = endsOf(ys);
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
  const size = Math.max(right - left, bottom - top) / 2;
  if (size < 1) return undefined;
  const rows = Array.from({ length: 5 }, () => new Float64Array(6));
  const terms = new Float64Array(6);
  for (let at = 0; at < count; at++) {
    const [x, y] = [((xs[at] as number) - middleX) / size, ((ys[at] as number) - middleY) / size];
    terms.set([x * x, x * y, y * y, x, y, 1]);
    for (const [one, row] of rows.entries())
      for (let other = 0; other < 6; other++)
        row[other] = (row[other] as number) + (terms[one] as number) * (terms[other] as number);
  }
  const conic = solved(rows);
  const found = conic && ellipseOf(conic);
  if (!found) return undefined;
  return {
    ...found,
    x: found.x * size + middleX,
    y: found.y * size + middleY,
    across: found.across * size,
    down: found.down * size,
  };
}

/** The least and the greatest of values; of none, nothing is between them. */
export function endsOf(values: readonly number[]): readonly [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return [least, greatest];
}

/** By elimination; the last column is the right side. */
function solved(rows: readonly Float64Array[]): readonly number[] | undefined {
  const open = [...rows];
  const ordered: Float64Array[] = [];
  for (let column = 0; column < rows.length; column++) {
    open.sort((one, other) => Math.abs(other[column] as number) - Math.abs(one[column] as number));
    const pivot = open.shift();
    if (!pivot || Math.abs(pivot[column] as number) < 1e-9) return undefined;
    ordered.push(pivot);
    for (const row of open) {
      const share = (row[column] as number) / (pivot[column] as number);
      for (let at = column; at < row.length; at++)
        row[at] = (row[at] as number) - share * (pivot[at] as number);
    }
  }
  const result = Array.from(rows, () => 0);
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = ordered[at] as Float64Array;
    let rest = row[rows.length] as number;
    for (let known = at + 1; known < rows.length; known++)
      rest -= (row[known] as number) * (result[known] as number);
    result[at] = rest / (row[at] as number);
  }
  return result;
}

/** The first axis is the one nearer to level. */
function ellipseOf(conic: readonly number[]): Ellipse | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = conic;
  const discriminant = 4 * a * c - b * b;
  if (discriminant <= 1e-9) return undefined;
  const x = (b * e - 2 * c * d) / discriminant;
  const y = (b * d - 2 * a * e) / discriminant;
  const level = 1 + a * x * x + b * x * y + c * y * y;
  if (level <= 0) return undefined;
  const tilt = a === c ? 0 : Math.atan(b / (a - c)) / 2;
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  const first = a * cos * cos + b * cos * sin + c * sin * sin;
  const second = a * sin * sin - b * cos * sin + c * cos * cos;
  if (first <= 0 || second <= 0) return undefined;
  return { x, y, across: Math.sqrt(level / first), down: Math.sqrt(level / second), tilt };
}
