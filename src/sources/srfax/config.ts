import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';
import { isZone } from '../../lib/zone.ts';

/** What a channel may set. */
export const srfaxSourceConfig = z.strictObject({
  /** The account's number and password: SRFax has no other key. */
  accessId: z.string().min(1),
  accessPassword: z.string().min(1),
  apiUrl: z.url().default('https://www.srfax.com/SRF_SecWebSvc.php'),
  /** The zone set in the account, IANA: SRFax shifts its times to it. */
  accountZone: z
    .string()
    .refine(isZone, 'use an IANA zone such as America/New_York: the one set in the SRFax account'),
  /** Faxes of the account's users too. */
  includeSubUsers: z.boolean().default(false),
  /** TIFF is the fax as it came; PDF is made of it. */
  format: z.enum(['TIF', 'PDF']).default('TIF'),
  pollSeconds: z.number().positive().max(3600).default(60),
  /** How far back the list is read for faxes somebody opened at SRFax before the hub saw them. */
  lookBackHours: z.number().positive().max(720).default(72),
  /** A larger fax is not taken; the channel tells why. */
  maxBytes: byteLimit,
  timeoutSeconds: z.number().positive().max(300).default(60),
});

export type SrfaxSourceSettings = z.output<typeof srfaxSourceConfig>;
