import { decodeEntities } from './entities.ts';

export type Markup =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      readonly isClosed: boolean;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  /** `<!DOCTYPE …>`. Reported, never obeyed. */
  | { readonly kind: 'doctype' };

/**
 * Cuts HTML or XML into tags and text, tolerantly: a `<` that opens no tag is text (`BP <120`). Never throws, fetches
 * nothing, expands no entity but characters. Returns how many characters were looked at, which grows with the input and
 * never with its square: the tests count it.
 */
export function scanMarkup(source: string, dialect: 'html' | 'xml', visit: (markup: Markup) => void): number {
  const scan: Scan = { source, dialect, at: 0, textFrom: 0, looked: 0, found: new Map(), visit };
  while (scan.at < source.length) {
    const open = find(scan, '<', scan.at);
    if (open === -1) break;
    scan.at = open;
    if (!readMarkup(scan, open)) scan.at = Math.max(scan.at, open + 1);
  }
  flushText(scan, source.length);
  return scan.looked;
}

type Scan = {
  readonly source: string;
  readonly dialect: 'html' | 'xml';
  at: number;
  /** Start of text not handed on yet. */
  textFrom: number;
  looked: number;
  /** The last search for each needle: without it, an unclosed `<!--` a thousand times would be quadratic. */
  readonly found: Map<string, { readonly from: number; readonly at: number }>;
  readonly visit: (markup: Markup) => void;
};

/** False when the `<` at `open` is only a character. */
function readMarkup(scan: Scan, open: number): boolean {
  const { source } = scan;
  if (source.startsWith('<!--', open)) return skipTo(scan, open, '-->', 4);
  if (source.startsWith('<![CDATA[', open)) return readCharacterData(scan, open);
  if (source.startsWith('<?', open)) return skipTo(scan, open, '>', 2);
  if (source.startsWith('<!', open)) return readDeclaration(scan, open);
  if (!TAG_START.test(source.slice(open, open + 3))) return false;
  return readTag(scan, open);
}

const TAG_START = /^<\/?[A-Za-z_]/;

function skipTo(scan: Scan, open: number, closer: string, from: number): boolean {
  const end = find(scan, closer, open + from);
  if (end === -1) return false;
  flushText(scan, open);
  continueAt(scan, end + closer.length);
  return true;
}

function readCharacterData(scan: Scan, open: number): boolean {
  const end = find(scan, ']]>', open + 9);
  if (end === -1) return false;
  flushText(scan, open);
  scan.visit({ kind: 'text', text: scan.source.slice(open + 9, end) });
  continueAt(scan, end + 3);
  return true;
}

function readDeclaration(scan: Scan, open: number): boolean {
  const isDoctype = scan.source.slice(open, open + 9).toLowerCase() === '<!doctype';
  const isSkipped = skipTo(scan, open, '>', 2);
  if (isDoctype) scan.visit({ kind: 'doctype' });
  return isSkipped;
}

function readTag(scan: Scan, open: number): boolean {
  const end = tagEnd(scan, open);
  if (end === -1) return false;
  flushText(scan, open);
  const isClose = scan.source[open + 1] === '/';
  const inside = scan.source.slice(open + (isClose ? 2 : 1), end);
  const name = NAME.exec(inside)?.[0] ?? '';
  const localName = scan.dialect === 'html' ? name.toLowerCase() : name.slice(name.indexOf(':') + 1);
  continueAt(scan, end + 1);
  if (isClose) {
    scan.visit({ kind: 'close', name: localName });
    return true;
  }
  const attributes = attributesOf(inside.slice(name.length, name.length + MAX_ATTRIBUTE_TEXT));
  scan.visit({ kind: 'open', name: localName, attributes, isClosed: inside.endsWith('/') });
  if (scan.dialect === 'html' && RAW_TEXT.has(localName)) skipRawText(scan, localName);
  return true;
}

/** Index of the `>` that ends the tag at `open`, past quoted values; -1 when another tag begins before it ends. */
function tagEnd(scan: Scan, open: number): number {
  let from = open + 1;
  for (;;) {
    const end = find(scan, '>', from);
    if (end === -1) return -1;
    const quoteAt = nearest(find(scan, '="', from), find(scan, "='", from));
    const isQuoted = quoteAt !== -1 && quoteAt < end;
    const next = find(scan, '<', from);
    if (next !== -1 && next < (isQuoted ? quoteAt : end)) {
      // Not a tag after all. What was looked at is text, and is not looked at again.
      scan.at = next;
      return -1;
    }
    if (!isQuoted) return end;
    const close = find(scan, scan.source[quoteAt + 1] ?? '"', quoteAt + 2);
    // A quote that is never closed would swallow the rest of the note.
    if (close === -1) return end;
    from = close + 1;
  }
}

function nearest(left: number, right: number): number {
  if (left === -1) return right;
  return right === -1 ? left : Math.min(left, right);
}

/** The content of a script is not markup. Unclosed, it reaches to the end. */
function skipRawText(scan: Scan, name: string): void {
  const closer = new RegExp(`</${name}`, 'gi');
  closer.lastIndex = scan.at;
  const match = closer.exec(scan.source);
  const end = match?.index ?? scan.source.length;
  scan.looked += end - scan.at;
  continueAt(scan, end);
}

function find(scan: Scan, needle: string, from: number): number {
  const known = scan.found.get(needle);
  if (known && known.from <= from && (known.at >= from || known.at === -1)) return known.at;
  const at = scan.source.indexOf(needle, from);
  scan.looked += (at === -1 ? scan.source.length : at) - from + 1;
  scan.found.set(needle, { from, at });
  return at;
}

function flushText(scan: Scan, end: number): void {
  if (end > scan.textFrom)
    scan.visit({ kind: 'text', text: decodeEntities(scan.source.slice(scan.textFrom, end)) });
  scan.textFrom = end;
}

function continueAt(scan: Scan, at: number): void {
  scan.at = at;
  scan.textFrom = at;
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  if (text.trim() === '') return NO_ATTRIBUTES;
  const attributes = new Map<string, string>();
  for (const [, name = '', doubled, single, bare] of text.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decodeEntities(doubled ?? single ?? bare ?? ''));
  }
  return attributes;
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
/** No attribute we read is longer; a tag of megabytes is not ours to understand. */
const MAX_ATTRIBUTE_TEXT = 4_000;
const NAME = /^[A-Za-z_][\w:.-]{0,60}/;
const ATTRIBUTE = /([\w:-]{1,60})(?:\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const RAW_TEXT: ReadonlySet<string> = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes']);
