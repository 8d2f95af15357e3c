import type { Bits, Rectangle } from './bits.ts';
import { inkIn } from './bits.ts';

/**
 * How many sides of a frame are paper. Letters have neighbours close by; a frame to be ticked stands alone, before or behind its
 * label.
 */
export function bareSides(page: Bits, { x, y, width, height }: Rectangle): number {
  const gap = Math.max(2, Math.round(width * 0.07));
  const reach = Math.max(3, Math.round(width * 0.26));
  const before = { x: x - gap - reach, y, width: reach, height };
  const behind = { x: x + width + gap, y, width: reach, height };
  return [before, behind].filter((side) => inkIn(page, side) <= reach * height * 0.05).length;
}
