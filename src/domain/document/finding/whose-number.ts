import { isSamePlace, type Candidate } from './candidate.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import { foldName } from '../../names.ts';
import type { RawReading } from '../signals.ts';

/** Telephone numbers that a label gives to somebody else are left out where only a word nearby, or what they look like, speaks for them. */
export function withoutNumbersOfOthers(candidates: readonly Candidate[]): readonly Candidate[] {
  return withoutOthers(withoutFaxLines(candidates));
}

/** One number under a label of faxes is no telephone because it stands near one. */
function withoutFaxLines(candidates: readonly Candidate[]): readonly Candidate[] {
  // The number it was sent from is the fax, where another is there to be the telephone.
  const phones = new Set(
    candidates.filter(({ field }) => field === 'referrer_phone').map(({ value }) => value),
  );
  const faxes = new Set(
    candidates
      .filter(
        ({ field, labelMatch, score, origin }) =>
          field === 'referrer_fax' &&
          ((labelMatch > 0 && score > SURE_LABEL) || (origin === 'header' && phones.size > 1)),
      )
      .map(({ value }) => value),
  );
  return candidates.filter(
    ({ field, value, labelMatch }) => field !== 'referrer_phone' || labelMatch > 0 || !faxes.has(value),
  );
}

/** A number that stands under a label of somebody else is not the patient's because a word near it speaks of the patient. */
function withoutOthers(candidates: readonly Candidate[]): readonly Candidate[] {
  const labelled = candidates.filter(
    ({ field, labelMatch, score }) =>
      (field === 'referrer_phone' || field === 'referrer_fax' || field === 'pcp_phone') &&
      labelMatch > SURE_LABEL &&
      score > SURE_LABEL,
  );
  return candidates.filter(
    (one) =>
      one.field !== 'patient_phone' ||
      one.labelMatch > 0 ||
      labelled.every((other) => other.value !== one.value || !isSamePlace(other, one)),
  );
}

const SURE_LABEL = 0.5;

/** What is told of the patient and of the office: a number that no label says whose it is, or a name. */
export function withSharedDoubt(one: RawReading, all: readonly RawReading[]): RawReading {
  if (one.doubt !== undefined) return one;
  const isShared =
    fieldOf(one.field).kind === 'phone' &&
    one.signals.labelMatch < SURE_LABEL &&
    all.some(
      (other) =>
        other !== one && other.value === one.value && [one.field, other.field].includes('patient_phone'),
    );
  if (isShared) return { ...one, doubt: 'the same number stands for the patient and the office' };
  const isDoctor =
    one.field === 'patient_name' &&
    all.some((other) => doctors.has(other.field) && nameOf(other.value) === nameOf(one.value));
  return isDoctor ? { ...one, doubt: 'the same name stands for the patient and a doctor' } : one;
}

const doctors: ReadonlySet<FieldName> = new Set(['referrer_name', 'requested_provider', 'pcp_name']);

/** Family and given name of a canonical person. */
function nameOf(value: string): string {
  return foldName(value.split(', ').slice(0, 2).join(' '));
}
