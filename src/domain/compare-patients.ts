import { birthDateReason, compareBirthDates, type BirthDateComparison } from './compare-dates.ts';
import { compareContacts, contactReasons, type ContactComparison } from './compare-contacts.ts';
import { compareNames, weightOfNames, type NameComparison } from './compare-names.ts';
import { comparable, type Comparable, type Describable } from './comparable-patient.ts';
import { nameReasons } from './name-reasons.ts';

/**
 * Two descriptions of patients, field by field (Fellegi and Sunter 1969, "A theory for record linkage"). Each level of agreement has a weight, the base 2
 * logarithm of how much likelier it is between two records of one person than between two people's; the score is their sum.
 */
export type PatientComparison = {
  readonly names: NameComparison;
  readonly birthDate: BirthDateComparison;
  readonly sex: 'same' | 'different' | 'missing';
  readonly contacts: ContactComparison;
  readonly identifiers: 'same' | 'rival' | 'missing';
  readonly score: number;
};

export type ComparedField = 'name' | 'birthDate' | 'sex' | 'phone' | 'email' | 'address' | 'identifiers';

export function comparePatients(a: Describable, b: Describable): PatientComparison {
  const one = comparable(a);
  const other = comparable(b);
  const parts = {
    names: compareNames(one, other),
    birthDate: compareBirthDates(one.birthDates, other.birthDates),
    sex: compareSex(one.sex, other.sex),
    contacts: compareContacts(one, other),
    identifiers: compareIdentifiers(one, other),
  };
  const score = Object.values(weightsOf(parts)).reduce((sum, weight) => sum + weight, 0);
  return { ...parts, score: Math.round(score * 10) / 10 };
}

const SEX_WEIGHT = { same: 1, different: -5.5, missing: 0 };
/** One person has two numbers of one system when it registered them twice. */
const IDENTIFIER_WEIGHT = { same: 20, rival: -5, missing: 0 };

/** What each field speaks for one person (above 0) or against it. */
export function weightsOf({
  names,
  birthDate,
  sex,
  contacts,
  identifiers,
}: Omit<PatientComparison, 'score'>): Readonly<Record<ComparedField, number>> {
  return {
    name: weightOfNames(names),
    birthDate: birthDate.weight,
    sex: SEX_WEIGHT[sex],
    phone: contacts.phoneWeight,
    email: contacts.emailWeight,
    address: contacts.addressWeight,
    identifiers: IDENTIFIER_WEIGHT[identifiers],
  };
}

function compareSex(a: string, b: string): PatientComparison['sex'] {
  if (a === '' || b === '') return 'missing';
  return a === b ? 'same' : 'different';
}

function compareIdentifiers(a: Comparable, b: Comparable): PatientComparison['identifiers'] {
  let found: PatientComparison['identifiers'] = 'missing';
  for (const one of a.identifiers)
    for (const other of b.identifiers) {
      if (one.system !== other.system) continue;
      if (one.value === other.value) return 'same';
      found = 'rival';
    }
  return found;
}

/** Why two records may be one person's, or may not: what people read beside a question. */
export function reasonsOf(compared: PatientComparison): readonly string[] {
  return [
    compared.identifiers === 'same' ? 'same identifier' : '',
    ...nameReasons(compared.names),
    birthDateReason(compared.birthDate),
    compared.sex === 'different' ? 'other sex' : '',
    ...contactReasons(compared.contacts),
    compared.identifiers === 'rival' ? 'another number from the same system' : '',
  ].filter((reason) => reason !== '');
}
