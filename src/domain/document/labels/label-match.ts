import { groupBy } from '../../../lib/group-by.ts';
import { editDistance, foldShapes } from '../../spelling.ts';
import type { LabelEntry } from './label-entry.ts';
import { bits, lettersOf } from '../knowledge/letter-sets.ts';
import { labelEntries } from './label-words.ts';

export type Phrase = {
  readonly key: string;
  readonly shape: string;
  readonly letters: number;
  /** How many words it has. */
  readonly words: number;
  /** Its first word. */
  readonly first: string;
  readonly entry: LabelEntry;
};

/** Share of a phrase that may be misread. */
const SLIPS = 0.24;
const HARDLY = 0.1;

const phrases: readonly Phrase[] = labelEntries.flatMap((entry) =>
  entry.phrases.split('|').map((phrase) => {
    const key = phrase.replaceAll(' ', '');
    const shape = foldShapes(key);
    return {
      key,
      shape,
      letters: lettersOf(shape),
      words: phrase.split(' ').length,
      first: phrase.split(' ')[0] ?? '',
      entry,
    };
  }),
);

/** The first entry of a phrase that stands in several wins. */
const byKey = new Map(phrases.toReversed().map((phrase) => [phrase.key, phrase]));
const byShape = new Map(phrases.toReversed().map((phrase) => [phrase.shape, phrase]));
export const LONGEST_KEY = Math.max(...phrases.map(({ key }) => key.length)) + 8;

/** How many phrases the dictionary knows. */
export const labelPhraseCount = byKey.size;

/** The words of a token by which labels are compared: lower case, letters and figures only, `#` and `no.` as `number`. */
export function labelKey(text: string): string {
  const folded = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
  if (/^(no|num|nbr|nr)[.,]*$/.test(folded)) return 'number';
  // `Name of referring MD/DO/NP/PA`: whoever may refer.
  if (/^(?:(?:m\.?d|d\.?o|n\.?p|p\.?a(?:-?c)?|aprn|fnp|dnp|cnm)\.?[/,]?){2,}$/.test(folded))
    return 'provider';
  const key = folded.replaceAll('#', 'number').replaceAll(/[^a-z0-9]/g, '');
  // `1D#`, `lD`: what readers make of ID.
  return key.replace(/^[1l]d(?=$|number$)/, 'id');
}

export type Match = { readonly phrase: Phrase; readonly quality: number };

/** Phrases by joined words, remembered while one page is read. */
export type Memory = Map<string, Match | undefined>;

/** Longer phrases say more: a phrase with one slip beats its own beginning without any. */
export function worth({ phrase, quality }: Match): number {
  return phrase.key.length * quality;
}

export function matchOf(key: string, memory: Memory): Match | undefined {
  if (memory.has(key)) return memory.get(key);
  const match =
    find(key) ??
    (key.length > 8 && key.endsWith('number') ? find(key.slice(0, -6)) : undefined) ??
    (key.length > 4 && key.endsWith('no') ? exactly(`${key.slice(0, -2)}number`) : undefined);
  memory.set(key, match);
  return match;
}

function find(key: string): Match | undefined {
  const exact = exactly(key);
  if (exact || key.length < 3) return exact;
  const shape = foldShapes(key);
  const alike = byShape.get(shape);
  if (alike && !/^\d+$/.test(key)) return { phrase: alike, quality: 0.95 };
  return shape.length < 5 || /\d{4}/.test(key) ? undefined : nearest(shape);
}

export function exactly(key: string): Match | undefined {
  const phrase = byKey.get(key);
  return phrase && { phrase, quality: 1 };
}

function nearest(shape: string): Match | undefined {
  const best = nearestOn(exactShelves, shape, HARDLY, nearestOn(shelves, shape, SLIPS, undefined));
  return best && { phrase: best.phrase, quality: 1 - best.distance / best.phrase.shape.length };
}

