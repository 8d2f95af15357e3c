import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. */
export const westfaxSourceConfig = z.strictObject({
  username: z.string().min(1),
  password: z.string().min(1),
  /** The product (a GUID) whose number receives. */
  productId: z.guid('the product’s id is a GUID such as 00000000-0000-0000-0000-000000000000'),
  apiUrl: z.url().default('https://apisecure.westfax.com'),
  /** TIFF is the fax as it came; PDF is made of it. */
  format: z.enum(['tiff', 'pdf']).default('tiff'),
  pollSeconds: z.number().positive().max(3600).default(120),
  /** The shortest pause between two looks, however often somebody calls: callbacks prove nothing, so they must cost nothing. */
  restSeconds: z.number().positive().max(3600).default(15),
  /** How far back the list is read for faxes somebody opened at WestFax before the hub saw them. */
  lookBackHours: z.number().positive().max(720).default(72),
  /** A larger fax is not taken; the channel tells why. */
  maxBytes: byteLimit,
  timeoutSeconds: z.number().positive().max(300).default(60),
});

export type WestfaxSourceSettings = z.output<typeof westfaxSourceConfig>;
