import type { Bits } from '../raster/bits.ts';
import { encodeG4 } from './encode-g4.ts';

/** A page for a fax: black and white, with its pixels per inch; fine is 204 by 196, standard 204 by 98. */
export type FaxPage = Bits & { readonly dpiX: number; readonly dpiY: number };

/** A page that is coded already: what waits for the others is a few kilobytes and no picture. */
export type CodedPage = Pick<FaxPage, 'width' | 'height' | 'dpiX' | 'dpiY'> & { readonly strip: Uint8Array };

export type TiffOptions = {
  /** Tag 269, shown by viewers and by machines that print a journal: name no patient. ASCII. */
  readonly documentName?: string;
};

export function codePage(page: FaxPage): CodedPage {
  const { width, height, dpiX, dpiY } = page;
  return { width, height, dpiX, dpiY, strip: encodeG4(page) };
}

/** A TIFF file of black-and-white pages in Group 4 (TIFF class F as fax machines and gateways take it), one strip a page, little-endian. */
export function encodeTiff(pages: readonly FaxPage[], options: TiffOptions = {}): Uint8Array {
  return joinPages(pages.map(codePage), options);
}

/** The file of pages that are coded already. */
export function joinPages(pages: readonly CodedPage[], { documentName }: TiffOptions = {}): Uint8Array {
  const name = documentName === undefined ? undefined : ascii(documentName);
  const directoryBytes = sizeOfDirectory(name);
  const places: number[] = [];
  let end = HEADER_BYTES;
  for (const { strip } of pages) {
    places.push(end);
    // Directories begin at even places.
    end += strip.length + (strip.length % 2) + directoryBytes;
  }
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  view.setUint32(0, LITTLE_ENDIAN_TIFF, true);
  let link = 4;
  pages.forEach((page, at) => {
    const { strip } = page;
    const place = places[at] ?? 0;
    file.set(strip, place);
    const directory = place + strip.length + (strip.length % 2);
    view.setUint32(link, directory, true);
    const tags = tagsOf(page, { place, length: strip.length, at, of: pages.length }, name);
    link = putDirectory(view, directory, tags);
  });
  return file;
}

const HEADER_BYTES = 8;
/** `II`, 42. */
const LITTLE_ENDIAN_TIFF = 0x002a4949;

type Tag =
  | { readonly tag: number; readonly type: 'short' | 'long' | 'rational'; readonly value: number }
  | { readonly tag: number; readonly type: 'shorts'; readonly value: number; readonly second: number }
  | { readonly tag: number; readonly type: 'ascii'; readonly text: Uint8Array };
type Strip = { readonly place: number; readonly length: number; readonly at: number; readonly of: number };

/** In rising order, as readers want them. */
function tagsOf(
  { width, height, dpiX, dpiY }: CodedPage,
  { place, length, at, of }: Strip,
  name: Uint8Array | undefined,
): readonly Tag[] {
  return [
    { tag: 254, type: 'long', value: 2 }, // one page of several
    { tag: 256, type: 'long', value: width },
    { tag: 257, type: 'long', value: height },
    { tag: 258, type: 'short', value: 1 }, // bits a pixel
    { tag: 259, type: 'short', value: 4 }, // Group 4
    { tag: 262, type: 'short', value: 0 }, // zero is white
    { tag: 266, type: 'short', value: 1 }, // the first pixel in the highest bit
    ...(name === undefined ? [] : [{ tag: 269, type: 'ascii' as const, text: name }]),
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

/** Count, entries, link to the next, and behind it the two resolutions and the name, of even length. */
function sizeOfDirectory(name: Uint8Array | undefined): number {
  const tags = name === undefined ? TAGS : TAGS + 1;
  return 2 + tags * ENTRY_BYTES + 4 + 2 * 8 + (name?.length ?? 0);
}

/** Letters a machine can print, closed by a zero, of even length and too long to stand in the entry itself. */
function ascii(text: string): Uint8Array {
  const printable = text
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 79)
    .padEnd(5, ' ');
  const plain = printable.length % 2 === 0 ? `${printable} ` : printable;
  const bytes = new Uint8Array(plain.length + 1);
  for (let at = 0; at < plain.length; at += 1) bytes[at] = plain.charCodeAt(at);
  return bytes;
}

const types = { ascii: 2, short: 3, long: 4, rational: 5, shorts: 3 } as const;

/** Answers where the link to the next directory stands. */
function putDirectory(view: DataView, start: number, tags: readonly Tag[]): number {
  view.setUint16(start, tags.length, true);
  const link = start + 2 + tags.length * ENTRY_BYTES;
  let behind = link + 4;
  tags.forEach((tag, at) => {
    const entry = start + 2 + at * ENTRY_BYTES;
    view.setUint16(entry, tag.tag, true);
    view.setUint16(entry + 2, types[tag.type], true);
    view.setUint32(entry + 4, countOf(tag), true);
    behind += putValue(view, entry + 8, tag, behind);
  });
  return link;
}

function countOf(tag: Tag): number {
  if (tag.type === 'ascii') return tag.text.length;
  return tag.type === 'shorts' ? 2 : 1;
}

/** Writes into the entry, or to `behind` what is too long for it; answers how many bytes that took. */
function putValue(view: DataView, at: number, tag: Tag, behind: number): number {
  switch (tag.type) {
    case 'long':
      view.setUint32(at, tag.value, true);
      return 0;
    case 'short':
      view.setUint16(at, tag.value, true);
      return 0;
    case 'shorts':
      view.setUint16(at, tag.value, true);
      view.setUint16(at + 2, tag.second, true);
      return 0;
    case 'rational':
      view.setUint32(at, behind, true);
      view.setUint32(behind, tag.value, true);
      view.setUint32(behind + 4, 1, true);
      return 8;
    case 'ascii':
      view.setUint32(at, behind, true);
      new Uint8Array(view.buffer).set(tag.text, behind);
      return tag.text.length;
  }
}
