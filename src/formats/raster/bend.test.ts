import { describe, expect, it } from 'vitest';
import { bendOf, driftAlong, turnedBend } from './bend.ts';
import type { Grey } from './bits.ts';
import { laid } from './resample.ts';
import type { TextBoxes } from './text-boxes.ts';

const [WIDTH, HEIGHT] = [1728, 2200];
const scale = { aspect: 1, dpi: 204 };

/** Forty lines of letters 14 pixels wide, one in five of them hanging below; edges fall on whole pixels, as on a fax. */
function letters(sink: (x: number) => number, lean = 0): TextBoxes {
  const places = Array.from({ length: 40 }, (_, line) =>
    Array.from({ length: 70 }, (_each, letter) => ({ x: 100 + letter * 22, base: 150 + line * 48 })),
  ).flat();
  const baseOf = ({ x, base }: { readonly x: number; readonly base: number }): number =>
    Math.round(base + sink(x + 7) + lean * (x + 7 - WIDTH / 2));
  return {
    count: places.length,
    left: Float64Array.from(places, ({ x }) => x),
    right: Float64Array.from(places, ({ x }) => x + 14),
    top: Float64Array.from(places, (place) => baseOf(place) - 20),
    bottom: Float64Array.from(places, (place, at) => baseOf(place) + (at % 5 === 0 ? 6 : 0)),
    width: WIDTH,
    height: HEIGHT,
  };
}

const wave = (x: number): number => 8 * Math.sin((x / 1100) * 2 * Math.PI);

describe('how the lines of a page are bent', () => {
  it('is nothing on a page that lies flat, level or skewed', () => {
    expect(
      bendOf(
        letters(() => 0),
        0,
        scale,
      ),
    ).toBeUndefined();
    const lean = Math.tan((1.3 * Math.PI) / 180);
    expect(
      bendOf(
        letters(() => 0, lean),
        -1.3,
        scale,
      ),
    ).toBeUndefined();
  });

  it('is nothing on a skewed page of coarse rows', () => {
    const lean = Math.tan((2 * Math.PI) / 180);
    const { top, bottom, ...page } = letters(() => 0, lean);
    const coarse = (edge: Float64Array): Float64Array => edge.map((y) => Math.round(y / 2.08) * 2.08);
    const boxes = { ...page, top: coarse(top), bottom: coarse(bottom) };
    expect(bendOf(boxes, -2, { aspect: 2.08, dpi: 204 })).toBeUndefined();
  });

  it('is nothing where there are too few letters to tell', () => {
    const { left, top, right, bottom, ...page } = letters(wave);
    const few = (edge: Float64Array): Float64Array => edge.slice(0, 60);
    const boxes = {
      ...page,
      count: 60,
      left: few(left),
      top: few(top),
      right: few(right),
      bottom: few(bottom),
    };
    expect(bendOf(boxes, 0, scale)).toBeUndefined();
  });

  it('is found to a pixel and a half, whatever the skew', () => {
    const lean = Math.tan((0.8 * Math.PI) / 180);
    for (const [boxes, skew] of [
      [letters(wave), 0],
      [letters(wave, lean), -0.8],
    ] as const) {
      const bend = bendOf(boxes, skew, scale);
      const drift = driftAlong(bend!, 0.5, WIDTH);
      const errors = Array.from({ length: 15 }, (_, at) => 120 + at * 100).map(
        (x) => drift[x]! - drift[864]! - (wave(x) - wave(864)),
      );
      expect(Math.max(...errors.map(Math.abs))).toBeLessThan(1.5);
    }
  });

  it('turns with the page', () => {
    const bend = bendOf(letters(wave), 0, scale)!;
    const [there, back] = [driftAlong(bend, 0.3, WIDTH), driftAlong(turnedBend(bend), 0.7, WIDTH)];
    expect(back[200]).toBeCloseTo(-there[WIDTH - 1 - 200]!, 6);
    expect(turnedBend(turnedBend(bend))).toEqual(bend);
  });

  it('is taken out when the page is laid', () => {
    const bend = bendOf(letters(wave), 0, scale)!;
    const page: Grey = { width: WIDTH, height: 400, data: new Uint8Array(WIDTH * 400).fill(255) };
    const at = (x: number): number => Math.round(200 + wave(x) - wave(864));
    for (let x = 0; x < WIDTH; x++) for (let y = at(x); y < at(x) + 3; y++) page.data[y * WIDTH + x] = 0;
    const flat = laid(page, { scaleX: 1, scaleY: 1, degrees: 0, bend });
    const darkest = (x: number): number =>
      Array.from({ length: 400 }, (_, y) => flat.data[y * WIDTH + x]!).reduce(
        (best, value, y, all) => (value < all[best]! ? y : best),
        0,
      );
    for (let x = 150; x < 1600; x += 50) expect(Math.abs(darkest(x) - 201)).toBeLessThanOrEqual(2);
  });
});
