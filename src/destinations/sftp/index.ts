import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openSftp } from './client.ts';
import { sftpConfig, sftpEndpoint } from './config.ts';

/** A PDF in a folder of a partner's SFTP server. */
export const sftp: Destination<z.input<typeof sftpConfig>> = {
  name: 'sftp',
  summary: 'Files on a partner’s SFTP server: written under another name, then renamed',
  config: sftpConfig,
  endpoint: sftpEndpoint,
  // The file's name is the parcel's key: what is there already is not written again.
  isRepeatHarmless: true,
  open: openSftp,
};
