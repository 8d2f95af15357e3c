import type { FeatureName } from './confidence.ts';
import type { FieldKind } from './fields.ts';

/**
 * Fitted by `node --import tsx bench/documents/fit-confidence.ts --write` on 4221 readings of 159
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.665,
  wordsFair: 1.689,
  wordsGood: 0.189,
  label: 0.242,
  valid: 0.844,
  unchanged: 0.0,
  agreement: 0.105,
  fullAgreement: 1.538,
  agreementOfLabelled: 1.254,
  mentioned: 0.147,
  mentionedTwice: 0.012,
  unrivalled: 2.192,
  support: 4.786,
  zone: 0.477,
  fine: 0.569,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -4.59,
  date: -3.699,
  sex: -5.008,
  phone: -4.188,
  address: -4.54,
  number: -4.516,
  npi: -3.605,
  organisation: -3.667,
  text: -3.653,
  diagnosis: -1.881,
  urgency: -5.625,
  payer: -4.07,
  member_id: -3.954,
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.971,
  date: 0.971,
  sex: 0.971,
  phone: 0.971,
  address: 0.971,
  number: 0.971,
  npi: 0.971,
  organisation: 0.971,
  text: 0.971,
  diagnosis: 0.971,
  urgency: 0.971,
  payer: 0.971,
  member_id: 0.971,
};
