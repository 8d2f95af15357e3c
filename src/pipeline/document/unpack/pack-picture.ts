import sharp from 'sharp';
import { LIMITS, MOST_DPI } from './limits.ts';
import type { FoundPage } from './work.ts';
import type { Grey } from './png.ts';
import { encodePng, isBilevel } from './png.ts';

export type PackedPicture = { readonly image: FoundPage['image']; readonly bytes: Uint8Array };

/** A page as it is kept: one bit a pixel when that is all it has, sixteen greys when they pack well, else a JPEG. */
export async function packPicture(
  grey: Grey,
  dpi: { readonly x: number; readonly y: number },
): Promise<PackedPicture> {
  const { width, height } = grey;
  const size = { width, height, dpiX: rounded(dpi.x), dpiY: rounded(dpi.y) };
  if (isBilevel(grey)) return { image: { ...size, mediaType: 'image/png' }, bytes: encodePng(grey, 1) };
  const png = encodePng(grey, 4);
  if (png.length <= Math.max(SMALL_BYTES, (width * height) / PIXELS_PER_BYTE)) {
    return { image: { ...size, mediaType: 'image/png' }, bytes: png };
  }
  const jpeg = await sharp(grey.data, {
    raw: { width, height, channels: 1 },
    limitInputPixels: LIMITS.picturePixels,
  })
    .toColourspace('b-w')
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
  return { image: { ...size, mediaType: 'image/jpeg' }, bytes: jpeg };
}

/** A picture finer than anything reads better from is made smaller. What is not too large stays as it is, pixel for pixel. */
export async function fitPicture(
  grey: Grey,
  dpi: { readonly x: number; readonly y: number },
): Promise<{ readonly grey: Grey; readonly dpi: { readonly x: number; readonly y: number } }> {
  const { width, height } = grey;
  const finest = Math.max(dpi.x, dpi.y);
  const byDpi = finest > KEPT_DPI ? MOST_DPI / finest : 1;
  const scale = Math.min(byDpi, Math.sqrt(LIMITS.pagePixels / (width * height)));
  if (scale >= 1) return { grey, dpi };
  const { data, info } = await sharp(grey.data, {
    raw: { width, height, channels: 1 },
    limitInputPixels: LIMITS.picturePixels,
  })
    .resize(Math.round(width * scale), Math.round(height * scale), { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    grey: { data, width: info.width, height: info.height },
    dpi: { x: dpi.x * scale, y: dpi.y * scale },
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Faxes have up to 408 pixels an inch and are never resampled here. */
const KEPT_DPI = 420;
const SMALL_BYTES = 150_000;
/** A page of print packs to a fifteenth of a byte a pixel; a photograph does not. */
const PIXELS_PER_BYTE = 12;
/** Reading suffers below 80. */
const JPEG_QUALITY = 85;
