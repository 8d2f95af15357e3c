import type { FeatureName } from './confidence.ts';
import type { FieldKind } from './fields.ts';

/**
 * Fitted by `node --import tsx bench/documents/fit-confidence.ts --folder=<kept corpora> --write` on 6227 readings of 248
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.574,
  wordsFair: 1.164,
  wordsGood: 0.767,
  label: 0.0,
  valid: 1.337,
  unchanged: 0.0,
  agreement: 0.0,
  fullAgreement: 1.474,
  agreementOfLabelled: 1.247,
  mentioned: 0.792,
  mentionedTwice: 0.523,
  unrivalled: 2.74,
  support: 3.977,
  zone: 0.0,
  fine: 0.392,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -4.903,
  date: -3.864,
  sex: -3.092,
  phone: -5.82,
  address: -4.59,
  number: -3.684,
  npi: -3.78,
  organisation: -4.236,
  text: -3.617,
  diagnosis: -2.852,
  urgency: -3.164,
  payer: -4.704,
  member_id: -3.738,
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.962,
  date: 0.962,
  sex: 0.9,
  phone: 0.962,
  address: 0.962,
  number: 0.962,
  npi: 0.962,
  organisation: 0.962,
  text: 0.962,
  diagnosis: 0.962,
  urgency: 0.9,
  payer: 0.962,
  member_id: 0.962,
};
