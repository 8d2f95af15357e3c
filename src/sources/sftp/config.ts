import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';
import { remoteFolder, sftpLoginShape } from '../../sdk/sftp/login.ts';

/** What a channel may set. */
export const sftpSourceConfig = z
  .strictObject({
    ...sftpLoginShape,
    /** On the server. */
    folder: remoteFolder.default('.'),
    /** Names of the files that are ours: `*` is any text, `?` any character. */
    patterns: z.array(z.string().min(1).max(200)).min(1).max(20).default(['*']),
    /** What becomes of a file there once it is stored here. */
    after: z
      .discriminatedUnion('do', [
        z.strictObject({ do: z.literal('leave') }),
        z.strictObject({ do: z.literal('delete') }),
        z.strictObject({ do: z.literal('move'), folder: remoteFolder }),
      ])
      .default({ do: 'leave' }),
    /** A file whose size and time have not changed for so long is whole. */
    stillSeconds: z.number().min(0).max(3_600).default(30),
    pollSeconds: z.number().positive().max(86_400).default(300),
    /** What lies there, for channels that read documents. */
    kind: z.enum(['fax', 'upload']).default('upload'),
    /** The largest document. Files of records are never held whole and may be larger. */
    maxBytes: byteLimit,
  })
  .refine(({ after, folder: from }) => after.do !== 'move' || after.folder !== from, {
    path: ['after', 'folder'],
    message: 'a file cannot be moved to the folder it is in',
  });

export type SftpSettings = z.output<typeof sftpSourceConfig>;
