import type { Grey } from './png.ts';
import { isBilevel } from './png.ts';

export type Resolution = { readonly x: number; readonly y: number };

/** Pixels an inch: what the file says when it can be so, else what a page of this shape has. */
export function resolutionOf(
  grey: Grey,
  said: { readonly x?: number | undefined; readonly y?: number | undefined },
): Resolution {
  if (isCredible(said.x) && isCredible(said.y)) return { x: said.x, y: said.y };
  const { width, height } = grey;
  if (FAX_WIDTHS.has(width) && isBilevel(grey)) {
    return { x: 204, y: height > width * FINE_SHAPE ? 196 : 98 };
  }
  const dpi = Math.max(width, height) / LETTER_INCHES;
  return { x: dpi, y: dpi };
}

/** Screens and cameras say 72 or 96 of anything. */
function isCredible(dpi: number | undefined): dpi is number {
  return dpi !== undefined && dpi > 97 && dpi <= 1300;
}

export const LETTER_INCHES = 11;
/** Pixels across a fax (ITU-T T.4): A4 or Letter, B4, A3, at 204 an inch. */
const FAX_WIDTHS: ReadonlySet<number> = new Set([1728, 2048, 2432]);
/** A page of standard resolution has about 1100 lines, a fine one 2200. */
const FINE_SHAPE = 0.9;
