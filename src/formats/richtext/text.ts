import type { Block } from './block.ts';
import { printable } from './printable.ts';

/**
 * Plain text as blocks: lines stay lines, a form feed starts a page. Nothing is guessed but one thing: when a line is
 * laid out in columns (tabs, or three spaces inside it) the whole note keeps fixed-width letters, or its columns fall apart.
 */
export function readText(text: string): readonly Block[] {
  const pages = printable(text).split('\f');
  const isFixedWidth = pages.some((page) => COLUMNS.test(page));
  return pages.flatMap((page, index) => [
    ...(index > 0 ? [PAGE_BREAK] : []),
    ...blocksOf(page, isFixedWidth),
  ]);
}

function blocksOf(page: string, isFixedWidth: boolean): readonly Block[] {
  const text = trimEdges(page);
  if (text === '') return [];
  return [{ kind: 'paragraph', runs: [{ text }], ...(isFixedWidth ? { isFixedWidth } : {}) }];
}

/** Blank lines before and after say nothing; blanks inside and at a line's start do. By hand, because `/\s+$/` is quadratic. */
function trimEdges(page: string): string {
  const end = page.trimEnd().length;
  const start = page.length - page.trimStart().length;
  if (start >= end) return '';
  return page.slice(page.lastIndexOf('\n', start) + 1, end);
}

const PAGE_BREAK: Block = { kind: 'page_break' };
const COLUMNS = /\S(?:\t| {3})[^\S\n]*\S/;
