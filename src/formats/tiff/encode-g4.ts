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
  writer.put(END_OF_LINE);
  writer.put(END_OF_LINE);
  return writer.bytes();
}

/** Where the colour changes, from white at the left edge; the right edge twice behind. Most of a page is paper: `indexOf` runs over it. */
function changesOf(data: Uint8Array, start: number, width: number): readonly number[] {
  const row = data.subarray(start, start + width);
  const changes: number[] = [];
  for (let x = row.indexOf(1), colour = 0; x !== -1; x = row.indexOf(colour === 1 ? 0 : 1, x)) {
    changes.push(x);
    colour = 1 - colour;
  }
  changes.push(width, width);
  return changes;
}

/** A code word: its bits as a number, and how many they are. */
type Code = { readonly bits: number; readonly length: number };

const codeOf = (word: string): Code => ({ bits: Number.parseInt(word, 2), length: word.length });

/** Of a1 - b1 from -3 to 3. */
const vertical = ['0000010', '000010', '010', '1', '011', '000011', '0000011'].map(codeOf);
const PASS = codeOf('0001');
const HORIZONTAL = codeOf('001');
const END_OF_LINE = codeOf('000000000001');
const RUNS = [
  { long: whiteLong.map(codeOf), short: whiteShort.map(codeOf) },
  { long: blackLong.map(codeOf), short: blackShort.map(codeOf) },
] as const;

type Put = (code: Code) => void;

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
    const code = vertical[a1 - b1 + 3];
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
  const { long, short } = colour === 0 ? RUNS[0] : RUNS[1];
  let left = length;
  while (left >= 64) {
    const sixtyFours = Math.min(40, left >> 6);
    put(long[sixtyFours - 1] as Code);
    left -= sixtyFours * 64;
  }
  put(short[left] as Code);
}

/** Bits from the highest of each byte down; the last byte is filled with zeros. */
function openBits(): { readonly put: Put; readonly bytes: () => Uint8Array } {
  let bytes = new Uint8Array(64 * 1024);
  let end = 0;
  let held = 0;
  let count = 0;
  const put: Put = ({ bits, length }) => {
    // At most 7 bits wait and no code has more than 13.
    held = (held << length) | bits;
    count += length;
    for (; count >= 8; count -= 8) {
      if (end === bytes.length) bytes = grown(bytes);
      bytes[end] = held >> (count - 8);
      end += 1;
      held &= (1 << (count - 8)) - 1;
    }
  };
  const finish = (): Uint8Array => {
    if (count > 0) put({ bits: 0, length: 8 - count });
    return bytes.slice(0, end);
  };
  return { put, bytes: finish };
}

function grown(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
