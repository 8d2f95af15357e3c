/**
 * Where the text at a path stands in a body of JSON that `parseJson` took: the bytes between its quotes, escapes as they are.
 * Undefined where there is no text. Steps over everything else without decoding it.
 */
export function locateText(
  body: Uint8Array,
  path: readonly (string | number)[],
): { readonly offset: number; readonly length: number } | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let at = skipBlanks(bytes, startOf(bytes));
  for (const step of path) {
    const found = typeof step === 'number' ? item(bytes, at, step) : member(bytes, at, step);
    if (found === undefined) return undefined;
    at = found;
  }
  if (bytes[at] !== QUOTE) return undefined;
  return { offset: at + 1, length: endOfString(bytes, at) - at - 2 };
}

/** Behind the byte order mark. */
function startOf(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function member(bytes: Buffer, object: number, name: string): number | undefined {
  if (bytes[object] !== OBJECT) return undefined;
  let at = skipBlanks(bytes, object + 1);
  while (bytes[at] === QUOTE) {
    const end = endOfString(bytes, at);
    const isIt = JSON.parse(bytes.toString('utf8', at, end)) === name;
    // The colon, with blanks on both sides.
    at = skipBlanks(bytes, skipBlanks(bytes, end) + 1);
    if (isIt) return at;
    at = afterComma(bytes, endOfValue(bytes, at));
  }
  return undefined;
}

function item(bytes: Buffer, array: number, index: number): number | undefined {
  if (bytes[array] !== ARRAY) return undefined;
  let at = skipBlanks(bytes, array + 1);
  for (let passed = 0; passed < index; passed += 1) {
    if (at >= bytes.length || bytes[at] === ARRAY_END) return undefined;
    at = afterComma(bytes, endOfValue(bytes, at));
  }
  return bytes[at] === ARRAY_END ? undefined : at;
}

function afterComma(bytes: Buffer, end: number): number {
  const at = skipBlanks(bytes, end);
  return bytes[at] === COMMA ? skipBlanks(bytes, at + 1) : at;
}

function endOfValue(bytes: Buffer, start: number): number {
  let at = start;
  let depth = 0;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      if (depth === 0) return at;
      continue;
    }
    const isEnd = byte === OBJECT_END || byte === ARRAY_END;
    if (depth === 0 && (isEnd || byte === COMMA)) return at;
    if (byte === OBJECT || byte === ARRAY) depth += 1;
    at += 1;
    if (isEnd) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return at;
}

/** Behind the closing quote. */
function endOfString(bytes: Buffer, quote: number): number {
  let at = quote + 1;
  for (;;) {
    const end = bytes.indexOf(QUOTE, at);
    if (end === -1) return bytes.length;
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
    at = end + 1;
  }
}

function skipBlanks(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
const ARRAY = 0x5b;
const ARRAY_END = 0x5d;
const COMMA = 0x2c;
