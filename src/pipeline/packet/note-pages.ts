import type { Block, Run } from '../../formats/richtext/block.ts';
import { printableLine } from '../../formats/richtext/printable.ts';
import type { Area } from './flow.ts';
import { layoutBlocks } from './layout.ts';
import type { PacketInput, Practice } from './packet-input.ts';
import type { Mark, Measure, Paper } from './paper.ts';
import { BODY_SIZE, PAGE } from './paper.ts';
import { dayWords, filedName, phoneWords } from './wording.ts';

/**
 * The note's own pages as marks, each under a header that says whose it is: pages of a fax get parted. `first` is the
 * number of the first of them within the packet, `of` how many that has when others follow.
 */
export function layoutNote(
  input: Pick<PacketInput, 'patient' | 'note' | 'practice'>,
  blocks: readonly Block[],
  paper: Paper,
  first: number,
  of?: number,
): readonly (readonly Mark[])[] {
  const covered = coverBlocks(blocks, paper);
  const pages = layoutBlocks(covered, paper.measure, AREA);
  const total = of ?? first - 1 + pages.length;
  return pages.map((marks, index) => [...noteHeader(input, paper.measure, first + index, total), ...marks]);
}

/** What stands under the header of a page. */
export const AREA: Area = { left: PAGE.left, right: PAGE.right, top: 88, bottom: PAGE.bottom };

/** Characters outside the fonts print as `□`, and the note says so at its end: nothing is lost in silence. */
export function coverBlocks(blocks: readonly Block[], paper: Pick<Paper, 'covered'>): readonly Block[] {
  let missing = 0;
  const cover = (runs: readonly Run[]): readonly Run[] =>
    runs.map((run) => {
      const shown = paper.covered(run.text);
      missing += shown.missing;
      return { ...run, text: shown.text };
    });
  const covered = blocks.map((block): Block => {
    if (block.kind === 'rule' || block.kind === 'page_break') return block;
    if (block.kind !== 'table') return { ...block, runs: cover(block.runs) };
    const rows = block.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => ({ ...cell, runs: cover(cell.runs) })),
    }));
    return { ...block, rows };
  });
  if (missing === 0) return covered;
  const text = `[□ stands for ${missing === 1 ? 'one character' : `${missing} characters`} of the original that could not be printed here.]`;
  return [...covered, { kind: 'paragraph', runs: [{ text }] }];
}

function noteHeader(
  { patient, note, practice }: Pick<PacketInput, 'patient' | 'note' | 'practice'>,
  measure: Measure,
  page: number,
  total: number,
): readonly Mark[] {
  const about = [
    `DOB ${dayWords(patient.birthDate)}`,
    `Date of service ${dayWords(note.serviceDate)}`,
    printableLine(note.title ?? 'Visit note'),
  ];
  return pageHeader({ title: filedName(patient.name), about, practice }, measure, page, total);
}

/** Two lines on top of every page: pages of a fax get parted. */
export function pageHeader(
  head: {
    readonly title: string;
    readonly about: readonly string[];
    readonly practice: Practice;
  },
  measure: Measure,
  page: number,
  total: number,
): readonly Mark[] {
  const pageText = `Page ${page} of ${total}`;
  const pageWidth = measure(pageText, 'bold', HEADER_SIZE);
  const width = PAGE.right - PAGE.left;
  const name = clipped(head.title, measure, 'bold', width - pageWidth - 16);
  const details = head.about.join('  ·  ');
  const from = phoneWords(head.practice.phone);
  const fromWidth = measure(from, 'regular', BODY_SIZE);
  return [
    { kind: 'text', x: PAGE.left, y: 48, text: name, face: 'bold', size: HEADER_SIZE },
    { kind: 'text', x: PAGE.right - pageWidth, y: 48, text: pageText, face: 'bold', size: HEADER_SIZE },
    {
      kind: 'text',
      x: PAGE.left,
      y: 63,
      text: clipped(details, measure, 'regular', width - fromWidth - 16),
      face: 'regular',
      size: BODY_SIZE,
    },
    { kind: 'text', x: PAGE.right - fromWidth, y: 63, text: from, face: 'regular', size: BODY_SIZE },
    { kind: 'line', from: { x: PAGE.left, y: 70 }, to: { x: PAGE.right, y: 70 }, weight: 1 },
  ];
}

const HEADER_SIZE = 11;

function clipped(text: string, measure: Measure, face: 'regular' | 'bold', width: number): string {
  const size = face === 'bold' ? HEADER_SIZE : BODY_SIZE;
  if (measure(text, face, size) <= width) return text;
  const letters = [...new Intl.Segmenter('en').segment(text.slice(0, 300))].map((part) => part.segment);
  while (letters.length > 0 && measure(`${letters.join('')}…`, face, size) > width) letters.pop();
  return `${letters.join('')}…`;
}
