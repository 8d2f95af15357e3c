import { readCcda } from '../../../formats/richtext/ccda.ts';
import { readCcdaHeader } from '../../../formats/richtext/ccda-header.ts';
import { decodeText } from '../../../formats/richtext/charset.ts';
import { readHtml } from '../../../formats/richtext/html.ts';
import { readRtf } from '../../../formats/richtext/rtf.ts';
import { readText } from '../../../formats/richtext/text.ts';
import { codeOf } from '../../../lib/failure.ts';
import { refusal } from './refuse.ts';
import { giveBlocks } from './text-pages.ts';
import type { FileAnswer, FileRequest, Give } from './work.ts';

/** Plain text. What a mail's part says of its charset counts; bytes that are no text in it are read as what they are. */
export async function openText(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  const text = decodeText(bytes, request.charset);
  const isHtml = request.declaredType === 'text/html';
  if (isHtml) return await openHtml(request, bytes, give);
  return await giveBlocks(request, readText(text), give);
}

export async function openHtml(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  return await giveBlocks(request, readHtml(bytes, request.charset), give);
}

export async function openRtf(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  try {
    return await giveBlocks(request, readRtf(bytes), give);
  } catch (error) {
    if (codeOf(error).startsWith('note-unreadable')) throw refusal('damaged');
    throw error;
  }
}

/** A clinical document: whom it is about, then its narrative; or the one file it wraps. Other XML is for machines. */
export async function openXml(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  try {
    const note = readCcda(bytes, request.charset);
    const header = readCcdaHeader(bytes, request.charset);
    if (note.kind === 'narrative') return await giveBlocks(request, [...header, ...note.blocks], give);
    const wrapped = Buffer.from(note.base64, 'base64');
    await give.file({ role: 'archived', declaredType: note.mediaType }, wrapped);
    return header.length === 0 ? { fate: 'opened' } : await giveBlocks(request, header, give);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'note-unsupported-content') throw refusal('unsupported');
    if (code === 'note-unreadable-xml') throw refusal('damaged');
    throw error;
  }
}
