import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flattened, isBilevel, otsu, thresholded } from './binarise.ts';
import type { Bits, Grey } from './bits.ts';
import { blankBits, copyBits, crop, fill, inkIn, inkOf, turned } from './bits.ts';
import { componentsOf, erase } from './components.ts';
import { darkBars, invertBars } from './dark-bars.ts';
import { seededRandom } from '../../../test/support/random.ts';
import { clearSpecks } from './despeckle.ts';
import { clearGround } from './ground.ts';
import { headerStrip } from './header-strip.ts';
import { clearLeaders } from './leaders.ts';
import { tickBoxes } from './marks.ts';
import { stanceOf } from './orientation.ts';
import { clearStreaks, refillLostRows } from './repair.ts';
import { laid, softened } from './resample.ts';
import { skewOf } from './skew.ts';
import { textBoxesOf } from './text-boxes.ts';
import { tickRules } from './tick-rules.ts';

const pictures = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((data): Bits => ({ width, height, data: Uint8Array.from(data) })),
  );

function drawn(
  width: number,
  height: number,
  ...boxes: readonly (readonly [number, number, number, number])[]
): Bits {
  const bits = blankBits(width, height);
  for (const [x, y, w, h] of boxes) fill(bits, { x, y, width: w, height: h }, 1);
  return bits;
}

function greyOf(bits: Bits): Grey {
  return { ...bits, data: bits.data.map((bit) => (bit === 1 ? 0 : 255)) };
}

/** Lines of words in letters of x-height, every fourth one rising above the others. */
function page(width = 1200, height = 900): Bits {
  const bits = blankBits(width, height);
  for (let line = 0; line < 14; line++) {
    for (let letter = 0; letter < 60; letter++) {
      if (letter % 7 === 6) continue;
      const rise = letter % 4 === 0 ? 9 : 0;
      fill(bits, { x: 100 + letter * 16, y: 100 + line * 50 - rise, width: 11, height: 15 + rise }, 1);
    }
  }
  return bits;
}

describe('bits', () => {
  test('four turns are none, and each turn keeps the ink', () => {
    fc.assert(
      fc.property(pictures, (bits) => {
        const around = turned(turned(turned(turned(bits, 90), 90), 90), 90);
        expect(around).toEqual(bits);
        expect(turned(turned(bits, 90), 270)).toEqual(bits);
        expect(turned(turned(bits, 90), 90)).toEqual(turned(bits, 180));
        expect(inkOf(turned(bits, 90))).toBe(inkOf(bits));
      }),
    );
  });

  test('a turn is clockwise', () => {
    const { width, height, data } = turned(drawn(3, 2, [0, 0, 1, 1]), 90);

    expect([width, height, data.indexOf(1)]).toEqual([2, 3, 1]);
  });

  test('parts are cut at the edges', () => {
    const bits = drawn(10, 10, [0, 0, 10, 10]);

    expect(crop(bits, { x: 8, y: -3, width: 9, height: 5 })).toMatchObject({ width: 2, height: 2 });
    expect(inkIn(bits, { x: 8, y: -3, width: 9, height: 5 })).toBe(4);
    expect(inkIn(bits, { x: 40, y: 40, width: 9, height: 5 })).toBe(0);
  });
});

describe('components', () => {
  test('areas add up to the ink, boxes hold it, and erasing all leaves none', () => {
    fc.assert(
      fc.property(pictures, (bits) => {
        const pieces = componentsOf(bits);
        expect(pieces.area.reduce((sum, area) => sum + area, 0)).toBe(inkOf(bits));
        for (let piece = 0; piece < pieces.count; piece++) {
          const [x, y] = [pieces.left[piece] as number, pieces.top[piece] as number];
          const box = {
            x,
            y,
            width: (pieces.right[piece] as number) - x,
            height: (pieces.bottom[piece] as number) - y,
          };
          expect(inkIn(bits, box)).toBeGreaterThanOrEqual(pieces.area[piece] as number);
        }
        const copy = copyBits(bits);
        erase(copy, pieces, new Uint8Array(pieces.count).fill(1));
        expect(inkOf(copy)).toBe(0);
      }),
    );
  });

  test('corners touch', () => {
    expect(componentsOf(drawn(4, 4, [0, 0, 1, 1], [1, 1, 1, 1], [3, 3, 1, 1])).count).toBe(2);
  });

  test('a turn changes no piece', () => {
    fc.assert(
      fc.property(pictures, (bits) => {
        expect(componentsOf(turned(bits, 90)).count).toBe(componentsOf(bits).count);
      }),
    );
  });
});

