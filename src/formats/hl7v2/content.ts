import { Failure } from '../../lib/failure.ts';
import { decodeSlice } from './charset.ts';
import { delimitersOf, standardDelimiters } from './delimiters.ts';
import { unescapeText } from './escape.ts';

export type MediaType =
  | 'application/pdf'
  | 'text/plain'
  | 'text/rtf'
  | 'text/html'
  | 'image/tiff'
  | 'text/xml'
  | 'application/fhir+json'
  | 'application/octet-stream';

/** What a document is by its first bytes, whatever its sender calls it. */
export function sniffMediaType(bytes: Uint8Array): MediaType {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');
  // Readers accept a PDF header anywhere in the first kilobyte, and so do the senders that rely on it.
  if (head.includes('%PDF-')) return 'application/pdf';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'image/tiff';
  const text = head.replace(/^(?:\xef\xbb\xbf)?\s+|^\xef\xbb\xbf/, '');
  if (text.startsWith('{\\rtf')) return 'text/rtf';
  if (/^<!doctype html|<html[\s>]/i.test(text) || /^<(?:body|div|p|span|table|h[1-6]|br)[\s/>]/i.test(text)) {
    return 'text/html';
  }
  if (/^<\?xml\s|^<(?:[\w.-]+:)?ClinicalDocument[\s>]/.test(text)) return 'text/xml';
  if (/^\{[^{}[\]]*"resourceType"\s*:\s*"[A-Z]/.test(text)) return 'application/fhir+json';
  return text === '' || /[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text)
    ? 'application/octet-stream'
    : 'text/plain';
}

/** How the slices of a stored message become a document; the fields of `ContentRef` that decide about it. */
export type ContentEncoding = {
  readonly encoding: 'base64' | 'hex' | 'text' | 'none';
  readonly joiner: '' | '\n';
  /** MSH-1 and MSH-2, such as `|^~\&`. */
  readonly delimiters?: string;
  /** The slices stand inside texts of JSON. */
  readonly escapes?: 'json';
  /** iconv-lite name of the message's charset. */
  readonly charset?: string;
};

type Slice = Uint8Array | string;

/**
 * Decodes a document from its slices of a message: bytes as they stand there, or values somebody has read and unescaped. Base64 may be wrapped by blanks, line breaks and their escape sequences,
 * be split anywhere, and be padded in each of its parts. Text becomes UTF-8 with its escape sequences undone.
 *
 * Throws Failure permanent `content-undecodable` when it is empty or not what it is said to be.
 */
export function decodeContent(written: readonly Slice[], ref: ContentEncoding): Uint8Array {
  const slices = ref.escapes === 'json' ? written.map((slice) => withoutJsonEscapes(slice, ref)) : written;
  if (ref.encoding === 'text') return decodeText(slices, ref);
  if (ref.encoding === 'none')
    return Buffer.concat(slices.map((slice) => (typeof slice === 'string' ? Buffer.from(slice) : slice)));
  const bytes = ref.encoding === 'hex' ? decodeHex(slices, ref) : decodeBase64(slices, ref);
  if (bytes === undefined) {
    throw new Failure('permanent', 'content-undecodable', `The content is not valid ${ref.encoding}.`);
  }
  if (bytes.length === 0) throw new Failure('permanent', 'content-undecodable', 'The content is empty.');
  return bytes;
}

/** Text always, so that no escape of HL7 is looked for in it; base64 without escapes stays as it is. */
function withoutJsonEscapes(slice: Slice, { encoding }: ContentEncoding): Slice {
  if (typeof slice === 'string') return slice;
  const isEscaped = slice.includes(BACKSLASH);
  if (!isEscaped && encoding !== 'text') return slice;
  const text = Buffer.from(slice.buffer, slice.byteOffset, slice.byteLength).toString('utf8');
  return isEscaped ? (JSON.parse(`"${text}"`) as string) : text;
}

const BACKSLASH = 0x5c;

function decodeText(slices: readonly Slice[], ref: ContentEncoding): Uint8Array {
  const delimiters = ref.delimiters === undefined ? standardDelimiters : delimitersOf(ref.delimiters);
  const charset = ref.charset ?? 'utf-8';
  const parts = slices.map((slice) =>
    typeof slice === 'string' ? slice : unescapeText(decodeSlice(slice, charset), delimiters, charset),
  );
  return Buffer.from(parts.join(ref.joiner), 'utf8');
}

/** The encoded characters alone. A document that holds nothing else is not copied. */
function withoutLineBreaks(slice: Slice, ref: ContentEncoding): string {
  const text = typeof slice === 'string' ? slice : textOf(slice, ref);
  return /\s/.test(text) ? text.replace(/\s+/g, '') : text;
}

function textOf(slice: Uint8Array, ref: ContentEncoding): string {
  const isWide = ref.charset?.startsWith('utf-16') === true;
  // Encoded characters are ASCII in every charset of single bytes.
  const text = isWide
    ? decodeSlice(slice, ref.charset)
    : Buffer.from(slice.buffer, slice.byteOffset, slice.byteLength).toString('latin1');
  const delimiters = ref.delimiters === undefined ? standardDelimiters : delimitersOf(ref.delimiters);
  const { escape } = delimiters;
  return escape !== undefined && text.includes(escape) ? unescapeText(text, delimiters, 'ascii') : text;
}

function decodeHex(slices: readonly Slice[], ref: ContentEncoding): Uint8Array | undefined {
  const text = slices.map((slice) => withoutLineBreaks(slice, ref)).join('');
  return text.length % 2 === 1 || /[^0-9A-Fa-f]/.test(text) ? undefined : Buffer.from(text, 'hex');
}

/** What is decoded at once: text of 20 MB costs several times that while it is taken apart, and strings this short are collected cheaply. */
const PIECE_BYTES = 48 * 1024;

/** Node skips what is not base64, and a letter in the wrong place would shift the rest unseen: so it is checked first. */
function decodeBase64(slices: readonly Slice[], ref: ContentEncoding): Uint8Array | undefined {
  const pieces = slices.flatMap((slice) => piecesOf(slice, ref));
  const whole = Buffer.allocUnsafe(Math.ceil((pieces.reduce((sum, piece) => sum + piece.length, 0) * 3) / 4));
  let at = 0;
  // Letters of a group of four whose rest is in the next piece.
  let rest = '';
  for (const piece of pieces) {
    const text = withoutLineBreaks(piece, ref);
    if (/[^A-Za-z0-9+/=_-]/.test(text)) return undefined;
    // Padding ends a part: one padded document may follow another.
    const parts = text.includes('=') ? text.split(/=+/) : [text];
    parts[0] = rest + (parts[0] ?? '');
    rest = parts.pop() ?? '';
    if (parts.some((part) => part.length % 4 === 1)) return undefined;
    for (const part of parts) at += whole.write(part, at, 'base64');
    const complete = rest.length - (rest.length % 4);
    at += whole.write(rest.slice(0, complete), at, 'base64');
    rest = rest.slice(complete);
  }
  if (rest.length === 1) return undefined;
  at += whole.write(rest, at, 'base64');
  return whole.subarray(0, at);
}

/** A slice in pieces, unless a character or an escape sequence could be cut in two. */
function piecesOf(slice: Slice, ref: ContentEncoding): readonly Slice[] {
  if (typeof slice !== 'string' && !isPlain(slice, ref)) return [slice];
  const starts = Array.from(
    { length: Math.ceil(slice.length / PIECE_BYTES) },
    (_, index) => index * PIECE_BYTES,
  );
  if (typeof slice === 'string') return starts.map((start) => slice.slice(start, start + PIECE_BYTES));
  return starts.map((start) => slice.subarray(start, start + PIECE_BYTES));
}

/** One byte a character, and no escape sequence. */
function isPlain(slice: Uint8Array, ref: ContentEncoding): boolean {
  if (ref.charset?.startsWith('utf-16') === true) return false;
  const { escape } = ref.delimiters === undefined ? standardDelimiters : delimitersOf(ref.delimiters);
  return escape === undefined || !slice.includes(escape.charCodeAt(0));
}
