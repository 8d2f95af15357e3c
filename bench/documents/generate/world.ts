/** The world faxes come from: offices with doctors, patients, and the practice the faxes are for. All invented. */
import { npi } from '../../../test/support/npi.ts';
import type { OwnPractice } from '../../../src/domain/document/understanding.ts';
import { generateRegister } from '../../parts/people.ts';
import { familyName, givenName, rareFamily } from '../../parts/people-names.ts';
import { surnames } from './data/surnames.ts';
import {
  areaCodes,
  cities,
  credentials,
  hospitals,
  officeHeads,
  officeTails,
  payers,
  streetKinds,
  streets,
} from './data/places.ts';
import { luckOf, type Luck } from './luck.ts';

export type Address = {
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
};

export type PersonName = {
  readonly family: string;
  readonly given: string;
  readonly middle?: string;
  readonly suffix?: string;
};

export type Doctor = PersonName & { readonly npi: string; readonly credential: string };

/** Who sends. `isListed`: in the directory of the practice. */
export type Office = {
  readonly id: string;
  readonly name: string;
  readonly isHospital: boolean;
  readonly isListed: boolean;
  readonly address: Address;
  readonly phone: string;
  readonly fax: string;
  /** What its machine says of itself; many say nothing or the number alone. */
  readonly csid?: string;
  readonly callerName?: string;
  readonly doctors: readonly Doctor[];
};

/** `trap`: made to be taken for somebody else. `isIndexed`: known to the practice before. */
export type Patient = {
  readonly id: string;
  readonly trap?: string;
  readonly isIndexed: boolean;
  readonly name: PersonName;
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
  readonly phone: string;
  readonly address: Address;
  readonly mrn: string;
  readonly payer: string;
  readonly memberId: string;
};

export type Own = OwnPractice & {
  readonly name: string;
  readonly phone: string;
  readonly fax: string;
  readonly address: Address;
  readonly doctors: readonly Doctor[];
};

export type World = {
  readonly seed: number;
  readonly own: Own;
  readonly offices: readonly Office[];
  readonly patients: readonly Patient[];
};

/** The offices the practice knows: most senders are among them. */
export const directoryOf = ({ offices }: World): readonly Office[] =>
  offices.filter(({ isListed }) => isListed);

/** The patients the practice knows: among them twins, namesakes, fathers and sons. */
export const indexOf = ({ patients }: World): readonly Patient[] =>
  patients.filter(({ isIndexed }) => isIndexed);

export function makeWorld(seed: number, size = { offices: 120, patients: 3_000 }): World {
  return {
    seed,
    own: makeOwn(seed),
    offices: makeOffices(seed, size.offices),
    patients: makePatients(seed, size.patients),
  };
}

function makeOwn(seed: number): Own {
  const luck = luckOf(seed, 'own');
  const name = 'Larkspur Specialty Associates';
  const phone = phoneNumber(luck);
  const fax = `${phone.slice(0, 6)}${luck.digits(4)}`;
  const doctors = Array.from({ length: 6 }, () => makeDoctor(luck));
  return {
    name,
    phone,
    fax,
    address: makeAddress(luck),
    doctors,
    ownNames: [name, 'Larkspur Specialty', 'Larkspur'],
    ownNumbers: [phone, fax],
    ownNpis: doctors.map((doctor) => doctor.npi),
    today: '2026-06-15',
  };
}

function makeOffices(seed: number, count: number): readonly Office[] {
  return Array.from({ length: count }, (_, at) => makeOffice(luckOf(seed, 'office', at), at));
}

function makeOffice(luck: Luck, at: number): Office {
  const isHospital = luck.chance(0.1);
  const head = luck.chance(0.25) ? rareFamily(luck.next) : luck.pick(officeHeads);
  const phone = phoneNumber(luck);
  const fax = luck.chance(0.7) ? `${phone.slice(0, 6)}${luck.digits(4)}` : phoneNumber(luck);
  const name = isHospital ? luck.pick(hospitals) : `${head} ${luck.pick(officeTails)}`;
  const doctors = Array.from({ length: luck.whole(1, 4) }, () => makeDoctor(luck));
  return {
    id: `office-${at}`,
    name,
    isHospital,
    isListed: luck.chance(0.85),
    address: makeAddress(luck),
    phone,
    fax,
    ...(luck.chance(0.6) ? { csid: luck.chance(0.5) ? fax : name.slice(0, 20).toUpperCase() } : {}),
    ...(luck.chance(0.4) ? { callerName: name.slice(0, 15).toUpperCase() } : {}),
    doctors,
  };
}

