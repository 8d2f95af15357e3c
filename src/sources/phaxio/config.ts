import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. */
export const phaxioSourceConfig = z.strictObject({
  /** The account's callback token: every callback is signed with it. */
  callbackToken: z.string().min(1),
  /** The callback URL exactly as it stands at Phaxio: it is part of what is signed. Absent: the channel's own address. */
  callbackUrl: z.url().optional(),
  /** Test faxes become documents like any other. Otherwise they are answered and nothing is made of them. */
  takeTests: z.boolean().default(false),
  /** A larger callback is answered 413 while it still arrives. */
  maxBytes: byteLimit,
});

export type PhaxioSourceSettings = z.output<typeof phaxioSourceConfig>;
