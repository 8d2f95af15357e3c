import type { PartyClaim, PersonName } from './fact.ts';

/** A name folded for comparing: lower case, no accents, punctuation or doubled blanks. */
export function foldName(said: string): string {
  const text = said.slice(0, LONGEST_NAME);
  // Nearly all names are plain, and an import folds millions of them.
  if (isPlain.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What is longer is no name, and no index takes it. */
const LONGEST_NAME = 300;

const isPlain = /^[ -~]*$/;

/** `family given`, folded: the key patients and partners are found by. */
export function nameKey(name: PersonName | undefined): string {
  return foldName([name?.family, name?.given].filter(Boolean).join(' '));
}

/** What people read: `Given Middle Family, Credential`. */
export function displayName(name: PersonName | undefined): string {
  const person = [name?.given, name?.middle, name?.family, name?.suffix].filter(Boolean).join(' ');
  return name?.credential ? `${person}, ${name.credential}` : person;
}

/** A partner's shown name: the person, else the organisation, else what the message said. */
export function partyName(party: PartyClaim): string {
  return displayName(party.name) || (party.organisation ?? '');
}

/** Ten digits of a US number, or all digits there are. */
export function phoneKey(phone: string | undefined): string | undefined {
  const digits = phone?.replace(/\D/g, '') ?? '';
  if (digits.length < 7) return undefined;
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
}
