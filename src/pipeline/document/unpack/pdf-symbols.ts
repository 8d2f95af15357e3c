import type { PdfPage } from './pdf-page.ts';

/**
 * The sign a character of a symbol font stands for. Word's boxes and bullets are letters of Wingdings or Symbol: a PDF says `o`, `þ`, or
 * a code of the private area U+F000 to U+F0FF, and means ☐ or ☑. `undefined`: the character is what it says.
 */
export function symbolOf(page: PdfPage, text: number, index: number, code: number): string | undefined {
  const isPrivate = code >= 0xf000 && code <= 0xf0ff;
  const low = isPrivate ? code & 0xff : code;
  if (!isPrivate && !KNOWN.has(code)) return undefined;
  const font = fontOf(page, text, index);
  if (/wingdings\W?2/i.test(font)) return WINGDINGS_2.get(low);
  if (/symbol/i.test(font)) return SYMBOL.get(low);
  return /wingdings/i.test(font) || isPrivate ? (WINGDINGS.get(low) ?? SYMBOL.get(low)) : undefined;
}

function fontOf({ pdfium }: PdfPage, text: number, index: number): string {
  const { call, scratch } = pdfium;
  // The name, closed by a zero, in at most 128 bytes; the flags behind it.
  const length = call.FPDFText_GetFontInfo(text, index, scratch, NAME_BYTES, scratch + NAME_BYTES);
  if (length <= 1 || length > NAME_BYTES) return '';
  return Buffer.from(pdfium.bytes(scratch, length - 1)).toString('latin1');
}

const NAME_BYTES = 128;

const WINGDINGS: ReadonlyMap<number, string> = new Map([
  [0x6c, '●'],
  [0x6e, '■'],
  [0x6f, '☐'],
  [0x71, '❑'],
  [0x72, '❒'],
  [0x78, '☒'],
  [0xa1, '○'],
  [0xa7, '▪'],
  [0xa8, '☐'],
  [0xd8, '➢'],
  [0xfb, '✗'],
  [0xfc, '✓'],
  [0xfd, '☒'],
  [0xfe, '☑'],
]);
const WINGDINGS_2: ReadonlyMap<number, string> = new Map([
  [0x4f, '✗'],
  [0x50, '✓'],
  [0x52, '☑'],
  [0x53, '☒'],
  [0x54, '☒'],
  [0xa3, '☐'],
]);
const SYMBOL: ReadonlyMap<number, string> = new Map([
  [0x6d, 'µ'],
  [0xa3, '≤'],
  [0xb0, '°'],
  [0xb1, '±'],
  [0xb3, '≥'],
  [0xb7, '•'],
]);
const KNOWN: ReadonlySet<number> = new Set([...WINGDINGS.keys(), ...WINGDINGS_2.keys()]);
