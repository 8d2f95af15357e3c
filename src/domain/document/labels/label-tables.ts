import { groupBy } from '../../../lib/group-by.ts';
import { boxAround, stretchesOf, textOf, type Row, type Sheet, type Token } from '../layout/lines.ts';
import { isLabelled } from './label-on.ts';
import type { Label } from './labels.ts';

/** Fewer cells side by side make no table: a form has two columns. */
const FEWEST_CELLS = 3;
/** In units: how far below a row of a table the next may stand, and how exactly cells stand under one another. */
const REACH = 4;
const ALIGNED = 1.5;

/** A row of heads and the rows under it whose cells begin where heads do; the first of each line. */
type Table = { readonly head: number; readonly lines: readonly number[] };

/**
 * What tables make of labels. A word of a cell is no label (`Request`, `Phone` in the middle of a line that begins with none); a head
 * nobody knows is one, so that its column is not its neighbour's; and a value ends where the next line of its table begins.
 */
export function withTables(sheet: Sheet, labels: readonly Label[]): readonly Label[] {
  const byRow = groupBy(labels, ({ row }) => row);
  const tables = tablesOf(sheet, byRow).filter(({ lines }) => lines.length > 0);
  if (tables.length === 0) return labels;
  const lines = new Set(tables.flatMap((table) => table.lines));
  const heads = new Map(tables.map(({ head, lines: [, second] }) => [head, second]));
  const unknown = tables.flatMap(({ head }) => unknownHeads(sheet.rows[head], head, byRow.get(head) ?? []));
  return [...labels.filter(({ row, hasColon }) => hasColon || !lines.has(row)), ...unknown]
    .map((label) => {
      const until = heads.get(label.row);
      return until === undefined ? label : { ...label, until };
    })
    .toSorted((a, b) => a.row - b.row || a.from - b.from);
}

function tablesOf(sheet: Sheet, byRow: ReadonlyMap<number, readonly Label[]>): readonly Table[] {
  const tables: { readonly head: number; readonly lines: number[] }[] = [];
  let heads: readonly Token[] = [];
  let bottom = -Infinity;
  for (const [index, row] of sheet.rows.entries()) {
    const starts = row.tokens.filter(({ startsSegment }) => startsSegment);
    const [first] = starts;
    const bare = (byRow.get(index) ?? []).filter(({ hasColon }) => !hasColon);
    if (!first) continue;
    const isNamed = isLabelled(bare, [first]);
    const isBelow = row.top - bottom < REACH * sheet.unit && isUnder(starts, heads, sheet.unit);
    const isBody = isBelow && !isNamed && bare.length <= starts.length / 3;
    if (isBody && starts.length >= FEWEST_CELLS) tables.at(-1)?.lines.push(index);
    const named = bare.filter(({ isAlone }) => isAlone).length;
    if (isNamed && 2 * named > starts.length && starts.length >= FEWEST_CELLS) {
      heads = starts;
      tables.push({ head: index, lines: [] });
    } else if (!isBody) heads = [];
    bottom = row.bottom;
  }
  return tables;
}

/** Every cell begins where a head does. */
function isUnder(starts: readonly Token[], heads: readonly Token[], unit: number): boolean {
  return starts.every(({ box }) => heads.some((head) => Math.abs(head.box.x - box.x) < ALIGNED * unit));
}

function unknownHeads(row: Row | undefined, index: number, labels: readonly Label[]): readonly Label[] {
  return stretchesOf(row?.tokens ?? []).flatMap((tokens) => {
    return isLabelled(labels, tokens) ? [] : [unreadLabel(index, tokens)];
  });
}

/** What stands where a label stands, whatever it asks for. `tokens`: of one segment. */
export function unreadLabel(row: number, tokens: readonly Token[]): Label {
  return {
    meaning: 'none',
    isHeading: false,
    row,
    from: tokens[0]?.at ?? 0,
    to: (tokens.at(-1)?.at ?? 0) + 1,
    box: boxAround(tokens),
    match: 0.4,
    hasColon: false,
    isAlone: true,
    hint: '',
    text: textOf(tokens),
  };
}