describe('repair', () => {
  test('a streak goes, the letters it crosses stay', () => {
    const clean = page();
    const streaked = copyBits(clean);
    fill(streaked, { x: 311, y: 0, width: 2, height: 900 }, 1);

    expect(clearStreaks(streaked)).toBe(2);
    expect(inkOf(streaked)).toBeLessThan(inkOf(clean) * 1.02);
    expect(inkOf(streaked)).toBeGreaterThan(inkOf(clean) * 0.98);
  });

  test('print stays on a ground of grains or dots, and the ground goes', () => {
    const clean = page();
    const bold = inkOf(clean);
    const random = seededRandom(7);
    const grounds: readonly ((at: number) => boolean)[] = [
      () => random() < 0.25,
      (at) => (at % 1200) % 2 === 0 && Math.floor(at / 1200) % 2 === 0,
    ];
    for (const isInk of grounds) {
      const shaded = copyBits(clean);
      for (let at = 0; at < shaded.data.length; at++) if (isInk(at)) shaded.data[at] = 1;
      expect(clearGround(shaded, { aspect: 1, dpi: 204 })).toBeGreaterThan(1000);
      expect(inkOf(shaded)).toBeLessThan(bold * 1.15);
      expect(inkOf(shaded)).toBeGreaterThan(bold * 0.9);
    }
    expect(clearGround(clean, { aspect: 1, dpi: 204 })).toBe(0);
  });

  test('thin strokes stay on a dark ground, and what is black up to the edge goes', () => {
    const random = seededRandom(9);
    const shaded = blankBits(1200, 900);
    for (let at = 0; at < shaded.data.length; at++) shaded.data[at] = random() < 0.4 ? 1 : 0;
    fill(shaded, { x: 0, y: 0, width: 160, height: 900 }, 1);
    fill(shaded, { x: 600, y: 300, width: 40, height: 1 }, 1);
    fill(shaded, { x: 600, y: 400, width: 1, height: 40 }, 1);
    clearGround(shaded, { aspect: 1, dpi: 204 });
    expect(inkIn(shaded, { x: 600, y: 300, width: 40, height: 1 })).toBe(40);
    expect(inkIn(shaded, { x: 600, y: 400, width: 1, height: 40 })).toBe(40);
    expect(inkIn(shaded, { x: 0, y: 0, width: 120, height: 900 })).toBe(0);
    expect(inkOf(shaded)).toBeLessThan(1200 * 900 * 0.01);
  });

  test('a black heading up to both edges keeps its white letters', () => {
    const headed = blankBits(1728, 2200);
    fill(headed, { x: 0, y: 0, width: 1728, height: 400 }, 1);
    for (let x = 300; x < 1400; x += 40) fill(headed, { x, y: 200, width: 8, height: 30 }, 0);
    clearGround(headed, { aspect: 1, dpi: 204 });
    expect(inkIn(headed, { x: 300, y: 180, width: 1100, height: 70 })).toBe(1100 * 70 - 28 * 8 * 30);
  });

  test('rows lost within letters are filled, the gap between a rule and a bar is not', () => {
    const clean = page();
    const lost = copyBits(clean);
    fill(lost, { x: 0, y: 106, width: 1200, height: 2 }, 0);
    expect(refillLostRows(lost)).toBeGreaterThan(0);
    expect(inkOf(lost)).toBe(inkOf(clean));

    const ruled = drawn(400, 60, [0, 10, 400, 20], [0, 32, 400, 2]);
    refillLostRows(ruled);
    expect(inkIn(ruled, { x: 0, y: 30, width: 400, height: 2 })).toBe(0);
  });

  test('dirt goes, the points of letters stay', () => {
    const dotted = page();
    for (let line = 0; line < 14; line++)
      fill(dotted, { x: 1054, y: 112 + line * 50, width: 2, height: 2 }, 1);
    const dirty = copyBits(dotted);
    for (let speck = 0; speck < 200; speck++) {
      fill(dirty, { x: (speck * 97) % 1190, y: 820 + ((speck * 13) % 70), width: 2, height: 1 }, 1);
    }

    expect(clearSpecks(dirty, componentsOf(dirty), { aspect: 1, dpi: 204 })).toBeGreaterThan(100);
    expect(Buffer.compare(dirty.data, dotted.data)).toBe(0);
  });
});

