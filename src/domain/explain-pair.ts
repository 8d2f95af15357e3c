import { birthDateReason } from './compare-dates.ts';
import {
  comparePatients,
  reasonsOf,
  weightsOf,
  type ComparedField,
  type PatientComparison,
} from './compare-patients.ts';
import { nameOf, type Describable } from './comparable-patient.ts';
import { nameReasons } from './name-reasons.ts';

export type ExplainedField = {
  readonly field: ComparedField;
  /** As the records have it now; empty when nothing is said. */
  readonly a: string;
  readonly b: string;
  /** How the two agree, in words; a value of the past may be what agrees. Empty: nothing to compare. */
  readonly agreement: string;
  /** Base 2 logarithm of m/u: above 0 speaks for one person, below against. */
  readonly weight: number;
};

export type ExplainedPair = {
  readonly score: number;
  readonly reasons: readonly string[];
  readonly fields: readonly ExplainedField[];
};

/** Two records side by side: per field both values, how they agree and what it weighs. The weights sum up to the score. */
export function explainPair(a: Describable, b: Describable): ExplainedPair {
  const compared = comparePatients(a, b);
  const words = agreements(compared);
  const weights = weightsOf(compared);
  const fields = FIELDS.map((field) => ({
    field,
    a: shown[field](a),
    b: shown[field](b),
    agreement: words[field],
    weight: Math.round(weights[field] * 10) / 10,
  }));
  return { score: compared.score, reasons: reasonsOf(compared), fields };
}

const FIELDS: readonly ComparedField[] = [
  'name',
  'birthDate',
  'sex',
  'phone',
  'email',
  'address',
  'identifiers',
];

const shown: Readonly<Record<ComparedField, (patient: Describable) => string>> = {
  name: (patient) => {
    const { family, given, middle, suffix } = nameOf(patient);
    return [family, [given, middle, suffix].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  },
  birthDate: (patient) => patient.birthDate ?? '',
  sex: (patient) => patient.sex ?? '',
  phone: (patient) => (patient.phones ?? []).join(', '),
  email: (patient) => patient.email ?? '',
  address: ({ address }) =>
    [address?.line1, address?.line2, address?.city, address?.zip].filter(Boolean).join(', '),
  identifiers: (patient) => patient.identifiers.map((id) => id.value).join(', '),
};

const levels = {
  same: 'same',
  near: 'nearly the same',
  area: 'same ZIP code',
  different: 'different',
  missing: '',
};

function agreements({
  names,
  birthDate,
  sex,
  contacts,
  identifiers,
}: PatientComparison): Readonly<Record<ComparedField, string>> {
  return {
    name: nameReasons(names).join(', '),
    birthDate: birthDateReason(birthDate),
    sex: levels[sex],
    phone: levels[contacts.phone],
    email: levels[contacts.email],
    address: levels[contacts.address],
    identifiers: { same: 'same number', rival: 'two numbers of one system', missing: '' }[identifiers],
  };
}
