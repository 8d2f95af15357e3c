import { foldName, phoneKey } from './names.ts';
import type { FormerDetails } from './patient.ts';

/** What somebody typed into a search for patients, taken apart. */
export type PatientSearch = {
  /** Folded words of a name. */
  readonly words: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly birthDates: readonly string[];
  /** Match keys of telephone and e-mail (patient-keys.ts). */
  readonly keys: readonly string[];
  /** What may be a patient's number: the whole text, and each word with a digit. */
  readonly numbers: readonly string[];
};

const usDate = /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)/g;
const isoDate = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/g;
const phone = /(?<![\p{L}\d-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-]?)?\d{3}[\s.-]?\d{4}(?![\d\p{L}])/gu;

/** `smith 3/12/1952`, `1952-03-12`, `(555) 010-1234`, `TEST-4711` and any mixture. */
export function parsePatientSearch(text: string): PatientSearch {
  const birthDates = new Set<string>();
  const keys = new Set<string>();
  const numbers = new Set([text.trim()]);
  let rest = text.replaceAll(isoDate, (whole, year: string, month: string, day: string) =>
    take(birthDates, dateOf(year, month, day)) ? ' ' : whole,
  );
  rest = rest.replaceAll(usDate, (whole, month: string, day: string, year: string) =>
    take(birthDates, dateOf(fullYear(year), month, day)) ? ' ' : whole,
  );
  for (const word of rest.split(/\s+/)) {
    if (word.includes('@')) keys.add(`e:${word.toLowerCase()}`);
    if (/\d/.test(word)) numbers.add(word);
  }
  for (const found of rest.match(phone) ?? []) keys.add(`p:${(phoneKey(found) ?? '').slice(-7)}`);
  const words = rest
    .split(/\s+/)
    .filter((word) => !/[@\d]/.test(word))
    .flatMap((word) => foldName(word).split(' '))
    .filter((word) => word !== '');
  return { words, birthDates: [...birthDates], keys: [...keys], numbers: [...numbers] };
}

function take(dates: Set<string>, date: string | undefined): boolean {
  if (date !== undefined) dates.add(date);
  return date !== undefined;
}

/** Undefined when the calendar has no such day. */
function dateOf(year: string, month: string, day: string): string | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(text);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text) ? text : undefined;
}

/** Two digits are of the last century from 30 on: it is patients' birth dates that are looked for. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) >= 30 ? `19${year}` : `20${year}`;
}

export type Searched = {
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly birthDate: string | null;
  readonly phones: readonly string[];
  readonly identifiers: readonly { readonly value: string }[];
  readonly searchNames: string;
  readonly former: FormerDetails | null;
};

/** What of a search agreed with a patient, as the front desk would say it. */
export function searchReasons(search: PatientSearch, patient: Searched): readonly string[] {
  const present = foldName([patient.family, patient.given, patient.middle].filter(Boolean).join(' '));
  const isNamed = (names: string): boolean => search.words.every((word) => names.includes(word));
  const tails = (phones: readonly string[]) => phones.map((one) => `p:${(phoneKey(one) ?? '').slice(-7)}`);
  const isKnown = (key: string): boolean => tails(patient.phones).includes(key);
  const name =
    search.words.length === 0
      ? ''
      : isNamed(present)
        ? 'name'
        : isNamed(patient.searchNames)
          ? 'former name'
          : 'a name like it';
  return [
    search.numbers.some((number) => patient.identifiers.some((id) => id.value === number)) ? 'number' : '',
    name,
    search.birthDates.includes(patient.birthDate ?? '') ? 'birth date' : '',
    search.keys.some((key) => key.startsWith('p:') && isKnown(key)) ? 'phone' : '',
    search.keys.some(
      (key) => key.startsWith('p:') && !isKnown(key) && tails(patient.former?.phones ?? []).includes(key),
    )
      ? 'former phone'
      : '',
    search.keys.some((key) => key.startsWith('e:')) ? 'e-mail' : '',
  ].filter((reason) => reason !== '');
}
