import type { PersonName } from './fact.ts';
import { foldName } from './names.ts';
import { isInNicknames, isShortFor } from './nicknames.ts';
import {
  abbreviations,
  commonWords,
  credentials,
  organisationNoise,
  stateCodes,
  suffixes,
  titles,
} from './partner-words.ts';
import { foldShapes, isAlike, isRoughly } from './spelling.ts';

/** A person's name taken apart and folded; every part may be empty. */
export type PersonWords = {
  readonly family: string;
  readonly given: string;
  readonly middle: string;
  readonly suffix: string;
};

/**
 * How two names agree. `same`: spelt alike but for titles, nicknames and scanning. `close`: one slip. `initial`: one side has only
 * the first letter of the given name. `family`: one side has no given name. `renamed`: the given name is the same and the family
 * name is not. `unlike`: the family name differs and nothing else is known. `different`: both differ.
 */
export type Agreement =
  | 'same'
  | 'close'
  | 'initial'
  | 'family'
  | 'renamed'
  | 'unlike'
  | 'different'
  | 'unknown';

/** Takes a name apart, also `Family, Given M` and `Dr. Given M Family, MD` in one field. */
export function personWords(name: PersonName | undefined): PersonWords {
  const said = { family: name?.family ?? '', given: name?.given ?? '' };
  const parts = said.family === '' || said.given === '' ? splitWhole(said.family || said.given) : said;
  const isApart = parts === said;
  const family = wordsOf(parts.family, isApart ? 1 : 2);
  const given = wordsOf(parts.given, isApart ? 1 : 2);
  const [first = '', ...others] = given.rest;
  return {
    family: family.rest.join(' '),
    given: first,
    middle: foldName(name?.middle ?? '') || others.join(' '),
    suffix: suffixes.get(foldName(name?.suffix ?? '')) ?? family.suffix ?? given.suffix ?? '',
  };
}

/** One field for the whole name: the comma stands behind the family name unless only a degree or suffix follows it. */
function splitWhole(text: string): { readonly family: string; readonly given: string } {
  const segments = text.split(',').map((segment) => wordsOf(segment));
  // Do and Ma are family names where a name begins.
  const named = segments.filter(
    (segment, at) => at === 0 || segment.rest.some((word) => !credentials.has(word)),
  );
  const suffix = segments.map((segment) => segment.suffix).find((one) => one !== undefined);
  const tail = suffix === undefined ? '' : ` ${suffix}`;
  const [first, second] = named;
  if (first === undefined) return { family: segments[0]?.rest.join(' ') ?? '', given: '' };
  if (second !== undefined) return { family: first.rest.join(' ') + tail, given: second.rest.join(' ') };
  if (first.rest.length < 2) return { family: first.rest.join(' ') + tail, given: '' };
  return { family: (first.rest.at(-1) ?? '') + tail, given: first.rest.slice(0, -1).join(' ') };
}

