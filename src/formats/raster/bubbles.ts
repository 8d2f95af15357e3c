import { bareSides } from './bare-sides.ts';
import type { Bits, Rectangle } from './bits.ts';
import { inkIn } from './bits.ts';
import type { Components } from './components.ts';

/** So many places around a bubble are looked at. */
const AROUND = 24;
/** At so many of them its line may be broken. */
const BROKEN = 2;
/** The middle of the line, as a share of the width. */
const LINE = 0.46;
/** Around a bubble a pen went over, so far from its middle, no more than this share of the places is ink. */
const OUTSIDE = { radius: 0.62, ink: 0.4 };
/** A pen leaves a bubble by no more than so many of its widths. */
const PEN = 1.4;
/** Bubbles of one row or column are no further off it than this share of their width. */
const OFF = 0.16;

/**
 * Round frames to be ticked, of widths from `least` to `most` pixels, on an upright page with square pixels. One that stands alone is told by
 * its line. One a pen left is part of a larger piece of ink: it is looked for in line with another of the page, and is as large.
 */
export function bubblesOf(
  page: Bits,
  pieces: Components,
  { least, most }: { readonly least: number; readonly most: number },
): readonly Rectangle[] {
  const boxes = boxesOf(pieces);
  const alone = boxes.filter(
    (box) =>
      box.width >= least &&
      box.width <= most &&
      Math.abs(box.width - box.height) <= 0.12 * box.width &&
      isBubble(page, box) &&
      bareSides(page, box) === 2,
  );
  const larger = alone.flatMap((pattern) =>
    boxes.filter((box) => isLarger(box, pattern)).flatMap((box) => bubbleWithin(page, box, pattern) ?? []),
  );
  return larger.reduce<readonly Rectangle[]>(
    (found, bubble) => (found.some((other) => isSamePlace(other, bubble)) ? found : [...found, bubble]),
    alone,
  );
}

function boxesOf({ count, left, top, right, bottom }: Components): readonly Rectangle[] {
  return Array.from({ length: count }, (_, piece) => ({
    x: left[piece] as number,
    y: top[piece] as number,
    width: (right[piece] as number) - (left[piece] as number),
    height: (bottom[piece] as number) - (top[piece] as number),
  }));
}

function isLarger({ width, height }: Rectangle, pattern: Rectangle): boolean {
  const slack = Math.round(OFF * pattern.width);
  const [wide, high] = [width - pattern.width, height - pattern.height];
  const most = PEN * pattern.width;
  return Math.min(wide, high) >= -slack && Math.max(wide, high) > 0 && Math.max(wide, high) <= most;
}

/** The place in a piece of ink, in the row or the column of another bubble, that looks most like it. */
function bubbleWithin(page: Bits, piece: Rectangle, pattern: Rectangle): Rectangle | undefined {
  const { width, height } = pattern;
  const slack = Math.round(OFF * width);
  const inRow = within(piece.y, piece.height - height, pattern.y, slack);
  const inColumn = within(piece.x, piece.width - width, pattern.x, slack);
  const across = within(piece.x, piece.width - width, piece.x, piece.width);
  const down = within(piece.y, piece.height - height, piece.y, piece.height);
  const places = [
    ...down.flatMap((y) => inColumn.map((x) => ({ x, y, width, height }))),
    ...inRow.flatMap((y) => across.map((x) => ({ x, y, width, height }))),
  ];
  let best: { readonly box: Rectangle; readonly ink: number } | undefined;
  for (const box of places) {
    const line = inkAround(page, box, LINE);
    if (line.places >= AROUND - BROKEN && line.ink > (best?.ink ?? 0)) best = { box, ink: line.ink };
  }
  const isAlone = (box: Rectangle): boolean =>
    bareSides(page, box) > 0 && inkAround(page, box, OUTSIDE.radius).places <= OUTSIDE.ink * AROUND;
  return best && isAlone(best.box) ? best.box : undefined;
}

/** Where in a stretch something may begin that is no further than a slack from a place; the stretch itself gives a pixel on both sides. */
function within(start: number, room: number, at: number, slack: number): readonly number[] {
  const [from, to] = [Math.max(start - 1, at - slack), Math.min(start + Math.max(0, room) + 1, at + slack)];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, step) => from + step);
}

function isSamePlace(one: Rectangle, other: Rectangle): boolean {
  return Math.abs(one.x - other.x) < other.width && Math.abs(one.y - other.y) < other.height;
}

/** A line all the way around, and a corner of its square is bare. */
function isBubble(page: Bits, box: Rectangle): boolean {
  const { x, y, width, height } = box;
  const square = Math.max(2, Math.round(width * 0.1));
  const inCorners = [x, x + width - square].flatMap((column) =>
    [y, y + height - square].map((row) => inkIn(page, { x: column, y: row, width: square, height: square })),
  );
  return (
    inkAround(page, box, LINE).places >= AROUND - BROKEN &&
    inCorners.some((ink) => ink < square * square * 0.75)
  );
}

/** How many places around a middle have ink, and how much there is in all, in pixels; `radius` as a share of the width. */
function inkAround(
  page: Bits,
  { x, y, width, height }: Rectangle,
  radius: number,
): { readonly places: number; readonly ink: number } {
  const side = Math.round(width * 0.12);
  let [places, ink] = [0, 0];
  for (let step = 0; step < AROUND; step++) {
    const angle = (step / AROUND) * 2 * Math.PI;
    const column = Math.round(x + width / 2 + Math.cos(angle) * width * radius - side / 2);
    const row = Math.round(y + height / 2 + Math.sin(angle) * height * radius - side / 2);
    const here = inkIn(page, { x: column, y: row, width: side, height: side });
    if (here > 0) places++;
    ink += here;
  }
  return { places, ink };
}
