import type { z } from 'zod';
import type { Source } from '../../sdk/source.ts';
import { sftpSourceConfig } from './config.ts';
import { pollSftp } from './poll.ts';

/** Files that lie in a folder on a partner's SFTP server. */
export const sftp: Source<z.input<typeof sftpSourceConfig>> = {
  name: 'sftp',
  summary: 'Files fetched from a folder on a partner’s SFTP server, whose key is pinned',
  config: sftpSourceConfig,
  start: (context) => Promise.resolve(pollSftp(sftpSourceConfig.parse(context.config), context)),
};
