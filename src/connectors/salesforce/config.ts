import { z } from 'zod';

const pem = z.string().refine((text) => text.includes('-----BEGIN'), 'is the private key as PEM text');

/** What a file `crm/<name>.crm.ts` may set. */
export const salesforceConfig = z.strictObject({
  /** `https://<my domain>.my.salesforce.com`. */
  instanceUrl: z.url(),
  apiVersion: z
    .string()
    .regex(/^\d{2,3}\.0$/, 'write it as 62.0')
    .default('62.0'),
  auth: z.discriminatedUnion('kind', [
    /** OAuth 2.0 client credentials: the connected app names the user it runs as. */
    z.strictObject({
      kind: z.literal('client-credentials'),
      clientId: z.string().min(1),
      clientSecret: z.string().min(1),
    }),
    /** OAuth 2.0 JWT bearer (RFC 7523): signed with the key whose certificate the connected app holds. */
    z.strictObject({
      kind: z.literal('jwt'),
      clientId: z.string().min(1),
      username: z.string().min(1),
      privateKey: pem,
      audience: z.url().default('https://login.salesforce.com'),
    }),
  ]),
  timeoutSeconds: z.number().positive().max(120).default(30),
  mostPerSecond: z.number().positive().max(100).default(10),
  /** More due records of one kind than this go through Bulk API 2.0. Salesforce draws its own line at 2,000. */
  bulkFrom: z.int().min(2).max(100_000).default(2_000),
});

export type SalesforceSettings = z.output<typeof salesforceConfig>;
