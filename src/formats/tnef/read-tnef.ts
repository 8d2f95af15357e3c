import { Buffer } from 'node:buffer';
import { decodeCodePage } from '../richtext/charset.ts';
import { decompressRtf } from './compressed-rtf.ts';
import type { MapiValues } from './mapi.ts';
import { readProperties } from './mapi.ts';

/** What an Outlook mail was packed into as `winmail.dat` ([MS-OXTNEF]). */
export type Tnef = {
  readonly subject?: string;
  /** The words of the mail in the richest form there is. */
  readonly body?: {
    readonly mediaType: 'text/html' | 'text/rtf' | 'text/plain';
    readonly bytes: Uint8Array;
    readonly charset?: string;
  };
  readonly attachments: readonly TnefAttachment[];
  /** It ends in the middle: what came before is here. */
  readonly isCutOff: boolean;
};

export type TnefAttachment = {
  readonly name?: string;
  readonly mediaType?: string;
  readonly bytes: Uint8Array;
  /** A mail in the mail: `bytes` are TNEF themselves. */
  readonly isMail: boolean;
};

export function isTnef(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** Total: bytes that are no TNEF have nothing in them and are cut off. */
export function readTnef(bytes: Uint8Array): Tnef {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const state: State = { codePage: 1252, attachments: [], message: new Map(), subject: '', plain: undefined };
  let at = HEAD_BYTES;
  let isCutOff = !isTnef(bytes);
  while (!isCutOff && at < file.length) {
    // Level, attribute, length, data, checksum.
    const length = at + 9 <= file.length ? file.readUInt32LE(at + 5) : Infinity;
    isCutOff = at + 9 + length + 2 > file.length;
    if (isCutOff) break;
    takeAttribute(state, file.readUInt32LE(at + 1) & 0xffff, file.subarray(at + 9, at + 9 + length));
    at += 9 + length + 2;
  }
  const body = bodyOf(state);
  const subject = textOf(state.message, PR_SUBJECT) ?? state.subject;
  return {
    ...(subject === '' ? {} : { subject }),
    ...(body ? { body } : {}),
    attachments: state.attachments.flatMap(finishAttachment),
    isCutOff,
  };
}

type OpenAttachment = { title: string; data: Buffer | undefined; values: MapiValues };

type State = {
  codePage: number;
  readonly attachments: OpenAttachment[];
  message: MapiValues;
  subject: string;
  plain: Buffer | undefined;
};

/** [MS-OXTNEF] 2.1.3.2: the attributes that carry words and files. */
function takeAttribute(state: State, id: number, data: Buffer): void {
  const attachment = state.attachments.at(-1);
  switch (id) {
    case ATT_OEM_CODEPAGE:
      if (data.length >= 4) state.codePage = data.readUInt32LE(0);
      return;
    case ATT_SUBJECT:
      state.subject = textIn(data, state.codePage);
      return;
    case ATT_BODY:
      state.plain = data;
      return;
    case ATT_MAPI_PROPS:
      state.message = readProperties(data, state.codePage);
      return;
    case ATT_ATTACH_REND_DATA:
      if (state.attachments.length < MOST_ATTACHMENTS)
        state.attachments.push({ title: '', data: undefined, values: new Map() });
      return;
    case ATT_ATTACH_TITLE:
      if (attachment) attachment.title = textIn(data, state.codePage);
      return;
    case ATT_ATTACH_DATA:
      if (attachment) attachment.data = data;
      return;
    case ATT_ATTACHMENT:
      if (attachment) attachment.values = readProperties(data, state.codePage);
      return;
    default:
  }
}

function bodyOf({ message, plain, codePage }: State): Tnef['body'] {
  const html = message.get(PR_BODY_HTML);
  if (html instanceof Buffer) return { mediaType: 'text/html', bytes: html };
  if (typeof html === 'string') return { mediaType: 'text/html', bytes: Buffer.from(html), charset: 'utf-8' };
  const packed = message.get(PR_RTF_COMPRESSED);
  const rtf = packed instanceof Buffer ? decompressRtf(packed) : undefined;
  if (rtf) return { mediaType: 'text/rtf', bytes: rtf };
  const text = textOf(message, PR_BODY) ?? (plain ? textIn(plain, codePage) : '');
  return text === '' ? undefined : { mediaType: 'text/plain', bytes: Buffer.from(text), charset: 'utf-8' };
}

function finishAttachment({ title, data, values }: OpenAttachment): readonly TnefAttachment[] {
  const object = values.get(PR_ATTACH_DATA);
  const mail = object instanceof Buffer && isTnef(object.subarray(INTERFACE_BYTES));
  const bytes = mail
    ? object.subarray(INTERFACE_BYTES)
    : (data ?? (object instanceof Buffer ? object : undefined));
  if (bytes === undefined) return [];
  const name =
    textOf(values, PR_ATTACH_LONG_FILENAME) ??
    textOf(values, PR_ATTACH_FILENAME) ??
    (title === '' ? textOf(values, PR_DISPLAY_NAME) : title);
  const mediaType = textOf(values, PR_ATTACH_MIME_TAG)?.toLowerCase();
  return [{ bytes, isMail: mail, ...(name ? { name } : {}), ...(mediaType ? { mediaType } : {}) }];
}

function textOf(values: MapiValues, id: number): string | undefined {
  const value = values.get(id);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textIn(data: Buffer, codePage: number): string {
  return decodeCodePage(data, codePage)
    .replace(/\0[^]*$/, '')
    .trimEnd();
}

const SIGNATURE = [0x78, 0x9f, 0x3e, 0x22];
/** Signature and key. */
const HEAD_BYTES = 6;
const MOST_ATTACHMENTS = 1000;
/** The interface identifier before an embedded object. */
const INTERFACE_BYTES = 16;
const ATT_SUBJECT = 0x8004;
const ATT_BODY = 0x800c;
const ATT_ATTACH_DATA = 0x800f;
const ATT_ATTACH_TITLE = 0x8010;
const ATT_ATTACH_REND_DATA = 0x9002;
const ATT_MAPI_PROPS = 0x9003;
const ATT_ATTACHMENT = 0x9005;
const ATT_OEM_CODEPAGE = 0x9007;
const PR_SUBJECT = 0x0037;
const PR_BODY = 0x1000;
const PR_RTF_COMPRESSED = 0x1009;
const PR_BODY_HTML = 0x1013;
const PR_DISPLAY_NAME = 0x3001;
const PR_ATTACH_DATA = 0x3701;
const PR_ATTACH_FILENAME = 0x3704;
const PR_ATTACH_LONG_FILENAME = 0x3707;
const PR_ATTACH_MIME_TAG = 0x370e;
