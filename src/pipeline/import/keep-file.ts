import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { codeOf, Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import type { Database } from '../../store/database.ts';
import {
  forgetPreview,
  type DirectoryKind,
  type ImportOptions,
  type ImportRun,
} from '../../store/imports.ts';
import { enterImport, listNppesParts } from './start-import.ts';

export type Upload = {
  readonly kind: DirectoryKind;
  readonly fileName: string;
  readonly options: ImportOptions;
  readonly createdBy: string;
};

/**
 * Keeps an uploaded file as it arrives, whatever its size, and enters a run for each table in it: a ZIP archive of NPPES has several. A file that
 * is refused, cut off or larger than `mostBytes` is not kept.
 */
export async function keepUpload(
  db: Database,
  folder: string,
  body: ReadableStream,
  upload: Upload,
  mostBytes = MOST_BYTES,
): Promise<readonly ImportRun[]> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, newId());
  const runs: ImportRun[] = [];
  try {
    await receive(body, path, mostBytes);
    const isNppes = upload.kind === 'nppes';
    const parts = isNppes ? await listNppesParts(path) : [{ kind: upload.kind }];
    for (const part of parts) {
      const entered = await enterImport(db, { ...upload, ...part, path, state: 'uploaded' });
      runs.push(entered.run);
    }
    return runs;
  } catch (error) {
    // A table that was entered before another of the archive was refused has no file any more.
    for (const run of runs) await forgetPreview(db, run.id);
    await rm(path, { force: true });
    throw error;
  }
}

/** Twice the full NPPES file as it is unpacked. */
const MOST_BYTES = 20 * 1024 ** 3;

function counted(most: number): Transform {
  let bytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      if (bytes <= most) return done(null, chunk);
      const said = `A file may have ${most / 1024 ** 3} GB at most. Send parts of it.`;
      return done(new Failure('permanent', 'too-large', said));
    },
  });
}

async function receive(body: ReadableStream, path: string, most: number): Promise<void> {
  try {
    await pipeline(Readable.fromWeb(body), counted(most), createWriteStream(path));
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (codeOf(error) === 'ENOSPC')
      throw new Failure(
        'permanent',
        'disk-full',
        'There is no room for this file on the disk of the hub. Make room, then send it again.',
        { cause: error },
      );
    throw new Failure('permanent', 'upload-cut', 'The file did not arrive whole. Send it again.', {
      cause: error,
    });
  }
}
