import { z } from 'zod';
import { documentFormat } from '../../sdk/document-file.ts';

export const folderConfig = z.strictObject({
  /** Directory all addresses are folders of. It must exist: a share that is not mounted must not be mistaken for an empty one. */
  root: z.string().min(1),
});

/** One folder name: no separators, nothing that starts with a dot. */
const folderName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'name one folder below the root: letters, digits, dot, underscore, hyphen',
  );

export const folderSettings = z.strictObject({
  /**
   * `written`: the folder is the partner's own, what is written has arrived. `gateway`: somebody takes it from here and leaves
   * a marker that says what became of it.
   */
  confirm: z.enum(['written', 'gateway']).default('gateway'),
  /** For a fax gateway: the number to dial, E.164. */
  faxNumber: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'write it as +13125550142')
    .optional(),
  format: documentFormat,
});

export const folderEndpoint = z.strictObject({ address: folderName, settings: folderSettings });

export type FolderSettings = z.output<typeof folderConfig>;
