import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openFolder } from './client.ts';
import { folderConfig, folderEndpoint } from './config.ts';

/** A PDF (or C-CDA) and a JSON file in a directory: a partner's share, or the door of a fax gateway. */
export const folder: Destination<z.input<typeof folderConfig>> = {
  name: 'folder',
  summary: 'Files in a folder: a partner’s share, or the way in of a fax gateway',
  config: folderConfig,
  endpoint: folderEndpoint,
  // The file's name is the parcel's key, and what a gateway has taken or finished is not written again.
  isRepeatHarmless: true,
  open: (context) => openFolder(folderConfig.parse(context.config)),
};
