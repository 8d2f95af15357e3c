import type { FeatureName } from './confidence.ts';
import type { FieldKind } from './fields.ts';

/**
 * Fitted by `node --import tsx bench/documents/fit-confidence.ts --folder=<kept corpora> --write` on 5104 readings of 179
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.976,
  wordsFair: 1.025,
  wordsGood: 0.719,
  label: 0.412,
  valid: 1.363,
  unchanged: 0.0,
  agreement: 0.0,
  fullAgreement: 1.836,
  agreementOfLabelled: 0.604,
  mentioned: 0.432,
  mentionedTwice: 0.543,
  unrivalled: 1.811,
  support: 4.858,
  zone: 0.0,
  fine: 0.869,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -4.176,
  date: -3.821,
  sex: -2.837,
  phone: -4.55,
  address: -4.954,
  number: -3.577,
  npi: -3.16,
  organisation: -3.83,
  text: -3.268,
  diagnosis: -1.915,
  urgency: -3.473,
  payer: -4.738,
  member_id: -3.558,
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.958,
  date: 0.958,
  sex: 0.9,
  phone: 0.958,
  address: 0.958,
  number: 0.958,
  npi: 0.958,
  organisation: 0.958,
  text: 0.958,
  diagnosis: 0.958,
  urgency: 0.9,
  payer: 0.958,
  member_id: 0.958,
};
