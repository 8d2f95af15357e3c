/** What scanners, lines and machines do to a page. Pure: everything follows from the luck given. */
import type { Luck } from './luck.ts';
import type { Box } from '../../../src/domain/document/page.ts';
import { bent, type Bits, type Grey } from './picture.ts';
import type { Resolution } from './truth.ts';

/** How a page came through. */
export type Wear = {
  readonly skewDegrees: number;
  /** Grey level below which ink is black: low makes thin strokes, high thick ones. */
  readonly threshold: number;
  /** Deviation of the scanner's noise, grey levels. */
  readonly grain: number;
  /** Share of pixels with a speck of dirt. */
  readonly specks: number;
  readonly streaks: number;
  readonly lostRows: number;
  /** A zone where the ink is pale: how pale, 0 to 1. */
  readonly faded: number;
  /** Points of the left and right edge that are missing. */
  readonly cutMargin: number;
  /** It was faxed before. */
  readonly copy?: Copy;
  /** Kinds of damage that only the held-out set has (noise-unseen.ts), or the worn pages (noise-worn.ts). */
  readonly extras: readonly string[];
};

/** A second generation: where things come to lie, and the first one as it is laid on the glass. */
export type Copy = { readonly place: (box: Box) => Box; readonly print: (first: Bits) => Grey };

export const noWear: Wear = {
  skewDegrees: 0,
  threshold: 140,
  grain: 0,
  specks: 0,
  streaks: 0,
  lostRows: 0,
  faded: 0,
  cutMargin: 0,
  extras: [],
};

/** The wear of an ordinary fax: most have something, few have everything. */
export function usualWear(luck: Luck, resolution: Resolution): Wear {
  const threshold = luck.between(118, 178);
  return {
    skewDegrees: luck.chance(0.55) ? luck.between(-3, 3) : luck.between(-0.6, 0.6),
    threshold,
    grain: luck.between(4, 26),
    specks: luck.chance(0.7) ? luck.between(0.0001, 0.0012) : 0,
    streaks: luck.chance(0.3) ? luck.whole(1, 3) : 0,
    lostRows: luck.chance(0.35) ? luck.whole(1, 7) : 0,
    // Paler ink would be gone for people too.
    faded: luck.chance(0.25) ? Math.min(luck.between(0.2, 0.5), (threshold - 30) / 255) : 0,
    cutMargin: luck.chance(0.08) ? luck.between(8, 22) : 0,
    ...(luck.chance(resolution === 'fine' ? 0.06 : 0.03) ? { copy: makeCopy(luck) } : {}),
    extras: [],
  };
}

function makeCopy(luck: Luck): Copy {
  const size = luck.between(0.955, 0.985);
  const [right, down] = [luck.between(-5, 5), luck.between(4, 12)];
  return {
    place: ({ x, y, width, height }) => ({
      x: (x - 306) * size + 306 + right,
      y: (y - 396) * size + 396 + down,
      width: width * size,
      height: height * size,
    }),
    print: (first) => resized(first, size, right * (first.width / 612), down * (first.height / 792)),
  };
}

/** Made smaller around the middle and moved, edges softened as a print of dots is. */
function resized(bits: Bits, size: number, right: number, down: number): Grey {
  const { width, height, data } = bits;
  const out = new Uint8Array(width * height).fill(255);
  const ink = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : data[y * width + x]!;
  for (let y = 0; y < height; y += 1) {
    const fromY = (y - height / 2 - down) / size + height / 2;
    const top = Math.floor(fromY);
    const partY = fromY - top;
    for (let x = 0; x < width; x += 1) {
      const fromX = (x - width / 2 - right) / size + width / 2;
      const left = Math.floor(fromX);
      const partX = fromX - left;
      const upper = ink(left, top) * (1 - partX) + ink(left + 1, top) * partX;
      const lower = ink(left, top + 1) * (1 - partX) + ink(left + 1, top + 1) * partX;
      out[y * width + x] = 255 - 255 * (upper * (1 - partY) + lower * partY);
    }
  }
  return { width, height, data: out };
}

export function wornNames(wear: Wear): readonly string[] {
  const all: readonly (readonly [string, boolean])[] = [
    ['specks', wear.specks > 0],
    ['streaks', wear.streaks > 0],
    ['lost rows', wear.lostRows > 0],
    ['faded', wear.faded > 0],
    ['cut margin', wear.cutMargin > 0],
    ['thin strokes', wear.threshold < 125],
    ['thick strokes', wear.threshold > 170],
    ['second generation', wear.copy !== undefined],
  ];
  return [...all.flatMap(([name, is]) => (is ? [name] : [])), ...wear.extras];
}

/** Paper to scan line: skewed, worn and cut to black and white, at 196 or 98 rows an inch. */
export function scan(page: Grey, wear: Wear, isFine: boolean, luck: Luck): Bits {
  let grey = wear.faded > 0 ? fade(page, wear.faded, luck) : page;
  if (wear.cutMargin > 0) grey = cutMargins(grey, wear.cutMargin, luck);
  if (wear.skewDegrees !== 0) grey = rotate(grey, wear.skewDegrees);
  if (!isFine) grey = halveRows(grey);
  const bits = toBits(grey, wear, isFine, luck);
  if (wear.specks > 0) addSpecks(bits, wear.specks, luck);
  for (let count = 0; count < wear.streaks; count += 1) addStreak(bits, luck);
  for (let count = 0; count < wear.lostRows; count += 1) loseRows(bits, luck);
  return bits;
}

