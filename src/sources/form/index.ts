import type { z } from 'zod';
import type { Source } from '../../sdk/source.ts';
import { formSourceConfig } from './config.ts';
import { serve } from './server.ts';

/** Forms people fill in: in the hub's own pages, or in intake software that posts the same record. */
export const form: Source<z.input<typeof formSourceConfig>> = {
  name: 'form',
  summary: 'Forms people fill in: phone, check-in, website, kiosk; other programs may post the same record',
  config: formSourceConfig,
  start: (context) => Promise.resolve(serve(formSourceConfig.parse(context.config), context)),
};
