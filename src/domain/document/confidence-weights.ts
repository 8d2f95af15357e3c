import type { FeatureName } from './confidence.ts';
import type { FieldKind } from './fields.ts';

/**
 * Fitted by `node --import tsx bench/documents/fit-confidence.ts --folder=<kept corpora> --workers=1 --write` on 6236 readings of 248
 * invented faxes (docs/documents/confidence.md). Not to be changed by hand.
 */
export const weights: Readonly<Record<FeatureName, number>> = {
  wordsPoor: 0.403,
  wordsFair: 1.174,
  wordsGood: 1.072,
  label: 0.0,
  valid: 1.511,
  unchanged: 0.0,
  agreement: 0.0,
  fullAgreement: 1.294,
  agreementOfLabelled: 1.264,
  mentioned: 0.878,
  mentionedTwice: 0.504,
  unrivalled: 2.875,
  support: 5.187,
  zone: 0.0,
  fine: 0.446,
};

export const biases: Readonly<Record<FieldKind, number>> = {
  person: -4.734,
  date: -4.022,
  sex: -3.212,
  phone: -6.109,
  address: -4.807,
  number: -3.725,
  npi: -3.857,
  organisation: -4.504,
  text: -3.624,
  diagnosis: -2.98,
  urgency: -3.204,
  payer: -4.215,
  member_id: -3.74,
};

/** From here a field needs nobody, until outcomes prove another threshold. */
export const defaultThresholds: Readonly<Record<FieldKind, number>> = {
  person: 0.938,
  date: 0.938,
  sex: 0.9,
  phone: 0.938,
  address: 0.938,
  number: 0.938,
  npi: 0.938,
  organisation: 0.938,
  text: 0.938,
  diagnosis: 0.938,
  urgency: 0.9,
  payer: 0.938,
  member_id: 0.938,
};
