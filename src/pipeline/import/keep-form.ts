import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Failure } from '../../lib/failure.ts';
import { openUpload } from '../../formats/multipart/open-upload.ts';
import type { Database } from '../../store/database.ts';
import type { DirectoryKind, ImportRun } from '../../store/imports.ts';
import { keepUpload } from './keep-file.ts';

/** Kinds a person hands in; the other tables of NPPES come in its archive. */
export const uploadKinds = [
  'nppes',
  'payer',
  'outreach',
  'volume',
] as const satisfies readonly DirectoryKind[];

export type UploadRequest = {
  readonly body: ReadableStream;
  readonly contentType: string | undefined;
  readonly createdBy: string;
  /** Looks at the fields before the file is taken. */
  readonly mayUpload: (fields: Readonly<Record<string, string>>) => boolean;
};

/**
 * Keeps the file of a form as it arrives, see `keepUpload`. Fields: `kind` and whatever `mayUpload` asks for, all before the file.
 * `forbidden`: `mayUpload` refused, and nothing was kept. Throws (permanent) what is wrong with the form or the file.
 */
export async function keepForm(
  db: Database,
  folder: string,
  request: UploadRequest,
): Promise<readonly ImportRun[] | 'forbidden'> {
  const form = await openUpload(Readable.fromWeb(request.body), request.contentType);
  if (!request.mayUpload(form.fields)) return 'forbidden';
  const kind = uploadKinds.find((one) => one === form.fields['kind']);
  if (kind === undefined) throw new Failure('permanent', 'kind-unknown', 'Say what kind of file it is.');
  if (form.fileName === '') throw new Failure('permanent', 'no-file', 'Choose a file.');
  const upload = { kind, fileName: form.fileName, options: {}, createdBy: request.createdBy };
  return keepUpload(db, folder, Readable.toWeb(Readable.from(form.file)), upload);
}
