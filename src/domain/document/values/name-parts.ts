import { credentials } from '../../partner-words.ts';
import { foldName } from '../../names.ts';
import { particles } from './name-words.ts';
import { isUsual } from './usual-names.ts';

/** A word of a text that may be part of a name. */
export type Part = {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly endsInComma: boolean;
};

export function degreeKey(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, '');
}

export function partsOf(text: string): readonly Part[] {
  return [...text.matchAll(/[^\s,;.]{4,}\.(?=\p{Lu}\p{Ll})|[^\s,;]+/gu)].map((match) => ({
    text: match[0],
    from: match.index,
    to: match.index + match[0].length,
    endsInComma:
      isCommaLike(match[0]) ||
      /^\s?[,;]/.test(text.slice(match.index + match[0].length, match.index + match[0].length + 2)),
  }));
}

/** What family names begin with, written in one word with a capital behind it: `FitzGerald`, `SanJuan`, `VanDyke`. */
const familyHead = /^(?:fitz|saint)$/;

function isOneFamily(first: string, whole: string): boolean {
  const head = foldName(first);
  return particles.has(head) || familyHead.test(head) || isUsual('family', foldName(whole));
}

/** `ZztestWilliam`: one word of two names, of which one is a name people are given; the comma or blank between them was lost. */
export function inTwo(parts: readonly Part[]): readonly Part[] {
  const [only, next] = parts;
  const camel = only && /^(?<first>\p{Lu}\p{Ll}{2,})(?<second>\p{Lu}\p{Ll}{2,})$/u.exec(only.text)?.groups;
  if (!only || !camel || (next && !credentials.has(degreeKey(next.text)))) return parts;
  const { first = '', second = '' } = camel;
  if (isOneFamily(first, only.text)) return parts;
  if (!isUsual('given', foldName(first)) && !isUsual('given', foldName(second))) return parts;
  const at = only.from + first.length;
  const isSecondFamily = !isUsual('given', foldName(second));
  return [
    { text: first, from: only.from, to: at, endsInComma: !isSecondFamily },
    { ...only, text: second, from: at },
    ...parts.slice(1),
  ];
}

/** `Bouchard.Mason`, `Doe.` in front of a name: a comma read as a point. */
function isCommaLike(word: string): boolean {
  return /^\p{L}{4,}\.$/u.test(word) && !credentials.has(degreeKey(word));
}
