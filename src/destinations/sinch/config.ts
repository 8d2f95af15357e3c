import { z } from 'zod';
import { faxTimes, gatewayUrl } from '../../sdk/fax-gateway.ts';
import { faxNumber } from '../../sdk/fax-number.ts';
import { secret } from '../../sdk/proof-settings.ts';

/** What a way out may set. */
export const sinchConfig = z.strictObject({
  projectId: z.string().min(1),
  keyId: z.string().min(1),
  keySecret: secret,
  /** A fax number of the project. Absent: the one set up for the service. */
  from: faxNumber.optional(),
  serviceId: z.string().min(1).optional(),
  /**
   * Name and password Sinch shows when it calls back. They are invented here: Sinch signs nothing, so they keep strangers out. Absent: Sinch
   * is not asked to call, and the hub asks by itself.
   */
  callback: z
    .strictObject({
      username: z.string().regex(/^[\w-]{1,64}$/, 'letters, digits and hyphens'),
      password: z.string().regex(/^[\w-]{12,128}$/, 'at least twelve letters, digits and hyphens'),
    })
    .optional(),
  apiUrl: gatewayUrl.default('https://fax.api.sinch.com/v3'),
  ...faxTimes,
});

export type SinchSettings = z.output<typeof sinchConfig>;
