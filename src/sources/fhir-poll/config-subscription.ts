import { z } from 'zod';
import { isSafeAddress } from '../../sdk/server/config-words.ts';

const common = {
  /** Invented here, told to the server in `channel.header`, and repeated by it in each notification. */
  secret: z
    .string()
    .regex(
      /^[\x21-\x7e]{16,128}$/,
      'invent 16 to 128 characters without spaces: notifications are known by it',
    ),
  /** Name of the header that carries it. */
  header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'write the name of an HTTP header')
    .default('X-Referloop-Secret'),
  /** Where the server reaches the hub. Absent: the channel's own public address. */
  address: z
    .url()
    .refine(isSafeAddress, 'must begin with https:// (http:// only on this machine)')
    .optional(),
  /** How often the hub asks whether its subscription still works. */
  checkSeconds: z.number().positive().max(86_400).default(300),
};

/** Being told, beside looking. */
export const subscriptionShape = z.union(
  [
    z.strictObject({
      /** Canonical URL of a SubscriptionTopic: Subscriptions R5 Backport on R4 and R4B. */
      topic: z.url(),
      /** `Appointment?status=booked`: filters the topic allows. */
      filters: z.array(z.string().min(1)).default([]),
      payload: z.enum(['empty', 'id-only', 'full-resource']).default('id-only'),
      heartbeatSeconds: z.int().min(1).max(86_400).default(60),
      ...common,
    }),
    z.strictObject({
      /** A search, `Appointment?status=booked`: the Subscription of FHIR R4 itself, which only says that something happened. */
      criteria: z.string().regex(/^[A-Z][A-Za-z]+\?/, 'write a search, such as Appointment?status=booked'),
      ...common,
    }),
  ],
  {
    error: 'name either topic (a canonical URL) or criteria (a search), and a secret of 16 to 128 characters',
  },
);

export type SubscriptionSettings = z.output<typeof subscriptionShape>;
