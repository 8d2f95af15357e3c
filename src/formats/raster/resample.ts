import type { Bend } from './bend.ts';
import { driftAlong } from './bend.ts';
import type { Bits, Grey } from './bits.ts';

/** How a picture is laid onto another: first scaled, then turned about the middle. */
export type Laying = {
  /** Pixels of the result for one of the source. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Clockwise. */
  readonly degrees: number;
  /** How its lines are bent once it is straight: they become level. */
  readonly bend?: Bend;
};

/** Size of the result: the scaled page, whose corners may turn out of it. */
export function laidSize(
  { width, height }: { readonly width: number; readonly height: number },
  { scaleX, scaleY }: Laying,
): { readonly width: number; readonly height: number } {
  return { width: Math.max(1, Math.round(width * scaleX)), height: Math.max(1, Math.round(height * scaleY)) };
}

/** Scaled and straightened, each pixel mixed from the four around its place; white where the source has nothing. */
export function laid(source: Grey, laying: Laying): Grey {
  const { width, height } = laidSize(source, laying);
  const data = new Uint8Array(width * height).fill(255);
  if (laying.bend) return laidFlat(source, { width, height, data }, laying, laying.bend);
  const { originX, originY, acrossX, acrossY, downX, downY } = inverse(source, { width, height }, laying);
  const [lastX, lastY, stride] = [source.width - 1, source.height - 1, source.width];
  const from = source.data;
  for (let y = 0; y < height; y++) {
    let sx = originX + y * downX;
    let sy = originY + y * downY;
    for (let to = y * width; to < (y + 1) * width; to++, sx += acrossX, sy += acrossY) {
      const column = Math.floor(sx);
      const row = Math.floor(sy);
      if (column < 0 || row < 0 || column >= lastX || row >= lastY) continue;
      const partX = sx - column;
      const at = row * stride + column;
      const upper = (from[at] as number) * (1 - partX) + (from[at + 1] as number) * partX;
      const lower = (from[at + stride] as number) * (1 - partX) + (from[at + stride + 1] as number) * partX;
      data[to] = upper + (lower - upper) * (sy - row) + 0.5;
    }
  }
  return { width, height, data };
}

/** As `laid`, each pixel taken from as far below as the line it is on has sunk there. */
function laidFlat(source: Grey, result: Grey, laying: Laying, bend: Bend): Grey {
  const { width, height, data } = result;
  const { originX, originY, acrossX, acrossY, downX, downY } = inverse(source, result, laying);
  const [lastX, lastY, stride] = [source.width - 1, source.height - 1, source.width];
  const from = source.data;
  let drift = driftAlong(bend, 0, width);
  for (let y = 0; y < height; y++) {
    if (y % FLAT_ROWS === 0) drift = driftAlong(bend, y / Math.max(1, height - 1), width);
    for (let x = 0; x < width; x++) {
      const down = y + (drift[x] as number);
      const sx = originX + x * acrossX + down * downX;
      const sy = originY + x * acrossY + down * downY;
      const column = Math.floor(sx);
      const row = Math.floor(sy);
      if (column < 0 || row < 0 || column >= lastX || row >= lastY) continue;
      const partX = sx - column;
      const at = row * stride + column;
      const upper = (from[at] as number) * (1 - partX) + (from[at + 1] as number) * partX;
      const lower = (from[at + stride] as number) * (1 - partX) + (from[at + stride + 1] as number) * partX;
      data[y * width + x] = upper + (lower - upper) * (sy - row) + 0.5;
    }
  }
  return result;
}

/** The bend changes so slowly downwards that so many rows share it. */
const FLAT_ROWS = 8;

type Inverse = {
  readonly originX: number;
  readonly originY: number;
  /** What one pixel to the right in the result is in the source. */
  readonly acrossX: number;
  readonly acrossY: number;
  /** What one pixel down in the result is in the source. */
  readonly downX: number;
  readonly downY: number;
};

function inverse(
  source: { readonly width: number; readonly height: number },
  result: { readonly width: number; readonly height: number },
  { scaleX, scaleY, degrees }: Laying,
): Inverse {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const acrossX = cos / scaleX;
  const acrossY = -sin / scaleY;
  const downX = sin / scaleX;
  const downY = cos / scaleY;
  // Pixels are squares: their middles lie half a pixel in.
  const middleX = (result.width - 1) / 2;
  const middleY = (result.height - 1) / 2;
  return {
    acrossX,
    acrossY,
    downX,
    downY,
    originX: (source.width - 1) / 2 - middleX * acrossX - middleY * downX,
    originY: (source.height - 1) / 2 - middleX * acrossY - middleY * downY,
  };
}

/**
 * Ink as grey with soft edges: each pixel mixed with its neighbours, `weights` in 256ths for the one before and the one behind,
 * across and down.
 */
export function softened(bits: Bits, weightX: number, weightY: number): Grey {
  const { width, height, data } = bits;
  const across = new Uint16Array(width * height);
  const middleX = 256 - 2 * weightX;
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < width; x++) {
      const at = base + x;
      const before = x > 0 ? (data[at - 1] as number) : 0;
      const behind = x + 1 < width ? (data[at + 1] as number) : 0;
      across[at] = middleX * (data[at] as number) + weightX * (before + behind);
    }
  }
  const result = new Uint8Array(width * height);
  const middleY = 256 - 2 * weightY;
  for (let y = 0; y < height; y++) {
    const base = y * width;
    const above = y > 0 ? base - width : base;
    const below = y + 1 < height ? base + width : base;
    for (let x = 0; x < width; x++) {
      const sum =
        middleY * (across[base + x] as number) +
        weightY * ((across[above + x] as number) + (across[below + x] as number));
      result[base + x] = 255 - ((sum * 255) >> 16);
    }
  }
  return { width, height, data: result };
}
