import { z } from 'zod';

/** What a file `crm/<name>.crm.ts` may set. */
export const hubspotConfig = z.strictObject({
  baseUrl: z.url().default('https://api.hubapi.com'),
  auth: z.discriminatedUnion('kind', [
    /** The access token of a private app. */
    z.strictObject({ kind: z.literal('private-app'), token: z.string().min(1) }),
    /** OAuth 2.0 with the refresh token of an installed app. */
    z.strictObject({
      kind: z.literal('oauth'),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
      refreshToken: z.string().min(1),
    }),
  ]),
  timeoutSeconds: z.number().positive().max(120).default(30),
  /** Professional and Enterprise allow 190 in 10 seconds, shared by all of an account's apps. */
  mostPerSecond: z.number().positive().max(100).default(8),
});

export type HubspotSettings = z.output<typeof hubspotConfig>;
