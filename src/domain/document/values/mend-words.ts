import { clinicalWords, shortForms } from '../knowledge/clinical-words.ts';
import { englishWords, everydayWords } from '../knowledge/english-words.ts';
import { slipsBetween } from '../knowledge/ocr-slips.ts';

export type Mended = {
  readonly text: string;
  /** What was changed, as read and as mended. */
  readonly changes: readonly (readonly [read: string, mended: string])[];
};

/** Words of one length and first or last letter: what a misread word is looked for in. */
const shelves = new Map<string, string[]>();
for (const word of new Set([...clinicalWords.keys(), ...englishWords, ...everydayWords]))
  for (const key of [`${word.length}${word.charAt(0)}`, `${word.length}-${word.slice(-1)}`])
    shelves.set(key, [...(shelves.get(key) ?? []), word]);

const MOST_WORDS = 80;

/** Of words that are as near the commonest is meant. */
const usual = new Set(
  'the of to on in at and for with right left both pain hands hand head neck back not has had her his per due new see is no or by from'.split(
    ' ',
  ),
);

/** Whether a word stands in a list. Small letters. */
function isListed(key: string): boolean {
  return clinicalWords.has(key) || englishWords.has(key) || everydayWords.has(key);
}

/** `s/p`, `LBP`; those of two letters only as they are written: `ar` is no `AR`. */
function isShortForm(word: string): boolean {
  return shortForms.has(word) || (word.length > 2 && shortForms.has(word.toUpperCase()));
}

const noneClear: ReadonlySet<string> = new Set();

/**
 * Puts right the words of a sentence that no reader of English would take for words, where one known word is nearest by the slips of
 * scans. Names, figures and what was read clearly (`clear`: words as read) stay as they are: what is printed may be no word of a list.
 */
export function mendWords(text: string, clear: ReadonlySet<string> = noneClear): Mended {
  const changes: [string, string][] = [];
  let count = 0;
  const said = joined(text, changes);
  const mended = said.replaceAll(/[\p{L}\d|!'’-]+/gu, (word, at: number) => {
    count += 1;
    if (count > MOST_WORDS) return word;
    const isClear = clear.has(word) || isInClear(said, at, clear);
    const better = isClear
      ? lookAlikeForm(word)
      : (figuresBefore(word, said.slice(at + word.length)) ?? mendWord(word, count === 1));
    if (better !== word) changes.push([word, better]);
    return better;
  });
  return { text: mended, changes };
}

/** Whether the stretch without blanks a word stands in was read clearly: `L5-S1,` as a whole. */
function isInClear(text: string, at: number, clear: ReadonlySet<string>): boolean {
  if (clear.size === 0) return false;
  const from = text.lastIndexOf(' ', at) + 1;
  const to = text.indexOf(' ', at);
  return clear.has(text.slice(from, to === -1 ? text.length : to));
}

/** `ar thritis`, `colono scopy`: two pieces that are no words, and a word together. */
function joined(text: string, changes: [string, string][]): string {
  return text.replaceAll(
    /(?<![\p{L}\d-])(\p{L}{2,}) (\p{Ll}{2,})(?![\p{L}\d-])/gu,
    (both, a: string, b: string) => {
      const whole = a.toLowerCase() + b;
      if (isListed(a.toLowerCase()) && isListed(b)) return both;
      if (whole.length < SHORTEST_JOINED || !clinicalWords.has(whole)) return both;
      changes.push([both, a + b]);
      return a + b;
    },
  );
}

const SHORTEST_JOINED = 6;

/** `Alc` is `A1c`, however clearly it was read. */
function lookAlikeForm(word: string): string {
  const key = word.toLowerCase();
  if (word.length !== 3 || isListed(key) || isShortForm(word)) return word;
  const known = nearest(key, LOOK_ALIKE);
  const written = known === undefined ? undefined : clinicalWords.get(known);
  return written !== undefined && /\d/.test(written) && !/\d/.test(word) ? written : word;
}

/** Slips of one letter for another of its shape (ocr-slips.ts). */
const LOOK_ALIKE = 0.4;

/** `I00 mg`: letters of the shape of figures in front of what is counted in figures. */
function figuresBefore(word: string, rest: string): string | undefined {
  if (!/^[\dIlO|]*\d[\dIlO|]*$/.test(word) || /^\d+$/.test(word) || !unit.test(rest)) return undefined;
  return word.replaceAll(/[Il|]/g, '1').replaceAll('O', '0');
}

