import type { z } from 'zod';
import type { Source } from '../../sdk/source.ts';
import { pullSourceConfig } from './config.ts';
import { pollPlatform } from './poll.ts';

/** Referrals a platform gives when it is asked over HTTPS: lists with a cursor, or whole files. */
export const pull: Source<z.input<typeof pullSourceConfig>> = {
  name: 'pull',
  summary: 'Records or whole files fetched over HTTPS, with a cursor, since a time, or when changed',
  config: pullSourceConfig,
  start: (context) => Promise.resolve(pollPlatform(pullSourceConfig.parse(context.config), context)),
};
