import { groupBy } from './group-by.ts';
import { editDistance, foldShapes } from '../spelling.ts';
import { composeLabel } from './label-grammar.ts';
import { labelEntries, type LabelEntry, type Meaning, type Subject } from './label-words.ts';
import { boxAround, textOf, type Row, type Sheet, type Token } from './lines.ts';
import type { Box } from './page.ts';

/** A phrase of the dictionary found on a page. */
export type Label = {
  readonly meaning: Meaning;
  readonly subject?: Subject;
  readonly isHeading: boolean;
  /** Index of its row, and of its tokens in it; `to` is behind its last. */
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly box: Box;
  /** 0 to 1: how well the words are those of the dictionary. */
  readonly match: number;
  readonly hasColon: boolean;
  /** Nothing else stands in its segment. */
  readonly isAlone: boolean;
  /** What stands in brackets behind it: `(last, first)`. Lower case, may be empty. */
  readonly hint: string;
  readonly text: string;
};

type Phrase = {
  readonly key: string;
  readonly shape: string;
  readonly letters: number;
  readonly entry: LabelEntry;
};

const MOST_WORDS = 7;
/** Share of a phrase that may be misread. */
const SLIPS = 0.24;

const phrases: readonly Phrase[] = labelEntries.flatMap((entry) =>
  entry.phrases.split('|').map((phrase) => {
    const key = phrase.replaceAll(' ', '');
    const shape = foldShapes(key);
    return { key, shape, letters: lettersOf(shape), entry };
  }),
);

/** The first entry of a phrase that stands in several wins. */
const byKey = new Map(phrases.toReversed().map((phrase) => [phrase.key, phrase]));
const byShape = new Map(phrases.toReversed().map((phrase) => [phrase.shape, phrase]));
const LONGEST_KEY = Math.max(...phrases.map(({ key }) => key.length)) + 8;

/** How many phrases the dictionary knows. */
export const labelPhraseCount = byKey.size;

/** The words of a token by which labels are compared: lower case, letters and figures only, `#` and `no.` as `number`. */
export function labelKey(text: string): string {
  const folded = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
  if (/^(no|num|nbr|nr)[.,]?$/.test(folded)) return 'number';
  return folded.replaceAll('#', 'number').replaceAll(/[^a-z0-9]/g, '');
}

type Match = { readonly phrase: Phrase; readonly quality: number };

/** Phrases by joined words, remembered while one page is read. */
type Memory = Map<string, Match | undefined>;

/** All labels of a page, row by row from the left; none overlaps another. */
export function labelsOf(sheet: Sheet): readonly Label[] {
  const memory: Memory = new Map();
  return sheet.rows.flatMap((row, index) => labelsOfRow(row, index, memory));
}

function labelsOfRow(row: Row, index: number, memory: Memory): readonly Label[] {
  const found: Label[] = [];
  const keys = row.tokens.map(({ text }) => labelKey(text));
  const isProse = proseOf(row);
  for (let at = 0; at < row.tokens.length;) {
    const label = longestAt(row, index, at, keys, isProse, memory);
    if (label) found.push(label);
    at = label ? label.to : at + 1;
  }
  return found;
}

/** Tokens that are part of a sentence: long segments, mostly in small letters. */
function proseOf({ tokens }: Row): readonly boolean[] {
  const isProse: boolean[] = [];
  for (let from = 0; from < tokens.length;) {
    let to = from + 1;
    while (to < tokens.length && tokens[to]?.startsSegment === false) to += 1;
    const segment = tokens.slice(from, to);
    const small = segment.filter(({ text }) => /^\p{Ll}/u.test(text)).length;
    const isSentence = segment.length >= 7 && small >= segment.length * 0.55;
    for (; from < to; from += 1) isProse.push(isSentence);
  }
  return isProse;
}

