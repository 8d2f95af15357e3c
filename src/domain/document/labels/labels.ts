import { withUnreadLabels } from './label-columns.ts';
import { besideHead } from './label-heads.ts';
import { composedAt, unknownAt } from './label-compose.ts';
import type { LabelEntry, Meaning, Subject } from './label-entry.ts';
import { hintBehind, isRunIn, isSaidBehind } from './label-hints.ts';
import {
  endsSentence,
  isBesideBox,
  isMidSentence,
  isOrdinaryWord,
  isWordOfService,
} from './label-ordinary.ts';
import { proseOf } from './label-prose.ts';
import { withTables } from './label-tables.ts';
import { bySides, twinAlone, withTwin } from './label-twin.ts';
import { withoutNumbers } from './label-number.ts';
import {
  endsWhole,
  exactly,
  isOtherWord,
  labelKey,
  LONGEST_KEY,
  matchOf,
  worth,
  type Match,
  type Memory,
} from './label-match.ts';
import { boxAround, textOf, type Row, type Sheet, type Token } from '../layout/lines.ts';
import type { Box } from '../page.ts';
import { isListedPayer } from '../values/payer.ts';

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
  /** The head of a table: in which row its second line begins. */
  readonly until?: number;
};

const MOST_WORDS = 9;
/** A phrase misread no more than this outdoes a shorter one that was read whole. */
const SURELY = 0.87;
/** What is misread more than this has as many words as its phrase: `GI consultation` is no misread `consultation`. */
const ALIKE = 0.95;

/** All labels of a page, row by row from the left; none overlaps another. */
export function labelsOf(sheet: Sheet): readonly Label[] {
  const memory: Memory = new Map();
  const labels = withoutNumbers(sheet.rows)
    .flatMap((row, index) => labelsOfRow(row, index, memory))
    .filter((label) => !isBesideBox(sheet, label));
  return withTables(sheet, withUnreadLabels(sheet, labels));
}

function labelsOfRow(row: Row, index: number, memory: Memory): readonly Label[] {
  const found: Label[] = [];
  const keys = row.tokens.map(({ text }) => labelKey(text));
  const isProse = proseOf(row);
  for (let at = 0; at < row.tokens.length;) {
    const label =
      longestAt(row, index, at, keys, isProse, memory) ?? besideHead(row, index, at, keys, found.at(-1));
    const whole = label && withTwin(row, label);
    if (whole) found.push(whole);
    at = whole ? whole.to : at + 1;
  }
  return found;
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
    if (!token || (to > at + 1 && (token.startsSegment || /\d\.$/.test(row.tokens[to - 2]?.text ?? ''))))
      break;
    key += keys[to - 1] ?? '';
    if (key.length > LONGEST_KEY) break;
    const match = mayBegin || token.hasColon ? matchOf(key, memory) : exactly(key);
    if (match && match.quality < ALIKE && !token.hasColon && match.phrase.words !== to - at) continue;
    if (
      match &&
      match.quality < 1 &&
      (isOtherWord(keys, at, to, match) || (!mayBegin && endsWhole(keys, at, to)))
    )
      continue;
    // What stands in brackets behind a whole phrase only says how to fill it in.
    const behind = best?.match.quality === 1 ? row.tokens[best.to] : undefined;
    if (match && match.quality < 1 && behind?.text.startsWith('(') === true) continue;
    // `Payer Aetna` is no misread `Payer name`: what was read whole is only outdone by what is hardly misread.
    const isDoubtful = best?.match.quality === 1 && match !== undefined && match.quality < SURELY;
    if (match && !isDoubtful && (!best || worth(match) >= worth(best.match))) best = { match, to };
    if (token.hasColon) break;
  }
  const composed = composedAt(row, index, at, keys, best, isProse[at] === true);
  const known = composed ?? (best && accept(row, index, at, best.to, best.match, isProse[at] === true));
  if (known) return known;
  const unknown = unknownAt(row, index, at, isProse[at] === true);
  return unknown ? bySides(unknown) : twinAlone(row, index, at);
}

