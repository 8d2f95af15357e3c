import { z } from 'zod';
import { isJsonPointer } from '../../formats/json/pointer.ts';
import { byteLimit } from '../../sdk/byte-limit.ts';
import { ed25519KeyOf } from '../../sdk/signatures.ts';

const secret = z.string().min(1, 'is empty: is its environment variable set?');
const secrets = z.array(secret).min(1).max(5);
const header = z.string().regex(/^[\w-]+$/, 'write the name of a header, such as X-Signature');
const pointer = z.string().refine(isJsonPointer, 'write a JSON pointer, such as /event/id (RFC 6901)');
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

const proof = z.discriminatedUnion('scheme', [
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
  /** The bearer token of the channel, made with `referloop token`. */
  z.strictObject({ scheme: z.literal('token') }),
]);

const challenge = z.discriminatedUnion('kind', [
  /** `GET …?challenge=abc` is answered with `abc`. */
  z.strictObject({
    kind: z.literal('query'),
    parameter: z.string().min(1).max(80),
    /** Another parameter that has to have a value both sides know. */
    verify: z.strictObject({ parameter: z.string().min(1).max(80), value: secret }).optional(),
  }),
  /** A signed post with this field is no message: the field is sent back. */
  z.strictObject({
    kind: z.literal('field'),
    field: pointer,
    /** The name it is sent back under. Absent: as bare text. */
    answerAs: z.string().min(1).max(80).optional(),
  }),
]);

/** What a channel may set. */
export const webhookSourceConfig = z
  .strictObject({
    /** How a post proves who sent it. */
    proof,
    /** The header that names the post: the same again is a repeat. Standard Webhooks has its own. */
    idHeader: header.optional(),
    /** The same, in the JSON body. */
    idField: pointer.optional(),
    /** What kind of post it is, for lists: where in the JSON body. */
    typeField: pointer.optional(),
    /** Where in the JSON body a list of records is. Absent: the body is one record. */
    records: pointer.optional(),
    challenge: challenge.optional(),
    /** A larger body is answered 413 while it arrives; also after it is unpacked. */
    maxBytes: byteLimit,
  })
  .refine(({ proof: { scheme }, challenge: asked }) => !(scheme === 'token' && asked?.kind === 'query'), {
    path: ['challenge'],
    message: 'by GET cannot be answered with proof.scheme token: nobody who rings has one',
  })
  .refine(({ proof: given, idHeader }) => !signsId(given) || idHeader !== undefined, {
    path: ['idHeader'],
    message: 'is missing: proof.signed has {id} in it',
  });

function signsId(given: z.output<typeof proof>): boolean {
  return 'signed' in given && given.signed.includes('{id}');
}

export type WebhookSourceSettings = z.output<typeof webhookSourceConfig>;
export type ProofSettings = WebhookSourceSettings['proof'];
export type ChallengeSettings = NonNullable<WebhookSourceSettings['challenge']>;