/** Turned clockwise around the middle, in real space: fax pixels are not quite square. */
export function rotate(page: Grey, degrees: number, shear = 0): Grey {
  const { width, height } = page;
  const angle = (degrees * Math.PI) / 180;
  const aspect = 204 / 196;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [width / 2, height / 2];
  return bent(page, (x, y) => {
    const [realX, realY] = [x + 0.5 - middleX, (y + 0.5 - middleY) * aspect];
    const fromX = cos * realX + sin * realY + shear * realY + middleX - 0.5;
    return [fromX, (-sin * realX + cos * realY) / aspect + middleY - 0.5];
  });
}

/** The upright page turned clockwise by quarters. */
export function turned(page: Bits, turn: 0 | 90 | 180 | 270): Bits {
  if (turn === 0) return page;
  const { width, height, data } = page;
  const isSide = turn !== 180;
  const [outWidth, outHeight] = isSide ? [height, width] : [width, height];
  const out = new Uint8Array(data.length);
  // Where the first pixel goes, and how far apart its neighbours to the right and below come to lie.
  const start = turn === 90 ? height - 1 : turn === 180 ? data.length - 1 : (width - 1) * outWidth;
  const right = turn === 90 ? outWidth : turn === 180 ? -1 : -outWidth;
  const below = turn === 90 ? -1 : turn === 180 ? -outWidth : 1;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) out[start + x * right + y * below] = data[y * width + x]!;
  const [dpiX, dpiY] = isSide ? [page.dpiY, page.dpiX] : [page.dpiX, page.dpiY];
  return { width: outWidth, height: outHeight, data: out, dpiX, dpiY };
}

function fade(page: Grey, strength: number, luck: Luck): Grey {
  const { width, height } = page;
  const data = page.data.slice();
  const middle = luck.between(0.15, 0.85);
  const reach = luck.between(0.08, 0.22);
  const isBand = luck.chance(0.5);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const where = isBand ? y / height : x / width;
      const depth = Math.max(0, 1 - ((where - middle) / reach) ** 2) * strength;
      const at = y * width + x;
      data[at] = data[at]! + (255 - data[at]!) * depth;
    }
  return { width, height, data };
}

function cutMargins(page: Grey, points: number, luck: Luck): Grey {
  const data = page.data.slice();
  const pixels = Math.round((points * page.width) / 612);
  const isLeft = luck.chance(0.5);
  for (let y = 0; y < page.height; y += 1) {
    const start = y * page.width + (isLeft ? 0 : page.width - pixels);
    data.fill(255, start, start + pixels);
  }
  return { ...page, data };
}

function halveRows(page: Grey): Grey {
  const { width, data } = page;
  const height = page.height >> 1;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      out[y * width + x] = (data[2 * y * width + x]! + data[(2 * y + 1) * width + x]!) / 2;
  return { width, height, data: out };
}

function toBits(page: Grey, wear: Wear, isFine: boolean, luck: Luck): Bits {
  const { width, height, data } = page;
  const out = new Uint8Array(data.length);
  // A table of noise that is walked from a new place every row: four million bell curves take seconds.
  const noise = Float32Array.from({ length: 8_191 }, () => luck.bell() * 1.4 * wear.grain);
  for (let y = 0; y < height; y += 1) {
    const start = luck.whole(0, 8_190);
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      out[at] = data[at]! + noise[(start + x * 7) % 8_191]! < wear.threshold ? 1 : 0;
    }
  }
  return { width, height, data: out, dpiX: 204, dpiY: isFine ? 196 : 98 };
}

function addSpecks(bits: Bits, share: number, luck: Luck): void {
  const { width, height, data } = bits;
  const count = Math.round(width * height * share);
  for (let number = 0; number < count; number += 1) {
    const [x, y] = [luck.whole(0, width - 4), luck.whole(0, height - 3)];
    const size = luck.pick([1, 1, 1, 2, 2, 3]);
    const ink = luck.chance(0.85) ? 1 : 0;
    for (let step = 0; step < size; step += 1) data[y * width + x + step] = ink;
    if (size > 1 && luck.chance(0.6)) data[(y + 1) * width + x] = ink;
  }
}

function addStreak(bits: Bits, luck: Luck): void {
  const { width, height, data } = bits;
  const x = luck.whole(40, width - 40);
  const thick = luck.pick([1, 1, 2, 3]);
  const from = luck.chance(0.5) ? 0 : luck.whole(0, height >> 1);
  const to = luck.chance(0.5) ? height : luck.whole(from + (height >> 2), height);
  for (let y = from; y < Math.min(to, height); y += 1)
    for (let step = 0; step < thick; step += 1) if (luck.chance(0.97)) data[y * width + x + step] = 1;
}

function loseRows(bits: Bits, luck: Luck): void {
  const { width, height, data } = bits;
  const y = luck.whole(20, height - 8);
  const count = luck.whole(1, bits.dpiY > 150 ? 3 : 2);
  const [from, to] = luck.chance(0.5)
    ? [0, width]
    : [luck.whole(0, width >> 1), luck.whole(width >> 1, width)];
  for (let row = y; row < y + count; row += 1) data.fill(0, row * width + from, row * width + to);
}