describe('leaders', () => {
  test('rows of dots and of stars go, words stay', () => {
    const clean = page();
    const led = copyBits(clean);
    for (let dot = 0; dot < 20; dot++) fill(led, { x: 120 + dot * 12, y: 130, width: 3, height: 3 }, 1);
    for (let star = 0; star < 30; star++) fill(led, { x: 120 + star * 16, y: 840, width: 9, height: 9 }, 1);

    expect(clearLeaders(led, componentsOf(led), { aspect: 1, dpi: 204 })).toBe(50);
    expect(Buffer.compare(led.data, clean.data)).toBe(0);
  });
});

describe('stance', () => {
  const size = { width: 1200, height: 900, aspect: 1, dpi: 204 };
  test.each([0, 90, 180, 270] as const)('a page turned by %i stands upright again', (turn) => {
    const bits = turned(page(), turn);
    const boxes = textBoxesOf(componentsOf(bits), { ...size, width: bits.width, height: bits.height });

    expect((turn + stanceOf(boxes).turn) % 360).toBe(0);
  });

  test.each([-3.1, -0.4, 0.8, 4.5])('a page skewed by %f degrees is found so', (degrees) => {
    const skewed = thresholded(laid(greyOf(page()), { scaleX: 1, scaleY: 1, degrees }));
    const boxes = textBoxesOf(componentsOf(skewed), size);

    expect(Math.abs(skewOf(boxes) + degrees)).toBeLessThan(0.15);
  });

  test('somebody who knows is believed, and an empty page stands as it came', () => {
    const boxes = textBoxesOf(componentsOf(page()), size);
    const none = textBoxesOf(componentsOf(blankBits(100, 100)), { ...size, width: 100, height: 100 });

    expect(stanceOf(boxes, 270)).toMatchObject({ turn: 270, certainty: 1 });
    expect(stanceOf(none)).toEqual({ turn: 0, skewDegrees: 0, certainty: 0 });
  });
});

describe('scaling', () => {
  test('twice as large has four times the ink, and softening keeps it', () => {
    const bits = page();
    const larger = thresholded(laid(softened(bits, 64, 64), { scaleX: 2, scaleY: 2, degrees: 0 }));

    expect(larger).toMatchObject({ width: 2400, height: 1800 });
    expect(inkOf(larger) / inkOf(bits)).toBeGreaterThan(3.7);
    expect(inkOf(larger) / inkOf(bits)).toBeLessThan(4.3);
  });

  test('ink lies where it lay', () => {
    const larger = thresholded(
      laid(greyOf(drawn(100, 50, [40, 20, 10, 10])), { scaleX: 2, scaleY: 4, degrees: 0 }),
    );

    expect(inkIn(larger, { x: 80, y: 80, width: 20, height: 40 })).toBeGreaterThan(760);
    expect(inkOf(larger)).toBeLessThan(860);
  });
});

describe('photos', () => {
  test('print on paper in a shadow is found, a fax is left as it is', () => {
    const bits = page();
    const photo = greyOf(bits);
    for (let at = 0; at < photo.data.length; at++) {
      const light = 90 + 130 * ((at % 1200) / 1200);
      photo.data[at] = bits.data[at] === 1 ? light * 0.35 : light;
    }
    const flat = flattened(photo);
    const found = thresholded(flat, otsu(flat));

    expect(isBilevel(photo)).toBe(false);
    expect(isBilevel(greyOf(bits))).toBe(true);
    expect(inkOf(found)).toBe(inkOf(bits));
  });
});

