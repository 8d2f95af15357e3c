import { z } from 'zod';

/** What a channel may set. */
export const twilioSourceConfig = z.strictObject({
  /** The account's auth token; two while it is being changed. Callbacks are signed with it. */
  authTokens: z.array(z.string().min(8, 'is empty or cut: is its environment variable set?')).min(1).max(2),
});

export type TwilioSourceSettings = z.output<typeof twilioSourceConfig>;