function longestAt(
  row: Row,
  index: number,
  at: number,
  keys: readonly string[],
  isProse: readonly boolean[],
  memory: Memory,
): Label | undefined {
  let key = '';
  let best: { readonly match: Match; readonly to: number } | undefined;
  const first = row.tokens[at];
  if (!first || keys[at] === '') return undefined;
  // Elsewhere only exact phrases are labels: to look for misread ones everywhere takes long and finds words of sentences.
  const mayBegin = !isProse[at] && (first.startsSegment || row.tokens[at - 1]?.hasColon === true);
  for (let to = at + 1; to <= Math.min(row.tokens.length, at + MOST_WORDS); to += 1) {
    const token = row.tokens[to - 1];
    if (!token || (to > at + 1 && token.startsSegment)) break;
    key += keys[to - 1] ?? '';
    if (key.length > LONGEST_KEY) break;
    const match = mayBegin || token.hasColon ? matchOf(key, memory) : exactly(key);
    if (match && (!best || worth(match) >= worth(best.match))) best = { match, to };
    if (token.hasColon) break;
  }
  const composed = composedAt(row, index, at, keys, best, isProse[at] === true);
  const known = composed ?? (best && accept(row, index, at, best.to, best.match, isProse[at] === true));
  return known ?? unknownAt(row, index, at, isProse[at] === true);
}

/** A label by the words it is made of: from the beginning of a segment to its colon or end. A phrase of the dictionary that ends there wins. */
function composedAt(
  row: Row,
  index: number,
  at: number,
  keys: readonly string[],
  best: { readonly match: Match; readonly to: number } | undefined,
  isProse: boolean,
): Label | undefined {
  const isStart = row.tokens[at]?.startsSegment === true || row.tokens[at - 1]?.hasColon === true;
  if (!isStart || isProse || (best?.match.quality === 1 && endsLabel(row, best.to))) return undefined;
  let to = at + 1;
  while (to < row.tokens.length && to - at < MOST_COMPOSED && !endsLabel(row, to)) to += 1;
  if (!endsLabel(row, to) || (best && best.to === to && best.match.quality > 0.9)) return undefined;
  const tokens = row.tokens.slice(at, to);
  if (tokens.length === 1 && tokens[0]?.hasColon !== true) return undefined;
  const composed = composeLabel(
    tokens.flatMap(({ text }, offset) =>
      /[/&-]/.test(text) ? text.toLowerCase().split(/[/&-]/).map(labelKey) : [keys[at + offset] ?? ''],
    ),
  );
  const hasColon = tokens.at(-1)?.hasColon === true;
  if (!composed || (!hasColon && composed.quality < 0.85)) return undefined;
  const next = row.tokens[to];
  return {
    meaning: composed.meaning,
    ...(composed.subject === undefined ? {} : { subject: composed.subject }),
    isHeading: false,
    row: index,
    from: at,
    to,
    box: boxAround(tokens),
    match: hasColon ? composed.quality : composed.quality - 0.1,
    hasColon,
    isAlone: row.tokens[at]?.startsSegment === true && (next === undefined || next.startsSegment),
    hint: '',
    text: textOf(tokens),
  };
}

/** `Frequency:` at the beginning of a segment: nothing the hub knows, and still the end of the value before it. */
function unknownAt(row: Row, index: number, at: number, isProse: boolean): Label | undefined {
  const first = row.tokens[at];
  if (!first?.startsSegment || isProse || !/^\p{Lu}/u.test(first.text)) return undefined;
  const length = row.tokens.slice(at, at + 5).findIndex(({ hasColon }) => hasColon) + 1;
  const tokens = row.tokens.slice(at, at + length);
  if (length === 0 || tokens.some((token, offset) => offset > 0 && token.startsSegment)) return undefined;
  if (tokens.some(({ text }) => /\d/.test(text))) return undefined;
  const next = row.tokens[at + length];
  return {
    meaning: 'none',
    isHeading: false,
    row: index,
    from: at,
    to: at + length,
    box: boxAround(tokens),
    match: 0.4,
    hasColon: true,
    isAlone: next === undefined || next.startsSegment,
    hint: '',
    text: textOf(tokens),
  };
}

const MOST_COMPOSED = 9;

function endsLabel(row: Row, to: number): boolean {
  const next = row.tokens[to];
  return row.tokens[to - 1]?.hasColon === true || next === undefined || next.startsSegment;
}

