/**
 * A register of invented people and the records that systems keep of them. Who is who is known. Everything follows from the seed.
 */
import type { Address, Identifier, PatientClaim, PersonName } from '../../src/domain/fact.ts';
import { seededRandom } from '../../test/support/random.ts';
import { corrupt, kinds, type Kind } from './people-corruption.ts';
import { familyName, givenName, pick, rareFamily, soundAlike } from './people-names.ts';

export type Random = () => number;

/** One person. `trap`: made to be taken for somebody else. */
export type Person = {
  readonly id: number;
  readonly trap?: Trap;
  readonly name: PersonName & { readonly family: string; readonly given: string };
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
  readonly phones: readonly string[];
  readonly email?: string;
  readonly address: Address;
};

export type Trap = 'twin' | 'junior' | 'namesake' | 'cousin' | 'care_home' | 'newborn';

/** What one system says of a person. `kind`: what was done to it; absent in a first record. */
export type Saying = { readonly person: Person; readonly kind?: Kind; readonly claim: PatientClaim };

/** `count` records, a fifth of them corrupted repeats of people who have one already, in the order they arrive. */
export function generateRegister(seed: number, count: number): readonly Saying[] {
  const random = seededRandom(seed);
  const people = makePeople(random, Math.round(count * 0.8));
  const firsts = people.map((person): Saying => ({ person, claim: firstClaim(random, person) }));
  const repeats = Array.from({ length: count - people.length }, (_, at): Saying => {
    const first = firsts[Math.floor(random() * firsts.length)] as Saying;
    const kind = kindFor(random, first.person);
    const claim = corrupt(random, kind, first.person, plainClaim(first.person));
    return { person: first.person, kind, claim: { ...claim, identifiers: repeatNumbers(random, kind, at) } };
  });
  return shuffled(random, [...firsts, ...repeats]);
}

function makePeople(random: Random, count: number): readonly Person[] {
  const people: Person[] = [];
  const add = (...more: readonly Omit<Person, 'id'>[]): void => {
    for (const one of more) people.push({ id: people.length, ...one });
  };
  while (people.length < count) {
    const luck = random();
    if (luck < 0.01) add(...twins(random));
    else if (luck < 0.025) add(...fatherAndSon(random));
    else if (luck < 0.032) add(...namesakes(random));
    else if (luck < 0.037) add(...cousins(random));
    else if (luck < 0.0375) add(...careHome(random));
    else if (luck < 0.041) add(...motherAndNewborn(random));
    else add(...household(random));
  }
  return people.slice(0, count);
}

/** Adults of one address: one, or a couple, with children now and then. */
function household(random: Random): readonly Omit<Person, 'id'>[] {
  const home = makeHome(random);
  const family = surname(random);
  const first = makePerson(random, home, family, random() < 0.54 ? 'F' : 'M', 18 + age(random) * 0.8);
  if (random() < 0.4) return [first];
  const spouse = makePerson(
    random,
    home,
    random() < 0.75 ? family : surname(random),
    first.sex === 'F' ? 'M' : 'F',
    18 + age(random) * 0.8,
  );
  const children = Array.from({ length: random() < 0.25 ? 1 + Math.floor(random() * 3) : 0 }, () =>
    makePerson(random, home, family, random() < 0.5 ? 'F' : 'M', random() * 18),
  );
  return [first, spouse, ...children];
}

function twins(random: Random): readonly Omit<Person, 'id'>[] {
  const home = makeHome(random);
  const family = surname(random);
  const one = makePerson(random, home, family, random() < 0.5 ? 'F' : 'M', random() * 60);
  const sex = random() < 0.65 ? one.sex : one.sex === 'F' ? 'M' : 'F';
  const pair = random() < 0.25 ? pick(random, soundAlike) : undefined;
  const otherGiven = pair?.[1] ?? differentFrom(one.name.given, () => givenName(random, sex));
  const other = { ...makePerson(random, home, family, sex, 0), birthDate: one.birthDate };
  return [
    { ...one, trap: 'twin', phones: home.phones, name: { ...one.name, given: pair?.[0] ?? one.name.given } },
    { ...other, trap: 'twin', phones: home.phones, name: { ...other.name, given: otherGiven } },
  ];
}

