import type { Bits } from '../raster/bits.ts';
import { encodeG4 } from './encode-g4.ts';

/** A page for a fax: black and white, with its pixels per inch; fine is 204 by 196, standard 204 by 98. */
export type FaxPage = Bits & { readonly dpiX: number; readonly dpiY: number };

/** A TIFF file of black-and-white pages in Group 4 (TIFF class F as fax machines and gateways take it), one strip a page, little-endian. */
export function encodeTiff(pages: readonly FaxPage[]): Uint8Array {
  const strips = pages.map((page) => encodeG4(page));
  const places: number[] = [];
  let end = HEADER_BYTES;
  for (const strip of strips) {
    places.push(end);
    // Directories begin at even places.
    end += strip.length + (strip.length % 2) + DIRECTORY_BYTES;
  }
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  view.setUint32(0, LITTLE_ENDIAN_TIFF, true);
  let link = 4;
  pages.forEach((page, at) => {
    const [strip, place] = [strips[at] as Uint8Array, places[at] as number];
    file.set(strip, place);
    const directory = place + strip.length + (strip.length % 2);
    view.setUint32(link, directory, true);
    link = putDirectory(view, directory, tagsOf(page, { place, length: strip.length, at, of: pages.length }));
  });
  return file;
}

const HEADER_BYTES = 8;
/** `II`, 42. */
const LITTLE_ENDIAN_TIFF = 0x002a4949;

type Tag = {
  readonly tag: number;
  readonly type: 'short' | 'long' | 'rational' | 'shorts';
  readonly value: number;
  readonly second?: number;
};
type Strip = { readonly place: number; readonly length: number; readonly at: number; readonly of: number };

/** In rising order, as readers want them. */
function tagsOf({ width, height, dpiX, dpiY }: FaxPage, { place, length, at, of }: Strip): readonly Tag[] {
  return [
    { tag: 254, type: 'long', value: 2 }, // one page of several
    { tag: 256, type: 'long', value: width },
    { tag: 257, type: 'long', value: height },
    { tag: 258, type: 'short', value: 1 }, // bits a pixel
    { tag: 259, type: 'short', value: 4 }, // Group 4
    { tag: 262, type: 'short', value: 0 }, // zero is white
    { tag: 266, type: 'short', value: 1 }, // the first pixel in the highest bit
    { tag: 273, type: 'long', value: place },
    { tag: 277, type: 'short', value: 1 },
    { tag: 278, type: 'long', value: height },
    { tag: 279, type: 'long', value: length },
    { tag: 282, type: 'rational', value: dpiX },
    { tag: 283, type: 'rational', value: dpiY },
    { tag: 293, type: 'long', value: 0 }, // no uncompressed parts
    { tag: 296, type: 'short', value: 2 }, // per inch
    { tag: 297, type: 'shorts', value: at, second: of },
  ];
}

const TAGS = 16;
const ENTRY_BYTES = 12;
/** Count, entries, link to the next, and the two resolutions behind it. */
const DIRECTORY_BYTES = 2 + TAGS * ENTRY_BYTES + 4 + 2 * 8;

const types = { short: 3, long: 4, rational: 5, shorts: 3 } as const;

/** Answers where the link to the next directory stands. */
function putDirectory(view: DataView, start: number, tags: readonly Tag[]): number {
  view.setUint16(start, tags.length, true);
  const link = start + 2 + tags.length * ENTRY_BYTES;
  let rationals = link + 4;
  tags.forEach(({ tag, type, value, second }, at) => {
    const entry = start + 2 + at * ENTRY_BYTES;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, types[type], true);
    view.setUint32(entry + 4, type === 'shorts' ? 2 : 1, true);
    if (type === 'long') view.setUint32(entry + 8, value, true);
    if (type === 'short' || type === 'shorts') view.setUint16(entry + 8, value, true);
    if (type === 'shorts') view.setUint16(entry + 10, second ?? 0, true);
    if (type !== 'rational') return;
    view.setUint32(entry + 8, rationals, true);
    view.setUint32(rationals, value, true);
    view.setUint32(rationals + 4, 1, true);
    rationals += 8;
  });
  return link;
}
