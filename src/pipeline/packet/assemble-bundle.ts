import { Failure } from '../../lib/failure.ts';
import { layoutBlocks } from './layout.ts';
import { joinPdfs, openNotePdf } from './append-pdf.ts';
import { packetOf, requireProof } from './assemble.ts';
import { addressee, sender } from './cover.ts';
import { MAX_PAGES } from './flow.ts';
import { layoutLetter, type Letter } from './letter.ts';
import type { Paragraph } from './letter-template.ts';
import { readNoteContent, type ReadableNote } from './note-content.ts';
import { AREA, coverBlocks, layoutNote } from './note-pages.ts';
import { MOST_BUNDLED, type BundledNote, type BundleInput, type Packet } from './packet-input.ts';
import { openPaper, type Paper } from './paper.ts';
import { dayWords, filedName, pageWords, phoneWords, timeWords } from './wording.ts';

/**
 * Several notes under one cover that lists them with their pages. Every page of text says whose it is; pages of PDFs stay as they are.
 *
 * @throws Failure permanent: those of a single note; `bundle-too-large` above 15 notes; `note-too-long` above 200 pages in all.
 */
export async function assembleBundle(input: BundleInput): Promise<Packet> {
  if (input.notes.length > MOST_BUNDLED)
    throw new Failure('permanent', 'bundle-too-large', `A bundle holds at most ${MOST_BUNDLED} notes.`);
  const parts: Part[] = [];
  for (const note of input.notes) parts.push(await openPart(note));
  const paper = openPaper('Visit notes', input.composedAt);
  const counts = parts.map((part) => (part.kind === 'pdf' ? part.pages : countPages(part, paper)));
  const total = 1 + counts.reduce((sum, count) => sum + count, 0);
  if (total > MAX_PAGES)
    throw new Failure('permanent', 'note-too-long', `The notes have more than ${MAX_PAGES} pages together.`);
  const firsts = counts.map((_, at) => 2 + counts.slice(0, at).reduce((sum, count) => sum + count, 0));
  paper.draw(layoutLetter(coverOf(input, counts, firsts, total), paper.measure));
  const pdfs = [await paper.finish()];
  for (const [at, part] of parts.entries())
    pdfs.push(part.kind === 'pdf' ? part.bytes : await drawPart(input, part, firsts[at] ?? 2, total));
  return packetOf(await joinPdfs(pdfs), total);
}

type Part =
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array; readonly pages: number }
  | {
      readonly kind: 'blocks';
      readonly note: BundledNote;
      readonly content: Extract<ReadableNote, { readonly kind: 'blocks' }>;
    };

async function openPart(note: BundledNote): Promise<Part> {
  requireProof(note);
  const content = readNoteContent(note.content);
  if (content.kind === 'blocks') return { kind: 'blocks', note, content };
  const { document, pages } = await openNotePdf(content.bytes);
  const bytes = await document.save({ updateFieldAppearances: false, addDefaultPage: false });
  return { kind: 'pdf', bytes, pages: pages.length };
}

function countPages({ content }: Extract<Part, { readonly kind: 'blocks' }>, paper: Paper): number {
  return layoutBlocks(coverBlocks(content.blocks, paper), paper.measure, AREA).length;
}

async function drawPart(
  { practice, composedAt }: BundleInput,
  { note, content }: Extract<Part, { readonly kind: 'blocks' }>,
  first: number,
  total: number,
): Promise<Uint8Array> {
  const paper = openPaper('Visit note', composedAt);
  for (const marks of layoutNote({ ...note, practice }, content.blocks, paper, first, total))
    paper.draw(marks);
  return await paper.finish();
}

function coverOf(
  input: BundleInput,
  counts: readonly number[],
  firsts: readonly number[],
  total: number,
): Letter {
  const { practice, zone, notes } = input;
  return {
    practice,
    title: 'Visit notes',
    to: addressee(input.recipient),
    from: sender(practice),
    fields: [
      { label: 'Notes', value: String(notes.length), isStrong: true },
      { label: 'Our reference', value: input.reference },
      { label: 'Pages', value: pageWords(total), isStrong: true },
    ],
    paragraphs: [
      words('Thank you for referring these patients to us. The notes of their visits follow.'),
      ...notes.map((note, at) => ({
        runs: [{ text: lineOf(note, firsts[at] ?? 0, counts[at] ?? 0) }],
        isItem: true,
      })),
      words(`Questions? Please call ${phoneWords(practice.phone)}.`),
    ],
    foot: `Composed ${timeWords(input.composedAt, zone)}. Reference ${input.reference}.`,
  };
}

function lineOf({ patient, note, referral }: BundledNote, first: number, count: number): string {
  const pages = count === 1 ? `page ${first}` : `pages ${first} to ${first + count - 1}`;
  const order = referral.orderNumber === undefined ? '' : `, your order ${referral.orderNumber}`;
  return `${filedName(patient.name)}, born ${dayWords(patient.birthDate)}, seen ${dayWords(note.serviceDate)}${order}: ${pages}`;
}

function words(text: string): Paragraph {
  return { runs: [{ text }], isItem: false };
}
