import { Failure } from '../../lib/failure.ts';
import { isStorable } from '../../lib/storable-text.ts';

/** Nobody nests deeper on purpose: FHIR resources reach about 15. */
const DEEPEST = 100;

type Scan = {
  readonly text: string;
  at: number;
  /** The next backslash at or after `at`, so that a string without one costs two searches whatever its length. */
  backslash: number;
  readonly path: (string | number)[];
};

/**
 * Walks JSON text (RFC 8259) strictly, making nothing. Returns where all is well; throws what `parseJson` says otherwise.
 */
export function scanJson(text: string): void {
  const scan: Scan = { text, at: 0, backslash: text.indexOf('\\'), path: [] };
  skipBlanks(scan);
  value(scan);
  skipBlanks(scan);
  if (scan.at < text.length) throw wrong(scan, 'json', 'something follows after the end of the value');
}

function value(scan: Scan): void {
  switch (scan.text.charCodeAt(scan.at)) {
    case OBJECT:
      return object(scan);
    case ARRAY:
      return array(scan);
    case QUOTE:
      string(scan);
      return;
    default:
      return literal(scan);
  }
}

function object(scan: Scan): void {
  const names = new Set<string>();
  enter(scan);
  if (isNext(scan, OBJECT_END)) return;
  for (;;) {
    if (scan.text.charCodeAt(scan.at) !== QUOTE) throw unexpected(scan, 'the name of a member in quotes');
    const start = scan.at;
    const name = string(scan);
    if (names.has(name)) throw named(scan, start, name, 'json-duplicate-member', 'stands twice');
    if (name === '__proto__' || name === 'constructor' || name === 'prototype')
      throw named(scan, start, name, 'json-member-name', 'is a name no format has');
    names.add(name);
    skipBlanks(scan);
    expect(scan, COLON, 'a colon');
    skipBlanks(scan);
    scan.path.push(name);
    value(scan);
    scan.path.pop();
    skipBlanks(scan);
    if (isNext(scan, OBJECT_END)) return;
    expect(scan, COMMA, 'a comma or the end of the object');
    skipBlanks(scan);
  }
}

function array(scan: Scan): void {
  enter(scan);
  if (isNext(scan, ARRAY_END)) return;
  for (let index = 0; ; index += 1) {
    scan.path.push(index);
    value(scan);
    scan.path.pop();
    skipBlanks(scan);
    if (isNext(scan, ARRAY_END)) return;
    expect(scan, COMMA, 'a comma or the end of the list');
    skipBlanks(scan);
  }
}

/** Steps over the bracket and the blanks behind it. */
function enter(scan: Scan): void {
  if (scan.path.length >= DEEPEST)
    throw wrong(scan, 'json-depth', `it is nested deeper than ${DEEPEST} levels`);
  scan.at += 1;
  skipBlanks(scan);
}

function isNext(scan: Scan, code: number): boolean {
  if (scan.text.charCodeAt(scan.at) !== code) return false;
  scan.at += 1;
  return true;
}

function expect(scan: Scan, code: number, what: string): void {
  if (!isNext(scan, code)) throw unexpected(scan, what);
}

/** Steps over a string; returns it. */
function string(scan: Scan): string {
  const { text } = scan;
  const start = scan.at + 1;
  let end = text.indexOf('"', start);
  if (scan.backslash !== -1 && scan.backslash < start) scan.backslash = text.indexOf('\\', start);
  const isPlain = scan.backslash === -1 || (end !== -1 && scan.backslash > end);
  if (!isPlain) end = endOfEscaped(text, scan.backslash);
  if (end === -1) throw truncated(scan, 'a text that begins here is never closed');
  const inside = text.slice(start, end);
  const control = controls.exec(inside);
  if (control) {
    scan.at = start + control.index;
    throw wrong(scan, 'json', 'a control character or line break stands in a text without being escaped');
  }
  const said = isPlain ? inside : unescaped(scan, inside);
  scan.at = end + 1;
  return said;
}

function endOfEscaped(text: string, firstBackslash: number): number {
  let at = firstBackslash;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end === -1) return -1;
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    at = end + 1;
  }
}

function unescaped(scan: Scan, inside: string): string {
  let said: string;
  try {
    said = JSON.parse(`"${inside}"`) as string;
  } catch {
    throw wrong(scan, 'json', 'an escape (backslash) in this text is none JSON knows');
  }
  if (!isStorable(said))
    throw wrong(scan, 'json-text', 'this text holds NUL or half a character (a lone surrogate)');
  return said;
}

function literal(scan: Scan): void {
  const { text, at } = scan;
  for (const word of ['true', 'false', 'null'])
    if (text.startsWith(word, at)) {
      scan.at += word.length;
      return;
    }
  number.lastIndex = at;
  const digits = number.exec(text)?.[0];
  if (digits === undefined) {
    if (/^[+-]?(?:NaN|Infinity)/.test(text.slice(at, at + 10)))
      throw wrong(scan, 'json-number', 'NaN and Infinity are no numbers in JSON: leave the member out');
    throw unexpected(scan, 'a value');
  }
  const read = Number(digits);
  if (!Number.isFinite(read)) throw wrong(scan, 'json-number', 'the number is too large');
  if (/^-?\d+$/.test(digits) && !Number.isSafeInteger(read))
    throw wrong(scan, 'json-number', 'the number has more digits than JSON readers keep: send it as text');
  scan.at += digits.length;
}

function skipBlanks(scan: Scan): void {
  for (;;) {
    const code = scan.text.charCodeAt(scan.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    scan.at += 1;
  }
}

function unexpected(scan: Scan, what: string): Failure {
  if (scan.at >= scan.text.length) return truncated(scan, `${what} is missing at the end`);
  return wrong(scan, 'json', `${what} should stand here`);
}

function truncated(scan: Scan, what: string): Failure {
  return wrong(scan, 'json-truncated', `the body was cut off or is empty: ${what}`);
}

function named(scan: Scan, at: number, name: string, code: string, what: string): Failure {
  scan.at = at;
  return wrong(scan, code, `the member ${isName(name) ? `"${name}" ` : ''}${what}`);
}

function wrong(scan: Scan, code: string, what: string): Failure {
  const before = scan.text.slice(0, scan.at);
  const line = before.split('\n').length;
  const column = scan.at - before.lastIndexOf('\n');
  const path = pathOf(scan.path);
  const where = `line ${line}, column ${column}${path === '' ? '' : ` (${path})`}`;
  return new Failure('permanent', code, `The JSON cannot be used: at ${where}, ${what}.`);
}

/** `entry[1].resource.status`. A name that may be somebody's own words is only counted as one. */
function pathOf(path: readonly (string | number)[]): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return isName(step) ? `.${step}` : '.?';
  });
  return steps.join('').replace(/^\./, '');
}

function isName(name: string): boolean {
  return /^[A-Za-z_$][\w$-]{0,63}$/.test(name);
}

const controls = /[\x00-\x1f]/;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;
const ARRAY = 0x5b;
const ARRAY_END = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
