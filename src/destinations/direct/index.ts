import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openDirect } from './client.ts';
import { directConfig, directEndpoint } from './config.ts';

/** A Direct message, by way of the practice's HISP; receipts prove that it arrived. */
export const direct: Destination<z.input<typeof directConfig>> = {
  name: 'direct',
  summary: 'Direct messages through a HISP, proven by its receipts',
  config: directConfig,
  endpoint: directEndpoint,
  // The Message-ID stays the same, but inboxes of EMRs show a repeat as a second message.
  isRepeatHarmless: false,
  open: (context) => openDirect(directConfig.parse(context.config)),
};
