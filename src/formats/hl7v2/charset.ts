import iconv from 'iconv-lite';
import type { Hl7Charset, Hl7Warning } from './message.ts';
import { windows1252 } from '../../lib/windows-1252.ts';

export type Decoded = {
  readonly text: string;
  readonly charset: Hl7Charset;
  readonly warnings: readonly Hl7Warning[];
};

/**
 * Decodes a message. The order is: the channel's override, MSH-18, strict UTF-8, windows-1252. A charset in which the bytes
 * are not valid is passed over with a warning. Windows-1252 takes any byte, so nothing is ever lost.
 *
 * @param named finds MSH-18 in text decoded so far: its repetitions, as the sender wrote them.
 */
export function decodeMessage(
  bytes: Uint8Array,
  override: string | undefined,
  named: (text: string) => readonly string[],
): Decoded {
  const buffer = bufferOf(bytes);
  const wide = wideCharset(buffer);
  if (wide !== undefined)
    return decodedAs(iconv.decode(buffer, wide, { stripBOM: false }), wide, 'msh-18', []);

  const utf8 = strictUtf8(buffer);
  const warnings: Hl7Warning[] = [];
  const candidates = candidatesOf(override, named(utf8 ?? buffer.toString('latin1')), warnings);
  for (const { name, source } of candidates) {
    const decoded = decodeStrictly(buffer, name, utf8);
    if (decoded !== undefined)
      return decodedAs(decoded.text, decoded.name, source, warnings.concat(decoded.warnings));
    warnings.push({ code: 'charset-mismatch', path: 'MSH-18', text: `The bytes are not valid ${name}.` });
  }
  if (utf8 !== undefined) return decodedAs(utf8, 'utf-8', 'utf-8', warnings);
  warnings.push({ code: 'charset-fallback', text: 'The bytes are not valid UTF-8; read as windows-1252.' });
  return decodedAs(windows1252(buffer), 'windows-1252', 'fallback', warnings);
}

/** Decodes a few bytes, such as those of `\X..\`, in the message's charset; windows-1252 where they are not valid in it. */
export function decodeBytes(bytes: Uint8Array, charset: string): string {
  const buffer = bufferOf(bytes);
  if (charset.startsWith('utf-16')) return strictUtf8(buffer) ?? windows1252(buffer);
  const name = iconvName(charset) ?? 'utf-8';
  return decodeStrictly(buffer, name, strictUtf8(buffer))?.text ?? windows1252(buffer);
}

/** Decodes a slice of a message that was decoded in `charset`. */
export function decodeSlice(bytes: Uint8Array, charset: string): string {
  return charset.startsWith('utf-16') ? iconv.decode(bufferOf(bytes), charset) : decodeBytes(bytes, charset);
}

/** The iconv-lite name of a charset as HL7 table 0211 or a person writes it; `undefined` when there is none. */
function iconvName(name: string): string | undefined {
  if (knownNames.has(name)) return knownNames.get(name);
  const found = findIconvName(name);
  if (knownNames.size < 256) knownNames.set(name, found);
  return found;
}

const knownNames = new Map<string, string | undefined>();

function findIconvName(name: string): string | undefined {
  const key = name
    .trim()
    .toUpperCase()
    .replace(/[\s_-]+/g, '');
  const standard = table0211[key];
  if (standard !== undefined) return standard;
  const part = /^(?:ISO)?8859\/?(\d{1,2})$/.exec(key)?.[1];
  const plain = part === undefined ? name.trim().toLowerCase() : `iso-8859-${part}`;
  return plain !== '' && iconv.encodingExists(plain) ? plain : undefined;
}

/**
 * Tells where characters of the decoded text stand in the bytes. Counting starts at the last character asked for, so that a
 * walk through a message stays linear.
 */
export function byteOffsets(decoded: Decoded, bytes: Uint8Array): (character: number) => number {
  const { text, charset } = decoded;
  if (text.length === bytes.length && charset.name !== 'iso-2022-jp') return (character) => character;
  if (charset.name === 'iso-2022-jp') return (character) => shiftedOffset(bytes, character);
  let known = { character: 0, offset: 0 };
  return (character) => {
    if (character < known.character) known = { character: 0, offset: 0 };
    const between = byteLength(text.slice(known.character, character), charset.name);
    known = { character, offset: known.offset + between };
    return known.offset;
  };
}

function byteLength(text: string, charset: string): number {
  if (charset === 'utf-8') return Buffer.byteLength(text, 'utf8');
  if (charset.startsWith('utf-16')) return text.length * 2;
  return iconv.encode(text, charset).length;
}

/** With shift states the bytes of a character depend on what stands before it: so they are fed until it has come out. */
function shiftedOffset(bytes: Uint8Array, character: number): number {
  const decoder = new TextDecoder('iso-2022-jp');
  let given = 0;
  let offset = 0;
  while (offset < bytes.length && given < character) {
    // A byte gives one character at most, so half as many bytes as characters are missing cannot be too many.
    const step = Math.max(1, Math.floor((character - given) / 2));
    given += decoder.decode(bytes.subarray(offset, offset + step), { stream: true }).length;
    offset = Math.min(offset + step, bytes.length);
  }
  return offset;
}

