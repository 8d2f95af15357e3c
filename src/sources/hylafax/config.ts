import { z } from 'zod';

const MEBIBYTE = 1024 * 1024;

/** What a channel may set. */
export const hylafaxSourceConfig = z.strictObject({
  /** A larger post is answered 413 while it still arrives; the script keeps the fax. */
  maxBytes: z
    .int()
    .min(1)
    .max(1024 * MEBIBYTE)
    .default(64 * MEBIBYTE),
});
