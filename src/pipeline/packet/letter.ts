import type { Run } from '../../formats/richtext/block.ts';
import { breakLines, marksOfLine } from './lines.ts';
import type { Paragraph } from './letter-template.ts';
import type { Practice } from './packet-input.ts';
import type { Mark, Measure } from './paper.ts';
import { BODY_SIZE, PAGE } from './paper.ts';
import { frame } from './table-layout.ts';
import { phoneWords } from './wording.ts';

/** One page from the practice to an office: cover sheets and notices have the same face, so that an office knows us. */
export type Letter = {
  readonly practice: Practice;
  readonly title: string;
  /** Framed under the title: what must not be overlooked. */
  readonly alert?: string | undefined;
  readonly to: readonly string[];
  readonly from: readonly string[];
  readonly fields: readonly LetterField[];
  readonly paragraphs: readonly Paragraph[];
  readonly foot: string;
};

export type LetterField = { readonly label: string; readonly value: string; readonly isStrong?: boolean };

/** The marks of the page. It is always one: when names and reasons are long, the less needed lines give way. */
export function layoutLetter(letter: Letter, measure: Measure): readonly Mark[] {
  const drafts = FIELD_LINES.map((maxLines) => () => draft(letter, measure, maxLines));
  const fitting = drafts.find((make) => make().y <= PAGE.bottom) ?? drafts.at(-1);
  return fitting?.().marks ?? [];
}

function draft(letter: Letter, measure: Measure, maxLines: number): Pen {
  const pen: Pen = { marks: [], measure, y: PAGE.top + 6 };
  writeHead(pen, letter.practice);
  writeTitle(pen, letter);
  writeAddresses(pen, letter, Math.min(maxLines, 3));
  writeFields(pen, letter.fields, maxLines);
  for (const paragraph of letter.paragraphs) writeParagraph(pen, paragraph, maxLines);
  writeConfidentiality(pen, letter);
  return pen;
}

/** Lines a field may take, from generous to scant. A name in bold always gets its four. */
const FIELD_LINES = [4, 2, 1];

type Pen = { readonly marks: Mark[]; readonly measure: Measure; y: number; isInList?: boolean };

type Place = { readonly x: number; readonly width: number; readonly size: number; readonly maxLines: number };

const WIDTH = PAGE.right - PAGE.left;
const LEADING = 1.35;

/** Writes lines downwards from `pen.y`; what exceeds `maxLines` ends in an ellipsis. */
function write(pen: Pen, runs: readonly Run[], place: Place): void {
  const { measure } = pen;
  let count = 0;
  for (const line of breakLines(runs, { width: place.width, size: place.size, measure })) {
    count += 1;
    if (count > place.maxLines) {
      appendEllipsis(pen);
      return;
    }
    pen.marks.push(...marksOfLine(line, place.x, pen.y + place.size, place.size));
    pen.y += place.size * LEADING;
  }
}

function appendEllipsis(pen: Pen): void {
  const last = pen.marks.findLastIndex((mark) => mark.kind === 'text');
  const mark = pen.marks[last];
  if (mark?.kind === 'text') pen.marks[last] = { ...mark, text: `${mark.text.slice(0, -2)}…` };
}

/** The words of a letter are never cut short: names and reasons in the table above give way first. */
function writeParagraph(pen: Pen, { runs, isItem }: Paragraph, maxLines: number): void {
  const indent = isItem ? 16 : 0;
  // A list ends like a paragraph.
  if (!isItem && pen.isInList) pen.y += 4;
  pen.isInList = isItem;
  if (isItem) {
    const bullet = { x: PAGE.left + 3, width: indent, size: 11, maxLines: 1 };
    const { y } = pen;
    write(pen, [{ text: '•' }], bullet);
    pen.y = y;
  }
  const place = { x: PAGE.left + indent, width: WIDTH - indent, size: 11, maxLines: maxLines + 20 };
  write(pen, runs, place);
  pen.y += isItem ? 3 : 7;
}

