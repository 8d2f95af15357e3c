import type { Attributes, ElementWriting } from './element-state.ts';
import { closeInline, NO_ATTRIBUTES, openInline } from './element-state.ts';
import { breakLine, closeTable, endCell, endRow, openTable, repeatCell } from './writing.ts';

/** False when the element is no part of a table. */
export function openTableElement(state: ElementWriting, name: string, attributes: Attributes): boolean {
  if (name === 'table') {
    // A table inside a cell: the outer one lays out the page, so what it held so far stands on its own.
    if (state.writing.table) leaveTable(state);
    openTable(state.writing);
    return true;
  }
  if (!TABLE_PARTS.has(name)) return false;
  if (!state.writing.table) return (breakLine(state.writing), true);
  if (name === 'thead') state.headDepth += 1;
  if (name === 'tr') leaveRow(state);
  if (name !== 'td' && name !== 'th') return true;
  leaveCell(state);
  fillHanging(state);
  if (name === 'th') openInline(state, 'th', NO_ATTRIBUTES);
  state.rowHasData ||= name === 'td';
  state.cell = { span: spanOf(attributes.get('colspan')), rowSpan: spanOf(attributes.get('rowspan')) };
  return true;
}

export function closeTableElement(state: ElementWriting, name: string): boolean {
  if (name !== 'table' && !TABLE_PARTS.has(name)) return false;
  if (!state.writing.table) return (breakLine(state.writing), true);
  if (name === 'table') leaveTable(state);
  if (name === 'thead') leaveRow(state);
  if (name === 'thead') state.headDepth = 0;
  if (name === 'tr') leaveRow(state);
  if (name === 'td' || name === 'th') leaveCell(state);
  return true;
}

export function leaveTable(state: ElementWriting): void {
  leaveRow(state);
  state.hanging.clear();
  state.headDepth = 0;
  closeTable(state.writing);
}

function leaveRow(state: ElementWriting): void {
  leaveCell(state);
  if (state.column === 0) return;
  fillHanging(state);
  endRow(state.writing, state.headDepth > 0 || !state.rowHasData);
  state.rowHasData = false;
  state.column = 0;
}

function leaveCell(state: ElementWriting): void {
  const { cell, writing } = state;
  closeInline(state, 'th');
  if (!cell || !writing.table) return;
  state.cell = undefined;
  const { column } = state;
  state.column += cell.span;
  endCell(writing, cell.span);
  const written = writing.table.cells.at(-1);
  if (cell.rowSpan < 2 || !written) return;
  // A row label is repeated beside each of its rows, so that none is misread; long text stands only once.
  const length = written.runs.reduce((sum, run) => sum + run.text.length, 0);
  const repeated = length <= MAX_REPEATED_TEXT ? written : { runs: [], span: written.span };
  state.hanging.set(column, { cell: repeated, left: cell.rowSpan - 1 });
}

function fillHanging(state: ElementWriting): void {
  const { writing, hanging } = state;
  for (;;) {
    const { column } = state;
    const hung = hanging.get(column);
    if (!hung) return;
    repeatCell(writing, hung.cell);
    state.column += hung.cell.span;
    hung.left -= 1;
    if (hung.left === 0) hanging.delete(column);
  }
}

function spanOf(value: string | undefined): number {
  const span = Number.parseInt(value ?? '1', 10);
  return Number.isFinite(span) ? Math.min(Math.max(span, 1), MAX_SPAN) : 1;
}

const MAX_SPAN = 32;
const MAX_REPEATED_TEXT = 120;
const TABLE_PARTS: ReadonlySet<string> = new Set(['thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'colgroup']);
