import type { Layout } from './layout.ts';
import { segmentCode } from './path.ts';

/**
 * A place in a message's text that moves with every look-up. It is kept in one mutable object because a look-up that makes no
 * objects is twice as fast, and a mapping makes dozens of them for each message.
 */
export type Cursor = {
  from: number;
  to: number;
  readonly layout: Layout;
  /** For each segment, where its fields start, as far as they were asked for. */
  readonly fieldStarts: (number[] | undefined)[];
};

/**
 * Moves the cursor to the raw text of a place in segment `index`; the whole field or repetition where nothing deeper is
 * named. `false`: absent. Empty is `from === to`.
 */
export function narrow(
  cursor: Cursor,
  index: number,
  field: number,
  repetition?: number,
  component?: number,
  subcomponent?: number,
): boolean {
  const isHeader = isHeaderSegment(cursor, index);
  if (isHeader && field <= 2) {
    const isWhole = (repetition ?? 1) === 1 && (component ?? 1) === 1 && (subcomponent ?? 1) === 1;
    return isWhole && narrowSeparators(cursor, index, field);
  }
  if (!narrowField(cursor, index, isHeader ? field - 1 : field)) return false;
  if (repetition === undefined && component === undefined) return true;
  const { delimiters } = cursor.layout;
  if (!narrowPiece(cursor, delimiters.repetition, repetition ?? 1)) return false;
  if (component === undefined) return true;
  if (!narrowPiece(cursor, delimiters.component, component)) return false;
  return subcomponent === undefined || narrowPiece(cursor, delimiters.subcomponent, subcomponent);
}

/** How often a field is repeated; 0 when it is absent or empty. */
export function repetitionCount(cursor: Cursor, index: number, field: number): number {
  if (!narrow(cursor, index, field) || cursor.from === cursor.to) return 0;
  const { text, delimiters } = cursor.layout;
  const isHeader = field <= 2 && isHeaderSegment(cursor, index);
  return delimiters.repetition === undefined || isHeader
    ? 1
    : pieceCount(text, delimiters.repetition, cursor.from, cursor.to);
}

/** MSH, FHS, BHS: the separator is itself field 1, so field numbers are shifted by one against a plain split. */
export function isHeaderSegment(cursor: Cursor, index: number): boolean {
  const code = cursor.layout.codes[index];
  return code === mshCode || code === fhsCode || code === bhsCode;
}

const mshCode = segmentCode('MSH');
const fhsCode = segmentCode('FHS');
const bhsCode = segmentCode('BHS');

/** Fields 1 and 2 of a header segment: the separators themselves, on which nothing is split. */
function narrowSeparators(cursor: Cursor, index: number, field: number): boolean {
  if (field === 2) return narrowField(cursor, index, 1);
  cursor.from = (cursor.layout.starts[index] ?? 0) + 3;
  cursor.to = cursor.from + 1;
  return true;
}

/** Field 0 is the segment's name. */
function narrowField(cursor: Cursor, index: number, field: number): boolean {
  const { text, delimiters, starts, ends } = cursor.layout;
  const end = ends[index] ?? 0;
  const known = (cursor.fieldStarts[index] ??= [starts[index] ?? 0]);
  let last = known[known.length - 1] ?? 0;
  while (known.length < field + 2) {
    if (last > end) return false;
    last = pieceEnd(text, delimiters.field, last, end) + 1;
    known.push(last);
  }
  cursor.from = known[field] ?? 0;
  cursor.to = (known[field + 1] ?? 0) - 1;
  return true;
}

/** Narrows to piece `number` of what the cursor spans; without a delimiter there is only the first. */
function narrowPiece(cursor: Cursor, delimiter: string | undefined, number: number): boolean {
  if (delimiter === undefined) return number === 1;
  const { text } = cursor.layout;
  for (let piece = 1; piece < number; piece += 1) {
    const end = pieceEnd(text, delimiter, cursor.from, cursor.to);
    if (end === cursor.to) return false;
    cursor.from = end + 1;
  }
  cursor.to = pieceEnd(text, delimiter, cursor.from, cursor.to);
  return true;
}

/** Values are short, and looking at each character beats a call; a document of megabytes is searched natively. */
const shortValue = 64;

/** Index of the next delimiter before `to`, or `to`. Never looks beyond it: behind it may lie megabytes. */
function pieceEnd(text: string, delimiter: string, from: number, to: number): number {
  const code = delimiter.charCodeAt(0);
  const near = Math.min(to, from + shortValue);
  for (let index = from; index < near; index += 1) if (text.charCodeAt(index) === code) return index;
  if (near === to) return to;
  const found = text.slice(near, to).indexOf(delimiter);
  return found < 0 ? to : near + found;
}

function pieceCount(text: string, delimiter: string, from: number, to: number): number {
  let count = 1;
  for (let end = pieceEnd(text, delimiter, from, to); end < to; end = pieceEnd(text, delimiter, end + 1, to))
    count += 1;
  return count;
}
