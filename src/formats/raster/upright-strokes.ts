import type { Bits, Rectangle } from './bits.ts';
import { blankBits, inkIn, turned } from './bits.ts';
import { runsOf } from './components.ts';

/** A column of ink: from `start` up to, but without, `end`. */
export type Stroke = { readonly x: number; readonly start: number; readonly end: number };

/** Upright strokes of such lengths, in pixels, over gaps of so many; from the left, a thick one more than once. */
export function uprightStrokes(
  page: Bits,
  { least, most, gap = 0 }: { readonly least: number; readonly most: number; readonly gap?: number },
): readonly Stroke[] {
  const { count, row, start, end } = runsOf(turned(page, 90));
  const strokes: Stroke[] = [];
  for (let run = 0; run < count; run++) {
    const first = start[run] as number;
    while (
      run + 1 < count &&
      row[run + 1] === row[run] &&
      (start[run + 1] as number) - (end[run] as number) <= gap
    )
      run++;
    const length = (end[run] as number) - first;
    if (length < least || length > most) continue;
    // Turned clockwise, what was the lower end comes first.
    const last = page.height - first;
    strokes.push({ x: row[run] as number, start: last - length, end: last });
  }
  return strokes;
}

/** They begin and end in about the same rows. */
export function isLevel(one: Stroke, other: Stroke): boolean {
  const slack = Math.max(2, (one.end - one.start) * 0.16);
  return Math.abs(one.start - other.start) <= slack && Math.abs(one.end - other.end) <= slack;
}

/** Half as large both ways; ink where there was any. */
export function halved({ width, height, data }: Bits): Bits {
  const half = blankBits(width >> 1, height >> 1);
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      const at = 2 * y * width + 2 * x;
      const ink =
        (data[at] as number) |
        (data[at + 1] as number) |
        (data[at + width] as number) |
        (data[at + width + 1] as number);
      half.data[y * half.width + x] = ink;
    }
  }
  return half;
}

/** How many columns of an area have ink. */
export function inkedColumns({ width: stride, height: rows, data }: Bits, area: Rectangle): number {
  const [top, bottom] = [Math.max(0, area.y), Math.min(rows, area.y + area.height)];
  let columns = 0;
  for (let x = Math.max(0, area.x); x < Math.min(stride, area.x + area.width); x++) {
    for (let at = top * stride + x; at < bottom * stride; at += stride) {
      if (data[at] === 0) continue;
      columns++;
      break;
    }
  }
  return columns;
}

/** How many rows of an area have ink. */
export function inkedRows(page: Bits, { x, y, width, height }: Rectangle): number {
  let rows = 0;
  for (let row = y; row < y + height; row++) if (inkIn(page, { x, y: row, width, height: 1 }) > 0) rows++;
  return rows;
}
