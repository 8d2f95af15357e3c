import type { TextBoxes } from './text-boxes.ts';

/**
 * By how many degrees, clockwise, the page must be turned for its lines to be level: the angle under which the lower edges of the
 * letters fall into the fewest rows (or the upper ones, which are the lower ones of an upside-down page). 0 with too few letters.
 */
export function skewOf(boxes: TextBoxes): number {
  if (boxes.count < FEWEST) return 0;
  const rough = best(boxes, range(-WIDEST, WIDEST, 0.25), 4);
  const closer = best(boxes, range(rough - 0.3, rough + 0.3, 0.05), 1.5);
  return Math.round(best(boxes, range(closer - 0.06, closer + 0.06, 0.02), 1) * 100) / 100;
}

const FEWEST = 12;
const WIDEST = 6;

function range(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function best(boxes: TextBoxes, angles: readonly number[], rowHeight: number): number {
  let found = 0;
  let highest = -1;
  for (const angle of angles) {
    const sharp =
      sharpness(boxes, boxes.bottom, angle, rowHeight) + sharpness(boxes, boxes.top, angle, rowHeight);
    if (sharp < highest || (sharp === highest && Math.abs(angle) >= Math.abs(found))) continue;
    highest = sharp;
    found = angle;
  }
  return found;
}

/** The sum of squares of how many edges fall into each row when the page is turned by this angle. */
function sharpness(boxes: TextBoxes, edge: Float64Array, degrees: number, rowHeight: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180);
  const reach = Math.abs(slope) * boxes.width;
  const rows = new Int32Array(Math.ceil((boxes.height + 2 * reach) / rowHeight) + 2);
  for (let index = 0; index < boxes.count; index++) {
    const middle = ((boxes.left[index] as number) + (boxes.right[index] as number)) / 2;
    const row = Math.floor(((edge[index] as number) + slope * middle + reach) / rowHeight);
    rows[row] = (rows[row] as number) + 1;
  }
  let sum = 0;
  for (const count of rows) sum += count * count;
  return sum;
}
