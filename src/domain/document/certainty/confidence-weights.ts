import type { FeatureName } from './confidence.ts';
import type { FieldKind } from '../fields.ts';

/**
 * Fitted by `node --import tsx bench/documents/fit-confidence.ts --folder=<kept corpora> --workers=1 --write` on 7911 readings of 359
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.71,
  wordsFair: 0.55,
  wordsGood: 1.26,
  label: 0.21,
  valid: 1.0,
  unchanged: 0.22,
  agreement: 0.09,
  fullAgreement: 1.33,
  agreementOfLabelled: 1.27,
  mentioned: 0.5,
  mentionedTwice: 0.42,
  unrivalled: 1.88,
  support: 4.74,
  zone: 0.09,
  fine: 0.61,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -3.47,
  date: -2.41,
  sex: -2.33,
  phone: -3.45,
  address: -3.92,
  number: -3.36,
  npi: -2.2,
  organisation: -2.28,
  text: -2.91,
  diagnosis: -1.63,
  urgency: -2.58,
  payer: -2.53,
  member_id: -2.87,
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.94,
  date: 0.94,
  sex: 0.996,
  phone: 0.94,
  address: 0.94,
  number: 0.94,
  npi: 0.94,
  organisation: 0.94,
  text: 0.94,
  diagnosis: 0.94,
  urgency: 0.996,
  payer: 0.94,
  member_id: 0.94,
};
