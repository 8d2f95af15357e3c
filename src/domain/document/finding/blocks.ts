import { areaOf, type Area, type Layout } from './areas.ts';
import { boxAround, stretchesOf, type Row, type Sheet, type Token } from '../layout/lines.ts';
import type { Box } from '../page.ts';

/** Words of a row with no gap between them. */
export type Segment = { readonly tokens: readonly Token[]; readonly box: Box; readonly row: number };

/** Lines of print under one another that begin at one edge with no more than a line's space between them, as in an address. */
export type Block = readonly Segment[];

/** How far left edges of one block may lie apart, and its lines from one another, in units. */
const EDGE = 1.3;
const SPACE = 1.9;

/** The segments of a row, from the left. */
export function segmentsOf(row: Row, index: number): readonly Segment[] {
  return stretchesOf(row.tokens).map((tokens) => ({ tokens, box: boxAround(tokens), row: index }));
}

/** Every segment of a page in one block each. */
export function blocksOf(sheet: Sheet): readonly Block[] {
  const blocks: Segment[][] = [];
  let open: Segment[][] = [];
  for (const [index, row] of sheet.rows.entries()) {
    const still = open.filter((block) => row.top - bottomOf(block.at(-1)) < SPACE * sheet.unit);
    for (const segment of segmentsOf(row, index)) {
      const block = still.find(
        (one) =>
          one.at(-1)?.row !== index && Math.abs((one.at(-1)?.box.x ?? 0) - segment.box.x) < EDGE * sheet.unit,
      );
      if (block) block.push(segment);
      else {
        const fresh = [segment];
        blocks.push(fresh);
        still.push(fresh);
      }
    }
    open = still;
  }
  return blocks;
}

function bottomOf(segment: Segment | undefined): number {
  return segment ? segment.box.y + segment.box.height : -Infinity;
}

export function segmentArea(segments: readonly Segment[]): Area {
  return areaOf(
    'right',
    segments.map(({ tokens }) => tokens),
  );
}

/** Fewer lines, or shorter ones, are no column of text. */
const FEWEST_LINES = 4;
const FEWEST_WORDS = 4;

/**
 * Columns of sentences that stand beside something else: read row by row, their lines would be torn apart by what stands left of them. Empty
 * where the page has one column.
 */
export function columnFlows({ sheet, byRow }: Layout): readonly Area[] {
  const rows = sheet.rows.map((row, index) => segmentsOf(row, index));
  const all = rows.flat().toSorted((a, b) => a.box.x - b.box.x || a.row - b.row);
  const columns: Segment[][] = [];
  for (const segment of all) {
    const last = columns.at(-1)?.at(-1);
    if (last && segment.box.x - last.box.x < 0.8 * sheet.unit) columns.at(-1)?.push(segment);
    else columns.push([segment]);
  }
  return columns
    .map((column) => column.toSorted((a, b) => a.row - b.row))
    .flatMap((column) => betweenLabels(column, byRow))
    .filter((column) => {
      const words = column.reduce((sum, { tokens }) => sum + tokens.length, 0);
      const torn = column.filter(({ row, box }) => rows[row]?.some((other) => other.box.x < box.x)).length;
      return column.length >= FEWEST_LINES && words >= FEWEST_WORDS * column.length && torn >= 3;
    })
    .map(segmentArea);
}

/** Values under one another, each with its own label in front, are no text. */
function betweenLabels(column: readonly Segment[], byRow: Layout['byRow']): readonly Segment[][] {
  const parts: Segment[][] = [[]];
  for (const segment of column) {
    const first = segment.tokens[0]?.at ?? 0;
    if (byRow.get(segment.row)?.some(({ to, isAlone }) => isAlone && to === first) === true) parts.push([]);
    parts.at(-1)?.push(segment);
  }
  return parts;
}
