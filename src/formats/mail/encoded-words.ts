import { Buffer } from 'node:buffer';
import { windows1252 } from '../../lib/windows-1252.ts';

/** `=?charset?B?…?=` and `=?charset*language?Q?…?=` (RFC 2047, RFC 2231). */
const word = /=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bq])\?([^?]*)\?=/gi;

type Piece = { readonly charset: string; readonly bytes: Buffer };

/**
 * Decodes the encoded words of a header value. White space between two of them is not part of the text (RFC 2047 6.2), and a
 * character that some mailers cut in two is put together again.
 */
export function decodeWords(value: string): string {
  const out: string[] = [];
  let pieces: Piece[] = [];
  let end = 0;
  const flush = (): void => {
    if (pieces.length > 0) out.push(decodePieces(pieces));
    pieces = [];
  };
  for (const match of value.matchAll(word)) {
    const between = value.slice(end, match.index);
    if (pieces.length === 0 || between.trim() !== '') {
      flush();
      out.push(between);
    }
    const [all, charset = '', encoding = '', text = ''] = match;
    pieces.push({ charset: charset.toLowerCase(), bytes: decodeOne(encoding, text) });
    end = match.index + all.length;
  }
  flush();
  return out.join('') + value.slice(end);
}

/** Text of bytes in a charset the sender names: if it is unknown or wrong, UTF-8 where that fits, else windows-1252. */
export function decodeBytes(bytes: Uint8Array, charset: string | undefined): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = charset?.toLowerCase() ?? 'utf-8';
  // Node 20 decodes this one as Latin-1, in which quotes and the euro sign are control characters.
  if (/^(?:windows-1252|cp1252|iso-8859-1|latin1|us-ascii)$/.test(name)) return windows1252(buffer);
  try {
    return new TextDecoder(name, { fatal: true }).decode(buffer);
  } catch {
    return decodeUnnamed(buffer);
  }
}

function decodeUnnamed(buffer: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer);
  } catch {
    return windows1252(buffer);
  }
}

export function decodeQuotedPrintable(text: string): Buffer {
  const plain = text
    .replaceAll(/(?<![ \t])[ \t]+(?=\r?\n)/g, '')
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9a-f]{2})/gi, (_all, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
  return Buffer.from(plain, 'latin1');
}

function decodeOne(encoding: string, text: string): Buffer {
  return encoding.toLowerCase() === 'b'
    ? Buffer.from(text, 'base64')
    : decodeQuotedPrintable(text.replaceAll('_', ' '));
}

function decodePieces(pieces: readonly Piece[]): string {
  let text = '';
  for (let at = 0; at < pieces.length;) {
    const charset = pieces[at]?.charset;
    let next = at;
    while (next < pieces.length && pieces[next]?.charset === charset) next += 1;
    text += decodeBytes(Buffer.concat(pieces.slice(at, next).map((piece) => piece.bytes)), charset);
    at = next;
  }
  return text;
}
