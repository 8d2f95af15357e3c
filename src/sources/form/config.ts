import { z } from 'zod';

/** What a channel may set. */
export const formSourceConfig = z.strictObject({
  /** The forms whose records this channel takes: each kind in one channel only. */
  kinds: z
    .array(z.enum(['phone', 'check-in', 'website', 'kiosk']))
    .min(1, 'name at least one form')
    .refine((kinds) => new Set(kinds).size === kinds.length, 'name each form once'),
  /** A larger record posted to the door is answered 413. */
  maxBytes: z
    .int()
    .min(1)
    .max(1024 * 1024)
    .default(64 * 1024),
});

export type FormSourceSettings = z.output<typeof formSourceConfig>;
