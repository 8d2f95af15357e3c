import type { FeatureName } from './confidence.ts';
import type { FieldKind } from './fields.ts';

/**
 * Fitted by `node --import tsx bench/documents/fit-confidence.ts --write` on 5511 readings of 199
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.696,
  wordsFair: 1.672,
  wordsGood: 0.21,
  label: 0.105,
  valid: 0.97,
  unchanged: 0.0,
  agreement: 0.175,
  fullAgreement: 1.236,
  agreementOfLabelled: 1.409,
  mentioned: 0.252,
  mentionedTwice: 0.357,
  unrivalled: 2.412,
  support: 5.468,
  zone: 0.0,
  fine: 0.528,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -4.862,
  date: -3.86,
  sex: -4.699,
  phone: -4.669,
  address: -4.939,
  number: -4.431,
  npi: -3.548,
  organisation: -4.09,
  text: -3.614,
  diagnosis: -1.859,
  urgency: -5.311,
  payer: -4.48,
  member_id: -4.184,
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.937,
  date: 0.922,
  sex: 0.99,
  phone: 0.922,
  address: 0.937,
  number: 0.922,
  npi: 0.922,
  organisation: 0.937,
  text: 0.937,
  diagnosis: 0.922,
  urgency: 0.99,
  payer: 0.937,
  member_id: 0.922,
};
