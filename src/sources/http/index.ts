import type { z } from 'zod';
import type { Source } from '../../sdk/source.ts';
import { httpSourceConfig } from './config.ts';
import { serve } from './server.ts';

/** One message per `POST /v1/channels/<channel>/messages`, on the hub's own HTTP port. */
export const http: Source<z.input<typeof httpSourceConfig>> = {
  name: 'http',
  summary: 'Messages posted over HTTP: one request body is one message',
  config: httpSourceConfig,
  start: (context) => Promise.resolve(serve(httpSourceConfig.parse(context.config), context)),
};
