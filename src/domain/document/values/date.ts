import { slipsBetween } from '../knowledge/ocr-slips.ts';
import { changesBetween, doubtOf, mendFigures, type Found } from './found.ts';

/** What a date is of: it says which years it may have. */
export type DateUse = 'birth' | 'order' | 'expiry';

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthWord = '(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';

const patterns: readonly RegExp[] = [
  /(?<![\d/])(?<month>\d{1,2}) ?[/.,\\-] ?(?<day>\d{1,2}) ?[/.,\\-] ?(?<year>\d{4}|\d{2})(?!\d)/g,
  /(?<!\d)(?<year>(?:19|20)\d{2}) ?[/.-] ?(?<month>\d{1,2}) ?[/.-] ?(?<day>\d{1,2})(?!\d)/g,
  /(?<!\d)(?<year>(?:19|20)\d{2})-(?<month>\d{2})(?<day>\d{2})(?!\d)/g,
  new RegExp(
    `\\b${monthWord}[.,]? {0,2}(?<day>\\d{1,2})(?:st|nd|rd|th)?(?:[.,/] {0,2}| {1,2})(?<year>\\d{4}|'?\\d{2})(?!\\d)`,
    'gi',
  ),
  new RegExp(
    `(?<!\\d)(?<day>\\d{1,2})(?:st|nd|rd|th)?[ ./-]{0,3}(?:of )?${monthWord}[ .,/-]{0,3}(?<year>\\d{4}|\\d{2})(?!\\d)`,
    'gi',
  ),
  /(?<!\d)(?<month>\d{1,2})[ /.-](?<day>\d{1,2})[ /.-](?<year>(?:19|20)\d{2})(?!\d)/g,
];

/** Strokes that were slashes: `03/1411962`, `0311411962`, `03l14l1962`; a stroke read as two points: `06:09-2026`. */
const lostSlashes: readonly RegExp[] = [
  /(?<![\d:])(?<month>\d{1,2})[:;](?<day>\d{1,2})[/.-](?<year>(?:19|20)\d{2})(?!\d)/g,
  /(?<![\d:])(?<month>\d{1,2})[/.-](?<day>\d{1,2})[:;](?<year>(?:19|20)\d{2})(?!\d)/g,
  /(?<!\d)(?<month>\d{2})[/1Il|!7f](?<day>\d{2})[/1Il|!7f](?<year>(?:19|20)\d{2})(?!\d)/g,
  /(?<!\d)(?<month>0?[1-9]|1[0-2])[/Il|!-](?<day>[0-3]?\d)[/1Il|!7](?<year>(?:19|20)\d{2})(?!\d)/g,
  /(?<!\d)(?<month>0?[1-9]|1[0-2])[/1Il|!74](?<day>[0-3]?\d)[/Il|!-](?<year>(?:19|20)\d{2})(?!\d)/g,
  /(?<!\d)(?<month>0[1-9]|1[0-2])(?<day>[0-3]\d)(?<year>(?:19|20)\d{2})(?!\d)/g,
];

/** Dates in a text, as Americans write them. `today`: `YYYY-MM-DD`. */
export function findDates(text: string, use: DateUse, today: string): readonly Found[] {
  const mended = mendDates(text);
  const found: Found[] = [];
  const add = (match: RegExpExecArray, isLost: boolean): void => {
    const from = match.index;
    const to = from + match[0].length;
    if (found.some((other) => from < other.to && other.from < to)) return;
    const one = dateOf(match, use, today);
    if (!one) return;
    const repaired = (changesBetween(text.slice(from, to), match[0]) + (isLost ? 1 : 0)) / 10;
    const mending = repaired > 0 ? 'a figure or stroke of the date had to be mended' : undefined;
    const { doubt, ...rest } = one;
    found.push({ ...rest, from, to, repaired, ...doubtOf(doubt, mending) });
  };
  for (const pattern of patterns) for (const match of mended.matchAll(pattern)) add(match, false);
  for (const pattern of lostSlashes) for (const match of mended.matchAll(pattern)) add(match, true);
  return found.toSorted((a, b) => a.from - b.from);
}

const monthInside = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';
const withMonth = new RegExp(monthInside, 'i');

