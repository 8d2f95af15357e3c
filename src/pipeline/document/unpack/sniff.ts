import { sniffMediaType } from '../../../formats/hl7v2/content.ts';
import { readHead } from '../../../formats/mail/head.ts';
import type { Role } from './work.ts';

/**
 * What a file is opened as. The words of a mail are what its part said they are: any text may begin like something else. Who says that it is
 * a mail is believed when the bytes say nothing better.
 */
export function kindOf(
  file: { readonly role: Role; readonly declaredType?: string },
  bytes: Uint8Array,
): string {
  if (file.role === 'mail_text') return file.declaredType ?? 'text/plain';
  const type = sniffFile(bytes);
  const isVague = type === 'text/plain' || type === 'text/html' || type === 'application/octet-stream';
  return isVague && bytes.length > 0 && file.declaredType === MAIL ? MAIL : type;
}

/** What a file is by its first bytes, whatever its sender calls it. `application/octet-stream`: nothing we know. */
export function sniffFile(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD_BYTES));
  const known = SIGNATURES.find(({ at = 0, bytes: signature }) =>
    head.subarray(at, at + signature.length).equals(signature),
  );
  if (known) return known.type === 'zip' ? zipType(bytes) : known.type;
  if (isHeif(head)) return 'image/heic';
  // HL7 v2.5.1 section 2.14.9: MSH-1 and MSH-2 follow. A frame's first byte may be left over.
  if (/^\x0b?MSH[^\w\s][^\s]{3,5}[^\w\s]/.test(head.toString('latin1', 0, 12))) return HL7;
  // A byte order mark of UTF-16: text, with zeros in it.
  if (/^(?:\xff\xfe|\xfe\xff)/.test(head.toString('latin1', 0, 2))) return 'text/plain';
  // Before what its body may begin with: HTML, or a PDF as it is.
  if (isMail(bytes)) return MAIL;
  const type = sniffMediaType(bytes);
  // A person reads the text; what a machine would make of it is for a channel of that format.
  return type === 'application/fhir+json' ? 'text/plain' : type;
}

/** A mail begins with fields, of people and of machines. A letter that begins "From: Dr …, To: Dr …, Date: …" has none of the second. */
function isMail(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 256)).toString(
    'latin1',
  );
  if (!/^(?:From |[!-9;-~]{1,60}:[ \t\r\n])/.test(text)) return false;
  const names = new Set(readHead(bytes.subarray(0, MAIL_HEAD_BYTES)).fields.map((field) => field.name));
  return PEOPLES_FIELDS.some((name) => names.has(name)) && MACHINES_FIELDS.some((name) => names.has(name));
}

/** Word's own format and others are archives with a certain file at the front. */
function zipType(bytes: Uint8Array): string {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The directory at the end names every file.
  const names = Buffer.concat([all.subarray(0, 4096), all.subarray(-ZIP_TAIL_BYTES)]);
  if (names.includes('word/document.xml')) return DOCX;
  return OFFICE_FOLDERS.some((folder) => names.includes(folder)) ? OFFICE : 'application/zip';
}

function isHeif(head: Buffer): boolean {
  return (
    head.toString('latin1', 4, 8) === 'ftyp' &&
    /^(?:hei[cxms]|hev[cxms]|mif1|msf1)/.test(head.toString('latin1', 8, 12))
  );
}

/** HL7 v2 in its usual encoding, as HL7 over HTTP calls it. */
export const HL7 = 'application/hl7-v2';
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** Sheets, slides and the like. */
export const OFFICE = 'application/vnd.openxmlformats-officedocument';

const HEAD_BYTES = 1024;
const MAIL_HEAD_BYTES = 64 * 1024;
const ZIP_TAIL_BYTES = 64 * 1024;
const MAIL = 'message/rfc822';
const PEOPLES_FIELDS = ['from', 'to', 'subject', 'date'];
const MACHINES_FIELDS = [
  'message-id',
  'received',
  'mime-version',
  'content-type',
  'return-path',
  'delivered-to',
  'dkim-signature',
];
const OFFICE_FOLDERS = ['xl/workbook', 'ppt/presentation', 'mimetypeapplication/vnd.oasis.opendocument'];

const SIGNATURES: readonly { readonly type: string; readonly bytes: Buffer; readonly at?: number }[] = [
  { type: 'image/tiff', bytes: Buffer.from('II*\0', 'latin1') },
  { type: 'image/tiff', bytes: Buffer.from('MM\0*', 'latin1') },
  { type: 'image/png', bytes: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') },
  { type: 'image/jpeg', bytes: Buffer.from('\xff\xd8\xff', 'latin1') },
  { type: 'image/gif', bytes: Buffer.from('GIF8', 'latin1') },
  { type: 'image/webp', bytes: Buffer.from('WEBP', 'latin1'), at: 8 },
  { type: 'image/avif', bytes: Buffer.from('ftypavif', 'latin1'), at: 4 },
  { type: 'image/bmp', bytes: Buffer.from('BM', 'latin1') },
  { type: 'zip', bytes: Buffer.from('PK\x03\x04', 'latin1') },
  { type: 'zip', bytes: Buffer.from('PK\x05\x06', 'latin1') },
  { type: 'application/vnd.ms-tnef', bytes: Buffer.from('\x78\x9f\x3e\x22', 'latin1') },
  { type: 'application/x-ole-storage', bytes: Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1') },
  { type: 'application/gzip', bytes: Buffer.from('\x1f\x8b', 'latin1') },
  { type: 'application/x-7z-compressed', bytes: Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1') },
  { type: 'application/vnd.rar', bytes: Buffer.from('Rar!\x1a\x07', 'latin1') },
];
