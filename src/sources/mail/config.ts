import { z } from 'zod';
import { mailReadingShape } from '../../formats/mail/settings.ts';

const MEBIBYTE = 1024 * 1024;

const secret = z.string().min(1, 'is empty: is its environment variable set?');

const common = {
  /** A larger post is refused while it still arrives. */
  maxBytes: z
    .int()
    .min(1024)
    .max(256 * MEBIBYTE)
    .default(64 * MEBIBYTE),
  ...mailReadingShape,
};

/** What a channel may set. */
export const mailSourceConfig = z.discriminatedUnion('shape', [
  z.strictObject({
    shape: z.literal('mailgun'),
    /** The account's HTTP webhook signing key, not an API key. */
    signingKey: secret,
    /** How old a signature may be. */
    maxAgeSeconds: z.number().min(10).max(86_400).default(300),
    ...common,
  }),
  z.strictObject({
    shape: z.literal('postmark'),
    /** As they stand in the webhook's URL: `https://name:password@…`. */
    username: secret,
    password: secret,
    ...common,
  }),
  z.strictObject({ shape: z.literal('mime'), ...common }),
]);

export type MailSettings = z.output<typeof mailSourceConfig>;
export type MailgunSettings = Extract<MailSettings, { shape: 'mailgun' }>;
export type PostmarkSettings = Extract<MailSettings, { shape: 'postmark' }>;
