import { areaOf, type Layout } from './areas.ts';
import type { Candidate } from './candidate.ts';
import type { FieldName } from '../fields.ts';
import { namesService } from '../knowledge/service-words.ts';
import type { Label } from '../labels/labels.ts';
import { rightOf, stretchesOf, type Token } from '../layout/lines.ts';
import type { Box, Mark } from '../page.ts';
import { findValues, type ValueContext } from '../values/find.ts';

/** A ring with the words inside of it; none: they could not be read. */
export type Ringed = { readonly mark: Mark; readonly tokens: readonly Token[]; readonly row: number };

/** Questions that a ring may answer. */
export type RingField = Extract<FieldName, 'urgency' | 'sex' | 'service'>;

/** The rings of a page, from above to below, each with the words of one row that lie in it. */
export function ringsIn({ sheet }: Layout): readonly Ringed[] {
  return sheet.rings
    .map((mark) => {
      const rows = sheet.rows.map(({ tokens }) => tokens.flatMap((token) => partIn(mark.box, token)));
      const most = Math.max(0, ...rows.map((tokens) => lettersOf(tokens)));
      const row = rows.findIndex((tokens) => most > 0 && lettersOf(tokens) === most);
      return { mark, tokens: rows[row] ?? [], row: row === -1 ? nearestRow(sheet.rows, mark.box) : row };
    })
    .toSorted((a, b) => a.row - b.row || a.mark.box.x - b.mark.box.x);
}

function lettersOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, { text }) => sum + text.length, 0);
}

function nearestRow(rows: Layout['sheet']['rows'], { y, height }: Box): number {
  const middle = y + height / 2;
  return Math.max(
    0,
    rows.findIndex(({ top, bottom }) => top < middle && middle < bottom),
  );
}

/** The token if it lies in the ring, or those of several words run together by strokes that do: `M/F`. */
function partIn(ring: Box, token: Token): readonly Token[] {
  if (isMostlyIn(token.box, ring)) return [token];
  if (!/[/|]/.test(token.text)) return [];
  const each = token.box.width / token.text.length;
  return [...token.text.matchAll(/[^/|]+/g)]
    .map((match) => ({
      ...token,
      text: match[0],
      box: { ...token.box, x: token.box.x + match.index * each, width: match[0].length * each },
    }))
    .filter(({ box }) => isMostlyIn(box, ring));
}

function isMostlyIn(box: Box, ring: Box): boolean {
  const across = Math.min(box.x + box.width, ring.x + ring.width) - Math.max(box.x, ring.x);
  const down = Math.min(box.y + box.height, ring.y + ring.height) - Math.max(box.y, ring.y);
  return across > 0.6 * box.width && down > 0.6 * Math.min(box.height, ring.height);
}

/**
 * The words of a question that is answered by a ring: those in it and, around it, those that could be answered with as well. They are
 * options, whether or not what is in the ring could be read.
 */
export function ringedQuestion(
  { sheet }: Layout,
  { mark, tokens, row }: Ringed,
  field: RingField | undefined,
  values: ValueContext,
): readonly Token[] {
  const fields: readonly RingField[] = field === undefined ? ['urgency', 'sex'] : [field];
  const isOption = (text: string): boolean =>
    fields.some((one) =>
      one === 'service' ? namesService(text) : text.length < 60 && findValues(one, text, values).length > 0,
    );
  const around = sheet.rows.slice(Math.max(0, row - REACH.rows), row + REACH.rows + 1).flatMap((one) =>
    stretchesOf(one.tokens.filter(({ box }) => isNear(mark.box, box, sheet.unit)))
      .filter((segment) => isOption(areaOf('right', [segment]).text))
      .flat(),
  );
  return [...tokens, ...around];
}

/** Rows and heights of a capital. */
const REACH = { rows: 2, down: 6, across: 45, below: 6, beside: 30 };

function isNear(ring: Box, box: Box, unit: number): boolean {
  return (
    Math.abs(middleOf(ring) - middleOf(box)) < REACH.down * unit && gapOf(ring, box) < REACH.across * unit
  );
}

