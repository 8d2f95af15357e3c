/** One token of RTF 1.9.1. `text` is latin-1: one character per byte, still to be decoded by the font's code page. */
export type RtfToken =
  | { readonly kind: 'open' | 'close' }
  | { readonly kind: 'word'; readonly name: string; readonly parameter: number | undefined }
  | { readonly kind: 'symbol'; readonly character: string }
  | { readonly kind: 'hex'; readonly byte: number }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Cuts RTF into tokens. `source` holds one character per byte. Never throws; a damaged control word is text or nothing.
 * Every character is looked at once, so the number of tokens and the work are linear in the input.
 */
export function* scanRtf(source: string): Generator<RtfToken, void, undefined> {
  let at = 0;
  while (at < source.length) {
    const character = source[at];
    if (character === '{' || character === '}') {
      yield character === '{' ? OPEN : CLOSE;
      at += 1;
      continue;
    }
    if (character === '\\') {
      const [token, next] = readControl(source, at);
      if (token) yield token;
      at = next;
      continue;
    }
    TEXT.lastIndex = at;
    const raw = TEXT.exec(source)?.[0] ?? source.slice(at, at + 1);
    at += raw.length;
    const text = raw.replace(/[\r\n\0]+/g, '');
    if (text !== '') yield { kind: 'text', text };
  }
}

function readControl(source: string, at: number): readonly [RtfToken | undefined, number] {
  CONTROL.lastIndex = at;
  const word = CONTROL.exec(source);
  if (word) {
    const [whole, name = '', digits] = word;
    const parameter = digits === undefined ? undefined : Number.parseInt(digits, 10);
    const end = at + whole.length;
    // Raw bytes of a picture follow: they are not text and may hold braces.
    if (name === 'bin') return [undefined, end + Math.max(0, parameter ?? 0)];
    return [{ kind: 'word', name, parameter }, end];
  }
  const character = source[at + 1];
  if (character === undefined) return [undefined, at + 1];
  if (character !== "'") return [{ kind: 'symbol', character }, at + 2];
  const hex = source.slice(at + 2, at + 4);
  if (!/^[0-9a-fA-F]{2}$/.test(hex)) return [undefined, at + 2];
  return [{ kind: 'hex', byte: Number.parseInt(hex, 16) }, at + 4];
}

const OPEN: RtfToken = { kind: 'open' };
const CLOSE: RtfToken = { kind: 'close' };
const TEXT = /[^\\{}]{1,8192}/y;
/** RTF 1.9.1, "Control Words": up to 32 letters, an optional signed number, one optional blank that belongs to the word. */
const CONTROL = /\\([A-Za-z]{1,32})(-?\d{1,10})? ?/y;