function fatherAndSon(random: Random): readonly Omit<Person, 'id'>[] {
  const home = makeHome(random);
  const son = makePerson(random, home, surname(random), 'M', 5 + random() * 50);
  const years = 19 + Math.floor(random() * 20);
  const isSameDay = random() < 0.05;
  const born = isSameDay ? son.birthDate : makePerson(random, home, '', 'M', 30).birthDate;
  const birthDate = `${Number(son.birthDate.slice(0, 4)) - years}${born.slice(4)}`;
  const areTogether = random() < 0.6;
  const father = makePerson(random, areTogether ? home : makeHome(random), son.name.family, 'M', 50);
  const hasSuffix = random() < 0.5;
  return [
    {
      ...father,
      trap: 'junior',
      birthDate,
      name: { ...son.name, ...(hasSuffix && random() < 0.6 ? { suffix: 'Sr' } : {}) },
      phones: areTogether ? home.phones : father.phones,
    },
    {
      ...son,
      trap: 'junior',
      name: { ...son.name, ...(hasSuffix ? { suffix: pick(random, ['Jr', 'JR.', 'II']) } : {}) },
      phones: areTogether ? home.phones : son.phones,
    },
  ];
}

/** Two people of one name and one birth date who have nothing else in common. Common names, as it happens. */
function namesakes(random: Random): readonly Omit<Person, 'id'>[] {
  let one = makePerson(random, makeHome(random), familyName(random), random() < 0.5 ? 'F' : 'M', age(random));
  // A name made up of syllables has no second bearer born on the same day.
  while (!isOrdinary(one.name.family)) one = { ...one, name: { ...one.name, family: familyName(random) } };
  const other = makePerson(random, makeHome(random), one.name.family, one.sex, 40);
  const { middle: _, ...name } = one.name;
  const middle = random() < 0.5 && other.name.middle !== undefined ? { middle: other.name.middle } : {};
  const address = random() < 0.3 ? { ...other.address, zip: one.address.zip ?? '' } : other.address;
  return [
    { ...one, trap: 'namesake' },
    { ...other, trap: 'namesake', birthDate: one.birthDate, address, name: { ...name, ...middle } },
  ];
}

/** Named after the same grandmother, about the same age. */
function cousins(random: Random): readonly Omit<Person, 'id'>[] {
  const family = surname(random);
  const one = makePerson(random, makeHome(random), family, random() < 0.5 ? 'F' : 'M', age(random));
  const other = makePerson(random, makeHome(random), family, one.sex, 30);
  const birthDate = `${one.birthDate.slice(0, 4)}${other.birthDate.slice(4)}`;
  const { middle: _, ...name } = { ...other.name, given: one.name.given };
  return [
    { ...one, trap: 'cousin' },
    { ...other, trap: 'cousin', birthDate, name },
  ];
}

/** Forty people with one address and the telephone of the desk. */
function careHome(random: Random): readonly Omit<Person, 'id'>[] {
  const home = makeHome(random);
  return Array.from({ length: 40 }, () => ({
    ...makePerson(random, home, surname(random), random() < 0.6 ? 'F' : 'M', 70 + random() * 28),
    trap: 'care_home' as const,
    phones: home.phones,
  }));
}

function motherAndNewborn(random: Random): readonly Omit<Person, 'id'>[] {
  const home = makeHome(random);
  const mother = makePerson(random, home, surname(random), 'F', 20 + random() * 20);
  const sex = random() < 0.5 ? 'F' : 'M';
  const child = makePerson(random, home, mother.name.family, sex, random() * 0.3);
  const { middle: _, ...name } = child.name;
  const given =
    sex === 'F'
      ? pick(random, ['BABY GIRL', 'BG', 'INFANT GIRL'])
      : pick(random, ['BABY BOY', 'BB', 'BABY BOY A']);
  return [
    { ...mother, phones: home.phones },
    { ...child, trap: 'newborn', phones: home.phones, name: { ...name, given } },
  ];
}

type Home = { readonly address: Address; readonly phones: readonly string[] };

const streets =
  'Main Oak Maple Cedar Pine Elm Washington Lake Hill Park View Church River Spring Broadway Lincoln Jackson Highland Mill Center Walnut Union'.split(
    ' ',
  );

export function makeHome(random: Random): Home {
  const street = random() < 0.5 ? pick(random, streets) : rareFamily(random);
  const unit = random() < 0.25 ? ` Apt ${1 + Math.floor(random() * 40)}` : '';
  const kind = pick(random, ['St', 'Ave', 'Rd', 'Dr', 'Ln', 'Ct', 'Blvd']);
  const zip = String(10_400 + Math.floor(random() ** 1.5 * 120));
  return {
    address: {
      line1: `${1 + Math.floor(random() * 3000)} ${street} ${kind}${unit}`,
      city: 'Springfield',
      state: 'NY',
      zip,
    },
    phones: [makePhone(random)],
  };
}

