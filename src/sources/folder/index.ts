import type { z } from 'zod';
import type { Source } from '../../sdk/source.ts';
import { folderSourceConfig } from './config.ts';
import { watchFolder } from './watch.ts';

/** Documents that a scanner, a fax server or a person puts into a folder, or exports of a platform. */
export const folder: Source<z.input<typeof folderSourceConfig>> = {
  name: 'folder',
  summary: 'Documents or exports put into a watched folder, with a folder below it for each device',
  config: folderSourceConfig,
  start: (context) => Promise.resolve(watchFolder(folderSourceConfig.parse(context.config), context)),
};