describe('forms', () => {
  test('a bar with white letters becomes black letters, a dark picture without edges does not', () => {
    const sheet = greyOf(drawn(900, 300, [100, 100, 700, 60]));
    fill(sheet, { x: 130, y: 115, width: 12, height: 30 }, 255);
    const bars = darkBars(sheet, 300);
    invertBars(sheet, bars, 300);

    expect(bars).toEqual([{ x: 100, y: 100, width: 700, height: 60 }]);
    expect(inkOf(thresholded(sheet))).toBe(12 * 30);
    expect(darkBars(greyOf(page()), 300)).toEqual([]);
  });

  test('squares to be ticked: which are, and which are not', () => {
    const sheet = drawn(900, 200);
    for (const x of [100, 300, 500]) {
      fill(sheet, { x, y: 80, width: 40, height: 40 }, 1);
      fill(sheet, { x: x + 3, y: 83, width: 34, height: 34 }, 0);
    }
    for (let step = 0; step < 40; step++) {
      fill(sheet, { x: 300 + step, y: 80 + step, width: 3, height: 3 }, 1);
      fill(sheet, { x: 337 - step, y: 80 + step, width: 3, height: 3 }, 1);
    }
    const marks = tickBoxes(sheet, 300).toSorted((one, other) => one.box.x - other.box.x);

    expect(marks.map(({ isMarked }) => isMarked)).toEqual([false, true, false]);
    expect(Math.abs((marks[1]?.box.x ?? 0) - 300)).toBeLessThan(4);
    expect(tickBoxes(page(), 300).length).toBeLessThan(3);
  });

  test('a square whose label is ringed is found, a punched hole is none', () => {
    const sheet = drawn(900, 200, [100, 80, 40, 40], [140, 70, 120, 3], [140, 70, 3, 60], [140, 127, 120, 3]);
    fill(sheet, { x: 103, y: 83, width: 34, height: 34 }, 0);
    for (let y = -25; y <= 25; y++) {
      const half = Math.round(Math.sqrt(625 - y * y));
      fill(sheet, { x: 500 - half, y: 100 + y, width: 2 * half, height: 1 }, 1);
    }

    expect(tickBoxes(sheet, 300)).toMatchObject([{ isMarked: false }]);
  });

  test('short rules before labels: in pairs, and nearer to what follows than to what stands before', () => {
    const labels = [200, 500].map((x) => ({ x, y: 80, width: 90, height: 30 }));
    const sheet = drawn(
      900,
      200,
      [125, 110, 60, 3],
      [425, 110, 60, 3],
      ...[200, 500].map((x) => [x, 80, 90, 30] as const),
    );
    fill(sheet, { x: 450, y: 70, width: 8, height: 36 }, 1);

    expect(tickRules(sheet, labels, 300).map(({ isMarked }) => isMarked)).toEqual([false, true]);
    expect(tickRules(sheet, labels.slice(1), 300)).toEqual([]);
    for (const x of [100, 400]) fill(sheet, { x, y: 80, width: 12, height: 30 }, 1);
    expect(tickRules(sheet, labels, 300)).toEqual([]);
  });

  test('the line of the sending machine is the first one, when it stands alone', () => {
    const bits = drawn(1728, 2156, [100, 14, 900, 16], [200, 300, 900, 20]);
    const strip = headerStrip(bits, { dpiX: 204, dpiY: 196 });

    expect(strip).toMatchObject({ x: 0, width: 1728 });
    expect((strip?.y ?? 99) <= 14 && (strip?.y ?? 0) + (strip?.height ?? 0) >= 30).toBe(true);
    expect(headerStrip(drawn(1728, 2156, [200, 300, 900, 20]), { dpiX: 204, dpiY: 196 })).toBeUndefined();
    expect(headerStrip(drawn(1728, 2156, [100, 14, 900, 400]), { dpiX: 204, dpiY: 196 })).toBeUndefined();
  });
});