export function makePhone(random: Random): string {
  const area = pick(random, ['212', '718', '917', '347', '646', '914']);
  // The fictional exchange has ten thousand numbers and no more: the area code and the exchange of a real region have as many as these.
  return `${area}${200 + Math.floor(random() * 700)}${String(Math.floor(random() * 10_000)).padStart(4, '0')}`;
}

function makePerson(
  random: Random,
  home: Home,
  family: string,
  sex: 'F' | 'M',
  years: number,
): Omit<Person, 'id'> {
  const given = givenName(random, sex);
  const middle = random() < 0.65 ? givenName(random, sex) : undefined;
  const own = random() < 0.75 ? [makePhone(random)] : [];
  const phones = random() < 0.5 || own.length === 0 ? [...own, ...home.phones] : own;
  const name = {
    family,
    given,
    ...(middle === undefined ? {} : { middle: random() < 0.6 ? middle.slice(0, 1) : middle }),
  };
  const email = `${given}.${family}${Math.floor(random() * 1000)}@mail.example`
    .toLowerCase()
    .replaceAll(/[' ]/g, '');
  return {
    name,
    birthDate: bornYearsAgo(random, years),
    sex,
    phones,
    address: home.address,
    ...(random() < 0.55 ? { email: random() < 0.1 ? `${family}@mail.example`.toLowerCase() : email } : {}),
  };
}

function surname(random: Random): string {
  const luck = random();
  if (luck < 0.06) return `${familyName(random)} ${familyName(random)}`;
  if (luck < 0.08) return `${familyName(random)}-${familyName(random)}`;
  if (luck < 0.1) return `${pick(random, ['de la', 'van', 'Mc', 'St.'])} ${rareFamily(random)}`;
  return familyName(random);
}

/** Mostly older people: it is an eye clinic. */
function age(random: Random): number {
  return random() < 0.7 ? 45 + random() * 45 : random() * 60;
}

const TODAY = Date.UTC(2026, 0, 1);

function bornYearsAgo(random: Random, years: number): string {
  const date = new Date(TODAY - (years + random()) * 365.25 * 86_400_000).toISOString().slice(0, 10);
  // Where the papers said only the year.
  return random() < 0.01 ? `${date.slice(0, 4)}-01-01` : date;
}

/** The first record is no copy of the truth either. */
function firstClaim(random: Random, person: Person): PatientClaim {
  const { phones, email: _, address: __, sex: ___, ...rest } = plainClaim(person);
  const isAtDesk = random() < 0.01;
  return {
    ...rest,
    identifiers: random() < 0.85 ? [{ system: 'emr:MRN', value: `M${person.id}` }] : [],
    ...(random() < 0.02 ? {} : { sex: person.sex }),
    // Some desks type their own number where they have none.
    ...(isAtDesk ? { phones: ['2125550100'] } : random() < 0.07 ? {} : { phones: phones ?? [] }),
    ...(random() < 0.06 ? {} : { address: person.address }),
    ...(person.email === undefined || random() < 0.3 ? {} : { email: person.email }),
  };
}

export function plainClaim({ name, birthDate, sex, phones, email, address }: Person): PatientClaim {
  return {
    identifiers: [],
    name,
    birthDate,
    sex,
    phones,
    ...(email === undefined ? {} : { email }),
    address,
  };
}

/** Another system's number, none, or a second one of the same system. */
function repeatNumbers(random: Random, kind: Kind, at: number): readonly Identifier[] {
  if (kind === 'second_number') return [{ system: 'emr:MRN', value: `SECOND-${at}` }];
  return random() < 0.5 ? [{ system: `platform-${Math.floor(random() * 3)}:ID`, value: `P${at}` }] : [];
}

function kindFor(random: Random, person: Person): Kind {
  if (person.trap === 'newborn') return 'newborn_named';
  for (;;) {
    const kind = kinds(random);
    if (kind === 'newborn_named') continue;
    if ((kind === 'renamed' || kind === 'hyphenated') && person.sex !== 'F') continue;
    if (kind === 'half_surname' && !/[ -]/.test(person.name.family)) continue;
    if (kind === 'suffix_lost' && person.name.suffix === undefined) continue;
    return kind;
  }
}

function isOrdinary(family: string): boolean {
  return !/(?:ski|berg|idis|wala|kar|nen|ov)$/.test(family);
}

function differentFrom(given: string, make: () => string): string {
  for (;;) {
    const other = make();
    if (other !== given) return other;
  }
}

function shuffled<Value>(random: Random, values: readonly Value[]): readonly Value[] {
  const mixed = [...values];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as Value, mixed[at] as Value];
  }
  return mixed;
}
