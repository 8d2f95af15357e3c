import { groupBy } from '../../../lib/group-by.ts';
import { leftOf } from '../labels/label-number.ts';
import type { Label } from '../labels/labels.ts';
import { isNewText, isSameSentence, isScrapLine, LOOSE } from './line-breaks.ts';
import { rightOf, withSign, type Row, type Sheet, type Token } from '../layout/lines.ts';

/** Where the value of a label may stand. */
export type Place = 'right' | 'below' | 'above';

export type Area = {
  readonly place: Place;
  readonly tokens: readonly Token[];
  /** The words as one text; lines are parted by `\n`. */
  readonly text: string;
  /** Where each token begins in the text. */
  readonly starts: readonly number[];
};

/** The labels of a page by row, and which token belongs to which label. */
export type Layout = {
  readonly sheet: Sheet;
  readonly labels: readonly Label[];
  readonly byRow: ReadonlyMap<number, readonly Label[]>;
};

export function layoutOf(sheet: Sheet, labels: readonly Label[]): Layout {
  return { sheet, labels, byRow: groupBy(labels, ({ row }) => row) };
}

export function areaOf(place: Place, lines: readonly (readonly Token[])[]): Area {
  const starts: number[] = [];
  let text = '';
  const tokens: Token[] = [];
  for (const line of lines)
    for (const [at, token] of line.entries()) {
      if (text !== '') text += at === 0 ? '\n' : ' ';
      starts.push(text.length);
      tokens.push(token);
      text += withSign(token);
    }
  return { place, tokens, text, starts };
}

/** The tokens that a stretch of an area's text is made of. */
export function tokensIn(area: Area, from: number, to: number): readonly Token[] {
  const found: Token[] = [];
  for (let at = firstEnding(area, from); at < area.tokens.length; at += 1) {
    const token = area.tokens[at];
    if (!token || (area.starts[at] ?? 0) >= to) break;
    found.push(token);
  }
  return found;
}

/** The first token that goes beyond a place of the text; they stand in order. */
function firstEnding({ tokens, starts }: Area, from: number): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const end = (starts[middle] ?? 0) + (tokens[middle]?.text.length ?? 0);
    if (end > from) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What stands behind a label in its row, up to the next label or column. */
export function runBehind({ sheet, byRow }: Layout, label: Label): readonly Token[] {
  const next = byRow.get(label.row)?.find((other) => other.from >= label.to);
  const run = sheet.rows[label.row]?.tokens.slice(label.to, next?.from) ?? [];
  if (run[0] && beginsColumn(sheet, label, run[0])) return [];
  const isHead = /^[-–—=]+$/.test(run[0]?.text ?? '');
  return isHead ? run.slice(1) : run;
}

/** Far behind a label, where several rows around it begin: a column beside it, whose lines only happen to stand level. */
function beginsColumn({ rows, unit }: Sheet, { row, box }: Label, first: Token): boolean {
  if (first.box.x - box.x - box.width < FAR_OFF * unit) return false;
  const around = rows.slice(Math.max(0, row - AROUND), row + AROUND + 1);
  const begun = around.filter(
    ({ tokens: [start] }) => start !== undefined && Math.abs(start.box.x - first.box.x) < unit,
  );
  return begun.length >= FEWEST_BEGUN;
}

/** In units, and in rows. */
const FAR_OFF = 20;
const AROUND = 8;
const FEWEST_BEGUN = 3;

/** The beginning of a run up to the first wide gap. */
export function firstSegment(run: readonly Token[]): readonly Token[] {
  const end = run.findIndex((token, at) => at > 0 && token.startsSegment);
  return end === -1 ? run : run.slice(0, end);
}

/** The stretch of the page below a label that is its own: to the next label beside it. */
export function columnOf(
  { sheet, byRow }: Layout,
  label: Label,
): { readonly left: number; readonly right: number } {
  const next = byRow.get(label.row)?.find((other) => other.from >= label.to);
  const right = next ? leftOf(sheet, next) - 0.5 * sheet.unit : Infinity;
  return { left: leftOf(sheet, label) - 1.5 * sheet.unit, right };
}

/** Rows further apart than this many units do not go together. */
const LINE_REACH = 3.4;

/** How many lines, and how many units the first may be away from the label, and the next from one another. */
type Limits = {
  readonly lines: number;
  readonly reach: number;
  readonly next?: number;
  readonly indent?: number;
  readonly head?: readonly Token[];
  /** What stands behind a gap is another column's. */
  readonly isNarrow?: boolean;
  /** Lines of one text, as a narrow column breaks it. */
  readonly isText?: boolean;
  /** The first row that is no longer looked at. */
  readonly until?: number | undefined;
};

/**
 * The lines under a label within its column, up to the next label there or a gap.
 */
export function linesBelow(layout: Layout, label: Label, limits: Limits): readonly (readonly Token[])[] {
  const column = columnOf(layout, label);
  return collectLines(layout, label.row, label.box.y + label.box.height, column, limits);
}