/** Table 0211; keys without blanks, hyphens and underscores. Japanese senders switch sets with ISO 2022 escapes. */
const table0211: Readonly<Record<string, string>> = {
  ASCII: 'us-ascii',
  USASCII: 'us-ascii',
  ISOIR6: 'us-ascii',
  '8859/1': 'iso-8859-1',
  ISO88591: 'iso-8859-1',
  LATIN1: 'iso-8859-1',
  WINDOWS1252: 'windows-1252',
  CP1252: 'windows-1252',
  ISOIR14: 'iso-2022-jp',
  ISOIR87: 'iso-2022-jp',
  ISOIR159: 'iso-2022-jp',
  GB180302000: 'gb18030',
  KSX1001: 'euc-kr',
  BIG5: 'big5',
  // Whoever can write UNICODE in readable bytes is not sending UTF-16 or UTF-32.
  UNICODE: 'utf-8',
  UNICODEUTF8: 'utf-8',
  UNICODEUTF16: 'utf-8',
  UNICODEUTF32: 'utf-8',
  UTF8: 'utf-8',
};

type Candidate = { readonly name: string; readonly source: 'channel' | 'msh-18' };

function candidatesOf(
  override: string | undefined,
  named: readonly string[],
  warnings: Hl7Warning[],
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  if (override !== undefined) addCandidate(candidates, override, 'channel', warnings);
  for (const written of named) {
    if (written !== '') addCandidate(candidates, written, 'msh-18', warnings);
  }
  // Text with ISO 2022 escapes is valid ASCII too, so the first repetition (ASCII by default) must not win.
  const shifting = candidates.findIndex((candidate) => candidate.name === 'iso-2022-jp');
  if (shifting > 0 && override === undefined) candidates.unshift(...candidates.splice(shifting, 1));
  return candidates;
}

function addCandidate(
  candidates: Candidate[],
  written: string,
  source: Candidate['source'],
  warnings: Hl7Warning[],
): void {
  const name = iconvName(written);
  if (name !== undefined) candidates.push({ name, source });
  else warnings.push({ code: 'charset-unknown', path: 'MSH-18', text: 'The named charset is not known.' });
}

type StrictlyDecoded = {
  readonly text: string;
  readonly name: string;
  readonly warnings: readonly Hl7Warning[];
};

function decodeStrictly(buffer: Buffer, name: string, utf8: string | undefined): StrictlyDecoded | undefined {
  if (name === 'utf-8') return utf8 === undefined ? undefined : { text: utf8, name, warnings: [] };
  if (name === 'iso-2022-jp') return shifted(buffer, name);
  // Every other charset here is ASCII where all bytes are below 0x80.
  if (utf8 !== undefined && utf8.length === buffer.length) return { text: utf8, name, warnings: [] };
  if (name === 'us-ascii') return undefined;
  if (name === 'windows-1252') return { text: windows1252(buffer), name, warnings: [] };
  if (name === 'iso-8859-1') return latin1(buffer);
  const text = iconv.decode(buffer, name, { stripBOM: false });
  return text.includes('\uFFFD') ? undefined : { text, name, warnings: [] };
}

/** 0x80-0x9F are control characters in 8859/1 and typographic quotes in what Windows senders mean by it. */
function latin1(buffer: Buffer): StrictlyDecoded {
  const text = buffer.toString('latin1');
  if (!/[\x80-\x9f]/.test(text)) return { text, name: 'iso-8859-1', warnings: [] };
  const warning = {
    code: 'charset-windows-1252',
    path: 'MSH-18',
    text: 'Called 8859/1, but holds windows-1252.',
  };
  return { text: windows1252(buffer), name: 'windows-1252', warnings: [warning] };
}

function shifted(buffer: Buffer, name: string): StrictlyDecoded | undefined {
  try {
    return { text: new TextDecoder(name, { fatal: true }).decode(buffer), name, warnings: [] };
  } catch {
    return undefined;
  }
}

function strictUtf8(buffer: Buffer): string | undefined {
  const text = buffer.toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  try {
    // The sender may have sent U+FFFD itself: only then is it data.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer);
  } catch {
    return undefined;
  }
}

/** UTF-16 shows in its first bytes: a byte order mark, or `MSH` with every other byte zero. */
function wideCharset(buffer: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const first = buffer[0];
  const second = buffer[1];
  if ((first === 0xff && second === 0xfe) || (first === 0x4d && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x4d)) return 'utf-16be';
  return undefined;
}

function decodedAs(
  text: string,
  name: string,
  source: Hl7Charset['source'],
  warnings: readonly Hl7Warning[],
): Decoded {
  return { text, charset: { name, source }, warnings };
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
