import type { Address } from './fact.ts';
import { foldName } from './names.ts';

/** A postal address folded for comparing. Absent parts were not said. */
export type FoldedAddress = {
  /** House number and street, in the short words of the post: `12 n main st`. */
  readonly street?: string;
  readonly number?: string;
  /** The street's own word: `main`. */
  readonly word?: string;
  readonly unit?: string;
  /** Five digits. */
  readonly zip?: string;
};

/** USPS Publication 28, appendices B and C1: the suffixes, directions and units that are written in several ways. */
const shortWords: Readonly<Record<string, string>> = {
  street: 'st',
  str: 'st',
  avenue: 'ave',
  av: 'ave',
  road: 'rd',
  drive: 'dr',
  lane: 'ln',
  court: 'ct',
  place: 'pl',
  boulevard: 'blvd',
  boul: 'blvd',
  circle: 'cir',
  terrace: 'ter',
  terr: 'ter',
  parkway: 'pkwy',
  highway: 'hwy',
  square: 'sq',
  trail: 'trl',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
  saint: 'st',
  mount: 'mt',
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  fifth: '5',
  sixth: '6',
  seventh: '7',
  eighth: '8',
  ninth: '9',
  tenth: '10',
};

const unitWords = /\b(?:apartment|apt|unit|suite|ste|room|rm|floor|fl|lot|trlr|no)\b\.?|#/;
const secondary = new Set(
  'st ave rd dr ln ct pl blvd cir ter pkwy hwy sq trl way n s e w ne nw se sw'.split(' '),
);

export function foldAddress(address: Address): FoldedAddress {
  const lines = [address.line1, address.line2].filter(Boolean).join(' ').toLowerCase();
  const split = unitWords.exec(lines);
  const unit = split ? foldName(lines.slice(split.index + split[0].length)).replaceAll(' ', '') : '';
  const words = foldName(split ? lines.slice(0, split.index) : lines)
    .replaceAll(/\b(\d+)(?:st|nd|rd|th)\b/g, '$1')
    .split(' ')
    .map((word) => shortWords[word] ?? word)
    .filter((word) => word !== '');
  const [number] = words;
  const own = words.slice(1).filter((word) => !secondary.has(word));
  const zip = /^\d{5}/.exec(address.zip?.trim() ?? '')?.[0];
  return {
    ...(words.length < 2 ? {} : { street: words.join(' ') }),
    ...(number !== undefined && /^\d/.test(number) ? { number } : {}),
    ...(words.length < 2 ? {} : { word: own[0] ?? words[1] ?? '' }),
    ...(unit === '' ? {} : { unit }),
    ...(zip === undefined ? {} : { zip }),
  };
}
