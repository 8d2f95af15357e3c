import { boxRead } from './box-words.ts';
import type { Box, Mark, Word } from '../page.ts';

/** A part of a word as it goes into a row: without leaders, cell borders and marks. */
export type Piece = {
  /** Never empty. A colon that ends it is left off. */
  readonly text: string;
  readonly box: Box;
  readonly confidence: number;
  readonly isHandwriting: boolean;
  readonly hasColon: boolean;
  /** The colon was read as a semicolon, or is one. */
  readonly isSemicolon?: true;
  readonly isBorderBefore: boolean;
  /** The reader's own line. */
  readonly line: number;
};

const LONGEST_WORD = 200;

/** What is seen inside a box is what stands in it, no box of its own: on a grey ground the paper within. */
export function outerMarks(marks: readonly Mark[]): readonly Mark[] {
  return marks.filter(
    (mark, at) =>
      !marks.some((other, index) => {
        const [inner, outer] = [areaOfBox(mark.box), areaOfBox(other.box)];
        return (
          index !== at && (outer > inner || (outer === inner && index < at)) && isWithin(mark.box, other.box)
        );
      }),
  );
}

function isWithin(inner: Box, outer: Box): boolean {
  const across = Math.min(inner.x + inner.width, outer.x + outer.width) - Math.max(inner.x, outer.x);
  const down = Math.min(inner.y + inner.height, outer.y + outer.height) - Math.max(inner.y, outer.y);
  return across > 0 && down > 0 && across * down > 0.6 * areaOfBox(inner);
}

function areaOfBox({ width, height }: Box): number {
  return width * height;
}

const emptyBoxes = /^[☐□▢◻❏❑○◯]$/u;
const fullBoxes = /^[☑☒■▣◼✓✔✗✘☓●◉⊠]$/u;
const typedBox = /^[[(](?<ink>[xX✓✔_ ]?)[\])]$/u;

/** A word without what is no part of it; marks that were read as words are put with the marks. */
export function piecesOf(word: Word, marks: Mark[]): readonly Piece[] {
  const misread = boxRead(word);
  if (misread) {
    marks.push(misread);
    return [];
  }
  const text = spelt(word.text.slice(0, LONGEST_WORD).normalize('NFC').trim());
  const pieces: Piece[] = [];
  let isBorderBefore = false;
  for (const match of text.matchAll(
    /(?<mark>[☐□▢◻❏❑○◯☑☒■▣◼✓✔✗✘☓●◉⊠]|[[(][xX✓✔_]?[\])])|(?<border>[|¦_]+|\.{4,}|…+)|(?<text>(?:(?![|¦☐□▢◻❏❑○◯☑☒■▣◼✓✔✗✘☓●◉⊠_]|\.{4}|…|[[(][xX✓✔_]?[\])])[^:]|:)+)/gu,
  )) {
    const part = { ...word, text: match[0], box: shareOf(word.box, text, match.index, match[0].length) };
    if (match.groups?.['border'] !== undefined) isBorderBefore = true;
    else if (match.groups?.['mark'] !== undefined) {
      marks.push(markOf(part));
      isBorderBefore = true;
    } else {
      pieces.push(...atColons(part, isBorderBefore));
      isBorderBefore = false;
    }
  }
  return pieces;
}

/** Signs of money that a reader takes letters for, where letters stand beside them. */
function spelt(text: string): string {
  if (!/[¢€£]/.test(text)) return text;
  return text.replaceAll(/(?<=\p{L})[¢€]|[¢€](?=\p{L})/gu, (sign) => (sign === '¢' ? 'c' : 'e'));
}

function markOf({ text, box, confidence }: Word): Mark {
  const ink = typedBox.exec(text)?.groups?.['ink'] ?? '';
  const isMarked = fullBoxes.test(text) || (!emptyBoxes.test(text) && /[xX✓✔]/u.test(ink));
  return { box, isMarked, confidence };
}

/** `DOB:1/2/1950` is a label and a value; `10:30` and addresses of the web are not. */
function atColons(word: Word, isBorderBefore: boolean): readonly Piece[] {
  const { text } = word;
  const colon = /(?<=[\p{L}#.)\]]):(?!\/\/|$)/u.exec(text);
  if (colon) {
    const first = {
      ...word,
      text: text.slice(0, colon.index + 1),
      box: shareOf(word.box, text, 0, colon.index + 1),
    };
    const from = colon.index + 1;
    const rest = { ...word, text: text.slice(from), box: shareOf(word.box, text, from, text.length - from) };
    return [...atColons(first, isBorderBefore), ...atColons(rest, false)];
  }
  const capitals = gluedCapitals.exec(text);
  if (capitals) {
    const from = capitals.index + 2;
    const value = { ...word, text: text.slice(0, from), box: shareOf(word.box, text, 0, from) };
    const label = { ...word, text: text.slice(from), box: shareOf(word.box, text, from, text.length - from) };
    return [...atColons(value, isBorderBefore), ...atColons(label, true)];
  }
  const glued = gluedToNumber.exec(text);
  if (glued) {
    const from = glued[0].length;
    const label = { ...word, text: `${glued[0]}:`, box: shareOf(word.box, text, 0, from) };
    const rest = { ...word, text: text.slice(from), box: shareOf(word.box, text, from, text.length - from) };
    return [...atColons(label, isBorderBefore), ...atColons(rest, false)];
  }
  const bare = text.replace(/[:;]+$/, '');
  const hasColon = bare !== text && !/^\d/.test(bare);
  const isHandwriting = word.isHandwriting === true;
  return [
    {
      text: hasColon ? bare : text,
      box: word.box,
      confidence: word.confidence,
      isHandwriting,
      hasColon,
      ...(hasColon && !text.slice(bare.length).includes(':') ? { isSemicolon: true as const } : {}),
      isBorderBefore,
      line: word.line,
    },
  ];
}

/** `AssociatesFROM:`: a value, and the next label in capitals. */
const gluedCapitals = /\p{Ll}{2}(?=\p{Lu}{3,}:$)/u;

/** `t(688)320-6338`, `P433.585.1334`: what a number is called, with nothing in between. */
const gluedToNumber = /^(?:tel|ph|phone|fax|[tpf])(?=\(\d{3}\)|\d{3}[.-]\d{3})/i;

/** The part of a box that some letters of its text take, all letters taken as equally wide. */
function shareOf(box: Box, text: string, from: number, length: number): Box {
  const each = box.width / Math.max(1, text.length);
  return { ...box, x: Math.round(box.x + from * each), width: Math.max(1, Math.round(length * each)) };
}
