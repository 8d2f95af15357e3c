import { z } from 'zod';

/** What a file `crm/<name>.crm.ts` may set. */
export const dataverseConfig = z.strictObject({
  /** `https://<organisation>.crm.dynamics.com`. */
  instanceUrl: z.url(),
  apiVersion: z
    .string()
    .regex(/^9\.\d$/, 'write it as 9.2')
    .default('9.2'),
  /** An app registration that is an application user of the environment. */
  tenant: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  tokenUrl: z.url().optional(),
  timeoutSeconds: z.number().positive().max(180).default(60),
  /** Service protection allows 6,000 requests in five minutes; one of a batch counts as one. */
  mostPerSecond: z.number().positive().max(50).default(4),
});

export type DataverseSettings = z.output<typeof dataverseConfig>;
