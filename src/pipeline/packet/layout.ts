import type { Block, Run } from '../../formats/richtext/block.ts';
import type { Area, Flow } from './flow.ts';
import { LEADING, makeRoom, put, startPage } from './flow.ts';
import type { Line, LineOptions } from './lines.ts';
import { breakLines, marksOfLine } from './lines.ts';
import type { Mark, Measure } from './paper.ts';
import { BODY_SIZE } from './paper.ts';
import { layoutTable } from './table-layout.ts';

/**
 * Puts blocks on pages: what stands where, before anything is drawn, so that the number of pages is known first.
 *
 * @throws Failure permanent `note-too-long`: more than 200 pages.
 */
export function layoutBlocks(
  blocks: readonly Block[],
  measure: Measure,
  area: Area,
): readonly (readonly Mark[])[] {
  const flow: Flow = { pages: [[]], area, measure, y: area.top };
  for (const block of blocks) layoutBlock(flow, block);
  return flow.pages;
}

function layoutBlock(flow: Flow, block: Block): void {
  switch (block.kind) {
    case 'heading':
      return layoutHeading(flow, block.runs, HEADING_SIZES[block.level - 1] ?? BODY_SIZE);
    case 'paragraph':
      return layoutParagraph(flow, block.runs, block.isFixedWidth === true);
    case 'list_item':
      return layoutItem(flow, block.level, block.marker, block.runs);
    case 'table':
      return layoutTable(flow, block.rows);
    case 'rule':
      return layoutRule(flow);
    case 'page_break':
      if (flow.y > flow.area.top) startPage(flow);
      return;
  }
}

function layoutHeading(flow: Flow, runs: readonly Run[], size: number): void {
  if (flow.y > flow.area.top) flow.y += 7;
  // A heading alone at the foot of a page belongs to nothing.
  makeRoom(flow, size * LEADING + BODY_SIZE * LEADING * 2);
  layoutLines(flow, breakLines(runs, { ...textOptions(flow, 0), size, isBold: true }), 0, size);
  flow.y += 2;
}

function layoutParagraph(flow: Flow, runs: readonly Run[], isFixedWidth: boolean): void {
  const isTitle = runs.every((run) => run.bold === true) && !runs.some((run) => run.text.includes('\n'));
  if (isTitle) makeRoom(flow, BODY_SIZE * LEADING * 3);
  layoutLines(flow, breakLines(runs, { ...textOptions(flow, 0), isFixedWidth }), 0, BODY_SIZE);
  flow.y += isTitle ? 1 : PARAGRAPH_GAP;
}

function layoutItem(flow: Flow, level: number, marker: string, runs: readonly Run[]): void {
  const left = Math.min(level - 1, MAX_LEVEL) * 16 + 6;
  const indent = left + Math.max(14, flow.measure(`${marker} `, 'regular', BODY_SIZE) + 3);
  makeRoom(flow, BODY_SIZE * LEADING);
  put(flow, {
    kind: 'text',
    x: flow.area.left + left,
    y: flow.y + BODY_SIZE,
    text: marker,
    face: 'regular',
    size: BODY_SIZE,
  });
  const before = flow.y;
  layoutLines(flow, breakLines(runs, textOptions(flow, indent)), indent, BODY_SIZE);
  if (flow.y === before) flow.y += BODY_SIZE * LEADING;
  flow.y += 2;
}

function layoutRule(flow: Flow): void {
  makeRoom(flow, 12);
  flow.y += 5;
  put(flow, {
    kind: 'line',
    from: { x: flow.area.left, y: flow.y },
    to: { x: flow.area.right, y: flow.y },
    weight: 0.75,
  });
  flow.y += 7;
}

function layoutLines(flow: Flow, lines: Iterable<Line>, indent: number, size: number): void {
  for (const line of lines) {
    makeRoom(flow, size * LEADING);
    // A blank line at the top of a page would only look like a mistake.
    if (line.pieces.length === 0 && flow.y === flow.area.top) continue;
    put(flow, ...marksOfLine(line, flow.area.left + indent, flow.y + size, size));
    flow.y += size * LEADING;
  }
}

function textOptions(flow: Flow, indent: number): LineOptions {
  return { width: flow.area.right - flow.area.left - indent, size: BODY_SIZE, measure: flow.measure };
}

const PARAGRAPH_GAP = 6;
const MAX_LEVEL = 8;
const HEADING_SIZES = [13.5, 12.5, 11.5];
