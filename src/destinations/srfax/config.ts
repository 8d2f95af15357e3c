import { z } from 'zod';
import { faxTimes, gatewayUrl } from '../../sdk/fax-gateway.ts';
import { faxNumber } from '../../sdk/fax-number.ts';
import { secret } from '../../sdk/proof-settings.ts';

/** What a way out may set. */
export const srfaxConfig = z.strictObject({
  /** The account's number and password: SRFax has no other key. */
  accessId: z.string().min(1),
  accessPassword: secret,
  /** The number faxes come from: ten digits of the account's. */
  from: faxNumber,
  /** Where SRFax sends its own mails about a fax. */
  senderEmail: z.email(),
  /**
   * Invented here, and part of the address SRFax is told to call: it signs nothing, so this keeps strangers out. Absent: SRFax is not
   * asked to call, and the hub asks by itself.
   */
  callbackSecret: z
    .string()
    .regex(/^[\w-]{16,128}$/, 'invent at least sixteen letters, digits and hyphens')
    .optional(),
  apiUrl: gatewayUrl.default('https://www.srfax.com/SRF_SecWebSvc.php'),
  ...faxTimes,
});

export type SrfaxSettings = z.output<typeof srfaxConfig>;
