import type { Bits, Grey } from './bits.ts';

/** A picture that was black and white before, such as a fax: hardly any pixel is between. */
export function isBilevel({ data }: Grey): boolean {
  let between = 0;
  for (const value of data) if (value > 40 && value < 215) between++;
  return between < data.length * 0.01;
}

export function thresholded({ width, height, data }: Grey, threshold = 128): Bits {
  const ink = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) ink[at] = (data[at] as number) < threshold ? 1 : 0;
  return { width, height, data: ink };
}

/** Squares over which the paper is taken to be evenly lit. */
const TILE = 32;

/**
 * A photo or a grey scan as if the paper were white and evenly lit: each pixel against the brightness of the paper around it,
 * which is what nine tenths of a small square are not brighter than.
 */
export function flattened(grey: Grey): Grey {
  const { width, height, data } = grey;
  const columns = Math.ceil(width / TILE);
  const rows = Math.ceil(height / TILE);
  const paper = smoothed(paperOf(grey, columns, rows), columns, rows);
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = Math.min(rows - 1, Math.max(0, (y + 0.5) / TILE - 0.5));
    const above = Math.floor(row);
    const below = Math.min(rows - 1, above + 1);
    for (let x = 0; x < width; x++) {
      const column = Math.min(columns - 1, Math.max(0, (x + 0.5) / TILE - 0.5));
      const left = Math.floor(column);
      const right = Math.min(columns - 1, left + 1);
      const upper = mix(
        paper[above * columns + left] as number,
        paper[above * columns + right] as number,
        column - left,
      );
      const lower = mix(
        paper[below * columns + left] as number,
        paper[below * columns + right] as number,
        column - left,
      );
      const at = y * width + x;
      result[at] = Math.min(255, ((data[at] as number) * 250) / Math.max(40, mix(upper, lower, row - above)));
    }
  }
  return { width, height, data: result };
}

function mix(one: number, other: number, share: number): number {
  return one + (other - one) * share;
}

function paperOf(grey: Grey, columns: number, rows: number): Float64Array {
  return Float64Array.from({ length: columns * rows }, (_, tile) => {
    const histogram = histogramOf(grey, (tile % columns) * TILE, Math.floor(tile / columns) * TILE);
    const tenth = histogram.reduce((sum, count) => sum + count, 0) / 10;
    let level = 255;
    for (let brighter = histogram[level] as number; brighter <= tenth && level > 0;) {
      brighter += histogram[--level] as number;
    }
    return level;
  });
}

function histogramOf({ width, height, data }: Grey, left: number, top: number): Int32Array {
  const histogram = new Int32Array(256);
  for (let y = top; y < Math.min(height, top + TILE); y++) {
    for (let x = left; x < Math.min(width, left + TILE); x++) {
      const value = data[y * width + x] as number;
      histogram[value] = (histogram[value] as number) + 1;
    }
  }
  return histogram;
}

/** A tile that is all ink is as bright as the brightest next to it; then each is the mean of its neighbours. */
function smoothed(paper: Float64Array, columns: number, rows: number): Float64Array {
  const around = (values: Float64Array, row: number, column: number): number[] => {
    const near: number[] = [];
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++)
        near.push(values[y * columns + x] as number);
    }
    return near;
  };
  const brightest = paper.map((_, tile) =>
    Math.max(...around(paper, Math.floor(tile / columns), tile % columns)),
  );
  return brightest.map((_, tile) => {
    const near = around(brightest, Math.floor(tile / columns), tile % columns);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

/** The level between ink and paper that separates the two best (Otsu 1979). */
export function otsu({ data }: Grey): number {
  const histogram = new Float64Array(256);
  for (const value of data) histogram[value] = (histogram[value] as number) + 1;
  let all = 0;
  for (let level = 0; level < 256; level++) all += level * (histogram[level] as number);
  let [darkCount, darkSum, best, threshold] = [0, 0, -1, 128];
  for (let level = 0; level < 255; level++) {
    darkCount += histogram[level] as number;
    darkSum += level * (histogram[level] as number);
    const lightCount = data.length - darkCount;
    if (darkCount === 0 || lightCount === 0) continue;
    const spread = darkCount * lightCount * (darkSum / darkCount - (all - darkSum) / lightCount) ** 2;
    if (spread > best) [best, threshold] = [spread, level + 1];
  }
  return threshold;
}
