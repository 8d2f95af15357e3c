import { z } from 'zod';

const MEBIBYTE = 1024 * 1024;

/** What a channel may set. */
export const httpSourceConfig = z.strictObject({
  /** A larger body is answered 413 while it still arrives. */
  maxBytes: z
    .int()
    .min(1)
    .max(1024 * MEBIBYTE)
    .default(64 * MEBIBYTE),
  /** Media types that are taken, without parameters: `application/hl7-v2`. Absent: all. */
  contentTypes: z
    .array(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/, 'write it as type/subtype, without parameters'))
    .min(1)
    .optional(),
});

export type HttpSourceSettings = z.output<typeof httpSourceConfig>;
