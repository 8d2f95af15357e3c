import type { Cell, Row, Run } from '../../formats/richtext/block.ts';
import { textOfRuns } from '../../formats/richtext/block.ts';
import type { Flow } from './flow.ts';
import { LEADING, makeRoom, put, startPage } from './flow.ts';
import type { Line } from './lines.ts';
import { breakLines, marksOfLine } from './lines.ts';
import type { Mark } from './paper.ts';
import { BODY_SIZE } from './paper.ts';

/**
 * A table between the margins: columns as wide as their words ask, narrowed where they must be. One with more columns
 * than a page can hold is written row by row as `heading: value`, because letters too small for a fax help nobody.
 */
export function layoutTable(flow: Flow, rows: readonly Row[]): void {
  const width = flow.area.right - flow.area.left;
  const columns = Math.max(...rows.slice(0, MEASURED_ROWS).map((row) => spanOfRow(row)));
  const widths = columns <= MAX_COLUMNS ? columnWidths(flow, rows, columns, width) : undefined;
  if (!widths) return layoutStacked(flow, rows);
  const headers = leadingHeaders(rows);
  rows.forEach((row, index) => {
    const isRepeatable = index >= headers.length;
    layoutRow(flow, row, widths, isRepeatable ? headers : []);
  });
  flow.y += 7;
}

const PAD = 4;
const LINE_HEIGHT = BODY_SIZE * LEADING;
const MAX_COLUMNS = 10;
/** Widths come from the first rows: those of a table of thousands would only repeat. */
const MEASURED_ROWS = 200;
/** No column asks for more than this for the sake of one long word. */
const MAX_WORD_WIDTH = 150;
/** A table may ask for this much more than there is, and break words, before it is stacked. */
const TOLERATED_EXCESS = 1.2;
/** More lines than any page has: a cell is cut over pages by its row, never held whole without end. */
const MAX_CELL_LINES = 12_000;

function leadingHeaders(rows: readonly Row[]): readonly Row[] {
  const count = rows.findIndex((row) => !row.isHeader);
  return rows.slice(0, Math.min(count === -1 ? rows.length : count, 3));
}

/** `undefined`: the columns do not fit side by side. */
function columnWidths(
  flow: Flow,
  rows: readonly Row[],
  columns: number,
  width: number,
): readonly number[] | undefined {
  const least = Array.from({ length: columns }, () => PAD * 2 + 12);
  const wanted = Array.from({ length: columns }, () => PAD * 2 + 12);
  for (const row of rows.slice(0, MEASURED_ROWS)) {
    let column = 0;
    for (const cell of row.cells) {
      const words = wordWidths(flow, cell.runs);
      for (let index = column; index < Math.min(column + cell.span, columns); index += 1) {
        least[index] = Math.max(
          least[index] ?? 0,
          Math.min(words.longestWord, MAX_WORD_WIDTH) / cell.span + PAD * 2,
        );
        wanted[index] = Math.max(wanted[index] ?? 0, words.longestLine / cell.span + PAD * 2 + 1);
      }
      column += cell.span;
    }
  }
  const leastSum = sum(least);
  if (leastSum > width * TOLERATED_EXCESS) return undefined;
  if (leastSum > width) return least.map((value) => (value * width) / leastSum);
  const wantedSum = sum(wanted);
  if (wantedSum <= width) return wanted;
  const share = (width - leastSum) / (wantedSum - leastSum);
  return least.map((value, index) => value + ((wanted[index] ?? value) - value) * share);
}

function wordWidths(
  flow: Flow,
  runs: readonly Run[],
): { readonly longestWord: number; readonly longestLine: number } {
  let longestWord = 0;
  let longestLine = 0;
  for (const line of textOfRuns(runs).slice(0, 2_000).split('\n')) {
    let lineWidth = 0;
    for (const word of line.split(/[ \t]+/)) {
      const width = flow.measure(word, 'bold', BODY_SIZE);
      longestWord = Math.max(longestWord, width);
      lineWidth += width + 4;
    }
    longestLine = Math.max(longestLine, lineWidth);
  }
  return { longestWord, longestLine };
}

type LaidCell = { readonly x: number; readonly width: number; readonly lines: readonly Line[] };

