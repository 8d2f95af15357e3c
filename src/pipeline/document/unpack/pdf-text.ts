import type { Word } from '../../../domain/document/page.ts';
import { printableLine } from '../../../formats/richtext/printable.ts';
import type { PdfPage } from './pdf-page.ts';
import { symbolOf } from './pdf-symbols.ts';

/** What the text layer of a page is worth. Boxes are points from the upper left corner of the page as shown. */
export type PdfText = {
  readonly words: readonly PlacedWord[];
  /** Letters and digits. */
  readonly characters: number;
  /** Characters that mean nothing: no Unicode behind the glyph, control characters, private use. */
  readonly garbage: number;
  /** Characters that are there but not seen: the layer a scanner's own reading left. */
  readonly invisible: number;
  /** How most of the text runs on the page as shown, in quarter turns clockwise from upright. */
  readonly turns: number;
};

export type PlacedWord = {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

type Glyph = {
  readonly text: string;
  readonly kind: 'character' | 'space' | 'garbage';
  readonly box: Omit<PlacedWord, 'text'>;
  /** Degrees clockwise from upright, on the page as shown. */
  readonly degrees: number;
  readonly isInvisible: boolean;
};

/** Reads the text of a page, character by character, as PDFium orders it. */
export function readPdfText(page: PdfPage): PdfText {
  const { call } = page.pdfium;
  const text = call.FPDFText_LoadPage(page.handle);
  if (text === 0) return { words: [], characters: 0, garbage: 0, invisible: 0, turns: 0 };
  try {
    const count = Math.min(call.FPDFText_CountChars(text), MOST_CHARACTERS);
    const glyphs = Array.from({ length: Math.max(0, count) }, (_, index) => readGlyph(page, text, index));
    const shown = glyphs.filter((glyph) => glyph.kind === 'character');
    const turned = [0, 0, 0, 0];
    for (const { degrees } of shown) {
      const turn = Math.round(degrees / 90) & 3;
      turned[turn] = (turned[turn] ?? 0) + 1;
    }
    const turns = turned.indexOf(Math.max(...turned));
    return {
      words: joinGlyphs(glyphs, turns * 90),
      characters: shown.filter((glyph) => /[\p{L}\p{N}]/u.test(glyph.text)).length,
      garbage: glyphs.filter((glyph) => glyph.kind === 'garbage').length,
      invisible: shown.filter((glyph) => glyph.isInvisible).length,
      turns,
    };
  } finally {
    call.FPDFText_ClosePage(text);
  }
}

/** Enough to read, and none of the signs of a layer that says something else than the page shows. */
export function isGoodText({ characters, garbage, invisible }: PdfText): boolean {
  const all = characters + garbage;
  return characters >= LEAST_CHARACTERS && garbage <= all * MOST_GARBAGE && invisible <= characters / 2;
}

/** Words in pixels, line by line from the top, from left to right. */
export function placeWords(
  placed: readonly PlacedWord[],
  scale: { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
): readonly Word[] {
  return linesOf(placed).flatMap((line, index) =>
    line.flatMap((word): readonly Word[] => {
      const x = clamp(Math.floor(word.left * scale.x), size.width - 1);
      const y = clamp(Math.floor(word.top * scale.y), size.height - 1);
      const width = clamp(Math.ceil(word.right * scale.x), size.width) - x;
      const height = clamp(Math.ceil(word.bottom * scale.y), size.height) - y;
      const text = printableLine(word.text);
      if (width < 1 || height < 1 || text === '') return [];
      return [{ text, box: { x, y, width, height }, confidence: 1, line: index + 1 }];
    }),
  );
}

function readGlyph(page: PdfPage, text: number, index: number): Glyph {
  const { call } = page.pdfium;
  const code = call.FPDFText_GetUnicode(text, index);
  const symbol = symbolOf(page, text, index, code);
  const kind = SPACES.has(code)
    ? 'space'
    : symbol === undefined && isGarbage(page, text, index, code)
      ? 'garbage'
      : 'character';
  return {
    kind,
    text: symbol ?? textOf(code),
    box: boxOf(page, text, index),
    degrees: degreesOf(call.FPDFText_GetCharAngle(text, index), page.turns),
    isInvisible: isInvisible(page, text, index),
  };
}

function isGarbage(page: PdfPage, text: number, index: number, code: number): boolean {
  if (HYPHENS.has(code)) return false;
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  if (isControl || isPrivate || code === 0xfffd) return true;
  return page.pdfium.call.FPDFText_HasUnicodeMapError(text, index) === 1;
}

function textOf(code: number): string {
  if (HYPHENS.has(code)) return '-';
  const character = code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  return LIGATURES.has(character) ? character.normalize('NFKC') : character;
}

function boxOf(page: PdfPage, text: number, index: number): Glyph['box'] {
  const { call, scratch } = page.pdfium;
  // Left, right, bottom, top as four doubles.
  call.FPDFText_GetCharBox(text, index, scratch, scratch + 8, scratch + 16, scratch + 24);
  const [left = 0, right = 0, bottom = 0, top = 0] = page.pdfium.doubles(scratch, 4);
  const one = page.place(left, top);
  const two = page.place(right, bottom);
  return {
    left: Math.min(one.x, two.x),
    right: Math.max(one.x, two.x),
    top: Math.min(one.y, two.y),
    bottom: Math.max(one.y, two.y),
  };
}

function isInvisible(page: PdfPage, text: number, index: number): boolean {
  const { call } = page.pdfium;
  const object = call.FPDFText_GetTextObject(text, index);
  const mode = object === 0 ? 0 : call.FPDFTextObj_GetTextRenderMode(object);
  return mode === INVISIBLE || mode === CLIP;
}

/** PDFium's angles are radians, clockwise, before the page is turned. */
function degreesOf(angle: number, pageTurns: number): number {
  return (360 + pageTurns * 90 + (angle * 180) / Math.PI) % 360;
}

/** A word ends at a blank, at a new line, and at a gap that PDFium took for none. A stamp across the page is no part of its text. */
function joinGlyphs(glyphs: readonly Glyph[], degrees: number): readonly PlacedWord[] {
  const words: PlacedWord[] = [];
  let open: PlacedWord | undefined;
  for (const { text, kind, box, degrees: own } of glyphs) {
    const isSlanted = Math.abs(((own - degrees + 540) % 360) - 180) > MOST_SLANT;
    const isShown = kind === 'character' && text !== '' && !isSlanted;
    if (open && (!isShown || !continues(open, box))) {
      words.push(open);
      open = undefined;
    }
    if (!isShown) continue;
    open = open
      ? {
          text: open.text + text,
          left: Math.min(open.left, box.left),
          top: Math.min(open.top, box.top),
          right: Math.max(open.right, box.right),
          bottom: Math.max(open.bottom, box.bottom),
        }
      : { text, ...box };
  }
  if (open) words.push(open);
  return words;
}

function continues(word: PlacedWord, box: Glyph['box']): boolean {
  const height = Math.max(word.bottom - word.top, box.bottom - box.top, 1);
  const gap = box.left - word.right;
  const isSameLine = box.top < word.bottom + height * 0.5 && box.bottom > word.top - height * 0.5;
  return isSameLine && gap < height * 0.6 && gap > -height * 1.5;
}

/** Words whose middles are level share a line. */
function linesOf(words: readonly PlacedWord[]): readonly (readonly PlacedWord[])[] {
  const lines: { top: number; bottom: number; words: PlacedWord[] }[] = [];
  for (const word of words.toSorted((a, b) => a.top + a.bottom - b.top - b.bottom)) {
    const middle = (word.top + word.bottom) / 2;
    const line = lines.findLast((one) => middle > one.top && middle < one.bottom);
    if (line) line.words.push(word);
    else lines.push({ ...bandOf(word), words: [word] });
  }
  return lines.map((line) => line.words.toSorted((a, b) => a.left - b.left));
}

/** Low marks such as a dash or a full stop are level with the line they stand in, not with a line of their own. */
function bandOf(word: PlacedWord): { readonly top: number; readonly bottom: number } {
  const height = Math.max(word.bottom - word.top, LEAST_LINE_POINTS);
  const middle = (word.top + word.bottom) / 2;
  return { top: middle - height * 0.6, bottom: middle + height * 0.6 };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

const MOST_CHARACTERS = 60_000;
/** Fewer are a stamp, a page number or a fax header on a scan. */
const LEAST_CHARACTERS = 20;
const MOST_GARBAGE = 0.05;
/** Degrees. */
const MOST_SLANT = 10;
const LEAST_LINE_POINTS = 6;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x0d, 0x0a, 0x09, 0xa0]);
/** A soft hyphen, and what PDFium puts for a hyphen at a line's end. */
const HYPHENS: ReadonlySet<number> = new Set([0xad, 0xfffe, 0x02]);
const INVISIBLE = 3;
const CLIP = 7;
const LIGATURES: ReadonlySet<string> = new Set('ﬀﬁﬂﬃﬄﬅﬆ');
