import type { FeatureName } from './confidence.ts';
import type { FieldKind } from './fields.ts';

/**
 * Fitted by `node --import tsx bench/documents/fit-confidence.ts --folder=<kept corpora> --workers=1 --write` on 6638 readings of 281
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.45,
  wordsFair: 0.61,
  wordsGood: 0.77,
  label: 0.0,
  valid: 0.12,
  unchanged: 0.12,
  agreement: 0.0,
  fullAgreement: 1.52,
  agreementOfLabelled: 0.62,
  mentioned: 0.62,
  mentionedTwice: 0.71,
  unrivalled: 2.97,
  support: 4.41,
  zone: 0.0,
  fine: 0.39,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -3.65,
  date: -2.02,
  sex: -2.0,
  phone: -4.01,
  address: -3.57,
  number: -3.73,
  npi: -2.71,
  organisation: -3.33,
  text: -3.13,
  diagnosis: -2.68,
  urgency: -3.26,
  payer: -2.63,
  member_id: -3.18,
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.943,
  date: 0.943,
  sex: 0.972,
  phone: 0.943,
  address: 0.943,
  number: 0.943,
  npi: 0.943,
  organisation: 0.943,
  text: 0.943,
  diagnosis: 0.943,
  urgency: 0.972,
  payer: 0.943,
  member_id: 0.943,
};
