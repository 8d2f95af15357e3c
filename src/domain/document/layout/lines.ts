import { behindNumerals } from './numerals.ts';
import { withInitials, withoutStrayHands } from './usual-words.ts';
import { withoutMarks, withRules } from './box-words.ts';
import { withoutCombs, withoutDateCells } from './comb.ts';
import type { Box, Mark, ReadPage, Word } from '../page.ts';
import { outerMarks, piecesOf, type Piece } from './pieces.ts';

/** A word of a page after taking apart what readers join: leaders, cell borders, `Label:value`. */
export type Token = {
  /** Never empty. A colon that ends it is left off. */
  readonly text: string;
  readonly box: Box;
  /** 0 to 1. */
  readonly confidence: number;
  readonly isHandwriting: boolean;
  /** A colon stands behind it. */
  readonly hasColon: boolean;
  /** The colon was read as a semicolon, or is one. */
  readonly isSemicolon?: true;
  /** Index of its row in the sheet. */
  readonly row: number;
  /** Index in its row. */
  readonly at: number;
  /** A gap, border or leader stands in front of it, or it begins the row. */
  readonly startsSegment: boolean;
};

/** Tokens side by side, from the left. */
export type Row = {
  readonly tokens: readonly Token[];
  readonly top: number;
  readonly bottom: number;
};

/** A page as rows of tokens. `unit` is the height of a usual capital letter in pixels: all distances are told in it. */
export type Sheet = {
  readonly page: ReadPage;
  readonly rows: readonly Row[];
  readonly unit: number;
  /** The boxes to tick of the page, and those that were read as words (`[x]`, `☐`). */
  readonly marks: readonly Mark[];
  /** Rings of a pen around words. */
  readonly rings: readonly Mark[];
  /** What is printed lies in here. */
  readonly extent: Box;
};

/** How many words of a page are looked at: what is more is no page of a referral, and time is bounded. */
const MOST_WORDS = 12_000;

/** Sets words in rows by where they stand; the order and line numbers of the words do not matter. */
export function sheetOf(page: ReadPage): Sheet {
  const boxes = page.marks.filter(({ isRing }) => isRing !== true);
  const words = withoutStrayHands(
    withInitials(
      withRules(
        withoutMarks(page.words.filter(isUsable).toSorted(byPlace).slice(0, MOST_WORDS), boxes),
        boxes,
      ),
    ),
  );
  const unit = unitOf(words);
  const marks: Mark[] = [...boxes];
  const pieces = words.flatMap((word) => piecesOf(word, marks));
  const clean = rowsOf(pieces, unit).map((row) => withoutSpecks(row, unit));
  const rows = withoutCombs(clean, unit).map((row, index) =>
    finishRow(withoutDateCells(row, unit), index, unit),
  );
  const rings = page.marks.filter(({ isRing }) => isRing === true).toSorted(byPlace);
  return { page, rows, unit, marks: outerMarks(marks).toSorted(byPlace), rings, extent: extentOf(pieces) };
}

function isUsable({ text, box }: Word): boolean {
  return text.trim() !== '' && box.width > 0 && box.height > 0;
}

type Placed = { readonly box: Box; readonly text?: string };

function byPlace(a: Placed, b: Placed): number {
  return a.box.x - b.box.x || a.box.y - b.box.y || a.box.width - b.box.width || textOrder(a, b);
}

