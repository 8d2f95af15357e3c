import { z } from 'zod';
import { isFilled, isSafeAddress } from './config-words.ts';

const key = z
  .strictObject({
    /** Name of the key in the published set. Absent: its thumbprint (RFC 7638). */
    kid: z.string().min(1).max(128).optional(),
    alg: z.enum(['RS384', 'ES384']),
    /** PKCS #8 in PEM; `\n` written out is a line break. */
    privateKey: isFilled.optional(),
    privateKeyFile: z.string().min(1).optional(),
  })
  .refine(({ privateKey, privateKeyFile }) => (privateKey === undefined) !== (privateKeyFile === undefined), {
    message: 'name either privateKey or privateKeyFile',
  });

/** How the hub proves who it is. */
export const authShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), username: z.string().min(1), password: isFilled }),
  z
    .strictObject({
      kind: z.literal('bearer'),
      token: isFilled.optional(),
      /** Read again whenever the server refuses the token. */
      tokenFile: z.string().min(1).optional(),
    })
    .refine(({ token, tokenFile }) => (token === undefined) !== (tokenFile === undefined), {
      message: 'name either token or tokenFile',
    }),
  /** SMART Backend Services (SMART App Launch 2.2). */
  z.strictObject({
    kind: z.literal('smart'),
    clientId: isFilled,
    /** The newest first: it signs. All are published. */
    keys: z.array(key).min(1).max(4),
    scope: z.string().min(1).default('system/*.rs'),
    /** Absent: what `.well-known/smart-configuration` of the server says. */
    tokenUrl: z
      .url()
      .refine(isSafeAddress, 'must begin with https:// (http:// only on this machine)')
      .optional(),
  }),
]);

export type AuthSettings = z.output<typeof authShape>;
export type SmartSettings = Extract<AuthSettings, { kind: 'smart' }>;
