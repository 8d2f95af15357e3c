import type { Address, PatientClaim, PersonName } from '../../src/domain/fact.ts';
import { familyName, pick, shortForm } from './people-names.ts';
import { makeHome, makePhone, type Person, type Random } from './people.ts';

/** What happens to what is known of a person on the way into another system, and how often. */
const shares = {
  nothing: 14,
  family_typo: 9,
  given_typo: 8,
  nickname: 9,
  first_initial: 2,
  day_month_swapped: 4,
  birth_digit: 6,
  birth_missing: 1.5,
  birth_year_only: 1,
  names_swapped: 3,
  moved: 9,
  phone_changed: 9,
  moved_and_phone: 5,
  renamed: 5,
  renamed_and_moved: 1.5,
  hyphenated: 2,
  half_surname: 3,
  contacts_missing: 4,
  details_missing: 3,
  written_otherwise: 5,
  middle_as_first: 2,
  suffix_lost: 1,
  second_number: 2,
  newborn_named: 0,
};

export type Kind = keyof typeof shares;

const list = Object.entries(shares) as [Kind, number][];
const total = list.reduce((sum, [, share]) => sum + share, 0);

export function kinds(random: Random): Kind {
  let left = random() * total;
  for (const [kind, share] of list) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'nothing';
}

/** One thing happens always, another to every fourth, and fields are empty as everywhere. */
export function corrupt(random: Random, kind: Kind, person: Person, claim: PatientClaim): PatientClaim {
  const once = changes[kind](random, claim, person);
  const also = random() < 0.25 ? kinds(random) : 'nothing';
  const isPossible = !['newborn_named', 'renamed', 'hyphenated', 'second_number', 'half_surname'].includes(
    also,
  );
  const twice = isPossible && also !== kind ? changes[also](random, once, person) : once;
  return emptied(random, twice);
}

function emptied(random: Random, claim: PatientClaim): PatientClaim {
  const { sex, phones, email, address, name, ...rest } = claim;
  const { middle, ...names } = name ?? {};
  return {
    ...rest,
    name: { ...names, ...(middle === undefined || random() < 0.4 ? {} : { middle }) },
    ...(sex === undefined || random() < 0.05 ? {} : { sex }),
    ...(phones === undefined || random() < 0.05
      ? {}
      : { phones: random() < 0.5 ? phones : phones.slice(0, 1) }),
    ...(email === undefined || random() < 0.5 ? {} : { email }),
    ...(address === undefined || random() < 0.1 ? {} : { address }),
  };
}

type Change = (random: Random, claim: PatientClaim, person: Person) => PatientClaim;

const changes: Readonly<Record<Kind, Change>> = {
  nothing: (_, claim) => claim,
  family_typo: (random, claim) => named(claim, { family: typo(random, claim.name?.family ?? '') }),
  given_typo: (random, claim) => named(claim, { given: typo(random, claim.name?.given ?? '') }),
  nickname: (random, claim) =>
    named(claim, { given: shortForm(random, claim.name?.given ?? '') ?? claim.name?.given ?? '' }),
  first_initial: (_, claim) => named(claim, { given: (claim.name?.given ?? '').slice(0, 1) }),
  day_month_swapped: (_, claim) => {
    const [year = '', month = '', day = ''] = (claim.birthDate ?? '').split('-');
    return day === '' || Number(day) > 12 ? claim : { ...claim, birthDate: `${year}-${day}-${month}` };
  },
  birth_digit: (random, claim) =>
    claim.birthDate?.length === 10 ? { ...claim, birthDate: slippedDate(random, claim.birthDate) } : claim,
  birth_missing: (_, { birthDate: __, ...claim }) => claim,
  birth_year_only: (_, claim) =>
    claim.birthDate === undefined ? claim : { ...claim, birthDate: claim.birthDate.slice(0, 4) },
  names_swapped: (_, claim) =>
    named(claim, { family: claim.name?.given ?? '', given: claim.name?.family ?? '' }),
  moved: (random, claim) => ({ ...claim, address: makeHome(random).address }),
  phone_changed: (random, claim) => ({ ...claim, phones: [makePhone(random)] }),
  moved_and_phone: (random, claim) => ({
    ...claim,
    address: makeHome(random).address,
    phones: [makePhone(random)],
  }),
  renamed: (random, claim) => named(claim, { family: familyName(random) }),
  renamed_and_moved: (random, claim) => ({
    ...named(claim, { family: familyName(random) }),
    address: makeHome(random).address,
  }),
  hyphenated: (random, claim) =>
    named(claim, { family: `${claim.name?.family ?? ''}-${familyName(random)}` }),
  half_surname: (random, claim) =>
    named(claim, { family: pick(random, (claim.name?.family ?? '').split(/[ -]/)) }),
  contacts_missing: (_, { phones: __, email: ___, address: ____, ...claim }) => claim,
  details_missing: (_, { sex: __, email: ___, ...claim }) => claim,
  written_otherwise: (random, claim) => written(random, claim),
  middle_as_first: (_, claim) => {
    const { given, middle, ...name } = claim.name ?? {};
    if (middle === undefined || middle.length < 2 || given === undefined) return claim;
    return { ...claim, name: { ...name, given: middle, middle: given } };
  },
  suffix_lost: (_, claim) => {
    const { suffix: __, ...name } = claim.name ?? {};
    return { ...claim, name };
  },
  second_number: (_, claim) => claim,
  newborn_named: (random, claim) =>
    named(claim, { given: pick(random, ['Mia', 'Liam', 'Noah', 'Emma', 'Aria', 'Leo']) }),
};

