import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. At least one of login and API key: without either anybody could invent a fax. */
export const documoSourceConfig = z
  .strictObject({
    /** Name and password set for the webhook at Documo. */
    login: z
      .strictObject({
        username: z.string().min(1),
        password: z.string().min(12, 'at least twelve characters'),
      })
      .optional(),
    /** For fetching the document. Without a login it also is the proof: only what Documo gives out is taken. */
    apiKey: z.string().min(1).optional(),
    apiUrl: z.url().default('https://api.documo.com/v1'),
    /** A larger post or document is given up while it arrives. */
    maxBytes: byteLimit,
    /** For one request to Documo. */
    timeoutSeconds: z.number().positive().max(300).default(30),
  })
  .refine((settings) => settings.login !== undefined || settings.apiKey !== undefined, {
    path: ['login'],
    message: 'set login, apiKey or both: nothing else tells who speaks',
  });

export type DocumoSourceSettings = z.output<typeof documoSourceConfig>;
