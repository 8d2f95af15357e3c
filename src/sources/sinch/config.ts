import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. */
export const sinchSourceConfig = z.strictObject({
  /** Name and password that stand in the callback URL at Sinch: `https://name:password@hub…`. */
  username: z.string().min(1),
  password: z.string().min(12, 'nothing else guards the door: at least twelve characters'),
  /** For asking whether the fax of a callback exists: nothing in a callback proves it. */
  projectId: z.string().min(1),
  keyId: z.string().min(1),
  keySecret: z.string().min(1),
  apiUrl: z.url().default('https://fax.api.sinch.com/v3'),
  /** A larger callback is answered 413 while it still arrives. */
  maxBytes: byteLimit,
  /** For one request to Sinch. */
  timeoutSeconds: z.number().positive().max(300).default(30),
});

export type SinchSourceSettings = z.output<typeof sinchSourceConfig>;