/** Longer phrases say more: a phrase with one slip beats its own beginning without any. */
function worth({ phrase, quality }: Match): number {
  return phrase.key.length * quality;
}

function matchOf(key: string, memory: Memory): Match | undefined {
  if (memory.has(key)) return memory.get(key);
  const match = find(key) ?? (key.length > 8 && key.endsWith('number') ? find(key.slice(0, -6)) : undefined);
  memory.set(key, match);
  return match;
}

function find(key: string): Match | undefined {
  const exact = exactly(key);
  if (exact || key.length < 3) return exact;
  const shape = foldShapes(key);
  const alike = byShape.get(shape);
  if (alike && !/^\d+$/.test(key)) return { phrase: alike, quality: 0.95 };
  return shape.length < 5 || /\d{4}/.test(key) ? undefined : nearest(shape);
}

function exactly(key: string): Match | undefined {
  const phrase = byKey.get(key);
  return phrase && { phrase, quality: 1 };
}

function nearest(shape: string): Match | undefined {
  const letters = lettersOf(shape);
  const most = Math.floor(shape.length * SLIPS);
  let best: Phrase | undefined;
  let least = most + 1;
  for (let length = shape.length - most; length <= shape.length + most; length += 1)
    for (const shelf of [
      shelves.get(`${length}${shape.charAt(0)}`),
      shelves.get(`${length}-${shape.slice(-1)}`),
    ]) {
      if (!shelf) continue;
      const limit = Math.floor(length * SLIPS);
      for (let at = 0; at < shelf.letters.length; at += 1) {
        const reach = Math.min(limit, least - 1);
        if (bits((shelf.letters[at] ?? 0) ^ letters) > 2 * reach) continue;
        const phrase = shelf.phrases[at];
        if (!phrase || reach < 1) continue;
        const distance = editDistance(shape, phrase.shape, reach);
        if (distance <= reach) [best, least] = [phrase, distance];
      }
    }
  return best && { phrase: best, quality: 1 - least / best.shape.length };
}

/** Phrases of one length and first (`-`: last) letter, their letters side by side: most are ruled out by these alone. */
type Shelf = { readonly phrases: readonly Phrase[]; readonly letters: Int32Array };

const shelves: ReadonlyMap<string, Shelf> = new Map(
  [...groupBy([...byShape.values()].flatMap(shelvings), ([key]) => key)].map(([key, some]) => [
    key,
    {
      phrases: some.map(([, phrase]) => phrase),
      letters: Int32Array.from(some, ([, { letters }]) => letters),
    },
  ]),
);

function shelvings(phrase: Phrase): readonly (readonly [string, Phrase])[] {
  const { shape } = phrase;
  return [
    [`${shape.length}${shape.charAt(0)}`, phrase],
    [`${shape.length}-${shape.slice(-1)}`, phrase],
  ];
}

/** Which letters a text has, a bit each. */
function lettersOf(text: string): number {
  let set = 0;
  for (let at = 0; at < text.length; at += 1) set |= 1 << (text.charCodeAt(at) % 31);
  return set;
}

