import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. */
export const telnyxSourceConfig = z.strictObject({
  /** The account's public key as the portal shows it: 32 bytes in base64. Callbacks are proved by it. */
  publicKey: z
    .string()
    .refine(
      (key) => /^[A-Za-z0-9+/]{43}=$/.test(key),
      'the public key has 32 bytes, written in base64 (44 characters that end with =)',
    ),
  /** For asking again when the link to a document has expired. Absent: such a fax is shown to a person. */
  apiKey: z.string().min(1).optional(),
  apiUrl: z.url().default('https://api.telnyx.com/v2'),
  /** Hosts a document is fetched from; `*.` stands for every name below. */
  mediaHosts: z
    .array(z.string().min(1))
    .min(1)
    .default(['*.telnyx.com', '*.telnyxcloudstorage.com', '*.amazonaws.com']),
  /** A larger document is given up while it arrives. Telnyx takes 50 MB. */
  maxBytes: byteLimit,
  /** For one request to Telnyx. */
  timeoutSeconds: z.number().positive().max(300).default(30),
  /** The try (`meta.attempt`) after which Telnyx gives up: a fax that cannot be fetched then is shown to a person. */
  lastAttempt: z.int().min(1).default(3),
});

export type TelnyxSourceSettings = z.output<typeof telnyxSourceConfig>;
