import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block, Cell, Run } from '../../formats/richtext/block.ts';
import { layoutBlocks } from './layout.ts';
import type { Mark, Measure } from './paper.ts';
import { PAGE } from './paper.ts';

const AREA = { left: PAGE.left, right: PAGE.right, top: 88, bottom: PAGE.bottom };

test('every letter lands on a page, inside the margins', () => {
  fc.assert(
    fc.property(fc.array(anyBlock, { maxLength: 12 }), (blocks) => {
      const pages = layoutBlocks(blocks, measure, AREA);

      for (const mark of pages.flat()) expectInside(mark);
      const letters = (text: string): string => text.replace(/\s/g, '').split('').toSorted().join('');
      expect(letters(textOf(pages))).toBe(letters(wordsOf(blocks)));
    }),
    { numRuns: 150 },
  );
});

test('a word wider than the line is cut, not lost and not printed over the edge', () => {
  const [page] = layoutBlocks([paragraph('x'.repeat(400))], measure, AREA);

  const texts = (page ?? []).flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
  expect(texts.join('')).toBe('x'.repeat(400));
  expect(texts.length).toBeGreaterThan(1);
});

test('an item wraps under its text, not under its marker', () => {
  const [page] = layoutBlocks([paragraph(`  1. ${'word '.repeat(60)}`)], measure, AREA);

  const lefts = (page ?? []).flatMap((mark) => (mark.kind === 'text' ? [Math.round(mark.x)] : []));
  expect(lefts[0]).toBe(60);
  expect(new Set(lefts.slice(1))).toEqual(new Set([75]));
});

test('a heading never stands alone at the foot of a page', () => {
  for (let lines = 30; lines < 60; lines += 1) {
    const blocks: Block[] = [
      paragraph('line\n'.repeat(lines)),
      { kind: 'heading', level: 1, runs: [{ text: 'Plan' }] },
      paragraph('next'),
    ];
    const pages = layoutBlocks(blocks, measure, AREA);

    const pageOf = (word: string): number =>
      pages.findIndex((marks) => marks.some((mark) => mark.kind === 'text' && mark.text === word));
    expect(pageOf('Plan')).toBe(pageOf('next'));
  }
});

test('the header row of a table is repeated on every page it reaches', () => {
  const rows = Array.from({ length: 120 }, (_, index) => ({
    cells: [cell(`row${index}`), cell('value')],
    isHeader: false,
  }));
  const pages = layoutBlocks(
    [{ kind: 'table', rows: [{ cells: [cell('Eye'), cell('IOP')], isHeader: true }, ...rows] }],
    measure,
    AREA,
  );

  expect(pages.length).toBeGreaterThan(2);
  for (const marks of pages)
    expect(marks.some((mark) => mark.kind === 'text' && mark.text === 'IOP')).toBe(true);
});

test('a cell longer than a page goes on over pages', () => {
  const text = Array.from({ length: 150 }, (_, index) => `line${index}`).join('\n');
  const pages = layoutBlocks(
    [{ kind: 'table', rows: [{ cells: [cell(text), cell('x')], isHeader: false }] }],
    measure,
    AREA,
  );

  expect(pages.length).toBeGreaterThan(2);
  expect(textOf(pages)).toContain('line149');
});

test('more columns than a page can hold become named values', () => {
  const cells = (word: string): readonly Cell[] =>
    Array.from({ length: 14 }, (_, index) => cell(`${word}${index}`));
  const rows = [
    { cells: cells('name'), isHeader: true },
    { cells: cells('value'), isHeader: false },
  ];

  const words = textOf(layoutBlocks([{ kind: 'table', rows }], measure, AREA)).replace(/\s+/g, ' ');
  expect(words).toContain('name13:');
  expect(words).toContain('value13');
});

test('a stacked row that ends with its page has its line inside the margin', () => {
  const row = { cells: Array.from({ length: 12 }, () => cell('a')), isHeader: false };
  const table: Block = { kind: 'table', rows: Array.from({ length: 60 }, () => row) };
  for (let before = 0; before < 30; before += 1) {
    const blocks = [...Array.from({ length: before }, () => paragraph('x')), table];
    for (const mark of layoutBlocks(blocks, measure, AREA).flat()) expectInside(mark);
  }
});

test('more than 200 pages are refused before they are made', () => {
  const endless = paragraph('word\n'.repeat(100_000));

  expect(() => layoutBlocks([endless], measure, AREA)).toThrow(
    expect.objectContaining({ fate: 'permanent', code: 'note-too-long' }),
  );
});

/** Every letter is half as wide as it is high: what matters here is not the font. */
const measure: Measure = (text, _face, size) => text.length * size * 0.5 * (size === 10.5 ? 10 / 10.5 : 1);

const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\t', 'Σ', '-', '1'), maxLength: 60 });
const anyRuns = fc.array(
  fc
    .record({ text: words, isBold: fc.boolean() })
    .map(({ text, isBold }): Run => ({ text, ...(isBold ? { bold: true } : {}) })),
  { maxLength: 4 },
);
const anyCell = fc.record({ runs: anyRuns, span: fc.integer({ min: 1, max: 3 }) });
const anyRow = fc.record({
  cells: fc.array(anyCell, { minLength: 1, maxLength: 12 }),
  isHeader: fc.constant(false),
});
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  anyRuns.map((runs): Block => ({ kind: 'paragraph', runs })),
  anyRuns.map((runs): Block => ({ kind: 'paragraph', runs, isFixedWidth: true })),
  anyRuns.map((runs): Block => ({ kind: 'heading', level: 2, runs })),
  anyRuns.map((runs): Block => ({ kind: 'list_item', level: 3, marker: '•', runs })),
  fc.array(anyRow, { minLength: 1, maxLength: 5 }).map((rows): Block => ({ kind: 'table', rows })),
  fc.constantFrom<Block>({ kind: 'rule' }, { kind: 'page_break' }),
);

function expectInside(mark: Mark): void {
  const [left, right, bottom] =
    mark.kind === 'text'
      ? [mark.x, mark.x + measure(mark.text.trimEnd(), mark.face, mark.size), mark.y]
      : [mark.from.x, mark.to.x, mark.to.y];
  expect(left).toBeGreaterThanOrEqual(AREA.left - 0.1);
  expect(right).toBeLessThanOrEqual(AREA.right + 0.1);
  expect(bottom).toBeLessThanOrEqual(AREA.bottom + 0.1);
}

function wordsOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => {
      if (block.kind === 'table')
        return block.rows.flatMap((row) => row.cells.flatMap((one) => one.runs.map((run) => run.text)));
      if (block.kind === 'list_item') return [block.marker, ...block.runs.map((run) => run.text)];
      return 'runs' in block ? block.runs.map((run) => run.text) : [];
    })
    .join('');
}

function textOf(pages: readonly (readonly Mark[])[]): string {
  return pages
    .flat()
    .flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
    .join(' ');
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', runs: [{ text }] };
}

function cell(text: string): Cell {
  return { runs: [{ text }], span: 1 };
}
