import type { Grey } from '../../../formats/raster/bits.ts';
import { pngFileOf } from '../../../sdk/page-picture.ts';

export type { Grey } from '../../../formats/raster/bits.ts';

/** Grey pixels as a PNG of 1 or 4 bits a pixel: one is what a fax is, sixteen greys are enough for print. */
export function encodePng({ data, width, height }: Grey, depth: 1 | 4): Uint8Array {
  const perByte = 8 / depth;
  const stride = Math.ceil(width / perByte) + 1;
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const from = y * width;
    const to = y * stride + 1;
    for (let x = 0; x < width; x += 1) {
      const value = data[from + x] ?? 0;
      const level = depth === 1 ? value >> 7 : Math.round(value / 17);
      const at = to + Math.floor(x / perByte);
      rows[at] = (rows[at] ?? 0) | (level << (8 - depth - (x % perByte) * depth));
    }
  }
  return pngFileOf({ width, height, depth }, rows);
}

/** Whether every pixel is black or white. */
export function isBilevel({ data }: Grey): boolean {
  for (const value of data) if (value !== 0 && value !== 255) return false;
  return true;
}
