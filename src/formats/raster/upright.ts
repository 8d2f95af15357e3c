import type { Bend } from './bend.ts';
import { bendOf, turnedBend } from './bend.ts';
import { flattened, isBilevel, otsu, thresholded } from './binarise.ts';
import type { Bits, Grey, QuarterTurn } from './bits.ts';
import { copyBits, turned } from './bits.ts';
import type { Components } from './components.ts';
import { componentsOf } from './components.ts';
import { clearSpecks } from './despeckle.ts';
import { clearGround } from './ground.ts';
import { clearLeaders } from './leaders.ts';
import { stanceOf } from './orientation.ts';
import { joinPale } from './pale.ts';
import { clearStreaks, refillLostRows } from './repair.ts';
import { laid, softened } from './resample.ts';
import { textBoxesOf, turnedBoxes } from './text-boxes.ts';

export type Resolution = { readonly dpiX: number; readonly dpiY: number };

/** A page that stands upright, before it is scaled and straightened. */
export type Upright = {
  /** As it came, but turned. */
  readonly raw: Bits;
  /** The same without streaks and specks, with lost rows filled. */
  readonly clean: Bits;
  /** By how much it was turned, clockwise. */
  readonly turn: QuarterTurn;
  /** By how much it must still be turned to be level, degrees clockwise. */
  readonly skewDegrees: number;
  /** How its lines are bent when it is level; nothing: they are straight. */
  readonly bend?: Bend;
  /** How clearly its letters stand this way up, 0 to 1. */
  readonly certainty: number;
  /** Pixels per inch after turning. */
  readonly dpiX: number;
  readonly dpiY: number;
};

/** Ink and paper of a page, whatever it was: a fax as it is, a photo as if it were evenly lit. */
export function inkOfPage(grey: Grey): Bits {
  if (isBilevel(grey)) return thresholded(grey);
  const flat = flattened(grey);
  return thresholded(flat, otsu(flat));
}

/** A page as it came, mended where the line or the scanner has damaged it. */
export type Mended = {
  readonly bits: Bits;
  readonly components: Components;
  readonly streaks: number;
  readonly lostRows: number;
};

export function mended(raw: Bits, { dpiX, dpiY }: Resolution): Mended {
  const bits = copyBits(raw);
  const streaks = clearStreaks(bits);
  const lostRows = refillLostRows(bits);
  const grounds = clearGround(bits, { aspect: dpiX / dpiY, dpi: dpiX });
  const found = componentsOf(bits);
  const joined = grounds > 0 ? 0 : joinPale(bits, found, { aspect: dpiX / dpiY, dpi: dpiX });
  const components = joined > 0 ? componentsOf(bits) : found;
  const leaders = clearLeaders(bits, components, { aspect: dpiX / dpiY, dpi: dpiX });
  return { bits, components: leaders > 0 ? componentsOf(bits) : components, streaks, lostRows };
}

/** Turns a mended page upright, and takes the specks away. `turn`: somebody knows which way up it is. */
export function upright(
  raw: Bits,
  { bits, components }: Mended,
  { dpiX, dpiY }: Resolution,
  turn?: QuarterTurn,
): Upright {
  const aspect = dpiX / dpiY;
  const boxes = textBoxesOf(components, { width: bits.width, height: bits.height, aspect, dpi: dpiX });
  const stance = stanceOf(boxes, turn);
  const isSideways = stance.turn === 90 || stance.turn === 270;
  const bend = bendOf(turnedBoxes(boxes, stance.turn), stance.skewDegrees, {
    aspect: isSideways ? 1 : aspect,
    dpi: dpiX,
  });
  clearSpecks(bits, components, { aspect, dpi: dpiX });
  return {
    ...stance,
    ...(bend && { bend }),
    raw: turned(raw, stance.turn),
    clean: turned(bits, stance.turn),
    dpiX: isSideways ? dpiY : dpiX,
    dpiY: isSideways ? dpiX : dpiY,
  };
}

/** The same page the other way up. */
export function upsideDown(page: Upright): Upright {
  const opposite = { 0: 180, 90: 270, 180: 0, 270: 90 } as const;
  return {
    ...page,
    raw: turned(page.raw, 180),
    clean: turned(page.clean, 180),
    turn: opposite[page.turn],
    ...(page.bend && { bend: turnedBend(page.bend) }),
  };
}

/** Straight, with square pixels and soft edges: rows that are far apart are mixed less. */
export function straight(bits: Bits, page: Upright, dpi: number): Grey {
  const isCoarse = page.dpiX > page.dpiY * 1.5;
  return laid(softened(bits, 64, isCoarse ? 32 : 64), {
    scaleX: dpi / page.dpiX,
    scaleY: dpi / page.dpiY,
    degrees: page.skewDegrees,
    ...(page.bend && { bend: page.bend }),
  });
}

/** The page as people see it is no larger than a fax: pixels per inch. */
const SHOWN_DPI = 204;

/** The page as it came, upright, straight, with square pixels. */
export function shown(page: Upright): { readonly bits: Bits; readonly dpi: number } {
  const dpi = Math.round(Math.min(SHOWN_DPI, Math.max(page.dpiX, page.dpiY)));
  const scale = {
    scaleX: dpi / page.dpiX,
    scaleY: dpi / page.dpiY,
    degrees: page.skewDegrees,
    ...(page.bend && { bend: page.bend }),
  };
  return { bits: thresholded(laid(softened(page.raw, 24, 24), scale)), dpi };
}
