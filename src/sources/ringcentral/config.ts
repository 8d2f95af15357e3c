import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. */
export const ringcentralSourceConfig = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** The JWT credential of the user whose extension receives. */
  jwt: z.string().min(1),
  serverUrl: z.url().default('https://platform.ringcentral.com'),
  /** `~` is the user of the JWT. */
  accountId: z.string().min(1).default('~'),
  extensionId: z.string().min(1).default('~'),
  /** Invented here, told to RingCentral when the hub subscribes, and repeated by it in each notification. */
  verificationToken: z
    .string()
    .regex(
      /^[\x21-\x7e]{16,128}$/,
      'invent 16 to 128 characters without spaces: notifications are known by it',
    ),
  /** Where RingCentral reaches the channel. Absent: its own public address. */
  address: z.url().optional(),
  /** Hosts attachments are fetched from, with the access token; `*.` stands for every name below. */
  mediaHosts: z.array(z.string().min(1)).min(1).default(['*.ringcentral.com']),
  /** How long a subscription lives. It is renewed at half of it. */
  subscriptionSeconds: z.int().min(900).max(630_720_000).default(604_800),
  /** How often the hub asks whether its subscription still works. */
  checkSeconds: z.number().positive().max(86_400).default(900),
  pollSeconds: z.number().positive().max(3600).default(300),
  /** The shortest pause between two looks, however many notifications come. */
  restSeconds: z.number().positive().max(3600).default(2),
  /** How far back the list is read again: for faxes that were still coming in. */
  lookBackHours: z.number().positive().max(720).default(72),
  /** A larger fax is not taken; the channel tells why. */
  maxBytes: byteLimit,
  timeoutSeconds: z.number().positive().max(300).default(30),
});

export type RingcentralSourceSettings = z.output<typeof ringcentralSourceConfig>;
