import { z } from 'zod';
import { faxTimes, gatewayUrl } from '../../sdk/fax-gateway.ts';
import { faxNumber } from '../../sdk/fax-number.ts';
import { secret } from '../../sdk/proof-settings.ts';

/** What a way out may set. */
export const westfaxConfig = z.strictObject({
  username: z.string().min(1),
  password: secret,
  /** The product (a GUID) that sends. */
  productId: z.guid('the product’s id is a GUID such as 00000000-0000-0000-0000-000000000000'),
  /** The number faxes come from (ANI). Absent: the product's own. */
  from: faxNumber.optional(),
  /**
   * Invented here, and part of the address WestFax is told to call: it signs nothing, so this keeps strangers out. Absent: WestFax is
   * not asked to call, and the hub asks by itself.
   */
  callbackSecret: z
    .string()
    .regex(/^[\w-]{16,128}$/, 'invent at least sixteen letters, digits and hyphens')
    .optional(),
  apiUrl: gatewayUrl.default('https://apisecure.westfax.com'),
  ...faxTimes,
});

export type WestfaxSettings = z.output<typeof westfaxConfig>;
