import { crc32, deflateSync } from 'node:zlib';

/** A picture of one grey byte a pixel. */
export type Grey = { readonly data: Uint8Array; readonly width: number; readonly height: number };

/**
 * Grey pixels as a PNG of 1, 4 or 8 bits a pixel (W3C PNG, colour type 0). Written here because one bit a pixel is what a fax is, and
 * the picture library packs it only by way of a palette it first has to find.
 */
export function encodePng({ data, width, height }: Grey, bits: 1 | 4 | 8): Uint8Array {
  const stride = Math.ceil((width * bits) / 8);
  const raw = Buffer.alloc(height * (stride + 1));
  const perByte = 8 / bits;
  for (let y = 0; y < height; y += 1) {
    const from = y * width;
    // The first byte of a row names its filter: none.
    const to = y * (stride + 1) + 1;
    for (let x = 0; x < width; x += 1) {
      const level = levelOf(data[from + x] ?? 0, bits);
      const at = to + Math.floor(x / perByte);
      raw[at] = (raw[at] ?? 0) | (level << (8 - bits - (x % perByte) * bits));
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = bits;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Whether every pixel is black or white. */
export function isBilevel({ data }: Grey): boolean {
  for (const value of data) if (value !== 0 && value !== 255) return false;
  return true;
}

function levelOf(value: number, bits: 1 | 4 | 8): number {
  if (bits === 8) return value;
  return bits === 4 ? Math.round(value / 17) : value >> 7;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
