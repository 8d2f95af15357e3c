import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Bits, Grey } from '../formats/raster/bits.ts';
import { crc32 } from '../lib/crc32.ts';
import { Failure } from '../lib/failure.ts';

/** A page is 35 million pixels at 600 dpi; nothing that is larger is one. */
const MOST_PIXELS = 40_000_000;

sharp.concurrency(1);
sharp.cache(false);

/** The pixels of a page, colours made grey, and turned as a camera says it was held. */
export async function decoded(bytes: Uint8Array): Promise<Grey> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'none' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (cause) {
    throw new Failure('permanent', 'page-not-readable', 'The page is no picture that can be opened.', {
      cause,
    });
  }
}

/** A one-bit PNG (ISO/IEC 15948): a fax page of 200 dpi is about 50 kB. */
export function pngOf({ width, height, data }: Bits): Uint8Array {
  const stride = Math.ceil(width / 8) + 1;
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let byte = 1, x = 0; x < width; byte++) {
      let bits = 0;
      for (let bit = 0; bit < 8; bit++, x++)
        bits = (bits << 1) | (x < width && data[y * width + x] === 1 ? 0 : 1);
      rows[y * stride + byte] = bits;
    }
  }
  return pngFileOf({ width, height, depth: 1 }, rows);
}

/** A grey PNG of so many bits a pixel from its rows, each of them after a byte that names its filter (ISO/IEC 15948 section 9). */
export function pngFileOf(
  size: { readonly width: number; readonly height: number; readonly depth: 1 | 4 | 8 },
  rows: Uint8Array,
): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header[8] = size.depth;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Length, name, data, and a checksum over the last two. */
function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const result = Buffer.alloc(named.length + 8);
  result.writeUInt32BE(data.length, 0);
  named.copy(result, 4);
  result.writeUInt32BE(crc32(named), named.length + 4);
  return result;
}
