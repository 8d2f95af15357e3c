import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inkIn } from './bits.ts';
import { faxTones } from './fax-tones.ts';

const WIDE = 96;
const HIGH = 64;

test('black letters are cut at one brightness, wherever their bytes lie in memory', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: WIDE * HIGH - 1 })),
      fc.integer({ min: 0, max: 5 }),
      (dots, offset) => {
        const data = new Uint8Array(WIDE * HIGH + offset).subarray(offset).fill(255);
        for (const at of dots) data[at] = at % 2 === 0 ? 0 : 159;
        const { data: ink } = faxTones({ width: WIDE, height: HIGH, data });

        expect([...ink.keys()].filter((at) => ink[at] === 1)).toEqual(
          [...new Set(dots)].toSorted((a, b) => a - b),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['pale letters on white', 255, 190],
  ['black letters on grey', 150, 0],
  ['grey letters on grey', 220, 110],
])('%s keep their shape', (_name, ground, letter) => {
  const ink = faxTones(strokes(ground, letter));

  // Two strokes, three pixels wide, and nothing between them.
  expect(inkIn(ink, { x: 30, y: 16, width: 3, height: 32 })).toBe(96);
  expect(inkIn(ink, { x: 40, y: 16, width: 3, height: 32 })).toBe(96);
  expect(inkIn(ink, { x: 34, y: 16, width: 5, height: 32 })).toBe(0);
});

test('an even grey becomes dots, the darker the more; nearly white stays white', () => {
  const shares = [235, 190, 130, 70, 20].map((value) => {
    const ink = faxTones({ width: WIDE, height: HIGH, data: new Uint8Array(WIDE * HIGH).fill(value) });
    return inkIn(ink, { x: 0, y: 0, width: WIDE, height: HIGH }) / (WIDE * HIGH);
  });

  expect(shares[0]).toBe(0);
  expect(shares[4]).toBe(1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares[2]).toBeGreaterThan(0.3);
  expect(shares[2]).toBeLessThan(0.7);
});

/** Two upright strokes on an even ground. */
function strokes(ground: number, letter: number) {
  const data = new Uint8Array(WIDE * HIGH).fill(ground);
  for (let y = 8; y < HIGH - 8; y += 1)
    for (const x of [30, 40]) data.fill(letter, y * WIDE + x, y * WIDE + x + 3);
  return { width: WIDE, height: HIGH, data };
}