function layoutRow(flow: Flow, row: Row, widths: readonly number[], headers: readonly Row[]): void {
  const cells = layCells(flow, row, widths);
  const lineCount = Math.max(1, ...cells.map((cell) => cell.lines.length));
  const pageHeight = flow.area.bottom - flow.area.top;
  const height = lineCount * LINE_HEIGHT + PAD * 2;
  const isWhole = height <= pageHeight / 2;
  if (flow.y + (isWhole ? height : LINE_HEIGHT * 3) > flow.area.bottom) nextTablePage(flow, widths, headers);
  let from = 0;
  while (from < lineCount) {
    const fitting = Math.max(1, Math.floor((flow.area.bottom - flow.y - PAD * 2) / LINE_HEIGHT));
    const count = Math.min(fitting, lineCount - from);
    drawBand(flow, cells, from, count);
    from += count;
    if (from < lineCount) nextTablePage(flow, widths, headers);
  }
}

function nextTablePage(flow: Flow, widths: readonly number[], headers: readonly Row[]): void {
  if (flow.y > flow.area.top) startPage(flow);
  for (const header of headers) {
    const cells = layCells(flow, header, widths);
    drawBand(flow, cells, 0, Math.min(Math.max(1, ...cells.map((cell) => cell.lines.length)), 4));
  }
}

function layCells(flow: Flow, row: Row, widths: readonly number[]): readonly LaidCell[] {
  let column = 0;
  let x = flow.area.left;
  return row.cells.map((cell, index) => {
    // The last cell reaches to the edge, so that a short row leaves no hole.
    const span = index === row.cells.length - 1 ? widths.length - column : cell.span;
    const width = sum(widths.slice(column, column + span));
    const laid = { x, width, lines: linesOf(flow, cell, width, row.isHeader) };
    column += span;
    x += width;
    return laid;
  });
}

function linesOf(flow: Flow, cell: Cell, width: number, isBold: boolean): readonly Line[] {
  const lines: Line[] = [];
  const options = { width: Math.max(width - PAD * 2, 8), size: BODY_SIZE, measure: flow.measure, isBold };
  for (const line of breakLines(cell.runs, options)) {
    lines.push(line);
    if (lines.length >= MAX_CELL_LINES) break;
  }
  return lines;
}

function drawBand(flow: Flow, cells: readonly LaidCell[], from: number, count: number): void {
  const top = flow.y;
  const bottom = top + count * LINE_HEIGHT + PAD * 2;
  for (const cell of cells) {
    put(flow, ...frame(cell.x, top, cell.x + cell.width, bottom));
    cell.lines.slice(from, from + count).forEach((line, index) => {
      put(flow, ...marksOfLine(line, cell.x + PAD, top + PAD + index * LINE_HEIGHT + BODY_SIZE, BODY_SIZE));
    });
  }
  flow.y = bottom;
}

/** The four lines around a rectangle. */
export function frame(
  left: number,
  top: number,
  right: number,
  bottom: number,
  weight = 0.6,
): readonly Mark[] {
  const line = (x1: number, y1: number, x2: number, y2: number): Mark => ({
    kind: 'line',
    from: { x: x1, y: y1 },
    to: { x: x2, y: y2 },
    weight,
  });
  return [
    line(left, top, right, top),
    line(left, bottom, right, bottom),
    line(left, top, left, bottom),
    line(right, top, right, bottom),
  ];
}

function layoutStacked(flow: Flow, rows: readonly Row[]): void {
  const headers = leadingHeaders(rows);
  const names = (headers.at(-1)?.cells ?? []).map((cell) => textOfRuns(cell.runs).replace(/\s+/g, ' '));
  const options = { width: flow.area.right - flow.area.left, size: BODY_SIZE, measure: flow.measure };
  for (const row of rows.slice(headers.length)) {
    const runs = row.cells.flatMap((cell, index): Run[] => [
      ...(index > 0 ? [{ text: '   ' }] : []),
      ...(names[index] ? [{ text: `${names[index]}: `, bold: true } as const] : []),
      ...cell.runs,
    ]);
    for (const line of breakLines(runs, options)) {
      makeRoom(flow, LINE_HEIGHT);
      put(flow, ...marksOfLine(line, flow.area.left, flow.y + BODY_SIZE, BODY_SIZE));
      flow.y += LINE_HEIGHT;
    }
    // A row that ends with the page has its line on the margin, not below it.
    const y = Math.min(flow.y + 1, flow.area.bottom);
    put(flow, { kind: 'line', from: { x: flow.area.left, y }, to: { x: flow.area.right, y }, weight: 0.6 });
    flow.y += 5;
  }
  flow.y += 4;
}

function spanOfRow(row: Row): number {
  return row.cells.reduce((total, cell) => total + cell.span, 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
