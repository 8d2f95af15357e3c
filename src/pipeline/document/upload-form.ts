import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { openUpload } from '../../formats/multipart/open-upload.ts';
import { Failure } from '../../lib/failure.ts';

/** More than any fax or mail; what is larger is no referral. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A paper that was handed in by a person. */
export type UploadedFile = { readonly name: string; readonly bytes: Uint8Array };

/**
 * Reads the one file of a `multipart/form-data` body. `mayUpload` looks at the fields before a byte of the file is taken; `forbidden`:
 * it refused. Throws (permanent) what is wrong with the form or the file.
 */
export async function readUpload(
  body: ReadableStream,
  contentType: string | undefined,
  mayUpload: (fields: Readonly<Record<string, string>>) => boolean,
): Promise<UploadedFile | 'forbidden'> {
  const form = await openUpload(Readable.fromWeb(body), contentType);
  if (!mayUpload(form.fields)) return 'forbidden';
  if (form.fileName === '') throw new Failure('permanent', 'no-file', 'Choose a file.');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of form.file) {
    size += chunk.length;
    if (size > MOST_BYTES)
      throw new Failure(
        'permanent',
        'file-too-large',
        `A file of more than ${MOST_BYTES / 1024 / 1024} MB is not taken. Send its pages in parts.`,
      );
    chunks.push(chunk);
  }
  if (size === 0) throw new Failure('permanent', 'file-empty', 'This file is empty. Choose another one.');
  return { name: form.fileName, bytes: Buffer.concat(chunks) };
}
