import { isServiceText } from '../knowledge/service-words.ts';
import type { LabelEntry, Meaning } from './label-entry.ts';
import { textOf, type Row, type Token } from '../layout/lines.ts';
import { isKnownWord } from '../values/mend-words.ts';

/** `Reducible L inguinal hernia` is no misread `Deductible`: one word without a colon that the language has is read as it is. */
export function isOrdinaryWord(tokens: readonly Token[], quality: number): boolean {
  const [only, other] = tokens;
  return quality < SURE && other === undefined && only !== undefined && isPlainWord(only.text);
}

function isPlainWord(text: string): boolean {
  return /^\p{L}{5,}$/u.test(text) && isKnownWord(text);
}

const SURE = 0.94;

/** `Medication management`, `Home physical therapy`: the first word of what is to be done, however often it is a label elsewhere. */
export function isWordOfService(row: Row, from: number, to: number, { meaning }: LabelEntry): boolean {
  const next = row.tokens[to];
  if (!isAside.has(meaning) || next?.startsSegment !== false || !/^\p{Ll}/u.test(next.text)) return false;
  const end = row.tokens.findIndex((token, at) => at > from && token.startsSegment);
  const tokens = row.tokens.slice(from, end === -1 ? row.tokens.length : end);
  return !tokens.some(({ hasColon }) => hasColon) && isServiceText(textOf(tokens));
}

/** What hardly stands beside a small letter as a label. */
const isAside: ReadonlySet<Meaning> = new Set(['none', 'phone', 'history', 'comments', 'diagnosis_text']);
