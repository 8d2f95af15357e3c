/** How an office writes names, dates and numbers: as printed, and what that says canonically. */
import type { Case } from './case.ts';
import type { Luck } from './luck.ts';
import type { Address, Doctor, PersonName } from './world.ts';
import { documentFields } from '../../../src/domain/document/fields.ts';
import { seenWordings, type PaperField } from './wordings.ts';

/** What is printed, and what it means. */
export type Value = { readonly text: string; readonly value: string };

export type NameStyle = 'family_first' | 'capitals' | 'given_first' | 'family_first_tight';
export type DateStyle = 'slashes' | 'short' | 'dashes' | 'iso' | 'words' | 'day_month';
export type PhoneStyle = 'parentheses' | 'dashes' | 'dots' | 'tight' | 'bare';

export type Spelling = {
  readonly name: NameStyle;
  readonly date: DateStyle;
  readonly phone: PhoneStyle;
  readonly sex: 'letter' | 'word';
  readonly hasMiddle: boolean;
  readonly hasCredential: boolean;
  readonly isDoctorTitled: boolean;
  readonly urgency: 'lower' | 'capitals';
};

export function spellingOf(luck: Luck): Spelling {
  return {
    name: luck.pick([
      'family_first',
      'family_first',
      'capitals',
      'given_first',
      'given_first',
      'family_first_tight',
    ]),
    date: luck.pick(['slashes', 'slashes', 'slashes', 'short', 'dashes', 'iso', 'words', 'day_month']),
    phone: luck.pick(['parentheses', 'parentheses', 'dashes', 'dashes', 'dots', 'tight', 'bare']),
    sex: luck.pick(['letter', 'word', 'word']),
    hasMiddle: luck.chance(0.6),
    hasCredential: luck.chance(0.8),
    isDoctorTitled: luck.chance(0.15),
    urgency: luck.pick(['lower', 'capitals']),
  };
}

export function spellName(spelling: Spelling, name: PersonName): Value {
  const middle = spelling.hasMiddle && name.middle ? ` ${name.middle}` : '';
  const suffix = name.suffix ? ` ${name.suffix}` : '';
  const value = `${name.family.toUpperCase()}${suffix.toUpperCase()}, ${name.given}${middle}`;
  const text = {
    family_first: `${name.family}${suffix}, ${name.given}${middle}`,
    capitals: `${name.family}${suffix}, ${name.given}${middle}`.toUpperCase(),
    given_first: `${name.given}${middle} ${name.family}${suffix}`,
    family_first_tight: `${name.family}${suffix},${name.given}${middle}`,
  }[spelling.name];
  return { text, value };
}

export function spellDoctor(spelling: Spelling, doctor: Doctor): Value {
  const plain = spellName(
    { ...spelling, name: spelling.name === 'family_first_tight' ? 'family_first' : spelling.name },
    doctor,
  );
  if (spelling.isDoctorTitled && spelling.name === 'given_first')
    return { text: `Dr. ${plain.text}`, value: plain.value };
  if (!spelling.hasCredential) return plain;
  return { text: `${plain.text}, ${doctor.credential}`, value: `${plain.value}, ${doctor.credential}` };
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

export function spellDate(spelling: Spelling, iso: string): Value {
  const [year = '', month = '', day = ''] = iso.split('-');
  const name = months[Number(month) - 1] ?? '';
  const text = {
    slashes: `${month}/${day}/${year}`,
    short: `${Number(month)}/${Number(day)}/${year}`,
    dashes: `${month}-${day}-${year}`,
    iso,
    words: `${name} ${Number(day)}, ${year}`,
    day_month: `${day}-${name.slice(0, 3)}-${year}`,
  }[spelling.date];
  return { text, value: iso };
}

export function spellPhone(spelling: Spelling, digits: string): Value {
  const parts = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)] as const;
  const text = {
    parentheses: `(${parts[0]}) ${parts[1]}-${parts[2]}`,
    dashes: parts.join('-'),
    dots: parts.join('.'),
    tight: `(${parts[0]})${parts[1]}-${parts[2]}`,
    bare: digits,
  }[spelling.phone];
  return { text, value: digits };
}

