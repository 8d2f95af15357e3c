import { z } from 'zod';
import { faxTimes, gatewayUrl } from '../../sdk/fax-gateway.ts';
import { faxNumber } from '../../sdk/fax-number.ts';
import { secret } from '../../sdk/proof-settings.ts';

/** What a way out may set. */
export const telnyxConfig = z.strictObject({
  /** A V2 API key of the account. */
  apiKey: secret,
  /** The account's public key as the portal shows it: 32 bytes in base64. News of faxes is proved by it. */
  publicKey: z
    .string()
    .refine(
      (key) => /^[A-Za-z0-9+/]{43}=$/.test(key),
      'the public key has 32 bytes, written in base64 (44 characters that end with =)',
    ),
  /** The id of the Fax Application that sends; it needs an outbound voice profile. */
  connectionId: z.string().min(1, 'give the id of the Fax Application'),
  /** A number of that application. */
  from: faxNumber,
  quality: z.enum(['normal', 'high', 'very_high', 'ultra_light', 'ultra_dark']).default('high'),
  /**
   * `link`: Telnyx fetches the pages from the hub by a link that lives some minutes, and keeps our reference with the fax. `upload`: they
   * are posted, and Telnyx takes no reference with them: a fax whose answer was lost is then a person's to look up.
   */
  documentBy: z.enum(['link', 'upload']).default('link'),
  linkMinutes: z.number().min(1).max(1440).default(30),
  apiUrl: gatewayUrl.default('https://api.telnyx.com/v2'),
  ...faxTimes,
});

export type TelnyxSettings = z.output<typeof telnyxConfig>;
