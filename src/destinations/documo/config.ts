import { z } from 'zod';
import { faxTimes, gatewayUrl } from '../../sdk/fax-gateway.ts';
import { faxNumber } from '../../sdk/fax-number.ts';
import { secret } from '../../sdk/proof-settings.ts';

/** What a way out may set. */
export const documoConfig = z.strictObject({
  apiKey: secret,
  /** A fax number of the account. Absent: the account's own. */
  from: faxNumber.optional(),
  /** Name and password set for the webhook at Documo. Absent: webhooks are not heard, and the hub asks by itself. */
  login: z
    .strictObject({
      username: z.string().min(1),
      password: z.string().min(12, 'at least twelve characters'),
    })
    .optional(),
  apiUrl: gatewayUrl.default('https://api.documo.com/v1'),
  ...faxTimes,
});

export type DocumoSettings = z.output<typeof documoConfig>;
