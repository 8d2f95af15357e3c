import { z } from 'zod';
import { defaultDeliveryPolicy, type DeliveryPolicy } from './domain/delivery-policy.ts';

const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

/** Part of the schema of all settings: when and to whom things go out. */
export const deliverySettings = {
  VERIFIED_NUMBERS_ONLY: flag,
  KEEP_OFFICE_HOURS: flag,
  PCP_COPIES: flag,
  PCP_OFFERS: flag,
  PCP_OFFERS_AUTOMATIC: z
    .string()
    .trim()
    .regex(/^\d{1,2}$/, 'is not a number from 0 to 99')
    .transform(Number),
};

type DeliveryVariable = keyof typeof deliverySettings;

export const deliveryHints: Readonly<Record<DeliveryVariable, string>> = {
  VERIFIED_NUMBERS_ONLY: 'true sends to a telephone number only after a person verified it',
  KEEP_OFFICE_HOURS: 'true lets faxes and prints wait for the office to open, unless they are urgent',
  PCP_COPIES: 'true copies each note to the patient’s own doctor, when somebody else referred',
  PCP_OFFERS: 'true sends notes of patients nobody referred to their own doctor, if that is a partner',
  PCP_OFFERS_AUTOMATIC: 'how many of those each office gets before the liaison is asked, 0 to 99',
};

/** In both modes. */
export const DELIVERY_DEFAULTS: Readonly<Record<DeliveryVariable, string>> =
  describeDelivery(defaultDeliveryPolicy);

/** The demo is looked at on any day and at any hour. */
export const DELIVERY_DEMO_DEFAULTS = { KEEP_OFFICE_HOURS: 'false' };

export function toDeliveryPolicy(
  data: Readonly<Record<Exclude<DeliveryVariable, 'PCP_OFFERS_AUTOMATIC'>, boolean>> & {
    readonly PCP_OFFERS_AUTOMATIC: number;
  },
): DeliveryPolicy {
  return {
    verifiedNumbersOnly: data.VERIFIED_NUMBERS_ONLY,
    keepsOfficeHours: data.KEEP_OFFICE_HOURS,
    copiesToPcp: data.PCP_COPIES,
    offersToPcp: data.PCP_OFFERS,
    automaticOffers: data.PCP_OFFERS_AUTOMATIC,
  };
}

/** The same as variables. */
export function describeDelivery(policy: DeliveryPolicy): Readonly<Record<DeliveryVariable, string>> {
  return {
    VERIFIED_NUMBERS_ONLY: String(policy.verifiedNumbersOnly),
    KEEP_OFFICE_HOURS: String(policy.keepsOfficeHours),
    PCP_COPIES: String(policy.copiesToPcp),
    PCP_OFFERS: String(policy.offersToPcp),
    PCP_OFFERS_AUTOMATIC: String(policy.automaticOffers),
  };
}
