import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. */
export const httpSourceConfig = z.strictObject({
  /** A larger body is answered 413 while it still arrives. */
  maxBytes: byteLimit,
  /** Media types that are taken, without parameters: `application/hl7-v2`. Absent: all. */
  contentTypes: z
    .array(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/, 'write it as type/subtype, without parameters'))
    .min(1)
    .optional(),
});

export type HttpSourceSettings = z.output<typeof httpSourceConfig>;
