import { describe, expect, test } from 'vitest';
import { blankBits, fill, type Bits } from './bits.ts';
import { tickBoxes } from './marks.ts';

const DPI = 300;

/** A ring of a pen four pixels wide. */
function ring(page: Bits, middle: { readonly x: number; readonly y: number }, radius = 20): void {
  for (let step = 0; step < 400; step++) {
    const angle = (step / 400) * 2 * Math.PI;
    const x = Math.round(middle.x + Math.cos(angle) * (radius - 2)) - 2;
    const y = Math.round(middle.y + Math.sin(angle) * (radius - 2)) - 2;
    fill(page, { x, y, width: 4, height: 4 }, 1);
  }
}

/** A line of a pen, as thick. */
function line(page: Bits, from: readonly [number, number], to: readonly [number, number]): void {
  for (let step = 0; step <= 100; step++) {
    const x = Math.round(from[0] + ((to[0] - from[0]) * step) / 100);
    const y = Math.round(from[1] + ((to[1] - from[1]) * step) / 100);
    fill(page, { x: x - 2, y: y - 2, width: 5, height: 5 }, 1);
  }
}

/** A tick that begins within and leaves above. */
function tick(page: Bits, { x, y }: { readonly x: number; readonly y: number }): void {
  line(page, [x - 12, y], [x - 2, y + 12]);
  line(page, [x - 2, y + 12], [x + 24, y - 28]);
}

function found(page: Bits): readonly (readonly [number, boolean])[] {
  return tickBoxes(page, DPI)
    .map(({ box, isMarked }) => [Math.round(box.x + box.width / 2), isMarked] as const)
    .toSorted(([one], [other]) => one - other);
}

describe('bubbles', () => {
  test('one a pen left is found in the row of another, and is ticked', () => {
    const page = blankBits(1000, 300);
    for (const x of [150, 450, 750]) ring(page, { x, y: 150 });
    tick(page, { x: 450, y: 150 });

    const marks = found(page);
    expect(marks.map(([, isMarked]) => isMarked)).toEqual([false, true, false]);
    expect(Math.abs((marks[1]?.[0] ?? 0) - 450)).toBeLessThan(5);
  });

  test('or in its column', () => {
    const page = blankBits(600, 400);
    for (const y of [100, 180, 260]) ring(page, { x: 150, y });
    tick(page, { x: 150, y: 180 });

    expect(
      tickBoxes(page, DPI)
        .toSorted((one, other) => one.box.y - other.box.y)
        .map(({ isMarked }) => isMarked),
    ).toEqual([false, true, false]);
  });

  test('a drawing out of line with the bubbles, or a letter among letters, is none', () => {
    const page = blankBits(1000, 400);
    ring(page, { x: 150, y: 100 });
    ring(page, { x: 450, y: 300 });
    tick(page, { x: 450, y: 300 });
    ring(page, { x: 750, y: 100 });
    line(page, [762, 112], [776, 126]);
    for (const x of [715, 785]) fill(page, { x: x - 8, y: 80, width: 16, height: 40 }, 1);

    expect(found(page)).toEqual([[150, false]]);
  });
});