function middleOf({ y, height }: Box): number {
  return y + height / 2;
}

/** Paper between two boxes across; below 0 they stand over one another. */
function gapOf(a: Box, b: Box): number {
  return Math.max(a.x, b.x) - Math.min(a.x + a.width, b.x + b.width);
}

/** Whether what is ringed is one of several things to choose from: something alike stands apart from it, in its row or next to it. */
export function isAmongOptions(
  layout: Layout,
  ringed: Ringed,
  field: RingField,
  values: ValueContext,
): boolean {
  const inside = new Set(ringed.tokens.map(({ row, at }) => `${row} ${at}`));
  return ringedQuestion(layout, ringed, field, values).some(({ row, at }) => !inside.has(`${row} ${at}`));
}

/** `M` or `F` with the other one next to it: no letters of a week. */
export function isSexLetter({ sheet }: Layout, { tokens, row }: Omit<Ringed, 'mark'>): boolean {
  const [token] = tokens;
  if (!token || tokens.length > 1 || !/^\W?[MF]\W?$/.test(token.text)) return false;
  const other = token.text.includes('M') ? /^\W?F\W?$/ : /^\W?M\W?$/;
  const beside = sheet.rows[row]?.tokens ?? [];
  return [beside[token.at - 1], beside[token.at + 1]].some(
    (one) => one !== undefined && other.test(one.text),
  );
}

/** Values of questions that a ring lies in, but not around them: a person looks which is meant. */
export function withRingDoubts(candidates: readonly Candidate[], layout: Layout): readonly Candidate[] {
  const { sheet } = layout;
  return candidates.map((one) => {
    if (!isAnswer(one) || !one.box || one.page !== sheet.page.number || one.doubt !== undefined) return one;
    const { box } = one;
    if (sheet.rings.some((ring) => isMostlyIn(box, ring.box))) return one;
    if (one.field === 'sex' && isLetterOfTwo(layout, box))
      return { ...one, doubt: 'M and F stand side by side, and which is meant could not be seen' };
    const isRinged = sheet.rings.some((ring) => isOneQuestion(layout, ring.box, box));
    return isRinged
      ? { ...one, doubt: 'a ring is drawn beside it, and which is meant could not be read' }
      : one;
  });
}

/** The letter stands beside the other one, as on a form nobody has marked, or on which the mark was not seen. */
function isLetterOfTwo(layout: Layout, box: Box): boolean {
  return layout.sheet.rows.some(
    ({ top, bottom, tokens }, row) =>
      middleOf(box) > top &&
      middleOf(box) < bottom &&
      tokens.some((token) => isMostlyIn(token.box, box) && isSexLetter(layout, { tokens: [token], row })),
  );
}

/** What boxes say was held against the rings before. */
function isAnswer({ field, origin }: Candidate): boolean {
  return (field === 'urgency' || field === 'sex' || field === 'service') && origin !== 'mark';
}

/** Level with one another and no label between, or one below the other. */
function isOneQuestion({ sheet, labels }: Layout, ring: Box, box: Box): boolean {
  const apart = Math.abs(middleOf(ring) - middleOf(box));
  const gap = gapOf(ring, box);
  if (apart > 0.75 * ring.height)
    return apart < REACH.below * sheet.unit && gap < 0 && !labels.some(isBetween(ring, box, true));
  return gap < REACH.beside * sheet.unit && !labels.some(isBetween(ring, box, false));
}

function isBetween(ring: Box, box: Box, isBelow: boolean): (label: Label) => boolean {
  const [first, last] = (isBelow ? ring.y < box.y : ring.x < box.x) ? [ring, box] : [box, ring];
  return (label) =>
    isBelow
      ? middleOf(label.box) > middleOf(first) &&
        middleOf(label.box) < middleOf(last) &&
        gapOf(label.box, box) < 0
      : Math.abs(middleOf(label.box) - middleOf(box)) < box.height &&
        label.box.x >= first.x + first.width - 2 &&
        rightOf(label) <= last.x + 2;
}
