import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { newId } from '../../lib/ids.ts';
import { execute, sql } from '../../store/database.ts';
import { tidyUploads } from './tidy-uploads.ts';

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'referloop-uploads-'));
  return async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  };
});

/** A file of two days ago; with a state, of an import that was last touched so many days ago. */
async function file(name: string, state?: string, days = 0): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, 'NPI\n');
  const then = new Date(Date.now() - 2 * 24 * 60 * 60_000);
  await utimes(path, then, then);
  if (state !== undefined)
    await execute(
      database.db,
      sql`insert into import_run (id, kind, file_name, path, fingerprint, state, bytes_total, created_by, updated_at, finished_at)
          values (${newId()}, 'nppes', 'file', ${path}, 'f', ${state}, 4, 'ana@practice.example',
            now() - make_interval(days => ${days}::int), now() - make_interval(days => ${days}::int))`,
    );
}

test('what is needed stays, what is not goes', async () => {
  await file('waiting', 'waiting', 100);
  await file('stopped-lately', 'stopped', 20);
  await file('just-done', 'done', 2);
  await file('done-long-ago', 'done', 8);
  await file('never-started', 'uploaded', 31);
  await file('cut-off');
  await writeFile(join(folder, 'arriving'), 'NPI');

  expect(await tidyUploads(database.db, folder, Date.now())).toBe(3);
  expect((await readdir(folder)).toSorted()).toEqual(['arriving', 'just-done', 'stopped-lately', 'waiting']);
  expect(await tidyUploads(database.db, join(folder, 'none'), Date.now())).toBe(0);
});
