import type { Block } from './block.ts';
import type { Attributes, ElementWriting } from './element-state.ts';
import { closeInline, MAX_OPEN, NO_ATTRIBUTES, openInline } from './element-state.ts';
import { closeTableElement, leaveTable, openTableElement } from './element-tables.ts';
import type { Shape } from './writing.ts';
import { breakLine, endBlock, endOfText, finishWriting, PLAIN, writeBlock, writeText } from './writing.ts';

/**
 * What HTML elements mean for the page. Shared by HTML notes and the narrative of C-CDA sections, whose elements are
 * renamed to these. Elements without an entry are transparent: their text counts, their form does not.
 */
export function openElement(state: ElementWriting, name: string, attributes: Attributes): void {
  if (state.dropped) {
    if (state.dropped.name === name) state.dropped.depth += 1;
    return;
  }
  if (VOID.has(name)) return writeVoid(state, name, attributes);
  if (state.leavesOut && (DROPPED.has(name) || HIDDEN.test(attributes.get('style') ?? ''))) {
    state.dropped = { name, depth: 1 };
    return;
  }
  if (openTableElement(state, name, attributes)) return;
  if (openBlockElement(state, name, attributes)) return;
  openInline(state, name, attributes);
}

export function writeElementText(state: ElementWriting, text: string): void {
  if (state.dropped) return;
  const { writing } = state;
  const style = state.styles.at(-1)?.style ?? PLAIN;
  if (state.preDepth > 0) return writeText(writing, text, style);
  const collapsed = text.replace(/[ \t\r\n\f]+/g, ' ');
  const last = endOfText(writing);
  const isAfterSpace = last.endsWith(' ') || last.endsWith('\n');
  writeText(writing, isAfterSpace && collapsed.startsWith(' ') ? collapsed.slice(1) : collapsed, style);
}

export function closeElement(state: ElementWriting, name: string): void {
  const { dropped } = state;
  if (dropped) {
    if (dropped.name === name) dropped.depth -= 1;
    if (dropped.depth === 0) state.dropped = undefined;
    return;
  }
  if (name === 'br') return writeVoid(state, name, NO_ATTRIBUTES);
  if (closeTableElement(state, name)) return;
  if (closeBlockElement(state, name)) return;
  closeInline(state, name);
}

export function finishElements(state: ElementWriting): readonly Block[] {
  if (state.writing.table) leaveTable(state);
  return finishWriting(state.writing);
}

function writeVoid(state: ElementWriting, name: string, attributes: Attributes): void {
  const { writing } = state;
  const style = state.styles.at(-1)?.style ?? PLAIN;
  if (name === 'br') return writeText(writing, '\n', style);
  if (name === 'hr') return writing.table ? breakLine(writing) : writeBlock(writing, { kind: 'rule' });
  if (name === 'img') return writeText(writing, `[Image: ${attributes.get('alt') || 'not included'}]`, style);
  if (name !== 'input') return;
  const type = attributes.get('type')?.toLowerCase() ?? 'text';
  if (type === 'checkbox' || type === 'radio')
    return writeText(writing, attributes.has('checked') ? '☑ ' : '☐ ', style);
  if (type === 'text') writeText(writing, attributes.get('value') ?? '', style);
}

function openBlockElement(state: ElementWriting, name: string, attributes: Attributes): boolean {
  const { writing, lists } = state;
  if (name === 'li') {
    endBlock(writing, listItem(state));
    if (writing.table) writeText(writing, '• ', PLAIN);
    return true;
  }
  if (name === 'ul' || name === 'ol') {
    endBlock(writing);
    const start = Number.parseInt(attributes.get('start') ?? '1', 10);
    if (lists.length < MAX_OPEN)
      lists.push({ isOrdered: name === 'ol', next: Number.isFinite(start) ? start : 1 });
    return true;
  }
  if (name === 'pre') state.preDepth += 1;
  const shape = shapeOf(name);
  if (shape) {
    // `<li><p>`: the paragraph is the item.
    const isItemStart = writing.shape.kind === 'list_item' && writing.runs.length === 0;
    if (!isItemStart) endBlock(writing, shape);
    // `</p>` may be left out: the next block ends it.
    closeInline(state, 'p');
    // Inside a cell a heading is only heavy text.
    const isHeavy = shape.kind === 'heading' && writing.table !== undefined;
    if (isHeavy || (shape.kind !== 'heading' && attributes.has('style'))) openInline(state, name, attributes);
    return true;
  }
  if (!LINE_ELEMENTS.has(name)) return false;
  breakLine(writing);
  return false;
}

function closeBlockElement(state: ElementWriting, name: string): boolean {
  const { writing, lists } = state;
  if (name === 'ul' || name === 'ol') lists.pop();
  if (name === 'pre') state.preDepth = Math.max(0, state.preDepth - 1);
  if (name === 'li' || name === 'ul' || name === 'ol' || shapeOf(name)) {
    closeInline(state, name);
    endBlock(writing, state.preDepth > 0 ? FIXED : undefined);
    return true;
  }
  if (LINE_ELEMENTS.has(name)) breakLine(writing);
  return false;
}

function listItem(state: ElementWriting): Shape {
  const list = state.lists.at(-1);
  const level = Math.max(1, state.lists.length);
  if (!list?.isOrdered) return { kind: 'list_item', level, marker: '•' };
  list.next += 1;
  return { kind: 'list_item', level, marker: `${list.next - 1}.` };
}

function shapeOf(name: string): Shape | undefined {
  const heading = HEADING.exec(name)?.[1];
  if (heading) return { kind: 'heading', level: Number(heading) };
  if (name === 'pre') return FIXED;
  return PARAGRAPHS.has(name) ? { kind: 'paragraph' } : undefined;
}

const FIXED: Shape = { kind: 'paragraph', isFixedWidth: true };
const HEADING = /^h([1-6])$/;
const HIDDEN = /display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden/i;
const VOID: ReadonlySet<string> = new Set(
  'br hr img input meta link base col wbr area param embed source track'.split(' '),
);
const DROPPED: ReadonlySet<string> = new Set(
  'script style title object applet iframe svg math canvas audio video template select'.split(' '),
);
const PARAGRAPHS: ReadonlySet<string> = new Set(
  'p blockquote dl caption center figure figcaption fieldset'.split(' '),
);
const LINE_ELEMENTS: ReadonlySet<string> = new Set(
  'div section article header footer main nav aside address dt dd legend form body html'.split(' '),
);
