import type { PartyClaim } from '../../src/domain/fact.ts';
import { chooser, skewed, towns, type Directory, type Practice, type Practitioner } from './directory.ts';

/** A claim made from an entry, with the noise of one kind of sender. */
export type Sample = {
  readonly kind: string;
  readonly claim: PartyClaim;
  /** NPI of who is meant; undefined: nobody of the directory. */
  readonly truth?: string;
};

type Make = (directory: Directory, n: number, next: () => number) => Sample;

/** Every kind of claim once, for entry numbers spread over the directory. */
export function sampleClaims(directory: Directory, ofEach: number): readonly Sample[] {
  return Object.entries(kinds).flatMap(([, make], index) =>
    Array.from({ length: ofEach }, (_, nr) => {
      const next = chooser(index * 1_000_003 + nr * 17 + 5);
      return make(directory, Math.floor(next() * directory.people), next);
    }),
  );
}

const kinds: Readonly<Record<string, Make>> = {
  npi: (all, n, next) =>
    person('NPI and name as a scan reads it', all.person(n), next, (one) => ({
      identifiers: [{ system: 'npi', value: one.npi }],
    })),
  moved: (all, n, next) =>
    person('NPI and name, office moved', all.person(n), next, (one) => ({
      identifiers: [{ system: 'npi', value: one.npi }],
      fax: digits(next),
      ...placeOf(skewed(towns, next())),
    })),
  swapped: (all, n, next) => {
    const one = withZeroNine(all, n);
    return person('NPI with 0 and 9 swapped', one, next, (who) => ({
      identifiers: [{ system: 'npi', value: swapZeroNine(who.npi) }],
    }));
  },
  slip: (all, n, next) =>
    person('NPI with one figure misread', all.person(n), next, (one) => ({
      identifiers: [{ system: 'fax:not-npi', value: slipDigit(one.npi, next) }],
    })),
  strange: (all, n, next) => {
    const other = all.person((n + 777) % all.people);
    return person('somebody else’s NPI, own fax', all.person(n), next, (one) => ({
      identifiers: [{ system: 'npi', value: other.npi }],
      fax: one.fax,
    }));
  },
  line: (all, n, next) => person('fax and name', all.person(n), next, (one) => ({ fax: one.fax })),
  lineOffice: (all, n, next) =>
    person('phone, name and practice', all.person(n), next, (one) => ({
      phone: one.phone,
      organisation: noisyOffice(one.practice.name, next),
    })),
  wrongLine: (all, n, next) =>
    person('fax with a wrong figure, name and town', all.person(n), next, (one) => ({
      fax: slipDigit(one.fax, next),
      ...placeOf(one.practice.town),
    })),
  town: (all, n, next) => person('name and town', all.person(n), next, (one) => placeOf(one.practice.town)),
  practice: (all, n, next) =>
    person('name, practice and town', all.person(n), next, (one) => ({
      organisation: noisyOffice(one.practice.name, next),
      ...placeOf(one.practice.town),
    })),
  bare: (all, n, next) => person('name alone', all.person(n), next, () => ({})),
  office: (all, n, next) =>
    office('practice and its fax', all.practice(n % all.practices), next, (one) => ({ fax: one.fax })),
  officeTown: (all, n, next) =>
    office('practice and town', all.practice(n % all.practices), next, (one) => placeOf(one.town)),
  colleague: (all, n, next) => {
    const at = all.person(n);
    const absent = { ...all.person((n + 31) % all.people), practice: at.practice, fax: at.fax };
    const isThere = absent.family === at.family && absent.given === at.given;
    return {
      ...person('absent: a colleague at a known fax', absent, next, (one) => ({ fax: one.fax })),
      ...(isThere ? {} : { truth: undefined }),
    } as Sample;
  },
  relative: (all, n, next) => {
    const at = all.person(n);
    const absent = { ...at, given: all.person((n + 53) % all.people).given };
    const isThere = absent.given === at.given;
    return {
      ...person('absent: same family name, same fax', absent, next, (one) => ({ fax: one.fax })),
      ...(isThere ? {} : { truth: undefined }),
    } as Sample;
  },
  namesake: (all, n, next) =>
    ({
      ...person('absent: a namesake with an NPI of their own', all.person(n), next, (one) => ({
        identifiers: [{ system: 'npi', value: all.practice(all.practices + n).npi }],
        ...placeOf(one.practice.town),
      })),
      truth: undefined,
    }) as unknown as Sample,
  stranger: (all, n, next) =>
    ({
      ...person('absent: name, practice and town of others', all.person(n), next, (one) => ({
        name: { family: `${one.family}ovich`, given: one.given },
        organisation: one.practice.name,
        ...placeOf(one.practice.town),
      })),
      truth: undefined,
    }) as unknown as Sample,
  newOffice: (all, n, next) =>
    ({
      ...office('absent: another practice of the town', all.practice(n % all.practices), next, (one) => ({
        organisation: `Quill ${one.name.split(' ').slice(1).join(' ')}`,
        ...placeOf(one.town),
        fax: digits(next),
      })),
      truth: undefined,
    }) as unknown as Sample,
};

