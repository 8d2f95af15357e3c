import type { z } from 'zod';
import type { Reader } from '../../sdk/reader.ts';
import { httpReaderConfig } from './config.ts';
import { openHttpReader } from './open.ts';

/** A reader or model of the practice itself, asked over HTTP with JSON. */
export const http: Reader<z.input<typeof httpReaderConfig>> = {
  name: 'http',
  summary: 'Posts pages to a reader or model of your own and takes its words',
  config: httpReaderConfig,
  open: ({ config, workers }) => Promise.resolve(openHttpReader(httpReaderConfig.parse(config), workers)),
};
