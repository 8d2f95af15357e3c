import type { Found } from './found.ts';

const words =
  /(?<![\p{L}\d'’])(?:(?<f>female|femaie|fema1e|woman|girl|lady|fem|f)|(?<m>male|maie|ma1e|man|boy|gentleman|m)|(?<x>non[- ]?binary|gender[- ]?(?:x|diverse|queer)|intersex|x|other|unknown|undifferentiated))(?![\p{L}\d'’])/giu;

/** Canonical `F`, `M` or `X`. */
export function findSexes(text: string): readonly Found[] {
  const found = [...text.matchAll(words)].map((match) => {
    const value = match.groups?.['f'] === undefined ? (match.groups?.['m'] === undefined ? 'X' : 'M') : 'F';
    return {
      value,
      from: match.index,
      to: match.index + match[0].length,
      fit: value === 'X' ? 0.6 : 1,
      repaired: /1|maie/i.test(match[0]) ? 0.2 : 0,
      isValid: true,
    };
  });
  // "M F" with nothing ticked says nothing.
  return new Set(found.map(({ value }) => value)).size > 1
    ? found.map((one) => ({ ...one, fit: 0.1 }))
    : found;
}
