import type { FeatureName } from './confidence.ts';
import type { FieldKind } from './fields.ts';

/**
 * Fitted by `node --import tsx bench/documents/fit-confidence.ts --write` on 4221 readings of 159
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.642,
  wordsFair: 1.73,
  wordsGood: 0.15,
  label: 0.202,
  valid: 0.854,
  unchanged: 0.0,
  agreement: 0.092,
  fullAgreement: 1.426,
  agreementOfLabelled: 1.25,
  mentioned: 0.208,
  mentionedTwice: 0.117,
  unrivalled: 2.316,
  support: 4.812,
  zone: 0.108,
  fine: 0.598,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -4.66,
  date: -3.796,
  sex: -5.022,
  phone: -4.264,
  address: -4.632,
  number: -4.583,
  npi: -3.666,
  organisation: -3.797,
  text: -3.694,
  diagnosis: -1.98,
  urgency: -5.652,
  payer: -4.135,
  member_id: -4.0,
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.97,
  date: 0.929,
  sex: 0.985,
  phone: 0.929,
  address: 0.97,
  number: 0.929,
  npi: 0.929,
  organisation: 0.97,
  text: 0.97,
  diagnosis: 0.929,
  urgency: 0.985,
  payer: 0.97,
  member_id: 0.929,
};
