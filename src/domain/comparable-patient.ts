import { foldAddress, type FoldedAddress } from './address-key.ts';
import type { Address, Identifier, PatientClaim, PersonName } from './fact.ts';
import { foldName, phoneKey } from './names.ts';
import type { FormerDetails } from './patient.ts';

/** What the index holds of one patient: as much as matching needs. */
export type PatientRecord = {
  readonly id: string;
  readonly identifiers: readonly Identifier[];
  /** Of these: came by a merge, and nothing was said under them yet. */
  readonly unsaid?: readonly Identifier[];
  readonly family?: string;
  readonly given?: string;
  readonly middle?: string;
  readonly suffix?: string;
  readonly birthDate?: string;
  readonly sex?: NonNullable<PatientClaim['sex']>;
  readonly phones: readonly string[];
  readonly email?: string;
  readonly address?: Address;
  /** What was said of the patient before: married names, old addresses, numbers given up. */
  readonly former?: FormerDetails;
};

/** Either side of a comparison: what a message says, or what the index holds. */
export type Describable = PatientClaim | PatientRecord;

export type ComparableName = {
  /** Surname without blanks: `obrien`, `delacruz`. Empty: not said. */
  readonly family: string;
  /** Its parts, without particles: of `garcia-lopez` both. */
  readonly families: readonly string[];
  /** First given name. Empty: not said. */
  readonly given: string;
  /** All of the given name without blanks: `maryann`. */
  readonly wholeGiven: string;
  /** Further given and middle names. */
  readonly middles: readonly string[];
  /** `jr`, `sr`, `2` … */
  readonly suffix: string;
  /** Registered before it had a name: `BABY BOY`. */
  readonly isNewborn: boolean;
  /** As people read it. */
  readonly shown: PersonName;
};

/** A patient folded for comparing; of everything the present value first. */
export type Comparable = {
  readonly names: readonly ComparableName[];
  readonly birthDates: readonly string[];
  readonly sex: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly addresses: readonly FoldedAddress[];
  readonly identifiers: readonly Identifier[];
  /** What follows from all but the identifiers, once it was worked out: shared by all who are described alike. */
  readonly kept: { keys?: readonly string[]; asked?: readonly string[] };
};

/** Folding costs more than comparing, and a record is compared often. Records are never changed, so what was folded stays right. */
const folded = new WeakMap<Describable, Comparable>();

export function comparable(patient: Describable): Comparable {
  const known = folded.get(patient);
  if (known) return known;
  const made = fold(patient);
  folded.set(patient, made);
  return made;
}

/** The present name of either side. */
export function nameOf(patient: Describable): PersonName {
  if ('name' in patient && patient.name) return patient.name;
  const { family, given, middle, suffix } = patient as PatientRecord;
  return {
    ...(family === undefined ? {} : { family }),
    ...(given === undefined ? {} : { given }),
    ...(middle === undefined ? {} : { middle }),
    ...(suffix === undefined ? {} : { suffix }),
  };
}

type Described = Omit<Comparable, 'identifiers'>;

/** Of the descriptions that came up last: one message has its patient folded as claim, as record and as what is written. */
const described = new Map<string, Described>();
const MOST_DESCRIBED = 2_000;

function fold(patient: Describable): Comparable {
  const { identifiers } = patient;
  if ('former' in patient && patient.former) return { ...foldDescription(patient), identifiers };
  const text = textOf(patient);
  const known = described.get(text);
  if (known) return { ...known, identifiers };
  const made = foldDescription(patient);
  if (described.size >= MOST_DESCRIBED) described.clear();
  described.set(text, made);
  return { ...made, identifiers };
}

/** Equal when the descriptions are. */
function textOf(patient: Describable): string {
  const { family, given, middle, suffix, prefix, credential } = nameOf(patient);
  const { birthDate, sex, phones, email, address } = patient;
  const name = [family, given, middle, suffix, prefix, credential].join(PART);
  const home = address ? [address.line1, address.line2, address.zip].join(PART) : '';
  return [name, birthDate, sex, phones?.join(PART), email, home].join(PARTS);
}