/** `Priority Health HMO`, `Medicare Part B`: the value of another label. */
function isKnownPayer({ tokens }: Row, from: number): boolean {
  return [2, 3, 4].some((count) => isListedPayer(textOf(tokens.slice(from, from + count))));
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
  const isSaid = phrase.entry.strength === 'strong' && quality === 1 && isSaidBehind(row, end + hint.count);
  const to = end + hint.count + (isSaid ? 1 : 0);
  const tokens = row.tokens.slice(from, to);
  const next = row.tokens[to];
  const hasColon =
    isSaid ||
    asksForParts.test(textOf(tokens)) ||
    row.tokens[end - 1]?.hasColon === true ||
    tokens.at(-1)?.hasColon === true ||
    (quality === 1 && (isRunIn(tokens, next) || isCommaForColon(tokens, next, phrase.entry)));
  const isAlone = tokens[0]?.startsSegment === true && (next === undefined || next.startsSegment);
  const { entry } = phrase;
  if (!hasColon && !isAlone && isKnownPayer(row, from)) return undefined;
  if (!hasColon && (isOrdinaryWord(tokens, quality) || isWordOfService(row, from, to, entry)))
    return undefined;
  if (isAlone && !hasColon && endsSentence(tokens)) return undefined;
  if (isMidSentence(tokens, row.tokens[from - 1])) return undefined;
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

/** `Oak Street Clinic PCP,` and a name behind a gap; `Why, Chest pain` in a row of its own: a colon is soon read as a comma. */
function isCommaForColon(
  tokens: readonly Token[],
  next: Token | undefined,
  { strength, meaning }: LabelEntry,
): boolean {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (!first || !next || !/^\p{Lu}/u.test(first.text) || !/\p{L}[,;]$/u.test(last?.text ?? '')) return false;
  const isBehindGap = strength === 'strong' && next.startsSegment && !first.startsSegment;
  const isParagraph =
    first.at === 0 && !next.startsSegment && /^\p{Lu}\p{Ll}/u.test(next.text) && paragraphs.has(meaning);
  return isBehindGap || isParagraph;
}

/** `Name (Last / First / MI)`: as good as a colon. */
const asksForParts = /\([^()]*\b(?:last|first)\b[^()]*\)$/i;

/** What paragraphs of a letter are headed by. */
const paragraphs: ReadonlySet<Meaning> = new Set(['reason', 'service', 'diagnosis', 'urgency', 'payer']);

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
  // Behind another label's colon stands its value: only a colon makes a label of it.
  const isStart = first?.startsSegment === true || (as.hasColon && row.tokens[from - 1]?.hasColon === true);
  const isLetter = to - from === 1 && labelKey(first?.text ?? '').length === 1;
  // `F` in its cell, a number in the next: no fax.
  if (isLetter && !as.hasColon && next?.startsSegment === true) return false;
  if (
    fits(entry.meaning, row.tokens.slice(to, to + 6)) &&
    !/^(?:acct|account|file)\b/i.test(first?.text ?? '')
  )
    return isCapital || entry.strength !== 'weak';
  if (isLetter && !as.hasColon) return false;
  // A value that is nearly a label is a value: `PT NAME: Wright` is no weight.
  if (quality < 1 && !as.hasColon && row.tokens[from - 1]?.hasColon === true) return false;
  // `Wright, Miguel` is no weight.
  if (quality < 1 && !as.hasColon && row.tokens[to - 1]?.text.endsWith(',') === true) return false;
  // `at the first visit; a drug screen`: a sentence goes on.
  if (as.isProse && as.hasColon && !isCapital && !isStart && entry.strength !== 'strong') return false;
  if (as.hasColon) return entry.strength !== 'weak' || isStart || quality === 1;
  // `Procedure:` `PT eval and treat` is no patient.
  if (row.tokens[from - 1]?.hasColon === true && entry.strength !== 'strong' && next?.startsSegment === false)
    return false;
  const nextIsCapital = /^[\p{Lu}\p{N}(]/u.test(next?.text ?? '');
  if (as.isProse)
    return isStart && isCapital && nextIsCapital && entry.strength === 'strong' && quality > 0.9;
  if (as.isAlone) return isCapital || (entry.strength === 'strong' && quality > 0.9);
  if (entry.strength === 'weak') return false;
  // The end of a value that nearly touches the next label.
  if (
    isCapital &&
    quality === 1 &&
    to - from > 1 &&
    next?.startsSegment === true &&
    isOfPerson.has(entry.meaning)
  )
    return true;
  if (entry.strength === 'plain')
    return isStart && isCapital && (next?.startsSegment === true || nextIsCapital);
  if (isStart) return isCapital || next === undefined || next.startsSegment;
  // In the middle of other words and without a colon: only what can hardly be part of a value.
  return (
    isCapital &&
    quality > 0.94 &&
    isBetweenValues.has(entry.meaning) &&
    row.tokens[to - 1]?.text.endsWith(',') !== true
  );
}

const isOfPerson: ReadonlySet<Meaning> = new Set(['requested_provider', 'referrer_name']);

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
  if (meaning === 'patient_mrn')
    return tokens[0]?.startsSegment === false && /^(?=\S*\d{4})[A-Z\d-]{5,}(?= |$)/.test(behind);
  if (/npi/.test(meaning)) return /^\d(?: ?\d){8}/.test(behind);
  if (meaning === 'birth_date' || meaning === 'date' || meaning === 'ordered_on' || meaning === 'expires_on')
    return /^\d{1,2}\W\d{1,2}\W\d{2}|^\d{4}-\d|^\p{Lu}\p{Ll}{2,8} \d/u.test(behind);
  return false;
}