function textOrder(a: Placed, b: Placed): number {
  const [first, second] = [a.text ?? '', b.text ?? ''];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** The median height of what has letters or figures. */
function unitOf(words: readonly Word[]): number {
  const heights = words
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
    .map(({ box }) => box.height)
    .toSorted((a, b) => a - b);
  return Math.max(1, heights[Math.floor(heights.length / 2)] ?? 1);
}

function extentOf(pieces: readonly Piece[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { box } of pieces) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  if (left === Infinity) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Joins pieces to the row whose last piece stands level with them. Rows are looked up by height in steps of the unit. */
function rowsOf(pieces: readonly Piece[], unit: number): readonly (readonly Piece[])[] {
  const rows: Piece[][] = [];
  const steps = new Map<number, Set<number>>();
  const stepOf = (piece: Piece): number => Math.floor(middleOf(piece) / unit);
  const put = (index: number, piece: Piece): void => {
    const step = stepOf(piece);
    const there = steps.get(step);
    if (there) there.add(index);
    else steps.set(step, new Set([index]));
  };
  for (const piece of pieces) {
    const index = nearestRow(piece, rows, steps, stepOf(piece), unit);
    if (index === undefined) {
      put(rows.push([piece]) - 1, piece);
      continue;
    }
    const last = rows[index]?.at(-1);
    if (last && stepOf(last) !== stepOf(piece)) steps.get(stepOf(last))?.delete(index);
    rows[index]?.push(piece);
    put(index, piece);
  }
  return rows.toSorted((a, b) => meanMiddle(a) - meanMiddle(b));
}

function nearestRow(
  piece: Piece,
  rows: readonly Piece[][],
  steps: ReadonlyMap<number, ReadonlySet<number>>,
  step: number,
  unit: number,
): number | undefined {
  let best: number | undefined;
  let nearest = Infinity;
  for (let near = step - 1; near <= step + 1; near += 1)
    for (const index of steps.get(near) ?? []) {
      const last = rows[index]?.at(-1);
      const apart = last && distanceTo(piece, last, unit);
      if (apart !== undefined && apart < nearest) [best, nearest] = [index, apart];
    }
  return best;
}

/** How far a piece stands from being level with the last of a row; undefined: not level, or on top of it. */
function distanceTo(piece: Piece, last: Piece, unit: number): number | undefined {
  const apart = Math.abs(middleOf(last) - middleOf(piece));
  // Boxes of words are drawn too large at times: then the reader's own line says what goes together.
  if (last.line === piece.line && apart < unit) return apart / 4;
  const overlap = last.box.x + last.box.width - piece.box.x;
  if (overlap > Math.max(unit, 0.5 * Math.min(last.box.width, piece.box.width))) return undefined;
  const reach = 0.5 * Math.min(Math.max(last.box.height, unit), Math.max(piece.box.height, unit));
  return apart <= reach || isBeside(piece.box, last.box) ? apart : undefined;
}

/** Most of the lower of two boxes lies level with the other. */
function isBeside(a: Box, b: Box): boolean {
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return shared > 0.65 * Math.min(a.height, b.height);
}

function middleOf({ box }: Piece): number {
  return box.y + box.height / 2;
}

function meanMiddle(row: readonly Piece[]): number {
  return row.reduce((sum, piece) => sum + middleOf(piece), 0) / Math.max(1, row.length);
}

/** Dirt read as a small letter or two, unsurely, with nothing near it on either side. */
function withoutSpecks(row: readonly Piece[], unit: number): readonly Piece[] {
  const isFar = (left: Piece | undefined, right: Piece | undefined): boolean =>
    !left || !right || gapOf(left, right) > SEGMENT_GAP * unit;
  return row.filter(
    (piece, at) =>
      piece.confidence > SURE_OF_LETTER ||
      piece.hasColon ||
      !/^[^\p{L}\d]*(?:\p{Ll}[^\p{L}\d]*){1,2}$/u.test(piece.text) ||
      !isFar(row[at - 1], piece) ||
      !isFar(piece, row[at + 1]),
  );
}

/** Below it a small letter alone is dirt. */
const SURE_OF_LETTER = 0.55;

/** A row without loose punctuation, its segments told apart. */
function finishRow(pieces: readonly Piece[], row: number, unit: number): Row {
  const tokens: Token[] = [];
  let isBorder = false;
  for (const [at, piece] of pieces.entries()) {
    isBorder ||= piece.isBorderBefore;
    const last = tokens.at(-1);
    if (!/[\p{L}\p{N}#&@$%+/-]/u.test(piece.text) && !isCompared(piece, pieces[at + 1], unit)) {
      if (last && (piece.text === ':' || piece.hasColon) && gapOf(last, piece) < 1.5 * unit)
        tokens[tokens.length - 1] = { ...last, hasColon: true };
      continue;
    }
    const { isBorderBefore: _, line: __, ...rest } = piece;
    const height = Math.max(unit, Math.min(piece.box.height, last?.box.height ?? unit));
    const startsSegment = last === undefined || isBorder || gapOf(last, piece) > SEGMENT_GAP * height;
    tokens.push({ ...rest, row, at: tokens.length, startsSegment });
    isBorder = false;
  }
  const box = pieces.map((piece) => piece.box);
  return {
    tokens: behindNumerals(tokens),
    top: box.reduce((least, one) => Math.min(least, one.y), Infinity),
    bottom: box.reduce((most, one) => Math.max(most, one.y + one.height), -Infinity),
  };
}

/** `> 6 weeks`, `A1c > 9`: a sign with a figure right behind it. */
function isCompared({ text, box }: Piece, next: Piece | undefined, unit: number): boolean {
  return (
    /^[<>≤≥=~]$/u.test(text) && next !== undefined && /^\d/.test(next.text) && gapOf({ box }, next) < unit
  );
}

/** A wider gap than this many capital heights parts columns; between words stand 0.3 to 0.9. */
const SEGMENT_GAP = 1.7;

function gapOf(left: { readonly box: Box }, right: { readonly box: Box }): number {
  return right.box.x - left.box.x - left.box.width;
}

/** The box around tokens of one place. */
export function boxAround(tokens: readonly { readonly box: Box }[]): Box {
  const left = Math.min(...tokens.map(({ box }) => box.x));
  const top = Math.min(...tokens.map(({ box }) => box.y));
  const right = Math.max(...tokens.map(({ box }) => box.x + box.width));
  const bottom = Math.max(...tokens.map(({ box }) => box.y + box.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export function rightOf({ box }: { readonly box: Box }): number {
  return box.x + box.width;
}

/** Tokens of a row, parted where a wide gap parts them. */
export function stretchesOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const stretches: Token[][] = [];
  for (const token of tokens)
    if (token.startsSegment || stretches.length === 0) stretches.push([token]);
    else stretches.at(-1)?.push(token);
  return stretches;
}

/** Tokens as a person would read them aloud. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map(withSign).join(' ');
}

/** A token with the colon behind it. */
export function withSign({ text, hasColon, isSemicolon }: Token): string {
  return hasColon ? `${text}${isSemicolon ? ';' : ':'}` : text;
}
