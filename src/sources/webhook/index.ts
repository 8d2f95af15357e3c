import type { z } from 'zod';
import type { Source } from '../../sdk/source.ts';
import { webhookSourceConfig } from './config.ts';
import { openWebhook } from './door.ts';

/** What a referral platform posts by itself, proved by a signature or a secret. */
export const webhook: Source<z.input<typeof webhookSourceConfig>> = {
  name: 'webhook',
  summary: 'Posts of a referral platform (JSON, NDJSON, CSV), proved by a signature or a secret',
  config: webhookSourceConfig,
  start: (context) => Promise.resolve(openWebhook(webhookSourceConfig.parse(context.config), context)),
};
