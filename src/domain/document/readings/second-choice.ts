import { foldName } from '../../names.ts';
import type { PersonName } from '../../fact.ts';
import { personOf, personText } from '../canonical.ts';
import { clinicalWords } from '../knowledge/clinical-words.ts';
import { slipsBetween } from '../knowledge/ocr-slips.ts';
import { isUsual, nearestUsual, type NamePart } from '../values/usual-names.ts';

/**
 * Of two readings of one place the better, part by part: a name that people have, a word that is in use, before one that is neither. What no list
 * knows stays as the first reading has it. `first`, `second`: canonical.
 */
export function betterPerson(first: string, second: string, isSecondSurer: boolean): string {
  const [a, b] = [personOf(first), personOf(second)];
  const part = (name: NamePart): string | undefined => betterName(name, a[name], b[name], isSecondSurer);
  const [family, given] = [part('family'), part('given')];
  const middle =
    a.middle === undefined ? newInitial(a, b) : betterName('given', a.middle, b.middle, isSecondSurer);
  return personText({
    ...a,
    ...(family === undefined ? {} : { family }),
    ...(given === undefined ? {} : { given }),
    ...(middle === undefined ? {} : { middle }),
  });
}

/** An initial that only the second reading has, of the same name; a stroke may be an edge. */
function newInitial(a: PersonName, b: PersonName): string | undefined {
  const isSame =
    foldName(a.family ?? '') === foldName(b.family ?? '') &&
    foldName(a.given ?? '') === foldName(b.given ?? '');
  return isSame && /^[A-HJKM-Z]$/.test(b.middle ?? '') ? b.middle : undefined;
}

/** Slips up to which two readings are of one word: a share of its letters. */
const ONE_WORD = 0.4;
/** A name is put right by a look-alike letter, a longer one by two. */
const slipsAllowed = (name: string): number => (name.length < 4 ? 0 : name.length < 7 ? 0.4 : 1);

function betterName(
  part: NamePart,
  a: string | undefined,
  b: string | undefined,
  isSecondSurer: boolean,
): string | undefined {
  if (a === undefined) return a;
  const [first, second] = [foldName(a), foldName(b ?? '')];
  if (first === second || isKnown(part, first)) return a;
  const isOne = second.length > 1 && slipsBetween(first, second) <= Math.max(1, ONE_WORD * first.length);
  if (b !== undefined && isOne && isKnown(part, second)) return b;
  const near = [first, ...(isOne ? [second] : [])].map((one) => nearestUsual(part, one, slipsAllowed(one)));
  const names = new Set(near.filter((name) => name !== undefined));
  const [only] = names;
  if (names.size === 1 && only !== undefined) return only.charAt(0).toUpperCase() + only.slice(1);
  return isOne && isSecondSurer ? b : a;
}

/** Each word of a name, so that two family names are known if both are. */
function isKnown(part: NamePart, folded: string): boolean {
  return folded.split(' ').every((word) => isUsual(part, word));
}

/** A text as it stands on the page, before its words were mended, and how sure its reader was. */
type Raw = { readonly text: string; readonly isSurer?: boolean };

/** Texts word by word. `raw` and `again`: of the first and of the second. */
export function betterText(first: string, raw: Raw, second: string, again: Raw): string {
  const [a, b] = [first, second].map((text) => text.split(/\s+/).filter((word) => word !== ''));
  if (!a || !b || a.length > MOST_WORDS || b.length > MOST_WORDS) return first;
  const [asRead, asReadAgain] = [raw, again].map(({ text }) => new Set(text.toLowerCase().split(/\s+/)));
  const trusts = ([one, other]: Pair): readonly [number, number] => [
    one === undefined ? 0 : trustOf(one, asRead?.has(one.toLowerCase()) === true),
    other === undefined ? 0 : trustOf(other, asReadAgain?.has(other.toLowerCase()) === true),
  ];
  const pairs = aligned(a, b);
  const isSecond = pairs.map((pair) => {
    const [one, other] = trusts(pair);
    // What was mended in the first may be what the surer second has read.
    const isOnlyMended =
      one === 1.5 && again.isSurer === true && asReadAgain?.has(pair[1]?.toLowerCase() ?? '') === true;
    return other > one || isOnlyMended;
  });
  return pairs
    .map(([one, other], at) => {
      if (one === undefined) return undefined;
      if (other !== undefined) return isSecond[at] === true ? other : one;
      const isPiece = [at - 1, at + 1].some(
        (beside) => isSecond[beside] === true && isTorn(pairs, at, beside),
      );
      return isScrap(one) || (isPiece && trusts([one, other])[0] === 0) ? undefined : one;
    })
    .filter((word) => word !== undefined)
    .join(' ');
}

