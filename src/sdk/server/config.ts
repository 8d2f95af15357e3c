import { z } from 'zod';
import { authShape } from './config-auth.ts';
import { isFilled, isSafeAddress } from './config-words.ts';

/** The base of a server whose ways go on behind it. */
export const baseUrlShape = z
  .url()
  .refine(isSafeAddress, 'must begin with https:// (http:// only on this machine), without user, ? and #')
  .transform((text) => text.replace(/\/+$/, ''));

export const tlsShape = z
  .strictObject({
    /** Who signed the server's certificate, when no public authority did (PEM). */
    caFile: z.string().min(1).optional(),
    /** Our certificate and its key for mutual TLS (PEM). */
    certFile: z.string().min(1).optional(),
    keyFile: z.string().min(1).optional(),
    passphrase: isFilled.optional(),
  })
  .refine(({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined), {
    message: 'certFile and keyFile go together',
  });

/** How one server is asked; a config spreads this into its own shape. */
export const serverShape = {
  /** The service base URL (FHIR R4, 3.1.0.1.2): what comes before `/metadata`. */
  baseUrl: baseUrlShape,
  auth: authShape.default({ kind: 'none' }),
  tls: tlsShape.default({}),
  /** The server is in a private network or on this machine. */
  allowPrivate: z.boolean().default(false),
  /** One request and its answer. */
  timeoutSeconds: z.number().positive().max(600).default(30),
} as const;

export type ServerSettings = z.output<z.ZodObject<typeof serverShape>>;