const PART = '\u001F';
const PARTS = '\u001E';

function foldDescription(patient: Describable): Described {
  const former = 'former' in patient ? patient.former : undefined;
  const phones = [...(patient.phones ?? []), ...(former?.phones ?? [])];
  const addresses = [...(patient.address ? [patient.address] : []), ...(former?.addresses ?? [])];
  const emails = [patient.email, ...(former?.emails ?? [])];
  const names = [nameOf(patient), ...(former?.names ?? [])].map(foldPersonName);
  return {
    names: names.filter((name, at) => at === 0 || name.family !== '' || name.given !== ''),
    birthDates: [patient.birthDate, ...(former?.birthDates ?? [])].filter(isRealBirthDate),
    sex: patient.sex === 'F' || patient.sex === 'M' ? patient.sex : '',
    phones: distinct(phones.map(realPhone)),
    emails: distinct(emails.map(realEmail)),
    addresses: addresses.map(foldAddress),
    kept: {},
  };
}

const particles = new Set(
  'de la las los del da das do dos di du le van von der den ter el al bin ibn y e san st'.split(' '),
);
const suffixes: Readonly<Record<string, string>> = {
  jr: 'jr',
  junior: 'jr',
  sr: 'sr',
  senior: 'sr',
  ii: '2',
  '2nd': '2',
  iii: '3',
  '3rd': '3',
  iv: '4',
  '4th': '4',
};
/** How registration names a child that has no name yet. */
const newborn = /^(?:baby|babyboy|babygirl|bb|bg|infant|newborn|nb|neonate)\b|^(?:boy|girl)(?: [a-z1-9])?$/;
const noNames = new Set(['unknown', 'unk', 'none', 'na', 'noname', 'anonymous', 'not given', 'n a']);

export function foldPersonName(name: PersonName): ComparableName {
  const family = withoutSuffix(wordsOf(name.family));
  const given = withoutSuffix(wordsOf(name.given));
  const middle = withoutSuffix(wordsOf(name.middle));
  const said = suffixes[foldName(name.suffix ?? '')];
  const isNewborn = newborn.test(given.words.join(' ')) || newborn.test(family.words.join(' '));
  const families = family.words.filter((word) => !particles.has(word) && word.length > 1);
  return {
    family: family.words.join(''),
    families: families.length > 0 ? families : family.words,
    given: given.words[0] ?? '',
    wholeGiven: given.words.join(''),
    middles: [...given.words.slice(1), ...middle.words],
    suffix: said ?? family.suffix ?? given.suffix ?? middle.suffix ?? '',
    isNewborn,
    shown: name,
  };
}

function wordsOf(text: string | undefined): readonly string[] {
  // The apostrophe of O'Brien joins, a hyphen parts.
  const whole = foldName((text ?? '').replaceAll(/['’`]/g, ''));
  return whole === '' || noNames.has(whole) ? [] : whole.split(' ');
}

function withoutSuffix(words: readonly string[]): {
  readonly words: readonly string[];
  readonly suffix?: string;
} {
  const suffix = words.length > 1 ? suffixes[words.at(-1) ?? ''] : undefined;
  return suffix === undefined ? { words } : { words: words.slice(0, -1), suffix };
}

/** The first of January 1900 and its like say that nobody knew. */
function isRealBirthDate(date: string | undefined): date is string {
  return date !== undefined && /^\d{4}/.test(date) && date > '1901-01-01' && date < '2200';
}

/** The last ten digits; what one digit fills is nobody's telephone. */
function realPhone(phone: string): string | undefined {
  const key = phoneKey(phone);
  if (key === undefined || /^(\d)\1*$/.test(key.slice(-7)) || key.endsWith('1234567')) return undefined;
  return key.slice(-10);
}

function realEmail(email: string | undefined): string | undefined {
  const text = email?.trim().toLowerCase() ?? '';
  return /^(?:none|no|na|noemail|unknown|declined|refused)[a-z]*@/.test(text) || !text.includes('@')
    ? undefined
    : text;
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
