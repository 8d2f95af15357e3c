import { z } from 'zod';
import { byteLimit } from '../../sdk/byte-limit.ts';

/** What a channel may set. */
export const folderSourceConfig = z.strictObject({
  /** The folder that is watched. A folder below it is a device: a scanner, a fax line. */
  path: z.string().min(1),
  /** What lies there: pages from a fax server, or scans and downloads. */
  kind: z.enum(['fax', 'upload']).default('upload'),
  /** When a file is whole: it has not changed for a while, or a file of its name with `.done` behind it lies beside it. */
  whole: z.enum(['still', 'marker']).default('still'),
  /** How long a file must not have changed, for `whole: 'still'`. A scanner pauses between pages. */
  stillSeconds: z.number().min(0).max(3600).default(10),
  /** How often the folder is looked through. Shares often tell nobody that something was written. */
  pollSeconds: z.number().positive().max(3600).default(5),
  /** A larger file goes to `failed/`, and the channel tells why. */
  maxBytes: byteLimit,
});

export type FolderSourceSettings = z.output<typeof folderSourceConfig>;
