import type { QuarterTurn } from './bits.ts';
import type { Components } from './components.ts';

/** The boxes of pieces that may be letters, in square pixels. One entry a piece. */
export type TextBoxes = {
  readonly count: number;
  readonly left: Float64Array;
  readonly top: Float64Array;
  readonly right: Float64Array;
  readonly bottom: Float64Array;
  /** The size of the picture they are in, square pixels. */
  readonly width: number;
  readonly height: number;
};

/** How tall and how wide a letter can be, in inches: from the small print to a headline. */
const LETTER = { low: 0.03, tall: 0.28, wide: 0.4 };
/** The header line of the fax machine stands upright on an upside-down page: the upper edge has no say, in shares of the height. */
const HEADER_SHARE = 0.035;
const MOST = 6000;

/**
 * The pieces of letter size. `aspect` is how many square pixels a pixel is high (2.08 on a standard fax), `dpi` the pixels per
 * inch across.
 */
export function textBoxesOf(
  components: Components,
  page: { readonly width: number; readonly height: number; readonly aspect: number; readonly dpi: number },
): TextBoxes {
  const { left, top, right, bottom, area } = components;
  const { aspect, dpi } = page;
  const header = page.height * HEADER_SHARE;
  const taken: number[] = [];
  for (let piece = 0; piece < components.count; piece++) {
    const width = (right[piece] as number) - (left[piece] as number);
    const tall = ((bottom[piece] as number) - (top[piece] as number)) * aspect;
    if (tall < LETTER.low * dpi || tall > LETTER.tall * dpi || width > LETTER.wide * dpi) continue;
    if (width < 2 || (top[piece] as number) < header) continue;
    // Frames and long rules are mostly paper; a letter fills a part of its box.
    if ((area[piece] as number) * aspect < 0.12 * width * tall) continue;
    taken.push(piece);
  }
  const every = Math.max(1, Math.ceil(taken.length / MOST));
  const chosen = taken.filter((_, index) => index % every === 0);
  return {
    count: chosen.length,
    left: Float64Array.from(chosen, (piece) => left[piece] as number),
    top: Float64Array.from(chosen, (piece) => (top[piece] as number) * aspect),
    right: Float64Array.from(chosen, (piece) => right[piece] as number),
    bottom: Float64Array.from(chosen, (piece) => (bottom[piece] as number) * aspect),
    width: page.width,
    height: page.height * aspect,
  };
}

/** The same boxes after the picture was turned clockwise. */
export function turnedBoxes(boxes: TextBoxes, turn: QuarterTurn): TextBoxes {
  const { width, height, left, top, right, bottom } = boxes;
  const from = (size: number, values: Float64Array): Float64Array => values.map((value) => size - value);
  if (turn === 90) {
    return {
      ...boxes,
      width: height,
      height: width,
      left: from(height, bottom),
      right: from(height, top),
      top: left,
      bottom: right,
    };
  }
  if (turn === 180) {
    return {
      ...boxes,
      left: from(width, right),
      right: from(width, left),
      top: from(height, bottom),
      bottom: from(height, top),
    };
  }
  if (turn === 270) {
    return {
      ...boxes,
      width: height,
      height: width,
      left: top,
      right: bottom,
      top: from(width, right),
      bottom: from(width, left),
    };
  }
  return boxes;
}

/** The boxes moved up and down as if the page had been straightened by this angle (degrees clockwise); their sizes stay. */
export function straightenedBoxes(boxes: TextBoxes, degrees: number): TextBoxes {
  const slope = Math.tan((degrees * Math.PI) / 180);
  const move = (values: Float64Array): Float64Array =>
    values.map((value, index) => value + slope * (boxes.left[index] as number));
  return { ...boxes, top: move(boxes.top), bottom: move(boxes.bottom) };
}
