import { clinicalWords } from '../clinical-words.ts';
import { slipsBetween } from '../ocr-slips.ts';

export type Mended = {
  readonly text: string;
  /** What was changed, as read and as mended. */
  readonly changes: readonly (readonly [read: string, mended: string])[];
};

/** Words of one length and first or last letter: what a misread word is looked for in. */
const shelves = new Map<string, string[]>();
for (const word of clinicalWords.keys())
  for (const key of [`${word.length}${word.charAt(0)}`, `${word.length}-${word.slice(-1)}`])
    shelves.set(key, [...(shelves.get(key) ?? []), word]);

const MOST_WORDS = 80;

/** Of words that are as near the commonest is meant. */
const usual = new Set(
  'the of to on in at and for with right left both pain hands hand head neck back not has had her his per due new see is no or by from'.split(
    ' ',
  ),
);

/** Words that are no clinical ones and no misread ones either. */
const plain: ReadonlySet<string> = new Set(
  (
    'rose fell rise fall dropped went gone grew grown fast steady held hold kept keep made make took give gave come came got get let put run ran set saw shown show told tell felt feel lost lose leads led ' +
    'move moved moving turn turned walk walked stand stood sit sat lie lying slept wake woke eat ate drink drank bore broke broken bent bend cut hit hurt fits done did doing say says said ask asked call ' +
    'called want wanted think thought know known hope hopes helped try tried start began begin begun stopped ended opened closed changed became become seem seems look looks looked works worked house ' +
    'team hour time short less least much many few some each same such only own still always often soon later who what why how quite rather almost into onto upon among across far here then those our your ' +
    'its him she we you me so nor but though however unless'
  ).split(' '),
);

/**
 * Puts right the words of a sentence that no reader of English would take for words, where one known word is nearest by the slips of
 * scans. Names and figures stay as they are.
 */
export function mendWords(text: string, isClear = false): Mended {
  const changes: [string, string][] = [];
  let count = 0;
  const mended = text.replaceAll(/[\p{L}\d|!'’-]+/gu, (word) => {
    count += 1;
    if (count > MOST_WORDS) return word;
    const better = mendWord(word, count === 1, isClear);
    if (better !== word) changes.push([word, better]);
    return better;
  });
  return { text: mended, changes };
}

function mendWord(word: string, isFirst: boolean, isClear: boolean): string {
  const key = word.toLowerCase();
  if (word.length < 2 || clinicalWords.has(key) || plain.has(key) || isKnownPart(key)) return word;
  if (/^\d+$/.test(word) || /\d{2}/.test(word)) return word;
  const known = nearest(key, isClear ? CLEAR_SLIPS : Infinity);
  if (known === undefined) return word;
  const written = clinicalWords.get(known) ?? known;
  if (written !== known) return written;
  if (word === word.toUpperCase() && word.length > 3) return known.toUpperCase();
  const isCapital = /^\p{Lu}/u.test(word) || (isFirst && /^\d/.test(word));
  return isCapital ? known.charAt(0).toUpperCase() + known.slice(1) : known;
}

/** Whether a word is one of the language as far as referrals speak it; figures and short forms are. */
export function isKnownWord(word: string): boolean {
  const key = word.toLowerCase();
  return key.length < 3 || /\d/.test(key) || clinicalWords.has(key) || plain.has(key) || isKnownPart(key);
}

/** Plurals, joined words, forms of verbs. */
function isKnownPart(key: string): boolean {
  if (/[-'’]/.test(key))
    return key
      .split(/[-'’]/)
      .every((part) => part === '' || part.length < 3 || /\d/.test(part) || clinicalWords.has(part));
  return ['s', 'es', 'ed', 'ing', 'ly', 'al', 'er'].some(
    (end) => key.endsWith(end) && clinicalWords.has(key.slice(0, -end.length)),
  );
}

/** Words that were read clearly change by a look-alike at most. */
const CLEAR_SLIPS = 0.4;

/** The one nearest word, if no other is as near; how many slips are allowed grows with the word. */
function nearest(key: string, most: number): string | undefined {
  const usualLimit =
    key.length <= 2 ? 0.4 : key.length <= 4 ? 0.8 : key.length <= 6 ? 1.2 : key.length <= 9 ? 1.6 : 2;
  const limit = Math.min(most, usualLimit);
  let best: string | undefined;
  let least = limit + 0.01;
  let isTied = false;
  for (const word of candidates(key)) {
    const slips = slipsBetween(key, word);
    const isBetter = slips === least && usual.has(word) && !(best !== undefined && usual.has(best));
    if (slips < least || isBetter) [best, least, isTied] = [word, slips, false];
    else if (slips === least && word !== best)
      isTied ||= best === undefined || !usual.has(best) || usual.has(word);
  }
  return isTied ? undefined : best;
}

function candidates(key: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let length = Math.max(2, key.length - 2); length <= key.length + 2; length += 1)
    for (const shelf of [shelves.get(`${length}${key.charAt(0)}`), shelves.get(`${length}-${key.slice(-1)}`)])
      for (const word of shelf ?? []) found.add(word);
  return found;
}
