import { z } from 'zod';
import { faxTimes, gatewayUrl } from '../../sdk/fax-gateway.ts';
import { secret } from '../../sdk/proof-settings.ts';

/** What a way out may set. The number faxes come from is set at RingCentral. */
export const ringcentralConfig = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: secret,
  /** The JWT credential of the user whose extension sends. */
  jwt: secret,
  serverUrl: gatewayUrl.default('https://platform.ringcentral.com'),
  /** `~` is the user of the JWT. */
  accountId: z.string().min(1).default('~'),
  extensionId: z.string().min(1).default('~'),
  ...faxTimes,
});

export type RingcentralSettings = z.output<typeof ringcentralConfig>;
