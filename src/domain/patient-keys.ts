import { comparable, type Comparable, type ComparableName, type Describable } from './comparable-patient.ts';
import { exchanged } from './compare-dates.ts';
import { fullNamesOf } from './nicknames.ts';
import { phoneticKey } from './text-distance.ts';

/** Rules of this file. Raised with every change, so that keys made by older rules are made anew (pipeline/fill-patient-keys.ts). */
export const KEYS_VERSION = 1;

/** A key that more patients share finds nobody: nobody can be told apart by it. */
export const MOST_PER_KEY = 64;

/** Of the names, dates and contacts ever said, as many as are worth a key. */
const MOST = 4;

/**
 * What a patient is found by when no number is known: few, selective texts that survive misspelling. The index stores those of each patient
 * (`patient.match_keys`); a claim asks with its own and with the variants of a mistyped date. They meet when one key is equal.
 *
 * - `d:` birth date and the sound of any one name: survives a changed or misspelt name, and names in each other's place
 * - `y:`, `m:` year (month and day) of birth and the sound of both names: survives a slip in the rest of the date
 * - `p:` telephone without the area code, which is left out as often as not, `e:` e-mail, `a:` ZIP code, house number and street: survive whatever happened to name and date
 */
export function patientKeys(patient: Describable): readonly string[] {
  const folded = comparable(patient);
  return (folded.kept.keys ??= keysOf(folded));
}

function keysOf({ names, birthDates, phones, emails, addresses }: Comparable): readonly string[] {
  const keys = new Set<string>();
  const dates = birthDates.slice(0, MOST).filter((date) => date.length === 10);
  const known = names.slice(0, MOST);
  for (const date of dates)
    for (const name of known) for (const key of keysOfBirth(date, name)) keys.add(key);
  for (const phone of phones.slice(0, MOST + 2)) keys.add(`p:${phone.slice(-7)}`);
  for (const email of emails.slice(0, MOST)) keys.add(`e:${email}`);
  for (const { zip, number, word } of addresses.slice(0, MOST))
    if (zip !== undefined && number !== undefined) keys.add(`a:${zip}|${number}|${word ?? ''}`);
  return [...keys];
}

/** The keys a claim asks with: its own, and those of the same person entered with day and month exchanged. */
export function askedKeys(patient: Describable): readonly string[] {
  const folded = comparable(patient);
  return (folded.kept.asked ??= askedOf(folded, patientKeys(patient)));
}

function askedOf({ names, birthDates }: Comparable, own: readonly string[]): readonly string[] {
  const keys = new Set(own);
  const sounds = names.slice(0, MOST).flatMap(soundsOf);
  for (const date of birthDates.slice(0, MOST)) {
    const other = date.length === 10 ? exchanged(date) : undefined;
    if (other !== undefined) for (const sound of sounds) keys.add(`d:${other}|${sound}`);
  }
  return [...keys];
}

function keysOfBirth(date: string, name: ComparableName): readonly string[] {
  const pairs = pairsOf(name);
  return [
    ...soundsOf(name).map((sound) => `d:${date}|${sound}`),
    ...pairs.map((pair) => `y:${date.slice(0, 4)}|${pair}`),
    ...pairs.map((pair) => `m:${date.slice(5)}|${pair}`),
  ];
}

/** How each part of a name sounds, short forms as the full name. */
function soundsOf(name: ComparableName): readonly string[] {
  const givens = name.isNewborn || name.given === '' ? [] : givensOf(name);
  return [...new Set([...name.families.slice(0, 3).map(phoneticKey), ...givens])].filter(
    (sound) => sound !== '',
  );
}

function pairsOf(name: ComparableName): readonly string[] {
  if (name.isNewborn || name.given === '' || name.family === '') return [];
  const families = name.families.slice(0, 2).map(phoneticKey);
  return families.flatMap((family) => givensOf(name).map((given) => [family, given].toSorted().join('+')));
}

/** A short form may be of several names; nobody needs more than three. */
function givensOf({ given }: ComparableName): readonly string[] {
  return [...new Set(fullNamesOf(given).map(phoneticKey))].slice(0, 3);
}
