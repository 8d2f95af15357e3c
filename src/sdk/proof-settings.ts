import { z } from 'zod';
import { ed25519KeyOf } from './signatures.ts';

/** A key or password from the surroundings of the hub. */
export const secret = z.string().min(1, 'is empty: is its environment variable set?');
const secrets = z.array(secret).min(1).max(5);
export const header = z.string().regex(/^[\w-]+$/, 'write the name of a header, such as X-Signature');
const seconds = z.number().min(1).max(86_400).default(300);

/** Where a signature stands and over what it is made. */
const signed = {
  /** The header with the signature. */
  header,
  /** Stands before the signature: `sha256=`. */
  prefix: z.string().max(40).default(''),
  /** Between several values in that header: `,`. Absent: it holds one. */
  separator: z.enum([',', ' ', ';']).optional(),
  encoding: z.enum(['hex', 'base64']).default('hex'),
  /** What is signed. */
  signed: z
    .string()
    .max(200)
    .refine((text) => text.includes('{body}'), 'must hold {body}')
    .refine(
      (text) => !/\{(?!(?:body|timestamp|id)\})/.test(text),
      'may hold {body}, {timestamp} and {id}, nothing else in braces',
    )
    .default('{body}'),
  /** The header with the time of signing, for `{timestamp}`. */
  timestampHeader: header.optional(),
  /** Stands before the time, when it shares a header with the signature: `t=`. */
  timestampPrefix: z.string().max(40).default(''),
  /** A signature made longer ago than this is somebody's recording. */
  toleranceSeconds: seconds,
};

type Signed = {
  readonly signed: string;
  readonly timestampHeader?: string | undefined;
};

const hasTime = ({ signed: over, timestampHeader }: Signed): boolean =>
  over.includes('{timestamp}') === (timestampHeader !== undefined);
const timeMissing = {
  path: ['timestampHeader'],
  message: 'and {timestamp} in `signed` belong together: a time that is not signed proves nothing',
};

const hmac = z
  .strictObject({
    scheme: z.literal('hmac'),
    algorithm: z.enum(['sha1', 'sha256', 'sha512']).default('sha256'),
    /** More than one while they are changed. */
    secrets,
    ...signed,
  })
  .refine(hasTime, timeMissing);

const ed25519 = z
  .strictObject({
    scheme: z.literal('ed25519'),
    publicKeys: z
      .array(
        z
          .string()
          .refine(
            (text) => ed25519KeyOf(text) !== undefined,
            'is no Ed25519 public key: give it as PEM, or its 32 bytes in base64 or hex',
          ),
      )
      .min(1)
      .max(5),
    ...signed,
    encoding: z.enum(['hex', 'base64']).default('base64'),
  })
  .refine(hasTime, timeMissing);

/** Ways a post proves who sent it. */
export const proofOptions = [
  hmac,
  ed25519,
  z.strictObject({
    scheme: z.literal('standard-webhooks'),
    secrets: z
      .array(
        z
          .string()
          .regex(
            /^(?:whsec_)?[A-Za-z0-9+/]{16,}={0,2}$/,
            'write the secret as the platform shows it: whsec_ and base64',
          ),
      )
      .min(1)
      .max(5),
    toleranceSeconds: seconds,
  }),
  z.strictObject({ scheme: z.literal('basic'), username: z.string().min(1), password: secret }),
  z.strictObject({ scheme: z.literal('header'), header, secrets, prefix: z.string().max(40).default('') }),
] as const;

export type ProofSettings = z.output<(typeof proofOptions)[number]>;