/** `least`: words a name keeps, however much the last looks like a degree. */
function wordsOf(text: string, least = 2): { readonly rest: readonly string[]; readonly suffix?: string } {
  // M.D. is one word, not two letters.
  let words = foldName(text.replaceAll(/\b([A-Za-z])\.(?=[A-Za-z]\b)/g, '$1').replaceAll(/['’]/g, '')).split(
    ' ',
  );
  words = words.filter((word) => word !== '');
  while (words.length > 1 && titles.has(words[0] ?? '')) words.shift();
  while (words.length > least && credentials.has(words.at(-1) ?? '')) words.pop();
  const suffix = words.length > 1 ? suffixes.get(words.at(-1) ?? '') : undefined;
  if (suffix !== undefined) words.pop();
  while (words.length > least && credentials.has(words.at(-1) ?? '')) words.pop();
  return { rest: words, ...(suffix === undefined ? {} : { suffix }) };
}

/** Compares two people by name, also with family and given name in each other’s place. */
export function comparePeople(a: PersonWords, b: PersonWords): Agreement {
  if ((a.family || a.given) === '' || (b.family || b.given) === '') return 'unknown';
  const straight = compareStraight(a, b);
  if (straight === 'same' || straight === 'close') return straight;
  const swapped = compareStraight({ ...a, family: a.given, given: a.family }, b);
  return swapped === 'same' || swapped === 'close' ? swapped : straight;
}

/** Whether two names could be one person's whom a number names too: slips in both, initials, the order of the parts. */
export function areRoughlyOne(a: PersonWords, b: PersonWords): boolean {
  const isSo = (family: string, given: string): boolean =>
    isRoughly(family.replaceAll(' ', ''), b.family.replaceAll(' ', '')) &&
    (given.charAt(0) === b.given.charAt(0) || isRoughly(given, b.given));
  return isSo(a.family, a.given) || isSo(a.given, a.family);
}

function compareStraight(a: PersonWords, b: PersonWords): Agreement {
  if (a.suffix !== '' && b.suffix !== '' && a.suffix !== b.suffix) return 'different';
  const family = familyLikeness(a.family, b.family);
  const given = givenLikeness(a, b);
  if (family === 'same' && given === 'same') return isOtherMiddle(a, b) ? 'initial' : 'same';
  if (family === 'same' && given === 'near') return 'close';
  if (family === 'near' && given === 'same') return isOtherMiddle(a, b) ? 'initial' : 'close';
  if (family === 'same' && given === 'initial') return 'initial';
  if (given === 'unknown') return family === 'other' ? 'unlike' : 'family';
  if (given === 'same' && family === 'other') return 'renamed';
  return 'different';
}

type Likeness = 'same' | 'near' | 'other';

function familyLikeness(a: string, b: string): Likeness {
  const [first, second] = [a.replaceAll(' ', ''), b.replaceAll(' ', '')];
  if (first === second || foldShapes(first) === foldShapes(second)) return 'same';
  // Double names are often half given: Garcia Lopez, Smith-Jones.
  const words = new Set(a.split(' ').filter((word) => word.length > 2));
  if (b.split(' ').some((word) => words.has(word))) return 'same';
  return isAlike(first, second) ? 'near' : 'other';
}

function givenLikeness(a: PersonWords, b: PersonWords): Likeness | 'initial' | 'unknown' {
  if (a.given === '' || b.given === '') return 'unknown';
  if (a.given.length === 1 || b.given.length === 1)
    return a.given.charAt(0) === b.given.charAt(0) ? 'initial' : 'other';
  if (a.given === b.given || foldShapes(a.given) === foldShapes(b.given)) return 'same';
  if (isShortFor(a.given, b.given) || isShortFor(b.given, a.given)) return 'same';
  // Maria and Marie are two names, Mariq is a slip.
  if (isInNicknames(a.given) && isInNicknames(b.given)) return 'other';
  return isAlike(a.given, b.given) ? 'near' : 'other';
}

/** John A and John B Smith are two people; John and John B may be one. */
function isOtherMiddle(a: PersonWords, b: PersonWords): boolean {
  return (
    a.middle !== '' && b.middle !== '' && foldShapes(a.middle).charAt(0) !== foldShapes(b.middle).charAt(0)
  );
}

/** The words that tell a practice from others, spelt one way; in the order of the name. */
export function organisationWords(name: string): readonly string[] {
  const words = foldName(
    name.replaceAll(/\b([A-Za-z])\.(?=[A-Za-z]\b)/g, '$1').replaceAll(/['’]/g, ''),
  ).split(' ');
  const kept = words.filter((word) => word !== '' && !organisationNoise.has(word)).map(spellWord);
  return kept.length > 0 ? kept : words.filter((word) => word !== '');
}

function spellWord(word: string): string {
  const known = abbreviations.get(word) ?? abbreviations.get(cutEnd(word));
  return known ?? cutEnd(word);
}

/** Plural or not is no difference. */
function cutEnd(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** `partly`: most of it agrees, enough only where a telephone line says the rest. */
export type OfficeAgreement = 'same' | 'close' | 'partly' | 'different' | 'unknown';

export function compareOffices(a: string, b: string): OfficeAgreement {
  const [first, second] = [organisationWords(a), organisationWords(b)];
  if (first.length === 0 || second.length === 0) return 'unknown';
  const [whole, other] = [first.join(''), second.join('')];
  if (whole === other || foldShapes(whole) === foldShapes(other)) return 'same';
  const left = [...second];
  const missed: string[] = [];
  let matched = 0;
  for (const word of first) {
    const index = left.findIndex((one) => isAlike(word, one));
    if (index === -1) missed.push(word);
    else {
      left.splice(index, 1);
      matched += 2 * weightOf(word);
    }
  }
  const rest = [...missed, ...left];
  if (rest.length === 0) return 'same';
  const share = matched / (matched + rest.reduce((sum, word) => sum + weightOf(word), 0));
  const hasNamed = first.some((word) => !commonWords.has(word) && !missed.includes(word));
  if (!hasNamed) return 'different';
  if (rest.every((word) => commonWords.has(word)) && share >= 0.7) return 'close';
  if (isAlike(whole, other)) return 'close';
  return share >= 0.6 ? 'partly' : 'different';
}

function weightOf(word: string): number {
  return commonWords.has(word) ? 0.4 : 1;
}

/** A place as it is compared: folded city (St and Mt spelt out), two letters of the state, five figures of the ZIP. */
export type Place = { readonly city?: string; readonly state?: string; readonly zip?: string };

export function placeWords(place: Place): {
  readonly city: string;
  readonly state: string;
  readonly zip: string;
} {
  const city = foldName(place.city ?? '')
    .split(' ')
    .map((word) => townWords[word] ?? word)
    .join(' ');
  const state = foldName(place.state ?? '');
  return {
    city,
    state: stateCodes.get(state) ?? state,
    zip: (place.zip ?? '').replaceAll(/\D/g, '').slice(0, 5),
  };
}

const townWords: Readonly<Record<string, string>> = { st: 'saint', ste: 'sainte', mt: 'mount', ft: 'fort' };