function makeDoctor(luck: Luck): Doctor {
  return {
    ...personName(luck, luck.chance(0.5) ? 'F' : 'M'),
    npi: npi(luck.whole(1_000, 2_100_000)),
    credential: luck.pick(credentials),
  };
}

export function personName(luck: Luck, sex: 'F' | 'M'): PersonName {
  const middle = luck.chance(0.5) ? luck.pick('ABCDEFGHJKLMNPRSTW'.split('')) : undefined;
  return {
    family: surname(luck),
    given: givenName(luck.next, sex),
    ...(middle === undefined ? {} : { middle }),
  };
}

function surname(luck: Luck): string {
  if (luck.chance(0.05)) return `${familyName(luck.next)}-${familyName(luck.next)}`;
  if (luck.chance(0.03)) return luck.pick(["O'Hara", "D'Angelo", "O'Neil", 'Quiñones', 'Muñoz', 'St. Clair']);
  if (luck.chance(0.1)) return rareFamily(luck.next);
  return luck.chance(0.25) ? familyName(luck.next) : luck.pick(surnames);
}

/** The register makes up most surnames of syllables: one in five stays, as every register has some nobody has heard of. */
function renamed(seed: number, family: string): string {
  return family.replaceAll(/\p{L}{4,}/gu, (part) => {
    const luck = luckOf(seed, 'family', part);
    return luck.chance(0.2) ? part : luck.pick(surnames);
  });
}

export function makeAddress(luck: Luck): Address {
  const [city, state, zip] = luck.pick(cities);
  const street = luck.chance(0.8) ? luck.pick(streets) : rareFamily(luck.next);
  const compass = luck.chance(0.15) ? `${luck.pick(['N', 'S', 'E', 'W'])} ` : '';
  const line2 = luck.chance(0.25)
    ? `${luck.pick(['Apt', 'Suite', 'Ste', 'Unit'])} ${luck.whole(1, 420)}`
    : '';
  return {
    line1: `${luck.whole(1, 9_800)} ${compass}${street} ${luck.pick(streetKinds)}`,
    line2,
    city,
    state,
    zip,
  };
}

/** Ten digits in an area nobody has. */
export function phoneNumber(luck: Luck): string {
  return `${luck.pick(areaCodes)}${luck.whole(2, 9)}${luck.whole(2, 9)}${luck.digits(5)}`;
}

function makePatients(seed: number, count: number): readonly Patient[] {
  const seen = new Set<number>();
  const people = generateRegister(seed, count).flatMap(({ person }) => {
    if (seen.has(person.id)) return [];
    seen.add(person.id);
    return [person];
  });
  return people
    .toSorted((a, b) => a.id - b.id)
    .map((person): Patient => {
      const luck = luckOf(seed, 'patient', person.id);
      // Who shares an address or a phone in the register shares the invented one.
      const home = luckOf(seed, 'home', person.address.line1 ?? '');
      const { trap, name } = person;
      return {
        id: `patient-${person.id}`,
        ...(trap === undefined ? {} : { trap }),
        isIndexed: luck.chance(0.75),
        name: {
          family: renamed(seed, name.family),
          given: name.given,
          ...(name.middle === undefined ? {} : { middle: name.middle }),
          ...(name.suffix === undefined ? {} : { suffix: name.suffix }),
        },
        birthDate: person.birthDate,
        sex: person.sex,
        phone: phoneNumber(luckOf(seed, 'phone', person.phones[0] ?? '')),
        address: makeAddress(home),
        mrn: luck.chance(0.3) ? `MR${luck.digits(6)}` : luck.digits(luck.whole(6, 8)),
        payer: luck.pick(payers),
        memberId: memberId(luck),
      };
    });
}

/** Medicare numbers begin with 1 to 9 and have no letter that may be taken for a figure (CMS, "Understanding the Medicare Beneficiary Identifier"). */
const medicareLetters = 'ACDEFGHJKMNPQRTUVWXY'.split('');

function memberId(luck: Luck): string {
  const letters = (count: number): string =>
    Array.from({ length: count }, () => luck.pick(medicareLetters)).join('');
  const make = luck.pick([
    () => luck.digits(9),
    () => `${letters(3)}${luck.digits(9)}`,
    () => `W${luck.digits(9)}`,
    () =>
      `${luck.pick('123456789'.split(''))}${letters(2)}${luck.digits(1)}-${letters(2)}${luck.digits(1)}-${letters(2)}${luck.digits(2)}`,
    () => `${letters(1)}${luck.digits(8)}-0${luck.whole(1, 4)}`,
    () => luck.digits(11),
  ]);
  return make();
}
