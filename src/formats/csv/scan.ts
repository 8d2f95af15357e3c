import { windows1252 } from '../../lib/windows-1252.ts';

/** Why a record cannot be read; the last three are of records in JSON (formats/feed). */
export type CsvProblem =
  | 'unclosed-quote'
  | 'stray-quote'
  | 'too-long'
  | 'truncated'
  | 'too-deep'
  | 'not-a-record';

export type CsvRecord = {
  /** Which row of the table it is, the header and blank rows counted: what a spreadsheet shows beside it. */
  readonly row: number;
  /** Bytes of the file up to its end, its line break included. */
  readonly end: number;
  /** All fields, or those that were picked, in the order they were picked. */
  readonly fields: readonly string[];
  /** How many fields the record has, picked or not. */
  readonly count: number;
  readonly problem?: CsvProblem;
};

export type ScanOptions = {
  readonly delimiter: string;
  /** Only these columns (from 0) are cut out. A file of 330 columns is read five times as fast when a hundred are wanted. */
  readonly pick?: readonly number[];
  /** Where the text starts in the file, and the number of the row before: for a file that is read from its middle. */
  readonly start?: { readonly offset: number; readonly row: number };
};

export type Scanner = {
  /** The records that are whole now. */
  readonly push: (chunk: string) => readonly CsvRecord[];
  /** The rest: the last record needs no line break. */
  readonly end: () => readonly CsvRecord[];
};

/** More than any record of a directory: a quote that is open longer was never meant to be one. */
const LONGEST_RECORD = 1024 * 1024;

const QUOTE = 34;
const CR = 13;
const LF = 10;
const beyondAscii = /[\u0080-\u00ff]/;

/**
 * Cuts comma-separated values (RFC 4180, any delimiter, any line break) into records while they arrive. Text is given with one
 * character for each byte (`latin1`), so that positions are those of the file and no character is cut in two; fields come back
 * decoded, as UTF-8 where they are that, else as Windows-1252. Blank lines are passed over. A record with a broken quote is given back as
 * such, and reading goes on with the next line.
 */
export function createScanner(options: ScanOptions): Scanner {
  const slots = slotsOf(options.pick);
  const delimiter = options.delimiter.charCodeAt(0);
  let carry = '';
  let offset = options.start?.offset ?? 0;
  let row = options.start?.row ?? 0;
  const scan = (chunk: string, isEnd: boolean): readonly CsvRecord[] => {
    const text = carry + chunk;
    const records: CsvRecord[] = [];
    const isPlain = !beyondAscii.test(text);
    let at = 0;
    while (at < text.length) {
      const isForced = isEnd || text.length - at > LONGEST_RECORD;
      const cut = cutRecord(text, at, { delimiter, slots, isEnd, isForced, isPlain });
      if (!cut) break;
      row += 1;
      if (cut.count > 1 || cut.isFilled)
        records.push({
          row,
          end: offset + cut.next,
          fields: cut.fields,
          count: cut.count,
          ...(cut.problem ? { problem: cut.problem } : {}),
        });
      at = cut.next;
    }
    carry = text.slice(at);
    offset += at;
    return records;
  };
  return { push: (chunk) => scan(chunk, false), end: () => scan('', true) };
}

type Cut = {
  readonly next: number;
  readonly fields: readonly string[];
  readonly count: number;
  readonly isFilled: boolean;
  readonly problem?: CsvProblem;
};

type How = {
  readonly delimiter: number;
  readonly slots: readonly (number | undefined)[] | undefined;
  readonly isEnd: boolean;
  /** No more text will settle it. */
  readonly isForced: boolean;
  readonly isPlain: boolean;
};

/** One record from `start`; undefined when its end has not arrived yet. */
function cutRecord(text: string, start: number, how: How): Cut | undefined {
  const { delimiter, slots } = how;
  const fields: string[] = [];
  let at = start;
  let count = 0;
  for (;;) {
    const isQuoted = text.charCodeAt(at) === QUOTE;
    const stop = isQuoted ? closingQuote(text, at + 1, how) : plainEnd(text, at, delimiter);
    if (stop === undefined) return how.isForced ? broken(text, start, 'unclosed-quote', how) : undefined;
    const slot = slots ? slots[count] : count;
    if (slot !== undefined) fields[slot] = valueOf(text, at, stop, isQuoted, how.isPlain);
    count += 1;
    at = isQuoted ? stop + 1 : stop;
    if (at >= text.length) {
      // Without an end in sight all that arrives would be held, and read again with each chunk.
      if (!how.isEnd) return how.isForced ? broken(text, start, 'too-long', how) : undefined;
      return { next: text.length, fields, count, isFilled: at > start };
    }
    const code = text.charCodeAt(at);
    if (code === delimiter) {
      at += 1;
      continue;
    }
    if (code === LF) return { next: at + 1, fields, count, isFilled: at > start };
    if (code !== CR) return broken(text, start, 'stray-quote', how);
    if (at + 1 >= text.length && !how.isEnd) return undefined;
    return { next: text.charCodeAt(at + 1) === LF ? at + 2 : at + 1, fields, count, isFilled: at > start };
  }
}

/** Where the quote that closes this field is; a doubled one is part of the field. */
function closingQuote(text: string, from: number, how: How): number | undefined {
  let at = from;
  for (;;) {
    at = text.indexOf('"', at);
    if (at < 0) return undefined;
    if (at + 1 >= text.length) return how.isEnd ? at : undefined;
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
    at += 2;
  }
}

function plainEnd(text: string, from: number, delimiter: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === delimiter || code === LF || code === CR) return at;
    at += 1;
  }
  return at;
}

function valueOf(text: string, at: number, stop: number, isQuoted: boolean, isPlain: boolean): string {
  const raw = isQuoted ? text.slice(at + 1, stop) : text.slice(at, stop);
  const value = isQuoted && raw.includes('""') ? raw.replaceAll('""', '"') : raw;
  return isPlain ? value : decodeField(value);
}

/** The line is given up, the next one may be read again. */
function broken(text: string, start: number, problem: CsvProblem, how: How): Cut | undefined {
  const lineEnd = text.indexOf('\n', start);
  if (lineEnd < 0 && !how.isForced) return undefined;
  const next = lineEnd < 0 ? text.length : lineEnd + 1;
  return { next, fields: [], count: 0, isFilled: true, problem };
}

function slotsOf(pick: readonly number[] | undefined): readonly (number | undefined)[] | undefined {
  if (!pick) return undefined;
  const slots: (number | undefined)[] = [];
  pick.forEach((column, slot) => (slots[column] = slot));
  return slots;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Bytes as characters → text: UTF-8 where it is that, else Windows-1252. */
export function decodeField(bytes: string): string {
  if (!beyondAscii.test(bytes)) return bytes;
  const raw = Buffer.from(bytes, 'latin1');
  try {
    return utf8.decode(raw);
  } catch {
    return windows1252(raw);
  }
}
