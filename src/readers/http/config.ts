import { z } from 'zod';

export const httpReaderConfig = z.strictObject({
  /** Where pages are posted. Without TLS only a program on this machine is asked: pages show patients. */
  url: z.url({ protocol: /^https?$/, hostname: /./, error: 'write it as https://host/path' }),
  /** Sent as `Authorization: Bearer …`. */
  token: z.string().min(1).optional(),
  /** Who reads, with its version: a page is read again only when this changes. */
  identity: z.string().regex(/^[a-z0-9._-]+@[a-z0-9._+-]+$/i, 'write it as name@version'),
  /** The longest answer that is waited for. */
  timeoutSeconds: z.number().positive().max(600).default(60),
});

export type HttpReaderSettings = z.output<typeof httpReaderConfig>;