function person(
  kind: string,
  one: Practitioner,
  next: () => number,
  more: (one: Practitioner) => Partial<PartyClaim>,
): Sample {
  return {
    kind,
    truth: one.npi,
    claim: { kind: 'person', identifiers: [], name: noisyName(one, next), ...more(one) },
  };
}

function office(
  kind: string,
  one: Practice,
  next: () => number,
  more: (one: Practice) => Partial<PartyClaim>,
): Sample {
  return {
    kind,
    truth: one.npi,
    claim: { kind: 'organisation', identifiers: [], organisation: noisyOffice(one.name, next), ...more(one) },
  };
}

function noisyName(
  { family, given, middle, credential }: Practitioner,
  next: () => number,
): NonNullable<PartyClaim['name']> {
  const how = next();
  const [last, first] =
    next() < 0.15
      ? next() < 0.5
        ? [slip(family, next), given]
        : [family, slip(given, next)]
      : [family, given];
  if (how < 0.4) return { family: last, given: first, ...(middle === '' ? {} : { middle }) };
  if (how < 0.55) return { family: `${last}, ${first} ${middle}`.trim() };
  if (how < 0.7) return { family: `Dr. ${first} ${last}, ${credential}` };
  if (how < 0.8)
    return { family: last.toUpperCase(), given: `${first} ${middle}`.trim().toUpperCase(), credential };
  if (how < 0.88) return { family: last, given: first.charAt(0) };
  if (how < 0.95) return { family: `${last} ${credential}`, given: first };
  return { family: first, given: last };
}

const shorter: readonly (readonly [RegExp, string])[] = [
  [/Associates/, 'Assoc'],
  [/Center/, 'Ctr'],
  [/Medical Group/, 'Med Grp'],
  [/Saint/, 'St.'],
  [/Mount/, 'Mt'],
  [/Hospital/, 'Hosp'],
  [/ & /, ' and '],
  [/ (LLC|PC|PLLC|Inc)$/, ''],
  [/^/, 'The '],
];

function noisyOffice(name: string, next: () => number): string {
  let text = name;
  for (const [long, short] of shorter) if (next() < 0.35) text = text.replace(long, short);
  return next() < 0.2 ? slip(text, next) : text;
}

const shapes: readonly (readonly [string, string])[] = [
  ['o', '0'],
  ['l', '1'],
  ['i', 'l'],
  ['s', '5'],
  ['m', 'rn'],
  ['B', '8'],
];

/** One slip of a scanner or a typist. */
export function slip(text: string, next: () => number): string {
  if (text.length < 4) return text;
  const at = 1 + Math.floor(next() * (text.length - 2));
  const how = next();
  if (how < 0.4) {
    const [from, to] = shapes.find(([shape]) => text.includes(shape)) ?? ['', ''];
    if (from !== '') return text.replace(from, to);
  }
  if (how < 0.7) return text.slice(0, at) + text.slice(at + 1);
  return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
}

function slipDigit(text: string, next: () => number): string {
  const at = 1 + Math.floor(next() * (text.length - 1));
  const other = (Number(text.charAt(at)) + 1 + Math.floor(next() * 9)) % 10;
  return text.slice(0, at) + String(other) + text.slice(at + 1);
}

function swapZeroNine(npi: string): string {
  return npi.includes('09') ? npi.replace('09', '90') : npi.replace('90', '09');
}

function withZeroNine(all: Directory, n: number): Practitioner {
  for (let at = n; ; at = (at + 1) % all.people) {
    const one = all.person(at);
    if (/09|90/.test(one.npi.slice(1))) return one;
  }
}

function digits(next: () => number): string {
  return String(2_000_000_000 + Math.floor(next() * 7_999_999_999));
}

function placeOf(town: { readonly city: string; readonly state: string }): Partial<PartyClaim> {
  return { city: town.city, state: town.state };
}
