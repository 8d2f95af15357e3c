import { Buffer } from 'node:buffer';
import { decodeBytes, decodeQuotedPrintable, decodeWords } from './encoded-words.ts';
import { fieldOf, readHead } from './head.ts';

/** What can be seen of a mail without unpacking it: its first text and the names of what is attached. */
export type MailLook = {
  /** Plain, at most 4,000 characters. */
  readonly text: string;
  readonly attachments: readonly { readonly type: string; readonly fileName: string }[];
};

const MOST_TEXT = 4_000;
const MOST_RAW_TEXT = 16 * 1024;
const MOST_PARTS = 50;
const MOST_DEPTH = 6;

type Seen = {
  text: string;
  html: string;
  parts: number;
  readonly attachments: MailLook['attachments'][number][];
};

/** Looks at the parts of a mail within small limits: what lies deeper is for the unpacking to find. Total. */
export function lookAtParts(bytes: Uint8Array): MailLook {
  const seen: Seen = { text: '', html: '', parts: 0, attachments: [] };
  look(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, seen);
  return { text: seen.text === '' ? seen.html : seen.text, attachments: seen.attachments };
}

/** Whether a multipart mail has its closing delimiter (RFC 2046 5.1.1); what has no parts has none. A mail without one was cut. */
export function isClosed(bytes: Uint8Array): boolean {
  const contentType = fieldOf(readHead(bytes), 'content-type') ?? '';
  if (!/^multipart\//i.test(contentType)) return true;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.lastIndexOf(`--${parameterOf(contentType, 'boundary')}--`) >= 0;
}

function look(bytes: Buffer, depth: number, seen: Seen): void {
  const head = readHead(bytes);
  const contentType = fieldOf(head, 'content-type') ?? 'text/plain';
  const type = /^[^;\s]*/.exec(contentType)?.[0].toLowerCase() ?? '';
  const body = bytes.subarray(head.bodyAt);
  if (type.startsWith('multipart/')) {
    const boundary = parameterOf(contentType, 'boundary');
    if (boundary === '' || depth === MOST_DEPTH) return;
    for (const part of partsOf(body, boundary, MOST_PARTS - seen.parts)) {
      seen.parts += 1;
      look(part, depth + 1, seen);
    }
    return;
  }
  const disposition = fieldOf(head, 'content-disposition') ?? '';
  const fileName = decodeWords(
    parameterOf(disposition, 'filename') || parameterOf(contentType, 'name'),
  ).slice(0, 200);
  const isAttached = fileName !== '' || /^attachment\b/i.test(disposition) || !type.startsWith('text/');
  if (isAttached) seen.attachments.push({ type, fileName });
  else {
    const encoding = fieldOf(head, 'content-transfer-encoding')?.toLowerCase() ?? '';
    const text = decodeText(body, encoding, parameterOf(contentType, 'charset'));
    if (type === 'text/html') seen.html ||= withoutTags(text).slice(0, MOST_TEXT);
    else seen.text ||= text.slice(0, MOST_TEXT);
  }
}

/** The parts between a multipart's delimiters (RFC 2046 5.1.1), at most `most`. */
export function* partsOf(body: Buffer, boundary: string, most: number): Generator<Buffer> {
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  let begin = body.indexOf(mark);
  for (let count = 0; begin >= 0 && count < most; count += 1) {
    const after = begin + mark.length;
    if (body.toString('latin1', after, after + 2) === '--') return;
    const lineEnd = body.indexOf(LF, after);
    if (lineEnd < 0) return;
    const next = body.indexOf(mark, lineEnd);
    yield body.subarray(lineEnd + 1, next < 0 ? body.length : next);
    begin = next;
  }
}

const LF = 10;

/** A parameter of a structured field, quoted or not; `filename*=UTF-8''…` too (RFC 2231). */
export function parameterOf(value: string, name: string): string {
  const plain = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value);
  if (plain) return plain[1] ?? plain[2] ?? '';
  const extended = new RegExp(
    `;\\s*${name}\\*(?:0\\*)?\\s*=\\s*[^';]{0,40}'[^';]{0,20}'([^;\\s]+)`,
    'i',
  ).exec(value);
  const text = extended?.[1] ?? '';
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function decodeText(body: Buffer, encoding: string, charset: string): string {
  const raw = body.subarray(0, MOST_RAW_TEXT);
  const bytes =
    encoding === 'base64'
      ? Buffer.from(raw.toString('latin1'), 'base64')
      : encoding === 'quoted-printable'
        ? decodeQuotedPrintable(raw.toString('latin1'))
        : raw;
  return decodeBytes(bytes, charset === '' ? undefined : charset);
}

/** Enough to find words: nothing is shown of it. */
function withoutTags(html: string): string {
  return html
    .replaceAll(/<(?:style|script)\b[^>]*>[^]*?<\/(?:style|script)\s*>/gi, ' ')
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/li)\b[^>]{0,200}>/gi, '\n')
    .replaceAll(/<[^>]{0,2000}>/g, ' ')
    .replaceAll(/&(nbsp|amp|lt|gt|quot);/gi, (_all, name: string) => ENTITIES[name.toLowerCase()] ?? ' ')
    .replaceAll(/[ \t]+/g, ' ');
}

const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"' };
