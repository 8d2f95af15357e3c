import { z } from 'zod';
import { documentFormat } from '../../sdk/document-file.ts';
import { remoteFolder, sftpLoginShape } from '../../sdk/sftp/login.ts';

/** One SFTP server of a partner. */
export const sftpConfig = z.strictObject({
  ...sftpLoginShape,
  /** On the server: all addresses are folders of it. It and they must be there. */
  folder: remoteFolder.default('.'),
});

export const sftpEndpoint = z.strictObject({
  /** A folder below the config's, or `.` for that one itself. */
  address: z
    .string()
    .regex(
      /^(\.|[A-Za-z0-9][A-Za-z0-9._-]{0,63}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}){0,4})$/,
      'name a folder below the way’s own: letters, digits, dot, underscore, hyphen; or . for that one',
    ),
  settings: z.strictObject({
    /** `written`: the server is the partner's own, what is written has arrived. `taken`: delivered when the file is gone from there. */
    confirm: z.enum(['written', 'taken']).default('written'),
    format: documentFormat,
  }),
});

export type SftpSettings = z.output<typeof sftpConfig>;
