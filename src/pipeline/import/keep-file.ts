import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import type { Database } from '../../store/database.ts';
import type { ImportKind, ImportOptions, ImportRun } from '../../store/imports.ts';
import { enterImport, listNppesParts } from './start-import.ts';

export type Upload = {
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly options: ImportOptions;
  readonly createdBy: string;
};

/**
 * Keeps an uploaded file as it arrives, whatever its size, and enters a run for each table in it: a ZIP archive of NPPES has several. A file that
 * is refused or cut off is not kept.
 */
export async function keepUpload(
  db: Database,
  folder: string,
  body: ReadableStream,
  upload: Upload,
): Promise<readonly ImportRun[]> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, newId());
  try {
    await receive(body, path);
    const isNppes = upload.kind === 'nppes';
    const parts = isNppes ? await listNppesParts(path) : [{ kind: upload.kind }];
    const runs: ImportRun[] = [];
    for (const part of parts) {
      const entered = await enterImport(db, { ...upload, ...part, path, state: 'uploaded' });
      runs.push(entered.run);
    }
    return runs;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function receive(body: ReadableStream, path: string): Promise<void> {
  try {
    await pipeline(Readable.fromWeb(body), createWriteStream(path));
  } catch (error) {
    throw new Failure('permanent', 'upload-cut', 'The file did not arrive whole. Send it again.', {
      cause: error,
    });
  }
}
