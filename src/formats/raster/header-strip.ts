import type { Bits, Rectangle } from './bits.ts';
import { inkIn } from './bits.ts';

/** Where the sending machine's line can be, and how high it is, in inches. */
const REACH = 0.45;
const LOW = 0.05;
const TALL = 0.22;
const GAP = 0.03;
/** Fewer pixels in a row than this, for every inch across, are dirt. */
const DIRT_PER_INCH = 0.6;

/**
 * The first line along the upper edge of a page as it came over the line (not turned yet), when there is paper above and below it:
 * perhaps the one the sending machine printed. The whole width, with a little room.
 */
export function headerStrip(
  bits: Bits,
  { dpiX, dpiY }: { readonly dpiX: number; readonly dpiY: number },
): Rectangle | undefined {
  const { width, height } = bits;
  const dirt = Math.max(2, (width / dpiX) * DIRT_PER_INCH);
  const last = Math.min(height - 1, Math.round((REACH + TALL) * dpiY));
  const hasInk = (y: number): boolean => inkIn(bits, { x: 0, y, width, height: 1 }) > dirt;
  let top = 0;
  while (top < last && !hasInk(top)) top++;
  if (top > REACH * dpiY) return undefined;
  const gap = Math.max(2, Math.round(GAP * dpiY));
  let bottom = top;
  for (let y = top; y < last && y - bottom <= gap; y++) if (hasInk(y)) bottom = y;
  const tall = bottom + 1 - top;
  if (tall < LOW * dpiY || tall > TALL * dpiY) return undefined;
  const room = Math.max(2, Math.round(0.02 * dpiY));
  const y = Math.max(0, top - room);
  return { x: 0, y, width, height: bottom + 1 + room - y };
}
