import type { Bits } from './bits.ts';
import { inkIn } from './bits.ts';
import { inkedColumns } from './upright-strokes.ts';

/** This share of the cells has a rule above and one below, over so much of its width. */
const CLOSED = { cells: 0.7, width: 0.7 };
/**
 * Where a fax has broken the rules: the better one is there over so much of the comb and the other one over so much, cells are this high, in
 * inches, and just within their rules there is next to no ink, which letters side by side would leave.
 */
const WORN = { better: 0.7, other: 0.5, high: 0.2, band: 0.08, ink: 0.06, rule: 0.3, posts: 0.7 };
/** A row or column with so much ink between two corners is the rule itself. */
export const RULE = 0.5;
/** So much of a cell's height from its edge there are rules and no letters. */
export const NEAR_EDGE = 0.28;

/** The ink of a page at half its size, where a stroke with small gaps is whole again. */
export type HalfPage = { readonly half: Bits; readonly dpi: number };

/** What is between two posts: the first column of paper, and the one behind the last. */
export type Cell = { readonly left: number; readonly right: number };

/** The first row of a comb, and the one behind its last. */
export type Rows = { readonly start: number; readonly end: number };

/** There are rules above and below most cells. */
export function isClosed(cells: readonly Cell[], rows: Rows, { half }: HalfPage): boolean {
  const closed = cells.filter((cell) =>
    ruledShares([cell], rows, half).every((share) => share >= CLOSED.width),
  );
  return closed.length >= CLOSED.cells * cells.length;
}

/** Or there were, before a fax broke them. */
export function wasClosed(cells: readonly Cell[], rows: Rows, { half, dpi }: HalfPage): boolean {
  const high = rows.end - rows.start;
  if (high < WORN.high * dpi) return false;
  const shares = ruledShares(cells, rows, half);
  if (Math.max(...shares) < WORN.better || Math.min(...shares) < WORN.other) return false;
  return isEmptyAtEdges(cells, rows, half);
}

/**
 * Just within the rules there is next to no ink but that of posts; one of the form close to the comb may have been taken for its edge. Words of a
 * heading between two rules have none of their strokes there.
 */
function isEmptyAtEdges(cells: readonly Cell[], rows: Rows, half: Bits): boolean {
  const high = rows.end - rows.start;
  const [slack, far, band] = [slackOf(rows), Math.round(NEAR_EDGE * high), Math.round(WORN.band * high)];
  const inkOf = (y: number, height: number): number =>
    over(cells, ({ left, right }) => inkIn(half, { x: left, y, width: right - left, height }));
  const isRule = (y: number): boolean => inkOf(y, 1) >= WORN.rule * widthOf(cells);
  const above = stretch(rows.start, rows.start + far).findLast(isRule) ?? rows.start + slack;
  const below = stretch(rows.end - far, rows.end).find(isRule) ?? rows.end - slack;
  // Letters that hang through the line they are written on look like posts, with a rule in their midst.
  const isCrossed = stretch(rows.start + far, rows.end - far).some(
    (y) => inkOf(y, 1) >= RULE * widthOf(cells),
  );
  const isEdge = (y: number): boolean => {
    const posts = over(cells, ({ right }) =>
      inkIn(half, { x: right, y, width: 2, height: band }) > 0 ? 1 : 0,
    );
    return posts >= WORN.posts * cells.length && inkOf(y, band) <= WORN.ink * band * widthOf(cells);
  };
  return !isCrossed && isEdge(above + 2) && isEdge(below - 1 - band);
}

/** There is a rule above or below. */
export function hasOneRule(cells: readonly Cell[], rows: Rows, { half }: HalfPage): boolean {
  return Math.max(...ruledShares(cells, rows, half)) >= WORN.better;
}

/** How much of the width of cells has ink at their upper and at their lower edge. */
function ruledShares(cells: readonly Cell[], rows: Rows, half: Bits): readonly number[] {
  const slack = slackOf(rows);
  return [rows.start - 1, rows.end - slack].map((y) => {
    const inked = ({ left, right }: Cell): number =>
      inkedColumns(half, { x: left, y, width: right - left, height: slack + 1 });
    return over(cells, inked) / widthOf(cells);
  });
}

function slackOf({ start, end }: Rows): number {
  return Math.max(1, Math.round((end - start) * 0.14));
}

/** Of all cells together, in pixels. */
export function widthOf(cells: readonly Cell[]): number {
  return over(cells, ({ left, right }) => right - left);
}

/** The sum of what is measured of each cell. */
export function over(cells: readonly Cell[], measure: (cell: Cell) => number): number {
  return cells.reduce((sum, cell) => sum + measure(cell), 0);
}

/** From a row or column up to, but without, another. */
export function stretch(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