const unit =
  /^ (?:mg|mcg|ml|mm|cm|kg|lbs?|weeks?|wks?|days?|months?|years?|yrs?|hours?|hrs?|minutes?|visits?)\b/;

function mendWord(word: string, isFirst: boolean): string {
  const key = word.toLowerCase();
  if (word.length < 2 || isListed(key) || isShortForm(word) || isKnownPart(key)) return word;
  if (/^\d+$/.test(word) || /\d{2}/.test(word)) return word;
  const parted = partedWord(word);
  if (parted !== undefined) return parted;
  const known = nearest(key);
  if (known === undefined) return word;
  const written = clinicalWords.get(known) ?? known;
  if (written !== known) return written;
  if (word === word.toUpperCase() && word.length > 3) return known.toUpperCase();
  const isCapital = /^\p{Lu}/u.test(word) || (isFirst && /^\d/.test(word));
  return isCapital ? known.charAt(0).toUpperCase() + known.slice(1) : known;
}

/** `chestpain`: two words that were read as one, if they part at one place only. */
function partedWord(word: string): string | undefined {
  const places = word
    .split('')
    .map((_, at) => at)
    .filter((at) => at >= SHORTEST_PART && at <= word.length - SHORTEST_PART)
    .filter((at) => isListed(word.slice(0, at).toLowerCase()) && isListed(word.slice(at).toLowerCase()));
  const [only, other] = places;
  if (only === undefined || other !== undefined || !/^\p{L}\p{Ll}+$/u.test(word)) return undefined;
  return `${word.slice(0, only)} ${word.slice(only)}`;
}

const SHORTEST_PART = 4;

/** Whether a word is one of the language as far as referrals speak it; figures and short forms are. */
export function isKnownWord(word: string): boolean {
  const key = word.toLowerCase();
  return key.length < 3 || /\d/.test(key) || isListed(key) || isShortForm(word) || isKnownPart(key);
}

/** Plurals, joined words, forms of verbs. */
function isKnownPart(key: string): boolean {
  if (/[-'’]/.test(key))
    return key
      .split(/[-'’]/)
      .every((part) => part === '' || part.length < 3 || /\d/.test(part) || isListed(part));
  return (
    endings.some(([end, instead]) => key.endsWith(end) && isListed(key.slice(0, -end.length) + instead)) ||
    isListed(key.replace(/(?<letter>[bdglmnprt])\k<letter>(?:ed|ing|er)$/, '$<letter>')) ||
    beginnings.some(
      (start) => key.startsWith(start) && key.length > start.length + 3 && isListed(key.slice(start.length)),
    )
  );
}

/** How words of the list go on, and what stood there before. */
const endings: readonly (readonly [end: string, instead: string])[] = [
  ...['s', 'es', 'ed', 'ing', 'ly', 'al', 'er', 'ness'].map((end) => [end, ''] as const),
  ['ed', 'e'],
  ['ing', 'e'],
  ['ies', 'y'],
  ['ied', 'y'],
];

/** What words of the list are begun with. */
const beginnings = 'non un re pre post sub hyper hypo over under inter peri multi micro neuro cardio'.split(
  ' ',
);

/** The one nearest word, if no other is as near; how many slips are allowed grows with the word. */
function nearest(key: string, most = Infinity): string | undefined {
  const usualLimit =
    key.length <= 2 ? 0.4 : key.length <= 4 ? 0.8 : key.length <= 6 ? 1.2 : key.length <= 9 ? 1.6 : 2;
  const limit = Math.min(most, usualLimit);
  let best: string | undefined;
  let least = limit + 0.01;
  let isTied = false;
  for (const word of candidates(key)) {
    const slips = slipsBetween(key, word) + (clinicalWords.has(word) ? 0 : RARER);
    const isBetter = slips === least && usual.has(word) && !(best !== undefined && usual.has(best));
    if (slips < least || isBetter) [best, least, isTied] = [word, slips, false];
    else if (slips === least && word !== best)
      isTied ||= best === undefined || !usual.has(best) || usual.has(word);
  }
  return isTied ? undefined : best;
}

/** Slips a word that is only English is further away than one of medicine. */
const RARER = 0.2;

function candidates(key: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let length = Math.max(2, key.length - 2); length <= key.length + 2; length += 1)
    for (const shelf of [shelves.get(`${length}${key.charAt(0)}`), shelves.get(`${length}-${key.slice(-1)}`)])
      for (const word of shelf ?? []) found.add(word);
  return found;
}
