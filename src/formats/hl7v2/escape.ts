import { decodeBytes } from './charset.ts';
import { writeDelimiters, type Delimiters } from './delimiters.ts';

/**
 * Undoes the escape sequences of HL7 v2.5.1 section 2.7 in one pass, so that what one sequence stands for is never read as
 * another. Formatting commands become the line breaks and blanks they stand for; highlighting is dropped. What is not
 * understood, and vendors' `\C..\ \M..\ \Z..\`, stays as it was written.
 *
 * @param charset iconv-lite name in which the bytes of `\X..\` are decoded.
 * @param onUnknown called once when an escape character starts nothing we know.
 */
export function unescapeText(
  text: string,
  delimiters: Delimiters,
  charset = 'utf-8',
  onUnknown?: () => void,
): string {
  const escape = delimiters.escape;
  if (escape === undefined) return text;
  let start = text.indexOf(escape);
  if (start < 0) return text;

  let result = '';
  let copied = 0;
  let isUnknown = false;
  while (start >= 0) {
    const end = text.indexOf(escape, start + 1);
    if (end < 0) break;
    const replacement = replacementOf(text, start + 1, end, delimiters, charset);
    if (replacement === undefined) {
      // The closing character may well open the next sequence: `50\50 \T\ more`.
      isUnknown = true;
      start = end;
      continue;
    }
    result += text.slice(copied, start) + replacement.text;
    copied = replacement.end + 1;
    start = text.indexOf(escape, copied);
  }
  if (start >= 0 || isUnknown) onUnknown?.();
  return result + text.slice(copied);
}

/**
 * Writes any text as an HL7 value: delimiters and the escape character become sequences, each line end (CR, LF, CRLF)
 * becomes `\.br\`, other control characters become `\Xhh\` because 0x0B and 0x1C would end the frame. With delimiters that
 * have no escape character, what cannot be written becomes a blank: never a new field or segment.
 */
export function escapeText(text: string, delimiters: Delimiters): string {
  const { escape } = delimiters;
  return text.replace(specialCharacters(delimiters), (found) =>
    escape === undefined ? ' ' : escape + sequenceFor(found, delimiters) + escape,
  );
}

type Replacement = { readonly text: string; readonly end: number };

function replacementOf(
  text: string,
  from: number,
  end: number,
  delimiters: Delimiters,
  charset: string,
): Replacement | undefined {
  const first = text[from];
  if (end === from + 1) return at(singleLetter(first ?? '', delimiters), end);
  if (first === 'X') return hexSequence(text, from, end, delimiters.escape ?? '', charset);
  if (first === '.') return at(formatting(text.slice(from + 1, end)), end);
  const isVendors = first === 'C' || first === 'M' || first === 'Z';
  if (isVendors && /^[CMZ][0-9A-Za-z]{1,32}$/.test(text.slice(from, end)))
    return at(text.slice(from - 1, end + 1), end);
  return undefined;
}

function at(text: string | undefined, end: number): Replacement | undefined {
  return text === undefined ? undefined : { text, end };
}

function singleLetter(letter: string, delimiters: Delimiters): string | undefined {
  switch (letter) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case 'P':
      return delimiters.truncation ?? '#';
    case 'H':
    case 'N':
      return '';
    default:
      return undefined;
  }
}

/** Adjacent `\X..\` belong together: a sender may write each byte of one character as a sequence of its own. */
function hexSequence(
  text: string,
  from: number,
  end: number,
  escape: string,
  charset: string,
): Replacement | undefined {
  let hex = '';
  let last = -1;
  let start = from;
  let stop = end;
  while (stop > start) {
    const digits = text.slice(start + 1, stop);
    if (digits.length === 0 || digits.length % 2 === 1 || !/^[0-9A-Fa-f]+$/.test(digits)) break;
    hex += digits;
    last = stop;
    if (!text.startsWith(`${escape}X`, stop + 1)) break;
    start = stop + 2;
    stop = text.indexOf(escape, start);
  }
  if (last < 0) return undefined;
  return { text: decodeBytes(Buffer.from(hex, 'hex'), charset), end: last };
}

/** Section 2.7.6. Counts are capped: a value is not a way to make us write a gigabyte of blanks. */
function formatting(command: string): string | undefined {
  const parts = /^([A-Za-z]{2})\s*([+-]?\d{1,4})?$/.exec(command);
  if (parts === null) return undefined;
  const count = Math.min(Math.abs(Number(parts[2] ?? 1)), 100);
  switch ((parts[1] ?? '').toLowerCase()) {
    case 'br':
    case 'ce':
      return '\n';
    case 'sp':
      return '\n'.repeat(Math.max(count, 1));
    case 'sk':
      return ' '.repeat(count);
    case 'in':
    case 'ti':
    case 'fi':
    case 'nf':
      return '';
    default:
      return undefined;
  }
}

/** One native search: a document of megabytes without a special character comes back as it is. */
function specialCharacters(delimiters: Delimiters): RegExp {
  const written = writeDelimiters(delimiters);
  let pattern = patterns.get(written);
  if (pattern === undefined) {
    const escaped = written.replace(/[\\\]^-]/g, '\\$&');
    pattern = new RegExp(`\r\n|[\x00-\x08\x0A-\x1F${escaped}]`, 'g');
    if (patterns.size < 256) patterns.set(written, pattern);
  }
  return pattern;
}

const patterns = new Map<string, RegExp>();

function sequenceFor(found: string, delimiters: Delimiters): string {
  switch (found) {
    case delimiters.field:
      return 'F';
    case delimiters.escape:
      return 'E';
    case delimiters.repetition:
      return 'R';
    case delimiters.component:
      return 'S';
    case delimiters.subcomponent:
      return 'T';
    case delimiters.truncation:
      return 'P';
    case '\r\n':
    case '\r':
    case '\n':
      return '.br';
    default:
      return `X${found.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  }
}