/** How many bits are set. */
function bits(set: number): number {
  let rest = set - ((set >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

function accept(
  row: Row,
  index: number,
  from: number,
  end: number,
  { phrase, quality }: Match,
  isProse: boolean,
): Label | undefined {
  const hint = hintBehind(row, end);
  const to = end + hint.count;
  const tokens = row.tokens.slice(from, to);
  const hasColon = row.tokens[end - 1]?.hasColon === true || tokens.at(-1)?.hasColon === true;
  const next = row.tokens[to];
  const isAlone = tokens[0]?.startsSegment === true && (next === undefined || next.startsSegment);
  const { entry } = phrase;
  const asLabel = { row, from, to, hasColon, isAlone, isProse, entry, quality };
  if (!isLabel(asLabel)) return undefined;
  return {
    meaning: entry.meaning,
    ...(entry.subject === undefined ? {} : { subject: entry.subject }),
    isHeading: entry.isHeading === true,
    row: index,
    from,
    to,
    box: boxAround(tokens),
    match: quality,
    hasColon,
    isAlone,
    hint: hint.text,
    text: textOf(tokens),
  };
}

type AsLabel = {
  readonly row: Row;
  readonly from: number;
  readonly to: number;
  readonly hasColon: boolean;
  readonly isAlone: boolean;
  readonly isProse: boolean;
  readonly entry: LabelEntry;
  readonly quality: number;
};

function isLabel(as: AsLabel): boolean {
  const { row, from, to, entry, quality } = as;
  const first = row.tokens[from];
  const next = row.tokens[to];
  const isCapital = /^[\p{Lu}\p{N}#(]/u.test(first?.text ?? '');
  const isStart = first?.startsSegment === true || row.tokens[from - 1]?.hasColon === true;
  if (fits(entry.meaning, row.tokens.slice(to, to + 6))) return isCapital || entry.strength !== 'weak';
  if (to - from === 1 && labelKey(first?.text ?? '').length === 1 && !as.hasColon) return false;
  if (as.hasColon) return entry.strength !== 'weak' || isStart || quality === 1;
  const nextIsCapital = /^[\p{Lu}\p{N}(]/u.test(next?.text ?? '');
  if (as.isProse)
    return isStart && isCapital && nextIsCapital && entry.strength === 'strong' && quality > 0.9;
  if (as.isAlone) return isCapital || (entry.strength === 'strong' && quality > 0.9);
  if (entry.strength === 'weak') return false;
  if (entry.strength === 'plain')
    return isStart && isCapital && (next?.startsSegment === true || nextIsCapital);
  if (isStart) return true;
  // In the middle of other words and without a colon: only what can hardly be part of a value.
  return (
    isCapital &&
    quality > 0.94 &&
    isBetweenValues.has(entry.meaning) &&
    !/,$/.test(row.tokens[to - 1]?.text ?? '')
  );
}

/** What forms print in a row with other labels, one value behind the other. */
const isBetweenValues: ReadonlySet<Meaning> = new Set([
  'birth_date',
  'sex',
  'patient_phone',
  'patient_mrn',
  'patient_name',
  'member_id',
  'authorisation_number',
  'referral_number',
  'referrer_name',
  'referrer_npi',
  'npi',
  'referrer_phone',
  'referrer_fax',
  'urgency',
  'ordered_on',
  'expires_on',
  'phone_fax',
  'city_state_zip',
  'diagnosis',
]);

/** Whether figures that such a label wants stand right behind it. */
function fits(meaning: Meaning, tokens: readonly Token[]): boolean {
  const behind = textOf(tokens);
  if (/phone|fax/.test(meaning)) return /^[(+\d]\D{0,2}(?:\d\D{0,3}){8}/.test(behind);
  if (/npi/.test(meaning)) return /^\d(?: ?\d){8}/.test(behind);
  if (meaning === 'birth_date')
    return /^\d{1,2}\W\d{1,2}\W\d{2}|^\d{4}-\d|^\p{Lu}\p{Ll}{2,8} \d/u.test(behind);
  return false;
}

/** Tokens in brackets behind a label that only say how to fill it in. */
function hintBehind(row: Row, end: number): { readonly count: number; readonly text: string } {
  const first = row.tokens[end];
  if (row.tokens[end - 1]?.hasColon || !first?.text.startsWith('(')) return { count: 0, text: '' };
  for (let count = 1; count <= 8; count += 1) {
    const token = row.tokens[end + count - 1];
    if (!token) break;
    if (!/[)\]]\W*$/.test(token.text)) continue;
    const text = textOf(row.tokens.slice(end, end + count)).toLowerCase();
    return /\d{3}/.test(text) || !isHint.test(text) ? { count: 0, text: '' } : { count, text };
  }
  return { count: 0, text: '' };
}

const isHint =
  /last|first|print|mm|dd|yy|required|optional|if |check|circle|include|number|digit|please|required|icd|only|xxx|area|street|legal|full|as it|or |with|\bs\)|and|one|any/;
