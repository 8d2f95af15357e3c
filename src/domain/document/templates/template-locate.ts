import { foldName } from '../../names.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import type { Label } from '../labels/labels.ts';
import { labelKey } from '../labels/label-match.ts';
import { boxAround, type Row, type Sheet, type Token } from '../layout/lines.ts';
import { slipsBetween, wrongFigures } from '../knowledge/ocr-slips.ts';
import { isSameValue } from '../certainty/outcomes.ts';
import type { Box } from '../page.ts';
import { findValues, type ValueContext } from '../values/find.ts';

/** Share of a value that may be misread for its place still to be known. */
const MISREAD_SHARE = 0.25;
/** Words left of a value that its place is known again by. */
const ANCHOR_WORDS = 3;

/** Where a value that a person typed stands on a page, as it was read or nearly so; the place nearest to `near`. */
export function locate(
  field: FieldName,
  value: string,
  sheet: Sheet,
  labels: readonly Label[],
  context: ValueContext,
  near?: Box,
): Box | undefined {
  const places = isWordy(field)
    ? sheet.rows.flatMap((row) => wordsAt(value, row))
    : sheet.rows.flatMap((row, index) => valuesAt(field, value, row, labelsIn(labels, index), context));
  const far = (box: Box): number => (near ? Math.abs(box.y - near.y) + Math.abs(box.x - near.x) : box.y);
  return places.toSorted((a, b) => far(a) - far(b))[0];
}

/** Kinds whose words are found as they are, without a pattern. */
function isWordy(field: FieldName): boolean {
  const { kind } = fieldOf(field);
  return (
    kind === 'text' ||
    kind === 'organisation' ||
    kind === 'payer' ||
    kind === 'number' ||
    kind === 'member_id'
  );
}

/** The same number of words, misread here and there. */
function wordsAt(value: string, { tokens }: Row): readonly Box[] {
  const words = foldName(value)
    .split(' ')
    .filter((word) => word !== '');
  const wanted = words.join(' ');
  // A long text is known by the beginning that fits its line.
  const count = Math.min(words.length, tokens.length);
  if (count === 0 || (count < words.length && count < 3)) return [];
  const target = count === words.length ? wanted : words.slice(0, count).join(' ');
  const found: Box[] = [];
  for (let at = 0; at + count <= tokens.length; at += 1) {
    const run = tokens.slice(at, at + count);
    const text = foldName(run.map((token) => token.text).join(' '));
    if (isNear(text, target)) found.push(boxAround(run));
  }
  return found;
}

function isNear(a: string, b: string): boolean {
  if (a === b) return true;
  const length = Math.min(a.length, b.length);
  return (
    Math.abs(a.length - b.length) <= length * MISREAD_SHARE && slipsBetween(a, b) <= length * MISREAD_SHARE
  );
}

function labelsIn(labels: readonly Label[], row: number): readonly Label[] {
  return labels.filter((label) => label.row === row);
}

/** Values as their patterns find them, behind every label and at the beginning of every segment. */
function valuesAt(
  field: FieldName,
  value: string,
  { tokens }: Row,
  labels: readonly Label[],
  context: ValueContext,
): readonly Box[] {
  const ends = new Set(labels.map(({ to }) => to));
  const starts = tokens.flatMap((token, at) => (token.startsSegment || ends.has(at) ? [at] : []));
  return starts.flatMap((start) => {
    const next = labels.find(({ from }) => from > start)?.from;
    const run = tokens.slice(start, next);
    const text = run.map((token) => token.text).join(' ');
    return findValues(field, text, context)
      .filter((found) => isNearValue(field, found.value, value))
      .map(({ from, to }) => boxAround(tokensBetween(run, from, to)));
  });
}

function tokensBetween(run: readonly Token[], from: number, to: number): readonly Token[] {
  let start = 0;
  const inside = run.filter(({ text }) => {
    const begins = start;
    start += text.length + 1;
    return begins < to && begins + text.length > from;
  });
  return inside.length > 0 ? inside : run.slice(0, 1);
}

function isNearValue(field: FieldName, read: string, value: string): boolean {
  if (isSameValue(field, read, value)) return true;
  switch (fieldOf(field).kind) {
    case 'person':
    case 'address':
      return isNear(foldName(read), foldName(value));
    case 'phone':
    case 'npi':
    case 'date':
      return (wrongFigures(read, value) ?? Infinity) <= 2;
    case 'sex':
    case 'diagnosis':
    case 'urgency':
    case 'organisation':
    case 'payer':
    case 'member_id':
    case 'number':
    case 'text':
      return false;
  }
}

/** The words left of a place in its row, else above it: by them it is known again when the page lay otherwise in the machine. */
export function anchorOf(box: Box, { rows, unit }: Sheet): string | undefined {
  const middle = box.y + box.height / 2;
  const row = rows.find(({ top, bottom }) => top <= middle && middle <= bottom);
  const left = row?.tokens.filter((token) => token.box.x + token.box.width <= box.x + unit / 2) ?? [];
  const beside = anchorText(left.slice(-ANCHOR_WORDS));
  if (beside !== undefined) return beside;
  const above = rows.findLast(({ bottom }) => bottom <= box.y + unit / 2 && box.y - bottom < 3 * unit);
  return anchorText(above?.tokens.filter((token) => overlaps(token.box, box)).slice(0, ANCHOR_WORDS) ?? []);
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width;
}

function anchorText(tokens: readonly Token[]): string | undefined {
  const text = tokens.map((token) => labelKey(token.text)).join('');
  return text.length >= 2 ? text : undefined;
}
