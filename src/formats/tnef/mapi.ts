import { Buffer } from 'node:buffer';
import { decodeCodePage } from '../richtext/charset.ts';

/** Values of properties by their id: text decoded, anything of variable length else as bytes. Numbers are left out. */
export type MapiValues = ReadonlyMap<number, string | Buffer>;

/** A list of properties ([MS-OXTNEF] 2.1.3.4). Total: reads as far as it can be followed. */
export function readProperties(data: Buffer, codePage: number): MapiValues {
  const values = new Map<number, string | Buffer>();
  const cursor: Cursor = { data, at: 0 };
  const count = readLong(cursor) ?? 0;
  for (let index = 0; index < Math.min(count, MOST_PROPERTIES); index += 1) {
    const tag = readLong(cursor);
    if (tag === undefined) break;
    const type = tag & 0xffff;
    const id = tag >>> 16;
    if (id >= FIRST_NAMED && !skipName(cursor)) break;
    const found = readValues(cursor, type);
    if (found === undefined) break;
    const [value] = found;
    if (value !== undefined && !values.has(id)) values.set(id, decode(value, type & ~MULTIPLE, codePage));
  }
  return values;
}

type Cursor = { readonly data: Buffer; at: number };

function readLong(cursor: Cursor): number | undefined {
  if (cursor.at + 4 > cursor.data.length) return undefined;
  cursor.at += 4;
  return cursor.data.readUInt32LE(cursor.at - 4);
}

/** A named property has its name before its value: a set, then a number or a text. */
function skipName(cursor: Cursor): boolean {
  cursor.at += 16;
  const kind = readLong(cursor);
  if (kind === undefined) return false;
  if (kind === 0) return readLong(cursor) !== undefined;
  return readBytes(cursor) !== undefined;
}

/** The values of variable length; none for numbers, which are passed over. `undefined`: nothing more can be followed. */
function readValues(cursor: Cursor, type: number): readonly Buffer[] | undefined {
  const single = type & ~MULTIPLE;
  const isMany = (type & MULTIPLE) !== 0;
  const fixed = FIXED_BYTES.get(single);
  const isVariable = VARIABLE.has(single);
  if (fixed === undefined && !isVariable) return undefined;
  const count = isMany || isVariable ? readLong(cursor) : 1;
  if (count === undefined || count > MOST_PROPERTIES) return undefined;
  if (fixed !== undefined) {
    cursor.at += fixed * count;
    return cursor.at <= cursor.data.length ? [] : undefined;
  }
  const found: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const bytes = readBytes(cursor);
    if (bytes === undefined) return undefined;
    found.push(bytes);
  }
  return found;
}

/** Length, bytes, and up to three more to the next multiple of four. */
function readBytes(cursor: Cursor): Buffer | undefined {
  const length = readLong(cursor);
  if (length === undefined || cursor.at + length > cursor.data.length) return undefined;
  const bytes = cursor.data.subarray(cursor.at, cursor.at + length);
  cursor.at += Math.ceil(length / 4) * 4;
  return bytes;
}

function decode(bytes: Buffer, type: number, codePage: number): string | Buffer {
  if (type === UNICODE) return bytes.toString('utf16le').replace(/\0[^]*$/, '');
  if (type === STRING8) return decodeCodePage(bytes, codePage).replace(/\0[^]*$/, '');
  return bytes;
}

const MOST_PROPERTIES = 2000;
const FIRST_NAMED = 0x8000;
const MULTIPLE = 0x1000;
const STRING8 = 0x001e;
const UNICODE = 0x001f;
/** Text, text, object, binary. */
const VARIABLE: ReadonlySet<number> = new Set([STRING8, UNICODE, 0x000d, 0x0102]);
/** Bytes of the types of one length, padded to four. */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [0x0002, 4],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 4],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
]);