export function spellAddress(address: Address): Value & { readonly lines: readonly [string, string] } {
  const first = [address.line1, address.line2].filter(Boolean).join(', ');
  const last = `${address.city}, ${address.state} ${address.zip}`;
  const value = [address.line1, address.line2, address.city, address.state, address.zip].join('; ');
  return { text: `${first}, ${last}`, value, lines: [first, last] };
}

const plain = (text: string): Value => ({ text, value: text });

/** What a field of the case is, as this office writes it. Diagnoses: the first. */
export function spellField(spelling: Spelling, one: Case, field: PaperField): Value {
  const { patient, office, referrer, pcp } = one;
  switch (field) {
    case 'patient_name':
      return spellName(spelling, patient.name);
    case 'birth_date':
      return spellDate(spelling, patient.birthDate);
    case 'sex':
      return { text: spellSex(spelling, patient.sex), value: patient.sex };
    case 'patient_phone':
      return spellPhone(spelling, patient.phone);
    case 'patient_address':
      return spellAddress(patient.address);
    case 'patient_mrn':
      return plain(patient.mrn);
    case 'referrer_name':
      return spellDoctor(spelling, referrer);
    case 'referrer_npi':
      return plain(referrer.npi);
    case 'referrer_practice':
      return plain(office.name);
    case 'referrer_phone':
      return spellPhone(spelling, office.phone);
    case 'referrer_fax':
      return spellPhone(spelling, office.fax);
    case 'referrer_address':
      return spellAddress(office.address);
    case 'pcp_name':
      return spellDoctor(spelling, pcp);
    case 'pcp_npi':
      return plain(pcp.npi);
    case 'pcp_phone':
      return spellPhone(spelling, pcp.phone);
    case 'reason':
      return plain(one.reason);
    case 'diagnosis':
      return plain(one.diagnoses[0]?.code ?? '');
    case 'service':
      return plain(one.service);
    case 'requested_provider':
      return spellDoctor(spelling, one.requested);
    case 'urgency':
      return { text: spellUrgency(spelling, one.urgency), value: one.urgency };
    case 'ordered_on':
      return spellDate(spelling, one.orderedOn);
    case 'expires_on':
      return spellDate(spelling, one.expiresOn);
    case 'referral_number':
      return plain(one.referralNumber);
    case 'payer':
      return plain(patient.payer);
    case 'member_id':
      return plain(patient.memberId);
    case 'authorisation_number':
      return plain(one.authorisation);
  }
}

function spellSex(spelling: Spelling, sex: 'F' | 'M'): string {
  if (spelling.sex === 'letter') return sex;
  return sex === 'F' ? 'Female' : 'Male';
}

function spellUrgency(spelling: Spelling, urgency: string): string {
  if (spelling.urgency === 'capitals' || urgency === 'stat') return urgency.toUpperCase();
  return urgency.slice(0, 1).toUpperCase() + urgency.slice(1);
}

const fullSpelling: Spelling = {
  name: 'family_first',
  date: 'iso',
  phone: 'bare',
  sex: 'letter',
  hasMiddle: true,
  hasCredential: true,
  isDoctorTitled: false,
  urgency: 'lower',
};

/** Everything the referral says, in full. */
export function factsOf(one: Case): Readonly<Partial<Record<PaperField, readonly string[]>>> {
  const names = Object.keys(seenWordings).filter((name): name is PaperField => name in documentFields);
  const single = names.map((name) => [name, [spellField(fullSpelling, one, name).value]] as const);
  return { ...Object.fromEntries(single), diagnosis: one.diagnoses.map(({ code }) => code) };
}