function writeHead(pen: Pen, practice: Practice): void {
  write(pen, [{ text: practice.name, bold: true }], { x: PAGE.left, width: WIDTH, size: 16, maxLines: 2 });
  const contact = [
    ...(practice.address ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    `Phone ${phoneWords(practice.phone)}`,
    ...(practice.fax ? [`Fax ${phoneWords(practice.fax)}`] : []),
  ].join('   ·   ');
  write(pen, [{ text: contact }], { x: PAGE.left, width: WIDTH, size: BODY_SIZE, maxLines: 2 });
  pen.y += 5;
  rule(pen, 1.5);
  pen.y += 14;
}

function writeTitle(pen: Pen, letter: Letter): void {
  write(pen, [{ text: letter.title, bold: true }], { x: PAGE.left, width: WIDTH, size: 21, maxLines: 1 });
  if (letter.alert) {
    const top = pen.y + 4;
    pen.y = top + 5;
    write(pen, [{ text: letter.alert, bold: true }], {
      x: PAGE.left + 8,
      width: WIDTH - 16,
      size: 12,
      maxLines: 2,
    });
    pen.y += 5;
    pen.marks.push(...frame(PAGE.left, top, PAGE.right, pen.y, 1.5));
  }
  pen.y += 10;
}

function writeAddresses(pen: Pen, letter: Letter, maxLines: number): void {
  const top = pen.y;
  const half = WIDTH / 2 - 10;
  const bottoms = [
    { label: 'TO', lines: letter.to, x: PAGE.left },
    { label: 'FROM', lines: letter.from, x: PAGE.left + WIDTH / 2 + 10 },
  ].map(({ label, lines, x }) => {
    pen.y = top;
    write(pen, [{ text: label, bold: true }], { x, width: half, size: BODY_SIZE, maxLines: 1 });
    lines.forEach((text, index) => {
      write(pen, [{ text, ...(index === 0 ? { bold: true } : {}) }], {
        x,
        width: half,
        size: 12,
        maxLines,
      });
    });
    return pen.y;
  });
  pen.y = Math.max(...bottoms) + 9;
}

function writeFields(pen: Pen, fields: readonly LetterField[], maxLines: number): void {
  rule(pen, 0.75);
  for (const field of fields) {
    pen.y += 4.5;
    const size = field.isStrong ? 12.5 : 11.5;
    const top = pen.y;
    // Label and value stand on one baseline, whatever their sizes.
    pen.y = top + size - LABEL_SIZE;
    write(pen, [{ text: field.label }], {
      x: PAGE.left,
      width: LABEL_WIDTH - 8,
      size: LABEL_SIZE,
      maxLines: 1,
    });
    pen.y = top;
    const run: Run = { text: field.value, ...(field.isStrong ? { bold: true } : {}) };
    const place = { x: PAGE.left + LABEL_WIDTH, width: WIDTH - LABEL_WIDTH, size };
    write(pen, [run], { ...place, maxLines: field.isStrong ? 4 : maxLines });
    pen.y += 3.5;
    rule(pen, 0.5);
  }
  pen.y += 14;
}

const LABEL_SIZE = 11;
const LABEL_WIDTH = 130;

/** Stands at the foot, where offices look for it; above it only when the page is full. */
function writeConfidentiality(pen: Pen, letter: Letter): void {
  // One word, or a line could end in the middle of the number.
  const phone = phoneWords(letter.practice.phone).replace(' ', '\u00A0');
  const runs: readonly Run[] = [
    { text: 'CONFIDENTIAL HEALTH INFORMATION. ', bold: true },
    { text: NOTICE },
    { text: ` If you are not that office, call ${phone} at once`, bold: true },
    { text: ', do not read, copy or pass on these pages, and destroy them.' },
  ];
  const place = { x: PAGE.left + 9, width: WIDTH - 18, size: BODY_SIZE, maxLines: 8 };
  const height = [...breakLines(runs, { ...place, measure: pen.measure })].length * BODY_SIZE * LEADING + 14;
  const top = Math.max(pen.y, PAGE.bottom - 22 - height);
  pen.y = top + 7;
  write(pen, runs, place);
  pen.marks.push(...frame(PAGE.left, top, PAGE.right, top + height, 1));
  pen.y = top + height + 6;
  write(pen, [{ text: letter.foot }], { x: PAGE.left, width: WIDTH, size: BODY_SIZE, maxLines: 1 });
}

const NOTICE =
  'Privacy law protects what these pages say. They are meant only for the office named above, to care for this patient.';

function rule(pen: Pen, weight: number): void {
  pen.marks.push({ kind: 'line', from: { x: PAGE.left, y: pen.y }, to: { x: PAGE.right, y: pen.y }, weight });
}
