import type { CsvProblem, CsvRecord, Scanner } from '../csv/scan.ts';

/** `lines`: one JSON object on each line (NDJSON). `array`: objects in one JSON array, with or without line breaks. */
export type JsonLayout = 'lines' | 'array';

export type JsonScanOptions = {
  readonly layout: JsonLayout;
  /** Where the text starts in the file, behind the opening bracket of an array, and the number of the record before. */
  readonly start: { readonly offset: number; readonly row: number };
};

/** More than any referral: what is longer has lost its end. */
const LONGEST_RECORD = 1024 * 1024;
/** More than any model nests; deeper ones exhaust whoever walks them. */
const DEEPEST = 64;

const QUOTE = 34;
const COMMA = 44;
const LF = 10;
const CR = 13;
const TAB = 9;
const BLANK = 32;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN = 123;
const CLOSE = 125;

/** What a record is while its end has not arrived. */
type State = {
  depth: number;
  deepest: number;
  isText: boolean;
  isEscaped: boolean;
  /** Where the record begins in the carried text; below 0: between records. */
  from: number;
  /** What stands at the top is no object: left out up to the next comma or line. */
  isStray: boolean;
  isDone: boolean;
};

/**
 * Cuts JSON records out of a text while it arrives, one character for each byte (`latin1`). Each record has one field: its own
 * JSON text, to be parsed by whoever needs it. A record that is broken, endless or too deep is given back as such, and reading
 * goes on behind it; memory never holds more than one.
 */
export function createJsonScanner({ layout, start }: JsonScanOptions): Scanner {
  const state: State = fresh();
  let carry = '';
  let { offset, row } = start;
  const scan = (chunk: string, isEnd: boolean): readonly CsvRecord[] => {
    const from = carry.length;
    const text = carry + chunk;
    const records: CsvRecord[] = [];
    const emit = (begin: number, end: number, problem?: CsvProblem): void => {
      row += 1;
      const isUsable = problem === undefined;
      const fields = isUsable ? [Buffer.from(text.slice(begin, end), 'latin1').toString('utf8')] : [];
      records.push({ row, end: offset + end, fields, count: 1, ...(isUsable ? {} : { problem }) });
    };
    const kept =
      layout === 'lines' ? scanLines(text, state, isEnd, emit) : scanArray(text, from, state, isEnd, emit);
    carry = text.slice(kept);
    offset += kept;
    return records;
  };
  return { push: (chunk) => scan(chunk, false), end: () => scan('', true) };
}

type Emit = (begin: number, end: number, problem?: CsvProblem) => void;

function fresh(): State {
  return {
    depth: 0,
    deepest: 0,
    isText: false,
    isEscaped: false,
    from: -1,
    isStray: false,
    isDone: false,
  };
}

/** A line is a record, whatever is wrong with the one before. Returns how far the text is used up. */
function scanLines(text: string, state: State, isEnd: boolean, emit: Emit): number {
  let at = 0;
  while (at < text.length) {
    const found = text.indexOf('\n', at);
    const isOpen = found < 0;
    if (isOpen && !isEnd && text.length - at <= LONGEST_RECORD) return at;
    const end = isOpen ? text.length : found;
    const next = isOpen ? end : end + 1;
    // The rest of a line that was given up is passed over up to its line break.
    if (!state.isStray) emitLine(text, at, end, isOpen && !isEnd, emit);
    state.isStray = isOpen && !isEnd;
    at = next;
  }
  return at;
}

function emitLine(text: string, at: number, end: number, isEndless: boolean, emit: Emit): void {
  if (isEndless || end - at > LONGEST_RECORD) return emit(at, end, 'too-long');
  const line = text.slice(at, end).trim();
  if (line === '') return;
  if (!line.startsWith('{')) return emit(at, end, 'not-a-record');
  if (!line.endsWith('}')) return emit(at, end, 'truncated');
  emit(at, end, depthOf(line) > DEEPEST ? 'too-deep' : undefined);
}

function depthOf(line: string): number {
  const state = fresh();
  for (let at = 0; at < line.length; at += 1) walk(line.charCodeAt(at), state);
  return state.deepest;
}

/** Returns from where the text must be kept. */
function scanArray(text: string, from: number, state: State, isEnd: boolean, emit: Emit): number {
  for (let at = from; at < text.length && !state.isDone; at += 1) {
    const code = text.charCodeAt(at);
    if (state.from >= 0) {
      if (walk(code, state) && state.depth === 0) closeRecord(state, at + 1, emit);
      else if (at - state.from > LONGEST_RECORD) giveUp(state, at + 1, emit);
    } else between(code, at, state, emit);
  }
  if (state.from >= 0 && isEnd) {
    emit(state.from, text.length, 'truncated');
    return text.length;
  }
  if (state.from < 0) return text.length;
  const kept = state.from;
  state.from = 0;
  return kept;
}

function closeRecord(state: State, end: number, emit: Emit): void {
  emit(state.from, end, state.deepest > DEEPEST ? 'too-deep' : undefined);
  Object.assign(state, fresh());
}

/** Without an end in sight everything behind it belongs to it: reading goes on at the next record of the array. */
function giveUp(state: State, end: number, emit: Emit): void {
  emit(state.from, end, 'too-long');
  const { depth, isText, isEscaped } = state;
  Object.assign(state, fresh(), { depth, isText, isEscaped, isStray: true });
}

function between(code: number, at: number, state: State, emit: Emit): void {
  if (state.isStray) {
    if (state.depth > 0 || state.isText) walk(code, state);
    else if (code === COMMA || code === LF) state.isStray = false;
    return;
  }
  if (code === OPEN) {
    Object.assign(state, fresh(), { from: at });
    walk(code, state);
    return;
  }
  if (code === CLOSE_ARRAY) state.isDone = true;
  const isNothing = code === COMMA || code === LF || code === CR || code === TAB || code === BLANK;
  if (isNothing || code === CLOSE_ARRAY) return;
  emit(at, at + 1, 'not-a-record');
  state.isStray = true;
  walk(code, state);
}

/** One character further. True where a bracket was closed. */
function walk(code: number, state: State): boolean {
  if (state.isText) {
    if (state.isEscaped) state.isEscaped = false;
    else if (code === BACKSLASH) state.isEscaped = true;
    else if (code === QUOTE) state.isText = false;
    return false;
  }
  if (code === QUOTE) state.isText = true;
  else if (code === OPEN || code === OPEN_ARRAY) {
    state.depth += 1;
    if (state.depth > state.deepest) state.deepest = state.depth;
  } else if (code === CLOSE || code === CLOSE_ARRAY) {
    state.depth -= 1;
    return true;
  }
  return false;
}
