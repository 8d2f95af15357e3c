import type { Block, Cell } from '../../formats/richtext/block.ts';
import { printableLine } from '../../formats/richtext/printable.ts';
import { packetOf } from './assemble.ts';
import { addressee, sender } from './cover.ts';
import { layoutBlocks } from './layout.ts';
import { layoutLetter, type Letter } from './letter.ts';
import { AREA, coverBlocks, pageHeader } from './note-pages.ts';
import type { Packet, StatusInput, StatusRow } from './packet-input.ts';
import { openPaper } from './paper.ts';
import { dayWords, filedName, pageWords, phoneWords, timeWords } from './wording.ts';

/** The status report of one office's patients: a cover, and a table of all of them. */
export async function assembleStatus(input: StatusInput): Promise<Packet> {
  const paper = openPaper(TITLE, input.composedAt);
  const pages = layoutBlocks(coverBlocks([tableOf(input), ...moreOf(input)], paper), paper.measure, AREA);
  const total = pages.length + 1;
  paper.draw(layoutLetter(coverOf(input, total), paper.measure));
  const about = [
    `As of ${timeWords(input.composedAt, input.zone)}`,
    printableLine(input.recipient.organisation ?? ''),
  ].filter((text) => text !== '');
  const head = { title: TITLE, about, practice: input.practice };
  pages.forEach((marks, index) =>
    paper.draw([...pageHeader(head, paper.measure, index + 2, total), ...marks]),
  );
  return packetOf(await paper.finish(), total);
}

const TITLE = 'Status of your referrals';

function coverOf(input: StatusInput, pages: number): Letter {
  const { rows, more, practice, zone } = input;
  const words = [
    'These are the patients you referred to us whose referrals are still open, with their next appointment. Visit notes follow separately.',
    `Is somebody missing, or is something not right? Please call ${phoneWords(practice.phone)}.`,
  ];
  return {
    practice,
    title: TITLE,
    to: addressee(input.recipient),
    from: sender(practice),
    fields: [
      { label: 'As of', value: timeWords(input.composedAt, zone), isStrong: true },
      { label: 'Patients', value: String(rows.length + more), isStrong: true },
      { label: 'Our reference', value: input.reference },
      { label: 'Pages', value: pageWords(pages), isStrong: true },
    ],
    paragraphs: words.map((text) => ({ runs: [{ text }], isItem: false })),
    foot: `Composed ${timeWords(input.composedAt, zone)}. Reference ${input.reference}.`,
  };
}

function tableOf({ rows, zone }: StatusInput): Block {
  const heads = ['Patient', 'Born', 'Received', 'Your order', 'Status', 'Next appointment'];
  return {
    kind: 'table',
    rows: [
      { cells: heads.map((head) => cell(head)), isHeader: true },
      ...rows.map((row) => ({ cells: wordsOf(row, zone).map((words) => cell(words)), isHeader: false })),
    ],
  };
}

function wordsOf(row: StatusRow, zone: string): readonly string[] {
  return [
    filedName(row.name),
    dayWords(row.birthDate),
    timeWords(row.receivedAt, zone).split(' at ')[0] ?? '',
    printableLine(row.orderNumber ?? ''),
    row.status,
    row.appointmentAt === undefined ? '' : timeWords(row.appointmentAt, zone),
  ];
}

function moreOf({ more }: StatusInput): readonly Block[] {
  if (more === 0) return [];
  return [{ kind: 'paragraph', runs: [{ text: `And ${more} more: please call us for them.` }] }];
}

function cell(text: string): Cell {
  return { runs: [{ text }], span: 1 };
}
