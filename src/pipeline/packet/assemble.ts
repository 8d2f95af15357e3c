import { createHash } from 'node:crypto';
import { Failure } from '../../lib/failure.ts';
import { openNotePdf, prependCover } from './append-pdf.ts';
import { coverLetter } from './cover.ts';
import { layoutLetter } from './letter.ts';
import { drawFax } from './fax-pages.ts';
import { readNoteContent } from './note-content.ts';
import { layoutNote } from './note-pages.ts';
import { noticeLetter } from './notice.ts';
import type { NoticeInput, Packet, PacketInput } from './packet-input.ts';
import type { Paper } from './paper.ts';
import { openPaper } from './paper.ts';
import { checkProofOfService, PROOF_GAP_WORDS } from './proof.ts';

/**
 * Composes a packet in this process, without limits of time and memory: `composePacket` runs it where it has them.
 *
 * @throws Failure permanent: `packet-incomplete` when the note is no proof of service, or why its content cannot be used.
 */
export async function assemblePacket(input: PacketInput): Promise<Packet> {
  requireProof(input);
  const content = readNoteContent(input.content);
  const paper = openPaper('Visit note', input.composedAt);
  if (content.kind === 'blocks') {
    const pages = layoutNote(input, content.blocks, paper, 2);
    drawCover(input, pages.length + 1, paper);
    for (const marks of pages) paper.draw(marks);
    return packetOf(await paper.finish(), pages.length + 1);
  }
  const note = await openNotePdf(content.bytes);
  const pages = note.pages.length + 1;
  drawCover(input, pages, paper);
  const cover = await paper.finish();
  return packetOf(await prependCover(note, cover, sha256(cover).slice(0, 32)), pages);
}

/** @throws Failure permanent `packet-incomplete`. */
export function requireProof(input: Pick<PacketInput, 'patient' | 'note'>): void {
  const gaps = checkProofOfService(input);
  if (gaps.length === 0) return;
  const words = gaps.map((gap) => PROOF_GAP_WORDS[gap]).join(', ');
  throw new Failure('permanent', 'packet-incomplete', `The note lacks ${words}.`);
}

export async function assembleNotice(input: NoticeInput): Promise<Packet> {
  const paper = openPaper('Referral notice', input.composedAt);
  paper.draw(layoutLetter(noticeLetter(input), paper.measure));
  return packetOf(await paper.finish(), 1);
}

export async function assembleFax(pdf: Uint8Array): Promise<Packet> {
  const { bytes, pages } = await drawFax(pdf);
  return packetOf(bytes, pages);
}

function drawCover(input: PacketInput, pages: number, paper: Paper): void {
  paper.draw(layoutLetter(coverLetter(input, pages), paper.measure));
}

/** @param bytes Whole and final. */
export function packetOf(bytes: Uint8Array, pages: number): Packet {
  return { bytes, pages, sha256: sha256(bytes) };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
