import { z } from 'zod';

/** What a channel may set. */
export const connectSourceConfig = z.strictObject({
  /** Name of the header with the key, as the API destination's connection has it. */
  header: z
    .string()
    .regex(/^[\w-]+$/, 'write the name of a header, such as x-api-key')
    .default('x-api-key'),
  /** The key of that connection; two while it is being changed. */
  keys: z
    .array(z.string().min(16, 'has at least 16 characters: is its environment variable set?'))
    .min(1)
    .max(2),
});

export type ConnectSourceSettings = z.output<typeof connectSourceConfig>;