/** Letters among the figures of dates, and months with a misread letter, put right; places stay the same. */
function mendDates(text: string): string {
  return mendAround(text.replaceAll('\u2014', '-').replaceAll('\u2013', '-').replaceAll('\u2212', '-'))
    .replaceAll(/(?<=[/.-])[OoQ](?=\d)|(?<=\d)[Oo](?=[/.\-\d])|\b[Oo](?=\d[/.-])/g, '0')
    .replaceAll(/(?<=[/.-])[Il|](?=[\d/.-])|\b[Il|](?=\d?[/.-]\d)/g, '1')
    .replaceAll(/\bju[1i](?=y\b)/gi, 'jul')
    .replaceAll(/\b[0o]ct/gi, 'oct')
    .replaceAll(misreadMonth, (said) => monthLike(said))
    .replaceAll(misreadCentury, (_, before: string, _sign: string, year: string) => `${before}20${year}`);
}

/** Behind a month: `Jun- R026` is of this century, for no other is written so. */
const misreadCentury = new RegExp(`(${monthInside}[a-z]{0,6}[ .,/-]{0,3})([RZz?&7])0(\\d{2})(?!\\d)`, 'gi');

/** A word in front of day and year, or behind the day, that is no month as it stands. */
const misreadMonth = /\b\p{L}[\p{L}\d|'’]{3,8}(?=\.? {0,2}\d{1,2}[.,/]? {1,2}(?:19|20)\d{2}(?!\d))/gu;

/** As long as it was, so that places stay the same. */
function monthLike(said: string): string {
  if (withMonth.test(said.slice(0, 3))) return said;
  const near = fullMonths.filter((month) => slipsBetween(said, month) <= Math.min(1.5, month.length / 2.5));
  const [only] = near;
  return only !== undefined && near.length === 1 ? only.padEnd(said.length).slice(0, said.length) : said;
}

const fullMonths = 'January February March April June July August September October November December'.split(
  ' ',
);

/** Words with a month in them keep their letters. */
function mendAround(text: string): string {
  return text.replaceAll(/\S+/g, (word) => (withMonth.test(word) ? word : mendFigures(word)));
}

type Dated = Pick<Found, 'value' | 'fit' | 'isValid' | 'doubt'>;

function dateOf(match: RegExpExecArray, use: DateUse, today: string): Dated | undefined {
  const { month = '', day = '', year = '' } = match.groups ?? {};
  const monthNumber = /^\d/.test(month)
    ? Number(month)
    : monthNames.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  const fullYear = yearOf(year.replace("'", ''), use, today);
  const straight = iso(fullYear, monthNumber, Number(day));
  const isShort = year.length < 4 ? 0.95 : 1;
  if (straight) return judge(straight, use, today, isShort);
  const swapped = iso(fullYear, Number(day), monthNumber);
  if (!swapped) return undefined;
  const judged = judge(swapped, use, today, 0.6);
  return { ...judged, doubt: 'the day seems to stand before the month' };
}

/** Two figures: a birth is not in the future, an order is of this century. */
function yearOf(year: string, use: DateUse, today: string): number {
  const number = Number(year);
  if (year.length === 4) return number;
  if (use !== 'birth') return 2000 + number;
  return 2000 + number <= Number(today.slice(0, 4)) ? 2000 + number : 1900 + number;
}

function iso(year: number, month: number, day: number): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function judge(value: string, use: DateUse, today: string, fit: number): Dated {
  const doubt = objection(value, use, today);
  return doubt === undefined
    ? { value, fit, isValid: true }
    : { value, fit: fit * 0.4, isValid: false, doubt };
}

function objection(value: string, use: DateUse, today: string): string | undefined {
  const years = Number(value.slice(0, 4)) - Number(today.slice(0, 4));
  if (use === 'birth') {
    if (value > today) return 'the birth date lies in the future';
    return years < -115 ? 'nobody is that old' : undefined;
  }
  if (use === 'order') {
    if (value > today && years > 0) return 'the date lies in the future';
    return years < -3 ? 'the date is more than three years ago' : undefined;
  }
  return years < -3 || years > 10 ? 'the referral would end in a year that cannot be' : undefined;
}

/** `YYYY-MM-DD` → `MM/DD/YYYY`; other texts as they are. */
export function showDate(value: string): string {
  const match = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/.exec(value);
  return match
    ? `${match.groups?.['month'] ?? ''}/${match.groups?.['day'] ?? ''}/${match.groups?.['year'] ?? ''}`
    : value;
}
