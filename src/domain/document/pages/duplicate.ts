import { personOf } from '../canonical.ts';
import type { FieldName } from '../fields.ts';
import { shingleLikeness } from '../templates/fingerprint.ts';
import { slipsBetween, wrongFigures } from '../knowledge/ocr-slips.ts';
import { foldName } from '../../names.ts';

/** What of a document tells whether another is its copy. */
export type CopyClues = {
  readonly shingles: readonly bigint[];
  /** Patient fields as read, or as a person left them. */
  readonly values: Readonly<Partial<Record<FieldName, string>>>;
};

export type CopyVerdict = {
  readonly isCopy: boolean;
  /** 0 to 1. */
  readonly similarity: number;
};

/** Two readings of one standard fax agree from 0.16 on, of a fine one from 0.5 (pairs of words); so do forms of two patients at times. */
const SAME_PATIENT = 0.12;
const UNKNOWN_PATIENT = 0.5;

/**
 * Whether a document is an earlier one, sent again: near-equal words of the same patient. The same form of another patient is none, however
 * alike. `isSameFile`: the bytes are equal, and only another patient on the page would tell them apart (a person had corrected one).
 */
export function compareCopies(a: CopyClues, b: CopyClues, isSameFile: boolean): CopyVerdict {
  const patient = comparePatientFields(a.values, b.values);
  const similarity = isSameFile ? 1 : Math.round(shingleLikeness(a.shingles, b.shingles) * 100) / 100;
  const least = patient === 'same' ? SAME_PATIENT : UNKNOWN_PATIENT;
  return { isCopy: patient !== 'other' && similarity >= least, similarity };
}

type PatientLevel = 'same' | 'other' | 'unknown';

function comparePatientFields(a: CopyClues['values'], b: CopyClues['values']): PatientLevel {
  const name = compareNames(a.patient_name, b.patient_name);
  const birth = compareDates(a.birth_date, b.birth_date);
  if (name === 'other' || birth === 'other') return 'other';
  return name === 'same' || birth === 'same' ? 'same' : 'unknown';
}

/** A slip in four letters is a misread name; more is another person's. Each part for itself: twins share the other. */
const NAME_SLIPS = 0.26;

function compareNames(a: string | undefined, b: string | undefined): PatientLevel {
  if (!a || !b) return 'unknown';
  const [one, other] = [personOf(a), personOf(b)];
  const isNear = (x = '', y = ''): boolean => {
    const length = Math.max(foldName(x).length, foldName(y).length);
    return length === 0 || x === '' || y === '' || slipsBetween(x, y) <= length * NAME_SLIPS;
  };
  return isNear(one.family, other.family) && isNear(one.given, other.given) ? 'same' : 'other';
}

/** Two figures may be misread; three are another day. */
function compareDates(a: string | undefined, b: string | undefined): PatientLevel {
  if (!a || !b) return 'unknown';
  return (wrongFigures(a, b) ?? Infinity) <= 2 ? 'same' : 'other';
}
