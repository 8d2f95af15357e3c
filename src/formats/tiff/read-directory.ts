import { Buffer } from 'node:buffer';

/** One page of a TIFF file, as far as its directory says (TIFF 6.0). */
export type TiffPage = {
  readonly width: number;
  readonly height: number;
  /** Pixels an inch; absent when the file does not say. A standard fax has 204 by 98. */
  readonly dpiX?: number;
  readonly dpiY?: number;
  readonly bitsPerSample: number;
  readonly compression: number;
  /** Tag 274, 1 to 8; 1 is upright. */
  readonly orientation: number;
  /** A small copy of another page. */
  readonly isThumbnail: boolean;
};

export type TiffDirectory = {
  /** In order. As many as there are before what is wrong with the chain. */
  readonly pages: readonly TiffPage[];
  /** The chain of pages leads back into itself, or out of the file. */
  readonly isBroken: boolean;
};

/** The chain of directories of a TIFF file. Reads no pixels. Total: what is no TIFF has no pages and is broken. */
export function readTiffDirectory(bytes: Uint8Array, mostPages: number): TiffDirectory {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = file.toString('latin1', 0, 2);
  if (file.length < 8 || (order !== 'II' && order !== 'MM')) return { pages: [], isBroken: true };
  const source: Source = { file, isLittle: order === 'II' };
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let at = u32(source, 4) ?? 0;
  while (at !== 0 && pages.length <= mostPages) {
    const count = seen.has(at) ? undefined : u16(source, at);
    if (count === undefined || at + 2 + count * ENTRY > file.length) return { pages, isBroken: true };
    seen.add(at);
    pages.push(readPage(source, at + 2, count));
    at = u32(source, at + 2 + count * ENTRY) ?? 0;
  }
  return { pages, isBroken: false };
}

type Source = { readonly file: Buffer; readonly isLittle: boolean };

function readPage(source: Source, at: number, count: number): TiffPage {
  const values = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const entry = at + index * ENTRY;
    const tag = u16(source, entry) ?? 0;
    const value = firstValue(source, entry);
    if (value !== undefined && !values.has(tag)) values.set(tag, value);
  }
  const perInch = unitFactor(values.get(296));
  const dpi = (tag: number): number | undefined => {
    const value = values.get(tag);
    return value === undefined || perInch === undefined || value <= 0 ? undefined : value * perInch;
  };
  const dpiX = dpi(282);
  const dpiY = dpi(283);
  return {
    width: values.get(256) ?? 0,
    height: values.get(257) ?? 0,
    bitsPerSample: values.get(258) ?? 1,
    compression: values.get(259) ?? 1,
    orientation: values.get(274) ?? 1,
    isThumbnail: ((values.get(254) ?? 0) & 1) === 1,
    ...(dpiX === undefined ? {} : { dpiX }),
    ...(dpiY === undefined ? {} : { dpiY }),
  };
}

/** Tag 296: 1 none, 2 inch (also when it is missing), 3 centimetre. */
function unitFactor(unit: number | undefined): number | undefined {
  if (unit === 1) return undefined;
  return unit === 3 ? 2.54 : 1;
}

/** The first value of an entry of a whole number or a fraction. */
function firstValue(source: Source, entry: number): number | undefined {
  const type = u16(source, entry + 2);
  const count = u32(source, entry + 4) ?? 0;
  if (type === SHORT) return u16(source, count <= 2 ? entry + 8 : (u32(source, entry + 8) ?? -1));
  if (type === LONG) return u32(source, count <= 1 ? entry + 8 : (u32(source, entry + 8) ?? -1));
  if (type !== RATIONAL) return undefined;
  const at = u32(source, entry + 8) ?? -1;
  const above = u32(source, at);
  const below = u32(source, at + 4);
  return above === undefined || below === undefined || below === 0 ? undefined : above / below;
}

function u16({ file, isLittle }: Source, at: number): number | undefined {
  if (at < 0 || at + 2 > file.length) return undefined;
  return isLittle ? file.readUInt16LE(at) : file.readUInt16BE(at);
}

function u32({ file, isLittle }: Source, at: number): number | undefined {
  if (at < 0 || at + 4 > file.length) return undefined;
  return isLittle ? file.readUInt32LE(at) : file.readUInt32BE(at);
}

const ENTRY = 12;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
