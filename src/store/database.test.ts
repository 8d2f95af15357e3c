import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { assertDurable, execute, openDatabase, query, queryOne, readBytes, sql } from './database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`create table item (id int primary key, label text not null, body bytea)`);
});

afterAll(() => database.drop());

test('column values arrive as numbers, plain dates and ISO instants', async () => {
  const row = await queryOne(
    database.db,
    sql`select 9007199254740991::int8 as big, '2024-02-29'::date as day, 1.10::numeric as exact,
               '2024-03-10 01:30:00.5-06'::timestamptz as instant, null::timestamptz as nothing,
               array['2024-03-10 01:30:00+05:30', null]::timestamptz[] as instants, array[1, null]::int8[] as bigs,
               array['2024-02-29']::date[] as days, 'infinity'::timestamptz as forever`,
  );

  expect(row).toEqual({
    big: 9007199254740991,
    day: '2024-02-29',
    exact: '1.10',
    instant: '2024-03-10T07:30:00.500Z',
    nothing: null,
    instants: ['2024-03-09T20:00:00.000Z', null],
    bigs: [1, null],
    days: ['2024-02-29'],
    forever: 'infinity',
  });
});

test('a bigint beyond 2^53 is refused, not rounded', async () => {
  await expect(query(database.db, sql`select 9007199254740993::int8`)).rejects.toMatchObject({
    fate: 'permanent',
    code: 'integer-too-large',
  });
});

test('a named statement is prepared once per connection', async () => {
  const one = openDatabase(database.url, { maxConnections: 1, applicationName: 'named' });

  for (const id of [1, 2]) await query(one, sql`select ${id}::int as id`, { name: 'named-one' });

  const prepared = await query<{ name: string }>(one, sql`select name from pg_prepared_statements`);
  expect(prepared).toEqual([{ name: 'named-one' }]);
  await one.close();
});

test('execute tells how many rows it touched', async () => {
  const touched = await execute(database.db, sql`insert into item (id, label) values (101, 'a'), (102, 'b')`);

  expect(touched).toBe(2);
});

test('a 20 MB document comes back byte for byte', async () => {
  const body = randomBytes(20_000_000);
  await execute(database.db, sql`insert into item (id, label, body) values (${200}, 'big', ${body})`);

  const read = await readBytes(database.db, sql`select body from item where id = ${200}`);

  expect(read?.equals(body)).toBe(true);
});

test('bytes of nobody are undefined', async () => {
  expect(await readBytes(database.db, sql`select body from item where id = -1`)).toBeUndefined();
  expect(await readBytes(database.db, sql`select null::bytea`)).toBeUndefined();
});

test('a refused write names the constraint and never the value', async () => {
  await execute(database.db, sql`insert into item (id, label) values (300, 'first')`);

  const error = await execute(
    database.db,
    sql`insert into item (id, label) values (300, ${'ZZTEST-SECRET'})`,
  ).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ fate: 'permanent', code: 'unique-violation', constraint: 'item_pkey' });
  expect(JSON.stringify(error) + String(error)).not.toContain('300)');
});

test('a value Postgres cannot read is not quoted in the error', async () => {
  const error = await query(database.db, sql`select ${'ZZTEST-SECRET'}::text::date`).catch(
    (thrown: unknown) => thrown,
  );

  expect(error).toMatchObject({ fate: 'permanent', code: 'database-refused', sqlState: '22007' });
  expect(JSON.stringify(error) + String(error) + String((error as Error).stack)).not.toContain('SECRET');
  expect((error as Error).cause).toBeUndefined();
});

test('a mistake in the SQL is told in full', async () => {
  await expect(query(database.db, sql`select * from no_such_table`)).rejects.toThrow('"no_such_table"');
});

test('a database that is down is transient', async () => {
  const down = openDatabase('postgres://nobody@127.0.0.1:1/nothing', {
    maxConnections: 1,
    applicationName: 'down',
  });

  await expect(execute(down, sql`delete from item`)).rejects.toMatchObject({
    fate: 'transient',
    code: 'database-unavailable',
  });
  await down.close();
});

test('a statement that runs too long is transient', async () => {
  const hasty = openDatabase(database.url, {
    maxConnections: 1,
    applicationName: 'hasty',
    statementTimeoutMs: 20,
  });

  await expect(query(hasty, sql`select pg_sleep(10)`)).rejects.toMatchObject({
    fate: 'transient',
    code: 'database-timeout',
  });
  await hasty.close();
});

test('a read whose connection dies is transient, a write in doubt is ambiguous', async () => {
  const suicide = sql`pg_terminate_backend(pg_backend_pid())`;

  await expect(query(database.db, sql`select ${suicide}`)).rejects.toMatchObject({ fate: 'transient' });
  await expect(
    execute(database.db, sql`insert into item (id, label) select 900, ${suicide}::text`),
  ).rejects.toMatchObject({ fate: 'ambiguous', code: 'commit-unknown' });
});

test('an idle connection that drops does not end the process', async () => {
  const pool = openDatabase(database.url, { maxConnections: 1, applicationName: 'idle-drop' });
  const before = await queryOne<{ pid: number }>(pool, sql`select pg_backend_pid() as pid`);

  await query(database.db, sql`select pg_terminate_backend(${before?.pid}, 5000)`);

  await expect.poll(() => pool.pool.totalCount).toBe(0);
  expect(await query(pool, sql`select 1 as one`)).toEqual([{ one: 1 }]);
  await pool.close();
});

test('close may be called twice', async () => {
  const db = openDatabase(database.url, { maxConnections: 1, applicationName: 'close' });

  await db.close();
  await db.close();

  await expect(query(db, sql`select 1`)).rejects.toMatchObject({ fate: 'transient' });
});

test('a database that does not flush is refused by the name of the setting', async () => {
  const url = new URL(database.url);
  url.searchParams.set('options', '-c synchronous_commit=off');
  const careless = openDatabase(url.href.replaceAll('+', '%20'), {
    maxConnections: 1,
    applicationName: 'careless',
  });

  await expect(assertDurable(careless)).rejects.toThrow('synchronous_commit');
  await assertDurable(careless, { allowUnsafe: true });
  await careless.close();
});
