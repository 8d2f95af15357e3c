import type { Bits, Rectangle } from './bits.ts';
import { inkIn } from './bits.ts';
import { bareSides } from './bare-sides.ts';
import { bubblesOf } from './bubbles.ts';
import { componentsOf } from './components.ts';
import { halved, inkedColumns, isLevel, uprightStrokes, type Stroke } from './upright-strokes.ts';

/** A small frame to be ticked, and how much of its inside is ink. */
export type TickBox = {
  readonly box: Rectangle;
  readonly isMarked: boolean;
  /** 0 to 1: how far the ink is from undecided. */
  readonly confidence: number;
};

/** Tick boxes are this large, in inches. */
const SIZE = { least: 0.08, most: 0.26 };

/**
 * The squares, bubbles and pairs of brackets to be ticked on an upright, straight page with square pixels. They stand alone, which
 * letters do not. Whether one is ticked is told against the emptiest of the page, which is hardly ever free of dirt.
 */
export function tickBoxes(page: Bits, dpi: number): readonly TickBox[] {
  const squares = framesOf(page, dpi).filter((box) => {
    const sides = bareSides(page, box);
    return sides === 2 || (sides === 1 && isSquare(page, box));
  });
  const bubbles = bubblesOf(page, componentsOf(page), { least: SIZE.least * dpi, most: SIZE.most * dpi });
  const frames = [
    ...squares.filter((square) => shareOfInk(page, square) < SOLID),
    ...bubbles.filter(
      (bubble) =>
        shareOfInk(page, bubble) < SOLID * ROUND_SHARE && !squares.some((square) => overlap(square, bubble)),
    ),
  ];
  const inks = frames.map((frame) => innerInk(page, frame));
  // The emptiest squares of the page show what dirt and the frame itself leave.
  const usual = Math.min(EMPTY, inks.length === 0 ? 0 : Math.min(...inks));
  const limit = usual + MARKED;
  return frames.map((box, index) => {
    const ink = inks[index] as number;
    return { box, isMarked: ink > limit, confidence: Math.min(1, Math.abs(ink - limit) / MARKED) };
  });
}

const EMPTY = 0.08;
/** So much more of the inside is ink when there is a cross, a tick or a filling. */
const MARKED = 0.09;

/** A filled frame has paper between its line and the filling; a punched hole has none. */
const SOLID = 0.92;
const ROUND_SHARE = Math.PI / 4;

function shareOfInk(page: Bits, box: Rectangle): number {
  return inkIn(page, box) / Math.max(1, box.width * box.height);
}

/** Ink inside a frame, without the frame itself. */
function innerInk(page: Bits, { x, y, width, height }: Rectangle): number {
  const inset = Math.round(Math.min(width, height) * 0.22);
  const inner = { x: x + inset, y: y + inset, width: width - 2 * inset, height: height - 2 * inset };
  return inkIn(page, inner) / Math.max(1, inner.width * inner.height);
}

/** Squares and pairs of brackets, found on a page of half the size, where a stroke with small gaps is whole again. */
function framesOf(page: Bits, dpi: number): readonly Rectangle[] {
  const half = halved(page);
  const strokes = uprightStrokes(half, { least: (SIZE.least * dpi) / 2, most: (SIZE.most * dpi) / 2 });
  const frames: Rectangle[] = [];
  for (const [index, left] of strokes.entries()) {
    const tall = left.end - left.start;
    for (let next = index + 1; next < strokes.length; next++) {
      const right = strokes[next] as Stroke;
      const wide = right.x + 1 - left.x;
      if (wide > tall * 1.28) break;
      if (wide < tall * 0.78 || !isLevel(left, right)) continue;
      const frame = {
        x: left.x,
        y: Math.min(left.start, right.start),
        width: wide,
        height: Math.max(left.end, right.end) - Math.min(left.start, right.start),
      };
      if (!isFrame(half, frame)) continue;
      const whole = { x: frame.x * 2, y: frame.y * 2, width: frame.width * 2, height: frame.height * 2 };
      const known = frames.findIndex((other) => overlap(other, whole));
      if (known === -1) frames.push(whole);
      else if ((frames[known] as Rectangle).width < whole.width) frames[known] = whole;
    }
  }
  return frames;
}

/** Level edges above and below over nearly the whole width, or at least their ends, as brackets have. */
function isFrame(page: Bits, { x, y, width, height }: Rectangle): boolean {
  const slack = Math.max(1, Math.round(height * 0.12));
  const tops = [y, y + height - slack - 1];
  const end = Math.max(2, Math.round(width * 0.2));
  const isClosed = (from: number, wide: number, least: number): boolean =>
    tops.every(
      (top) => inkedColumns(page, { x: from, y: top, width: wide, height: slack + 1 }) >= wide * least,
    );
  return isClosed(x, width, 0.75) || (isClosed(x, end, 0.85) && isClosed(x + width - end, end, 0.85));
}

/** A line along the whole of each edge, corners included, as no letter has: a ring around the label may touch it. */
function isSquare(page: Bits, { x, y, width, height }: Rectangle): boolean {
  const slack = Math.max(2, Math.round(height * 0.14));
  const tops = [y, y + height - slack];
  return tops.every((top) => inkedColumns(page, { x, y: top, width, height: slack }) >= width * 0.95);
}

function overlap(one: Rectangle, other: Rectangle): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