function nearestOn(those: Shelves, shape: string, slips: number, found: Near | undefined): Near | undefined {
  const most = Math.floor(shape.length * slips);
  let best = found;
  for (let length = shape.length - most; length <= shape.length + most; length += 1) {
    best = nearerOn(those.get(`${length}${shape.charAt(0)}`), shape, best);
    best = nearerOn(those.get(`${length}-${shape.slice(-1)}`), shape, best);
  }
  return best;
}

type Near = { readonly phrase: Phrase; readonly distance: number };

function nearerOn(shelf: Shelf | undefined, shape: string, best: Near | undefined): Near | undefined {
  if (!shelf) return best;
  const letters = lettersOf(shape);
  let near = best;
  for (let at = 0; at < shelf.letters.length; at += 1) {
    const reach = Math.min(shelf.limit, (near?.distance ?? shape.length) - 1);
    if (reach < 1 || bits((shelf.letters[at] ?? 0) ^ letters) > 2 * reach) continue;
    const phrase = shelf.phrases[at];
    const distance = phrase ? editDistance(shape, phrase.shape, reach) : Infinity;
    if (phrase && distance <= reach) near = { phrase, distance };
  }
  return near;
}

/** Phrases of one length and first (`-`: last) letter, their letters side by side: most are ruled out by these alone. */
type Shelf = {
  readonly phrases: readonly Phrase[];
  readonly letters: Int32Array;
  /** How many letters may be wrong. */
  readonly limit: number;
};

type Shelves = ReadonlyMap<string, Shelf>;

const shelves = shelved((entry) => entry.isExact !== true, SLIPS);
/** Of very many turns of a few words only long ones are known when they are misread, and hardly misread. */
const exactShelves = shelved((entry) => entry.isExact === true, HARDLY);

function shelved(isOn: (entry: LabelEntry) => boolean, slips: number): Shelves {
  const those = [...byShape.values()].filter(({ entry }) => isOn(entry)).flatMap(shelvings);
  return new Map(
    [...groupBy(those, ([key]) => key)].map(([key, some]) => [
      key,
      {
        phrases: some.map(([, phrase]) => phrase),
        limit: Math.floor((some[0]?.[1].shape.length ?? 0) * slips),
        letters: Int32Array.from(some, ([, { letters }]) => letters),
      },
    ]),
  );
}

function shelvings(phrase: Phrase): readonly (readonly [string, Phrase])[] {
  const { shape } = phrase;
  return [
    [`${shape.length}${shape.charAt(0)}`, phrase],
    [`${shape.length}-${shape.slice(-1)}`, phrase],
  ];
}

/** `AMB referral to` is no misread `fax referral to`, and `coverage is` no `coverage id`: short words are read as they are. */
export function isOtherWord(keys: readonly string[], at: number, to: number, { phrase }: Match): boolean {
  const [first = '', last = ''] = [keys[at], keys[to - 1]];
  // `Address 12 Oak St` is no misread `Address 1`; but `Member 10` is a `Member ID`.
  const isId = last === '10' && phrase.key.endsWith('id');
  const isPart = isJoining.test(last) || (/^\d+$/.test(last) && !isId);
  if (to - at > 1 && isPart && !phrase.key.endsWith(last)) return true;
  return (
    to - at > 1 &&
    first.length <= 3 &&
    phrase.words === to - at &&
    editDistance(foldShapes(first), foldShapes(phrase.first), 2) > 1
  );
}

/** `R, DO Appointment Facility:`: in front of the label, which was read whole, stands the end of a value. */
export function endsWhole(keys: readonly string[], at: number, to: number): boolean {
  for (let from = at + 1; from < to; from += 1)
    if (exactly(keys.slice(from, to).join('')) !== undefined) return true;
  return false;
}

const isJoining = /^(?:is|are|was|has|had|with|by|for|and|of|the|in|on|at|to)$/;
