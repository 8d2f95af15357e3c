import { areaOf, type Layout } from './areas.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import type { FieldName } from '../fields.ts';
import type { Label } from '../labels/labels.ts';
import { rightOf, type Token } from '../layout/lines.ts';
import type { Mark } from '../page.ts';
import type { Found } from '../values/found.ts';

/** A box with what is printed beside it. */
export type Option = { readonly mark: Mark; readonly tokens: readonly Token[]; readonly row: number };

/** The boxes of a page with what is printed behind them, or in front of them where a row is set that way. */
export function optionsOf({ sheet, byRow }: Layout): readonly Option[] {
  const rowOf = new Map<number, Mark[]>();
  for (const mark of sheet.marks) {
    const row = nearestRow(sheet.rows, mark, sheet.unit);
    if (row !== undefined) rowOf.set(row, [...(rowOf.get(row) ?? []), mark]);
  }
  return [...rowOf].flatMap(([index, marks]) => {
    const tokens = sheet.rows[index]?.tokens ?? [];
    const labels = byRow.get(index) ?? [];
    const isLeft = standsBehind(marks, tokens, sheet.unit);
    return marks.map((mark, at) => ({
      mark,
      row: index,
      tokens: isLeft
        ? textBefore(mark, marks[at - 1], tokens, sheet.unit)
        : textBehind(mark, marks[at + 1], tokens, labels, sheet.unit),
    }));
  });
}

function nearestRow(rows: Layout['sheet']['rows'], { box }: Mark, unit: number): number | undefined {
  const middle = box.y + box.height / 2;
  let best: number | undefined;
  let nearest = Math.max(unit, box.height) * 0.9;
  for (const [index, row] of rows.entries()) {
    if (row.bottom < box.y - unit || row.top > box.y + box.height + unit) continue;
    const token = row.tokens.find((one) => Math.abs(one.box.y + one.box.height / 2 - middle) < nearest);
    if (!token) continue;
    [best, nearest] = [index, Math.abs(token.box.y + token.box.height / 2 - middle)];
  }
  return best;
}

/** The boxes stand behind their words: the last has nothing close behind it, and every one has words close in front. */
function standsBehind(marks: readonly Mark[], tokens: readonly Token[], unit: number): boolean {
  const isFollowed = (mark: Mark): boolean =>
    tokens.some(({ box }) => box.x >= mark.box.x && box.x - mark.box.x - mark.box.width < 2.5 * unit);
  const isPreceded = (mark: Mark): boolean =>
    tokens.some(
      (token) =>
        rightOf(token) <= mark.box.x + 2 && mark.box.x - rightOf(token) < 2 * unit && !token.hasColon,
    );
  const last = marks.at(-1);
  return last !== undefined && !isFollowed(last) && marks.every(isPreceded);
}

function textBehind(
  mark: Mark,
  next: Mark | undefined,
  tokens: readonly Token[],
  labels: readonly Label[],
  unit: number,
): readonly Token[] {
  const from = mark.box.x + mark.box.width * 0.6;
  const first = tokens.findIndex(({ box }) => box.x >= from);
  const start = tokens[first];
  if (!start || start.box.x - mark.box.x - mark.box.width > 4 * unit) return [];
  const label = labels.find((one) => one.from > first && one.hasColon);
  const text: Token[] = [];
  for (const token of tokens.slice(first, label?.from)) {
    if (next && token.box.x + token.box.width / 2 > next.box.x) break;
    if (text.length > 0 && token.startsSegment) break;
    text.push(token);
  }
  return text;
}

function textBefore(
  mark: Mark,
  last: Mark | undefined,
  tokens: readonly Token[],
  unit: number,
): readonly Token[] {
  const from = last ? rightOf(last) : -Infinity;
  const before = tokens.filter((token) => token.box.x >= from && rightOf(token) <= mark.box.x + unit / 2);
  const start = before.findLastIndex((token, at) => token.startsSegment || before[at - 1]?.hasColon === true);
  return before.slice(Math.max(0, start));
}