function collectLines(
  { sheet, byRow }: Layout,
  above: number,
  bottom: number,
  column: { readonly left: number; readonly right: number },
  limits: Limits,
): readonly (readonly Token[])[] {
  const lines: (readonly Token[])[] = [];
  let edge = bottom;
  const end = Math.min(sheet.rows.length, limits.until ?? Infinity);
  for (let index = above + 1; index < end && lines.length < limits.lines; index += 1) {
    const row = sheet.rows[index];
    if (!row) break;
    const whole = inColumn(row, column);
    const inside = limits.isNarrow === true ? firstSegment(whole) : whole;
    const first = inside[0];
    const before = lines.at(-1) ?? limits.head;
    const next = (limits.next ?? LINE_REACH / 2) * (isSameSentence(before, first) ? LOOSE : 1);
    const reach = (lines.length === 0 ? limits.reach : next) * sheet.unit;
    if (!first) {
      if (row.top - edge > reach) break;
      continue;
    }
    if (first.box.y - edge > reach) break;
    // Another column, whose lines stand between these.
    if (lines.length > 0 && isFarRight(lines, first, sheet.unit)) {
      if (first.startsSegment) continue;
      break;
    }
    if (lines.length === 0 && isOfOtherColumn(sheet, index, first, column.left, reach + edge)) continue;
    const labels = byRow.get(index) ?? [];
    const isOther = isNewText(before, inside, sheet.unit) || isScrapLine(before, inside, sheet.unit);
    if (blocks(labels, inside) || (limits.isText === true && isOther)) break;
    if (limits.indent !== undefined && isOutdented(first, limits.indent, limits.head ?? lines.at(-1), sheet))
      break;
    const cut = labels.find(
      (label) => label.from > first.at && label.hasColon && inside.some(({ at }) => at === label.from),
    );
    lines.push(cut ? inside.filter(({ at }) => at < cut.from) : inside);
    if (cut) break;
    edge = Math.max(...inside.map(({ box }) => box.y + box.height));
  }
  return lines;
}

/** It begins far to the right of the column, and a line of the column itself stands as near. */
function isOfOtherColumn(
  { rows, unit }: Sheet,
  index: number,
  { box }: Token,
  left: number,
  lowest: number,
): boolean {
  if (left === -Infinity || box.x < left + FAR * unit) return false;
  return rows
    .slice(index + 1, index + 3)
    .some(({ tokens: [first] }) => first !== undefined && first.box.y <= lowest && isNear(first, left, unit));
}

/** Units from the edge of a column at which nothing of it begins. */
const FAR = 14;

function isNear({ box }: Token, left: number, unit: number): boolean {
  return Math.abs(box.x - left) < 4 * unit;
}

/** A line further left than the text only goes on with it when the line before was full. */
function isOutdented(
  first: Token,
  indent: number,
  before: readonly Token[] | undefined,
  { unit, extent }: Sheet,
): boolean {
  const last = before?.at(-1);
  const isFull = last !== undefined && rightOf(last) > extent.x + extent.width * 0.75;
  return first.box.x < indent - 2 * unit && !isFull;
}

function isFarRight(lines: readonly (readonly Token[])[], first: Token, unit: number): boolean {
  const right = Math.max(...lines.map((line) => rightOf(line.at(-1) ?? first)));
  return first.box.x > right + 2 * unit;
}

/** Tokens of a row from the column's left edge on; what begins before it and reaches into it is somebody else's. */
function inColumn(
  row: Row,
  { left, right }: { readonly left: number; readonly right: number },
): readonly Token[] {
  const start = row.tokens.findIndex(({ box }) => box.x >= left);
  if (start === -1) return [];
  const first = row.tokens[start];
  // In the middle of a sentence that began further left.
  if (first && !first.startsSegment && start > 0) {
    const next = row.tokens.findIndex((token, at) => at > start && token.startsSegment);
    return next === -1 ? [] : row.tokens.slice(next).filter(({ box }) => box.x < right);
  }
  return row.tokens.slice(start).filter(({ box }) => box.x < right);
}

/** A label stands among the tokens, or the first of them is the value of a label left of them. */
function blocks(labels: readonly Label[], inside: readonly Token[]): boolean {
  const [first] = inside;
  const last = inside.at(-1);
  if (!first || !last) return false;
  return labels.some(
    (label) =>
      label.from === first.at ||
      (label.from > first.at && label.from <= last.at && !label.hasColon && label.isAlone) ||
      (label.hasColon && label.to === first.at),
  );
}

/** The lines over a label, for forms that print what is wanted under a rule; the nearest last. */
export function linesAbove(layout: Layout, label: Label, most = 1): readonly (readonly Token[])[] {
  const { sheet, byRow } = layout;
  const next = byRow.get(label.row)?.find((other) => other.from >= label.to);
  const right = next ? next.box.x - 0.5 * sheet.unit : Infinity;
  const lines: (readonly Token[])[] = [];
  let edge = label.box.y;
  for (let index = label.row - 1; index >= 0 && lines.length < most; index -= 1) {
    const row = sheet.rows[index];
    if (!row || edge - row.bottom > (lines.length === 0 ? 3 : LINE_REACH / 2) * sheet.unit) break;
    const inside = inColumn(row, { left: label.box.x - 2 * sheet.unit, right });
    if (inside.length === 0) continue;
    if (blocks(byRow.get(index) ?? [], inside)) break;
    lines.unshift(inside);
    edge = row.top;
  }
  return lines;
}

/** A value that goes on in the lines below it: the lines that begin no further left than it and hold no label. */
export function withLinesBelow(
  layout: Layout,
  label: Label,
  run: readonly Token[],
  most: number,
  isNarrow = false,
): readonly (readonly Token[])[] {
  const first = run[0];
  if (!first) return [];
  const column = columnOf(layout, label);
  // In the middle of a sentence: the next line begins where this one did.
  const row = layout.sheet.rows[label.row]?.tokens ?? [];
  const start = row.findLast(({ at, startsSegment }) => at <= label.from && startsSegment);
  const isInside = start !== undefined && start.at < label.from;
  const left = Math.min(column.left, (isInside ? start : first).box.x - 1.5 * layout.sheet.unit);
  const edge = Math.max(...run.map(({ box }) => box.y + box.height));
  const limits = {
    lines: most,
    reach: LINE_REACH / 2,
    head: run,
    isNarrow,
    ...(isInside ? {} : { indent: first.box.x }),
  };
  return [run, ...collectLines(layout, label.row, edge, { left, right: column.right }, limits)];
}
