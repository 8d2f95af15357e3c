import { Failure } from '../../lib/failure.ts';
import type { Block } from '../../formats/richtext/block.ts';
import { plainText } from '../../formats/richtext/block.ts';
import { readCcda } from '../../formats/richtext/ccda.ts';
import { decodeText } from '../../formats/richtext/charset.ts';
import { readFhirNote } from '../../formats/richtext/fhir.ts';
import { readHtml } from '../../formats/richtext/html.ts';
import { readRtf } from '../../formats/richtext/rtf.ts';
import { readText } from '../../formats/richtext/text.ts';
import type { NoteContent } from './packet-input.ts';

/** What the pages of a note are made from: blocks to be laid out, or a PDF whose pages are taken as they are. */
export type ReadableNote =
  | { readonly kind: 'blocks'; readonly blocks: readonly Block[] }
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array };

/**
 * Reads a note in whatever form it came.
 *
 * @throws Failure permanent: `note-unsupported-content` for a form we cannot put on paper, `note-unreadable-…` for a
 *   damaged one, `note-empty` when there is nothing to read, `note-too-large` above 25 MiB.
 */
export function readNoteContent(content: NoteContent): ReadableNote {
  if ('blocks' in content) return withText(content.blocks);
  if (content.bytes.byteLength > MAX_NOTE_BYTES) {
    throw new Failure('permanent', 'note-too-large', 'The note is larger than 25 MiB.');
  }
  return readBytes(content.mediaType, content.bytes, content.charset);
}

function readBytes(mediaType: string, bytes: Uint8Array, charset: string | undefined): ReadableNote {
  switch (mediaType) {
    case 'application/pdf':
      return { kind: 'pdf', bytes };
    case 'text/plain':
      return withText(readText(decodeText(bytes, charset)));
    case 'text/rtf':
    case 'application/rtf':
      return withText(readRtf(bytes));
    case 'text/html':
      return withText(readHtml(bytes, charset));
    case 'text/xml':
    case 'application/xml':
      return readClinicalDocument(bytes, charset);
    case 'application/fhir+json':
      return readFhirDocument(bytes);
    default:
      throw unsupported(mediaType);
  }
}

function readClinicalDocument(bytes: Uint8Array, charset: string | undefined): ReadableNote {
  const note = readCcda(bytes, charset);
  if (note.kind === 'narrative') return withText(note.blocks);
  // A document wrapped in a document wrapped in a document is nobody's note.
  if (note.mediaType === 'text/xml' || note.mediaType === 'application/xml')
    throw unsupported(note.mediaType);
  return readBytes(note.mediaType, Buffer.from(note.base64, 'base64'), undefined);
}

function readFhirDocument(bytes: Uint8Array): ReadableNote {
  const note = readFhirNote(bytes);
  if (note.kind === 'narrative') return withText(note.blocks);
  if (note.mediaType === 'application/fhir+json') throw unsupported(note.mediaType);
  return readBytes(note.mediaType, Buffer.from(note.base64, 'base64'), undefined);
}

function withText(blocks: readonly Block[]): ReadableNote {
  if (plainText(blocks).trim() === '') throw new Failure('permanent', 'note-empty', 'The note has no text.');
  return { kind: 'blocks', blocks };
}

function unsupported(mediaType: string): Failure {
  const type = /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(mediaType) ? mediaType : 'an unnamed type';
  const words = WORDS[type] ?? `a file of type ${type}`;
  return new Failure(
    'permanent',
    'note-unsupported-content',
    `The note is ${words}. A packet can be made from PDF, RTF, HTML, plain text, C-CDA and FHIR.`,
  );
}

const WORDS: Readonly<Record<string, string>> = {
  'image/tiff': 'a TIFF image (image/tiff)',
  'application/octet-stream': 'a file of unknown type (application/octet-stream)',
};

const MAX_NOTE_BYTES = 25 * 1024 * 1024;
