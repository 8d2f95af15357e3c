import iconv from 'iconv-lite';

/**
 * Bytes to text: a byte order mark wins, then the charset the sender named, then UTF-8 if the bytes are valid UTF-8, else
 * windows-1252, which every byte string is. Never throws.
 */
export function decodeText(bytes: Uint8Array, charset?: string): string {
  const marked = BYTE_ORDER_MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return iconv.decode(bytes, marked[1]);
  if (charset && iconv.encodingExists(charset)) return iconv.decode(bytes, charset);
  return decodeUtf8(bytes) ?? iconv.decode(bytes, 'windows-1252');
}

/** `undefined` when the bytes are not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** One character per byte, so that indices are offsets. (`TextDecoder('latin1')` is windows-1252 and would not do.) */
export function latin1(bytes: Uint8Array): string {
  return iconv.decode(bytes, 'binary');
}

/** Text of bytes in a Windows code page by its number; an unknown number reads as 1252. Never throws. */
export function decodeCodePage(bytes: Uint8Array, codePage: number): string {
  if (codePage === 65_001) return iconv.decode(bytes, 'utf-8');
  const name = `cp${codePage}`;
  return iconv.decode(bytes, iconv.encodingExists(name) ? name : 'windows-1252');
}

const BYTE_ORDER_MARKS: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];
