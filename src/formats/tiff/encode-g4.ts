import type { Bits } from '../raster/bits.ts';
import { blackLong, blackShort, whiteLong, whiteShort } from './run-codes.ts';

/** Two-dimensional coding of a whole page as fax machines send it (ITU-T T.6, "Group 4"), with the end-of-block mark. 1 is black. */
export function encodeG4({ width, height, data }: Bits): Uint8Array {
  const writer = openBits();
  let above: readonly number[] = [width, width];
  for (let y = 0; y < height; y += 1) {
    const row = changesOf(data, y * width, width);
    encodeRow(writer.put, row, above, width);
    above = row;
  }
  writer.put('000000000001000000000001');
  return writer.bytes();
}

/** Where the colour changes, from white at the left edge; the right edge twice behind. */
function changesOf(data: Uint8Array, start: number, width: number): readonly number[] {
  const changes: number[] = [];
  let colour = 0;
  for (let x = 0; x < width; x += 1) {
    const ink = data[start + x] === 0 ? 0 : 1;
    if (ink === colour) continue;
    changes.push(x);
    colour = ink;
  }
  changes.push(width, width);
  return changes;
}

const vertical: Readonly<Record<number, string>> = {
  '-3': '0000010',
  '-2': '000010',
  '-1': '010',
  0: '1',
  1: '011',
  2: '000011',
  3: '0000011',
};
const PASS = '0001';
const HORIZONTAL = '001';

type Put = (bits: string) => void;

/** a0, a1, a2, b1, b2 as in the recommendation: the next changes of this row and of the one above it. */
function encodeRow(put: Put, row: readonly number[], above: readonly number[], width: number): void {
  const at = (changes: readonly number[], index: number): number => changes[index] ?? width;
  let a0 = -1;
  let colour = 0;
  let next = 0;
  let over = 0;
  while (a0 < width) {
    while (at(row, next) <= a0 && at(row, next) < width) next += 1;
    const end = endOf(row, next, colour, width);
    const a1 = at(row, end);
    // The first change above to the right of a0 to the other colour: those at even places turn to black.
    while (over > 0 && at(above, over - 1) > a0) over -= 1;
    while (at(above, over) < width && (at(above, over) <= a0 || over % 2 !== colour)) over += 1;
    const [b1, b2] = [at(above, over), at(above, over + 1)];
    if (b2 < a1) {
      put(PASS);
      a0 = b2;
      continue;
    }
    const code = vertical[a1 - b1];
    if (code !== undefined) {
      put(code);
      a0 = a1;
      colour = 1 - colour;
      continue;
    }
    const a2 = at(row, end + 1);
    put(HORIZONTAL);
    putRun(put, a1 - Math.max(0, a0), colour);
    putRun(put, a2 - a1, 1 - colour);
    a0 = a2;
  }
}

/** Which change ends the colour in hand: those at even places turn to black. */
function endOf(row: readonly number[], from: number, colour: number, width: number): number {
  let index = from;
  while ((row[index] ?? width) < width && index % 2 !== colour) index += 1;
  return index;
}

function putRun(put: Put, length: number, colour: number): void {
  const [long, short] = colour === 0 ? [whiteLong, whiteShort] : [blackLong, blackShort];
  let left = length;
  while (left >= 64) {
    const sixtyFours = Math.min(40, left >> 6);
    put(long[sixtyFours - 1] as string);
    left -= sixtyFours * 64;
  }
  put(short[left] as string);
}

/** Bits from the highest of each byte down; the last byte is filled with zeros. */
function openBits(): { readonly put: Put; readonly bytes: () => Uint8Array } {
  const bytes: number[] = [];
  let current = 0;
  let count = 0;
  const put: Put = (bits) => {
    for (const bit of bits) {
      current = (current << 1) | (bit === '1' ? 1 : 0);
      count += 1;
      if (count < 8) continue;
      bytes.push(current);
      current = 0;
      count = 0;
    }
  };
  return { put, bytes: () => Uint8Array.from(count === 0 ? bytes : [...bytes, current << (8 - count)]) };
}