/**
 * The label a box answers: the heading of the column of boxes it stands in, where another question may stand beside; the last label in front of
 * it in its row; else the nearest above with only boxes between.
 */
export function ownerOf(layout: Layout, option: Option): Label | undefined {
  const { sheet, byRow } = layout;
  const { mark, row } = option;
  const before = byRow.get(row)?.findLast((label) => rightOf(label) <= mark.box.x + sheet.unit);
  if (before && isNextTo(layout, before, mark)) return before;
  const beside = columnHead(layout, option) ?? before;
  if (beside) return beside;
  let edge = mark.box.y;
  for (let above = row - 1; above >= 0 && row - above <= 8; above -= 1) {
    const { top = 0, bottom = 0 } = sheet.rows[above] ?? {};
    if (edge - bottom > 4 * sheet.unit) return undefined;
    const labels = byRow.get(above)?.filter((label) => label.box.x <= mark.box.x + 4 * sheet.unit) ?? [];
    const label = labels.findLast(
      ({ isAlone, hasColon, meaning }) => isAlone || hasColon || meaning === 'service',
    );
    if (label) return label;
    edge = top;
  }
  return undefined;
}

/** Nothing is printed between a label and a box of its row. */
function isNextTo({ sheet }: Layout, label: Label, { box }: Mark): boolean {
  const tokens = sheet.rows[label.row]?.tokens ?? [];
  return !tokens.some((token) => token.at >= label.to && rightOf(token) <= box.x + sheet.unit);
}

/** What stands over the first of several boxes one below the other, if that one has no label of its own. */
function columnHead(layout: Layout, { mark, row }: Option): Label | undefined {
  const { sheet, byRow } = layout;
  const { unit } = sheet;
  let top = mark;
  for (;;) {
    const { box } = top;
    const above = sheet.marks.find(
      (one) =>
        Math.abs(one.box.x - box.x) < unit && one.box.y < box.y - unit / 2 && box.y - one.box.y < 4 * unit,
    );
    if (!above) break;
    top = above;
  }
  if (top === mark) return undefined;
  const heads = [...byRow.entries()]
    .filter(([at]) => at < row)
    .flatMap(([, labels]) => labels)
    .filter(({ box, isAlone, hasColon }) => {
      const gap = top.box.y - box.y - box.height;
      const isOver = gap > -unit / 2 && gap < 3 * unit && Math.abs(box.x - top.box.x) < 4 * unit;
      return isOver && (isAlone || hasColon);
    });
  return heads.at(-1);
}

/** An option with the question it answers. */
export type Chosen = { readonly option: Option; readonly owner: Label | undefined };

/** What a ticked box or a ring says. `all`: those marked of one question; of several only a person can tell which is meant. */
export function markedValue(
  { sheet }: Layout,
  field: FieldName,
  found: Found,
  { option, owner }: Chosen,
  weight: number,
  all: readonly Chosen[],
): Candidate {
  const { mark, tokens } = option;
  const area = areaOf('right', [tokens]);
  const candidate = candidateOf(field, found, area, sheet.page.number, {
    score: weight * (0.7 + 0.3 * mark.confidence),
    labelMatch: owner?.match ?? 0.5,
    evidence:
      mark.isRing === true
        ? `“${area.text.slice(0, 60)}” is ringed`
        : `the box before “${area.text.slice(0, 60)}” is ticked`,
    origin: 'mark',
  });
  const marks = all.some((one) => one.option.mark.isRing) ? 'boxes and rings' : 'boxes';
  const doubt = all.length === 1 ? {} : { doubt: `${all.length} ${marks} of one question are ticked` };
  return { ...candidate, ...doubt, wordConfidence: Math.min(candidate.wordConfidence, mark.confidence) };
}
