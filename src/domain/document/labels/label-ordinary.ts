import { isServiceText } from '../knowledge/service-words.ts';
import type { LabelEntry, Meaning } from './label-entry.ts';
import type { Label } from './labels.ts';
import { textOf, type Row, type Sheet, type Token } from '../layout/lines.ts';
import { isKnownWord } from '../values/mend-words.ts';
import { namesUrgency } from '../values/urgency.ts';

/** `Reducible L inguinal hernia` is no misread `Deductible`: one word without a colon that the language has is read as it is. */
export function isOrdinaryWord(tokens: readonly Token[], quality: number): boolean {
  const [only, other] = tokens;
  if (quality >= SURE || only === undefined) return false;
  if (other !== undefined)
    return isServiceText(textOf(tokens)) && tokens.every(({ text }) => isKnownWord(text));
  return /^\p{L}{5,}$/u.test(only.text) && (isKnownWord(only.text) || namesUrgency(only.text));
}

const SURE = 0.94;

/** `… after 8 PT` and alone in the next line `visits.`: the end of a sentence. */
export function endsSentence([only, other]: readonly Token[]): boolean {
  return other === undefined && only !== undefined && /^\p{Ll}+\.$/u.test(only.text);
}

/** `2nd opinion re: knee replacement`, `before the study; send it`. */
export function isMidSentence(tokens: readonly Token[], before: Token | undefined): boolean {
  const [first] = tokens;
  if (!first || first.startsSegment || before?.hasColon === true) return false;
  return first.text === 're' || (tokens.at(-1)?.isSemicolon === true && /^\p{Ll}/u.test(first.text));
}

/** `Individual therapy`, `Evaluation and treatment`: an answer; what asks has a word that asks. */
export function isServiceItself(text: string): boolean {
  return isServiceText(text) && !asks.test(text);
}

const asks =
  /\b(?:type|kind|needed|wanted|requested|requesting|ordered|ordering|desired|required|sought|select|level|scope|recommended|orders?|requests?|referrals?|referring|referred|services?|procedures?|reasons?|dates?|names?|for|with|to|by)\b/i;

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

/** `☐ Imaging`, `☐ Office consultation`: an answer to choose, whatever it is elsewhere; only a colon makes a label of it. */
export function isBesideBox({ marks, unit }: Sheet, { box, hasColon, text }: Label): boolean {
  const middle = box.y + box.height / 2;
  const isBeside = marks.some(
    (mark) =>
      mark.confidence >= SEEN &&
      Math.abs(mark.box.y + mark.box.height / 2 - middle) < unit &&
      mark.box.x < box.x &&
      box.x - mark.box.x - mark.box.width < BESIDE * unit,
  );
  return isBeside && (!hasColon || namesUrgency(text));
}

/** A box that was seen, not guessed from letters. */
const SEEN = 0.5;
/** Units between a box and its words. */
const BESIDE = 2;
