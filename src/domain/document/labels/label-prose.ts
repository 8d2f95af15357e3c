import type { Row, Token } from '../layout/lines.ts';

/** Tokens that are part of a sentence: long segments, mostly in small letters. */
export function proseOf({ tokens }: Row): readonly boolean[] {
  const isProse: boolean[] = [];
  for (let from = 0; from < tokens.length;) {
    let to = from + 1;
    while (to < tokens.length && tokens[to]?.startsSegment === false) to += 1;
    // `Reason for exam/referral: Pain in the knee`: the sentence begins behind the colon.
    const colon = tokens.slice(from, Math.min(to, from + 5)).findLastIndex(({ hasColon }) => hasColon);
    for (const end = from + colon + 1; from < end; from += 1) isProse.push(false);
    const segment = tokens.slice(from, to);
    const said = beforeHint(segment);
    const small = said.filter(({ text }) => /^\p{Ll}/u.test(text)).length;
    const isSentence = said.length >= 7 && small >= said.length * 0.55;
    for (; from < to; from += 1) isProse.push(isSentence);
  }
  return isProse;
}

/** `Reason for request (include duration and treatment to date)`: what stands in brackets at the end makes no sentence of it. */
function beforeHint(segment: readonly Token[]): readonly Token[] {
  const open = segment.findIndex(({ text }) => text.startsWith('('));
  return open > 0 && segment.at(-1)?.text.endsWith(')') === true ? segment.slice(0, open) : segment;
}
