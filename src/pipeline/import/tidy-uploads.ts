import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listUploadsInUse } from '../../store/imports.ts';
import type { Database } from '../../store/database.ts';

const DAY_MS = 24 * 60 * 60_000;

/**
 * Removes uploaded files nobody needs any more: of imports that ended a week ago, of those nobody started within a month, and what
 * an upload left that was cut off with its process. Files that the command named stay where people put them: only `folder` is
 * looked at. `now` in epoch milliseconds. Returns how many went.
 */
export async function tidyUploads(db: Database, folder: string, now: number): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  if (names.length === 0) return 0;
  const inUse = new Set(await listUploadsInUse(db, folder));
  let removed = 0;
  for (const name of names) {
    const path = join(folder, name);
    const file = await stat(path).catch(() => undefined);
    // One that is just arriving has no import yet.
    if (inUse.has(path) || !file?.isFile() || now - file.mtimeMs < DAY_MS) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
