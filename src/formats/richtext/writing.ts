import type { Block, Cell, Row, Run } from './block.ts';
import { printable } from './printable.ts';

/** Blocks being written by a reader that meets the text piece by piece. Mutable on purpose, and never leaves its reader. */
export type Writing = {
  readonly blocks: Block[];
  runs: WrittenRun[];
  /** What the text being gathered will become. */
  shape: Shape;
  table: { rows: Row[]; cells: Cell[] } | undefined;
};

export type Shape =
  | { readonly kind: 'paragraph'; readonly isFixedWidth?: true }
  | { readonly kind: 'heading'; readonly level: number }
  | { readonly kind: 'list_item'; readonly level: number; readonly marker: string };

export type Style = {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  /** Written as raised or lowered digits: `10⁹` must not become `109`. */
  readonly script?: 'super' | 'sub' | undefined;
};

export const PLAIN: Style = { bold: false, italic: false, underline: false, strike: false };

const PARAGRAPH: Shape = { kind: 'paragraph' };

/** Parts are joined at the end: looking at the end of a growing string would copy it every time. */
type WrittenRun = { readonly parts: string[]; readonly style: Style };

export function startWriting(): Writing {
  return { blocks: [], runs: [], shape: PARAGRAPH, table: undefined };
}

export function writeText(writing: Writing, text: string, style: Style): void {
  if (text === '') return;
  const shown = style.script ? inScript(text, style.script) : text;
  const last = writing.runs.at(-1);
  if (last && isSameStyle(last.style, style)) last.parts.push(shown);
  else writing.runs.push({ parts: [shown], style });
}

/** A new line, unless one has just begun: what `<div>` and `<tr>` mean. */
export function breakLine(writing: Writing): void {
  if (!endOfText(writing).endsWith('\n')) writing.runs.at(-1)?.parts.push('\n');
}

/** The last text written to the block under way; a line break when there is none, since a new line begins. */
export function endOfText(writing: Writing): string {
  return writing.runs.at(-1)?.parts.at(-1) ?? '\n';
}

/** Ends the block under way; inside a table this is only a new line of the cell. */
export function endBlock(writing: Writing, next: Shape = PARAGRAPH): void {
  if (writing.table) return breakLine(writing);
  const runs = takeRuns(writing);
  if (runs.length > 0) writing.blocks.push({ ...writing.shape, runs });
  writing.shape = next;
}

export function writeBlock(writing: Writing, block: Block): void {
  endBlock(writing);
  if (!writing.table) writing.blocks.push(block);
}

export function openTable(writing: Writing): void {
  endBlock(writing);
  writing.table ??= { rows: [], cells: [] };
}

/** What was written since the last cell becomes a cell of the row under way. */
export function endCell(writing: Writing, span = 1): void {
  writing.table?.cells.push({ runs: takeRuns(writing), span });
}

/** A cell that repeats one of a row above (a row span). */
export function repeatCell(writing: Writing, cell: Cell): void {
  writing.table?.cells.push(cell);
}

export function endRow(writing: Writing, isHeader: boolean): void {
  const { table } = writing;
  if (!table || table.cells.length === 0) return;
  table.rows.push({ cells: table.cells, isHeader });
  table.cells = [];
}

/** A table of one column is a page layout, not a table: its cells become paragraphs. Empty tables leave nothing. */
export function closeTable(writing: Writing): void {
  const { table } = writing;
  if (!table) return;
  if (writing.runs.length > 0) endCell(writing);
  endRow(writing, false);
  writing.table = undefined;
  const rows = table.rows.filter((row) => row.cells.some((cell) => cell.runs.length > 0));
  if (rows.every((row) => row.cells.length === 1)) {
    for (const row of rows) writing.blocks.push({ kind: 'paragraph', runs: row.cells[0]?.runs ?? [] });
    return;
  }
  writing.blocks.push({ kind: 'table', rows });
}

export function finishWriting(writing: Writing): readonly Block[] {
  closeTable(writing);
  endBlock(writing);
  return writing.blocks;
}

/** The gathered runs, cleaned and without blanks at either end; the writing starts afresh. */
function takeRuns(writing: Writing): readonly Run[] {
  const runs = writing.runs.map((run) =>
    toRun(printable(run.parts.join('')).replaceAll('\f', '\n'), run.style),
  );
  writing.runs = [];
  const isFixedWidth = writing.shape.kind === 'paragraph' && writing.shape.isFixedWidth === true;
  return trimRuns(runs, isFixedWidth);
}

/** Leading blanks of fixed-width text are part of its columns and stay. */
function trimRuns(runs: readonly Run[], keepsIndentation: boolean): readonly Run[] {
  const first = runs.findIndex((run) => run.text.trim() !== '');
  if (first === -1) return [];
  const last = runs.findLastIndex((run) => run.text.trim() !== '');
  return runs.slice(first, last + 1).map((run, index, kept) => {
    let { text } = run;
    if (index === 0) text = keepsIndentation ? withoutLeadingLines(text) : text.trimStart();
    if (index === kept.length - 1) text = text.trimEnd();
    return { ...run, text };
  });
}

function withoutLeadingLines(text: string): string {
  const start = text.length - text.trimStart().length;
  return text.slice(text.lastIndexOf('\n', start) + 1);
}

/** Letters stay as they are: `1st` and `®` lose nothing. */
function inScript(text: string, script: 'super' | 'sub'): string {
  const digits = script === 'super' ? '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻' : '₀₁₂₃₄₅₆₇₈₉₊₋₋';
  return text.replace(/[0-9+\-−]/g, (character) => digits['0123456789+-−'.indexOf(character)] ?? character);
}

function toRun(text: string, style: Style): Run {
  return {
    text,
    ...(style.bold ? { bold: true } : {}),
    ...(style.italic ? { italic: true } : {}),
    ...(style.underline ? { underline: true } : {}),
    ...(style.strike ? { strike: true } : {}),
  };
}

function isSameStyle(left: Style, right: Style): boolean {
  return (
    left.bold === right.bold &&
    left.italic === right.italic &&
    left.underline === right.underline &&
    left.strike === right.strike
  );
}
