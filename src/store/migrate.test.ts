import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { execute, query, queryOne, sql } from './database.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let dir: string;

beforeEach(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`drop table schema_migration`);
  dir = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterEach(async () => {
  await database.drop();
  await rm(dir, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
}

test('files are applied once, in the order of their numbers', async () => {
  await write({
    '0002-second.sql': 'alter table first_thing add column note text; create index on first_thing (note);',
    '0001-first.sql': 'create table first_thing (id int);',
  });

  expect(await migrate(database.db, dir)).toEqual(['0001-first.sql', '0002-second.sql']);
  expect(await migrate(database.db, dir)).toEqual([]);

  await write({ '0003-third.sql': 'drop table first_thing;' });
  expect(await migrate(database.db, dir)).toEqual(['0003-third.sql']);
});

test('no files at all is fine', async () => {
  expect(await migrate(database.db, dir)).toEqual([]);
});

test('a failing file leaves nothing of itself behind and is named with its line', async () => {
  await write({
    '0001-good.sql': 'create table good (id int);',
    '0002-bad.sql': 'create table half (id int);\n\nselect nonsense;',
  });

  await expect(migrate(database.db, dir)).rejects.toThrow(/0002-bad\.sql, line 3: .*"nonsense"/);

  const row = await queryOne(
    database.db,
    sql`select to_regclass('good')::text as good, to_regclass('half')::text as half`,
  );
  expect(row).toEqual({ good: 'good', half: null });
});

test('an applied file that was edited is an error naming it', async () => {
  await write({ '0001-first.sql': 'select 1;' });
  await migrate(database.db, dir);

  await write({ '0001-first.sql': 'select 2;' });

  await expect(migrate(database.db, dir)).rejects.toMatchObject({
    code: 'migration-edited',
    message: expect.stringContaining('0001-first.sql') as string,
  });
});

test('other line endings are not an edit', async () => {
  await write({ '0001-first.sql': 'select 1;\nselect 2;\n' });
  await migrate(database.db, dir);

  await write({ '0001-first.sql': 'select 1;\r\nselect 2;\r\n' });

  expect(await migrate(database.db, dir)).toEqual([]);
});

test('a database from a newer version is refused', async () => {
  await write({ '0001-first.sql': 'select 1;', '0002-second.sql': 'select 1;' });
  await migrate(database.db, dir);

  await rm(join(dir, '0002-second.sql'));

  await expect(migrate(database.db, dir)).rejects.toMatchObject({ code: 'migration-unknown' });
});

test('a new file numbered before an applied one is refused', async () => {
  await write({ '0002-second.sql': 'select 1;' });
  await migrate(database.db, dir);

  await write({ '0001-first.sql': 'select 1;' });

  await expect(migrate(database.db, dir)).rejects.toMatchObject({ code: 'migration-order' });
});

test.each([
  ['1-short.sql', {}],
  ['0001_underscore.sql', {}],
  ['0001-same.sql', { '0001-other.sql': '' }],
])('%s is refused by its name', async (name, others) => {
  await write({ [name]: 'select 1;', ...others });

  await expect(migrate(database.db, dir)).rejects.toMatchObject({ code: 'migration-name' });
});

test('a file may ask to run outside a transaction', async () => {
  await write({
    '0001-table.sql': 'create table busy (id int);',
    '0002-index.sql': '-- no transaction\ncreate index concurrently if not exists busy_id on busy (id);',
  });

  await migrate(database.db, dir);

  const row = await queryOne(
    database.db,
    sql`select indisvalid from pg_index where indexrelid = 'busy_id'::regclass`,
  );
  expect(row).toEqual({ indisvalid: true });
});

test('four processes at once apply every file once', async () => {
  await write({
    '0001-log.sql': 'create table applied_log (name text);',
    '0002-one.sql': "insert into applied_log values ('one'); select pg_sleep(0.05);",
    '0003-two.sql': "insert into applied_log values ('two');",
  });
  const script = join(dir, 'race.mts');
  const modules = fileURLToPath(new URL('.', import.meta.url));
  await writeFile(
    script,
    `import { openDatabase } from '${modules}database.ts';
     import { migrate } from '${modules}migrate.ts';
     const db = openDatabase(process.argv[2] ?? '', { maxConnections: 2, applicationName: 'race' });
     process.send?.(await migrate(db, process.argv[3]));
     await db.close();`,
  );

  const children = [1, 2, 3, 4].map(() =>
    fork(script, [database.url, dir], { execArgv: ['--import', 'tsx'] }),
  );
  const exits = children.map((child) => once(child, 'exit'));
  const answers = await Promise.all(
    children.map(async (child) => (await once(child, 'message'))[0] as string[]),
  );

  await Promise.all(exits);

  expect(answers.flat().toSorted()).toEqual(['0001-log.sql', '0002-one.sql', '0003-two.sql']);
  const rows = await query(database.db, sql`select name from applied_log order by name`);
  expect(rows).toEqual([{ name: 'one' }, { name: 'two' }]);
});
