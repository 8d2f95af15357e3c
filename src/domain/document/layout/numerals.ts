import type { Token } from './lines.ts';

/** `1. PATIENT`, `B) Insurance`, `Section A - Patient`: what numbers a heading is no part of it. */
export function behindNumerals(tokens: readonly Token[]): readonly Token[] {
  let start = 0;
  return tokens.map((token, at) => {
    if (token.startsSegment) start = at;
    if (start === at || at - start > 3 || !/^\p{Lu}/u.test(token.text)) return token;
    const lead = tokens
      .slice(start, at)
      .map(({ text }) => text)
      .join(' ');
    return isNumeral.test(lead) ? { ...token, startsSegment: true } : token;
  });
}

const isNumeral =
  /^(?:\d{1,2}[.)]|[A-H]\)|(?:section|part|step|box) (?:\d{1,2}|[A-H]|[IVX]{1,4})[.):]?(?: [-–—])?|[IVX]{1,4}[.)])$/i;
