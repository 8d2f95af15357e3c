import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/random.ts';
import { blankBits, copyBits, fill, inkOf, type Bits } from './bits.ts';
import { componentsOf } from './components.ts';
import { joinPale } from './pale.ts';

const scale = { aspect: 1, dpi: 204 };

/** Lines of letters like an H, strokes two pixels wide; of the lines from `first` to `last` two rows of pixels in five are missing. */
function printed(first: number, last: number): Bits {
  const bits = blankBits(1200, 900);
  for (let line = 0; line < 14; line++)
    for (let letter = 0; letter < 60; letter++) {
      const [x, y] = [100 + letter * 16, 100 + line * 50];
      fill(bits, { x, y, width: 2, height: 20 }, 1);
      fill(bits, { x: x + 8, y, width: 2, height: 20 }, 1);
      fill(bits, { x: x + 2, y: y + 8, width: 6, height: 2 }, 1);
      if (line < first || line > last) continue;
      for (let row = letter % 5; row < 20; row += 5) fill(bits, { x, y: y + row, width: 10, height: 2 }, 0);
    }
  return bits;
}

describe('what is left of pale letters', () => {
  it('is joined where it is in crumbs, and nowhere else', () => {
    const whole = printed(20, 20);
    const pale = printed(6, 7);
    expect(joinPale(pale, componentsOf(pale), { ...scale, aspect: 2.08 })).toBe(0);
    expect(joinPale(pale, componentsOf(pale), scale)).toBeGreaterThan(20);
    expect(inkOf(pale)).toBeGreaterThan(inkOf(whole) * 0.97);
    const above = 1200 * 380;
    expect(Buffer.compare(pale.data.subarray(0, above), whole.data.subarray(0, above))).toBe(0);
  });

  it('is none of the dots of a screen', () => {
    const page = printed(20, 20);
    for (let y = 0; y < page.height; y += 6)
      for (let x = 0; x < page.width; x += 6) page.data[y * page.width + x] = 1;
    expect(joinPale(page, componentsOf(page), scale)).toBe(0);
  });

  it('is nothing on a picture of a few pixels', () => {
    const page = blankBits(30, 40);
    expect(joinPale(page, componentsOf(page), { aspect: 1, dpi: 3 })).toBe(0);
  });

  it('is nothing on a clean page, a dirty one, or one with a ground of grains', () => {
    const random = seededRandom(5);
    for (const share of [0, 0.001, 0.03]) {
      const page = printed(20, 20);
      for (let at = 0; at < page.data.length; at++) if (random() < share) page.data[at] = 1;
      const before = copyBits(page);
      expect(joinPale(page, componentsOf(page), scale)).toBe(0);
      expect(Buffer.compare(page.data, before.data)).toBe(0);
    }
  });
});
