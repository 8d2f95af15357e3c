import { exactly, labelKey } from './label-match.ts';
import { textOf, type Row, type Token } from '../layout/lines.ts';

/** `Reason. Chest pain on exertion`: a heading at the beginning of a paragraph. */
export function isRunIn(tokens: readonly Token[], next: Token | undefined): boolean {
  return (
    // Further right only where more than one word says that it is a label: a colon is soon read as a point.
    (tokens[0]?.at === 0 || (tokens[0]?.startsSegment === true && tokens.length > 1)) &&
    /^\p{Lu}/u.test(tokens[0].text) &&
    /(?:\p{Ll}{2}|\bno|#)\.+$/u.test(tokens.at(-1)?.text ?? '') &&
    next !== undefined &&
    !next.startsSegment &&
    /^[\p{Lu}\d(]/u.test(next.text)
  );
}

/** `Referring doctor is Jane Doe, DO`: what a sentence says is as good as what stands behind a colon. */
export function isSaidBehind({ tokens }: Row, end: number): boolean {
  const [verb, value] = [tokens[end], tokens[end + 1]];
  return (
    verb !== undefined &&
    value !== undefined &&
    tokens[end - 1]?.hasColon === false &&
    /^(?:is|are|es)$/.test(verb.text) &&
    !verb.startsSegment &&
    !value.startsSegment &&
    /^[\p{Lu}\d(]/u.test(value.text)
  );
}

/** Tokens in brackets behind a label that only say how to fill it in. */
export function hintBehind(row: Row, end: number): { readonly count: number; readonly text: string } {
  const first = row.tokens[end];
  if (row.tokens[end - 1]?.hasColon || !first) return { count: 0, text: '' };
  if (!first.text.startsWith('(')) return openHint(row, end);
  // `(Date of birth)` and `(Phone)` behind a gap: the next label.
  const inside = labelKey(first.text);
  if (first.startsSegment && exactly(inside) !== undefined) return { count: 0, text: '' };
  for (let count = 1; count <= 8; count += 1) {
    const token = row.tokens[end + count - 1];
    if (!token || (count > 1 && token.startsSegment)) break;
    if (!/[)\]]\W*$/.test(token.text)) continue;
    const text = textOf(row.tokens.slice(end, end + count)).toLowerCase();
    return /\d{3}/.test(text) || !isHint.test(text) ? { count: 0, text: '' } : { count, text };
  }
  return { count: 0, text: '' };
}

/** `Pt. Last, First, MI`, `ID# on card`: the rest of the segment only says how to fill it in. */
function openHint({ tokens }: Row, end: number): { readonly count: number; readonly text: string } {
  if (tokens[end]?.startsSegment === true) return { count: 0, text: '' };
  let count = 1;
  while (count < 7 && tokens[end + count]?.startsSegment === false) count += 1;
  const text = textOf(tokens.slice(end, end + count)).toLowerCase();
  return isOpenHint.test(text) ? { count, text } : { count: 0, text: '' };
}

const isOpenHint =
  /^\W*(?:last,? ?\/?first(?:,? ?\/?(?:mi|m\.i\.|middle(?: initial)?))?|first,? ?\/?(?:(?:mi|middle),? ?)?last|(?:please )?print(?:ed)?|(?:as (?:shown |it appears )?)?on (?:the )?(?:insurance )?card|if (?:known|applicable|available|any|different)|required|optional)\W*$/;

const isHint =
  /last|first|print|name, (?:then|and)|mm|dd|yy|required|optional|if |check|circle|incl|letter|number|digit|please|required|icd|only|xxx|area|street|legal|full|as it|or |with|\bs\)|and|one|any/;
