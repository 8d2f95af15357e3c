import type { FeatureName } from './confidence.ts';
import type { FieldKind } from './fields.ts';

/** Before anything was fitted: what the measured agreement of readers suggests (two that agree are right 98 to 100 times of 100). */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.6,
  wordsFair: 0.8,
  wordsGood: 0.8,
  fromText: 2.5,
  label: 0.8,
  valid: 0.8,
  unchanged: 0.8,
  agreement: 0.8,
  fullAgreement: 1.2,
  agreementOfLabelled: 0.8,
  mentioned: 0.8,
  mentionedTwice: 0.4,
  unrivalled: 0.8,
  support: 1.5,
  zone: 0.6,
  fine: 0.4,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -3,
  date: -3,
  sex: -2.5,
  phone: -3,
  npi: -2.5,
  address: -3.5,
  organisation: -3,
  payer: -2.5,
  member_id: -3.5,
  number: -3.5,
  diagnosis: -2.5,
  urgency: -2.5,
  text: -3,
};

export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.985,
  date: 0.985,
  sex: 0.985,
  phone: 0.985,
  npi: 0.985,
  address: 0.985,
  organisation: 0.985,
  payer: 0.985,
  member_id: 0.985,
  number: 0.985,
  diagnosis: 0.985,
  urgency: 0.985,
  text: 0.985,
};