function named(claim: PatientClaim, change: PersonName): PatientClaim {
  return { ...claim, name: { ...claim.name, ...change } };
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** One slip of the keyboard, now and then two. */
function typo(random: Random, word: string): string {
  const once = slip(random, word);
  return random() < 0.12 ? slip(random, once) : once;
}

function slip(random: Random, word: string): string {
  if (word.length < 3) return word;
  const at = 1 + Math.floor(random() * (word.length - 1));
  const luck = random();
  const other = pick(random, letters.split(''));
  if (random() < 0.06) return other.toUpperCase() + word.slice(1);
  if (luck < 0.3) return word.slice(0, at) + other + word.slice(at + 1);
  if (luck < 0.55) return word.slice(0, at) + word.slice(at + 1);
  if (luck < 0.75) return word.slice(0, at) + other + word.slice(at);
  if (luck < 0.85) return word.slice(0, at) + (word[at] ?? '') + word.slice(at);
  return word.slice(0, at - 1) + (word[at] ?? '') + (word[at - 1] ?? '') + word.slice(at + 1);
}

/** A digit other or two neighbours exchanged, such that it stays a date. */
function slippedDate(random: Random, date: string): string {
  const digits = date.replaceAll('-', '');
  for (;;) {
    const at = 2 + Math.floor(random() * 6);
    const isExchange = random() < 0.3 && at < 7;
    const changed = isExchange
      ? digits.slice(0, at) + (digits[at + 1] ?? '') + (digits[at] ?? '') + digits.slice(at + 2)
      : digits.slice(0, at) + String(Math.floor(random() * 10)) + digits.slice(at + 1);
    const text = `${changed.slice(0, 4)}-${changed.slice(4, 6)}-${changed.slice(6)}`;
    const time = Date.parse(text);
    if (text !== date && Number.isFinite(time) && text <= '2026-01-01') {
      if (new Date(time).toISOString().slice(0, 10) === text) return text;
    }
  }
}

/** The same, as another clerk writes it. */
function written(random: Random, claim: PatientClaim): PatientClaim {
  const line = claim.address?.line1 ?? '';
  const long = line
    .replace(/ St\b/, ' Street')
    .replace(/ Ave\b/, ' AVENUE')
    .replace(/ Rd\b/, ' Road')
    .replace(' Apt ', random() < 0.5 ? ' #' : ' Unit ');
  const address: Address = { ...claim.address, line1: random() < 0.5 ? long.toUpperCase() : long };
  const phones = (claim.phones ?? []).map(
    (phone) => `+1 (${phone.slice(0, 3)}) ${phone.slice(3, 6)}-${phone.slice(6)}`,
  );
  const { family = '', given = '' } = claim.name ?? {};
  return {
    ...named(claim, {
      family: random() < 0.5 ? family.toUpperCase() : family.replaceAll(/['-]/g, ' '),
      given: random() < 0.3 ? given.replace('e', 'é') : given.toUpperCase(),
    }),
    phones,
    ...(claim.address ? { address } : {}),
  };
}