/** `colonosc bpy` beside `colonoscopy`: with the piece at `at`, the word at `beside` is more like what the second reader has in its place. */
function isTorn(pairs: readonly Pair[], at: number, beside: number): boolean {
  const [piece] = pairs[at] ?? [];
  const [part, whole] = pairs[beside] ?? [];
  if (piece === undefined || part === undefined || whole === undefined) return false;
  const joined = beside < at ? part + piece : piece + part;
  return slipsBetween(joined, whole) < slipsBetween(part, whole);
}

/**
 * A form of a verb that both readings read alike was not misread, though no list knows it: `inhaled`, that was mended to `inhaler`, is put
 * back.
 * `raw`: both as they stand on the page.
 */
export function unmended(text: string, raw: readonly [string, string]): string {
  const [first, second] = raw.map(
    (one) => new Set(one.split(/[^\p{L}'’-]+/u).filter((word) => verbForm.test(word))),
  );
  const both = [...(first ?? [])].filter((word) => second?.has(word) === true);
  if (both.length === 0 || text.length > LONGEST) return text;
  return text.replaceAll(/[\p{L}'’-]{4,}/gu, (word) =>
    first?.has(word) === true ? word : (both.find((one) => isMendedFrom(one, word)) ?? word),
  );
}

function isMendedFrom(read: string, mended: string): boolean {
  return (
    Math.abs(read.length - mended.length) < 3 && slipsBetween(read, mended) <= Math.min(2, read.length / 3)
  );
}

const verbForm = /^\p{L}{2,}(?:ed|ing)$/u;
const LONGEST = 600;
const MOST_WORDS = 80;

/** A sign that only one reading has. */
function isScrap(word: string): boolean {
  return !/[\p{L}\d]/u.test(word) && !/^[-–—/&+<>%]+$/.test(word);
}

/** A word in use as it was read before one that was mended to be so, and that before what is no word. */
function trustOf(word: string, isAsRead: boolean): number {
  const key = word.toLowerCase().replaceAll(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, '');
  if (/^\d+$/.test(key)) return 1;
  const isWord = clinicalWords.has(key) || key.split(/[-/]/).every((part) => clinicalWords.has(part));
  return isWord ? (isAsRead ? 2 : 1.5) : 0;
}

type Pair = readonly [string | undefined, string | undefined];

/** Words that stand for one another, by the fewest slips. */
function aligned(a: readonly string[], b: readonly string[]): readonly Pair[] {
  const costs: number[][] = [b.map((_, at) => at).concat(b.length)];
  const priceOf = (one: string, other: string): number =>
    Math.min(1.9, (2 * slipsBetween(one, other)) / Math.max(1, one.length, other.length));
  for (const [i, one] of a.entries()) {
    const row = [i + 1];
    for (const [j, other] of b.entries())
      row.push(
        Math.min((costs[i]?.[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, (costs[i]?.[j] ?? 0) + priceOf(one, other)),
      );
    costs.push(row);
  }
  return pairsOf(a, b, costs, priceOf);
}

function pairsOf(
  a: readonly string[],
  b: readonly string[],
  costs: readonly (readonly number[])[],
  priceOf: (one: string, other: string) => number,
): readonly Pair[] {
  const pairs: Pair[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 || j > 0) {
    const [one, other] = [a[i - 1], b[j - 1]];
    const here = costs[i]?.[j] ?? 0;
    const isPair =
      one !== undefined &&
      other !== undefined &&
      Math.abs((costs[i - 1]?.[j - 1] ?? Infinity) + priceOf(one, other) - here) < 1e-9;
    if (isPair) {
      pairs.unshift([one, other]);
      i -= 1;
      j -= 1;
    } else if (one !== undefined && Math.abs((costs[i - 1]?.[j] ?? Infinity) + 1 - here) < 1e-9) {
      pairs.unshift([one, undefined]);
      i -= 1;
    } else {
      pairs.unshift([undefined, other]);
      j -= 1;
    }
  }
  return pairs;
}
