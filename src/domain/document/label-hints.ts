import { textOf, type Row, type Token } from './lines.ts';

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

/** Tokens in brackets behind a label that only say how to fill it in. */
export function hintBehind(row: Row, end: number): { readonly count: number; readonly text: string } {
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
