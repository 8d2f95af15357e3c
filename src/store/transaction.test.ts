import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { Failure } from '../lib/failure.ts';
import { execute, query, sql, type Tx } from './database.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await execute(database.db, sql`create table counter (id int primary key, value int not null)`);
});

beforeEach(async () => {
  await execute(database.db, sql`truncate counter`);
  await execute(database.db, sql`insert into counter values (1, 0), (2, 0)`);
});

afterAll(() => database.drop());

async function readValues(): Promise<readonly number[]> {
  const rows = await query<{ value: number }>(database.db, sql`select value from counter order by id`);
  return rows.map((row) => row.value);
}

test('work that returns is committed', async () => {
  const result = await transaction(database.db, async (tx) => {
    await execute(tx, sql`update counter set value = 7 where id = 1`);
    return 'done';
  });

  expect(result).toBe('done');
  expect(await readValues()).toEqual([7, 0]);
});

test('work that throws is rolled back and its error is thrown on', async () => {
  const own = new Error('mine');

  const running = transaction(database.db, async (tx) => {
    await execute(tx, sql`update counter set value = 7 where id = 1`);
    throw own;
  });

  await expect(running).rejects.toBe(own);
  expect(await readValues()).toEqual([0, 0]);
});

test('what goes on behind the first failure writes nothing on its own, nor after the commit', async () => {
  let late: Promise<unknown> = Promise.resolve();
  const goOn = async (tx: Tx, isReady: Promise<unknown>) => {
    await execute(tx, sql`select 1`);
    await isReady;
    await execute(tx, sql`update counter set value = 9 where id = 2`);
  };
  const ended = meeting(2);

  const running = transaction(database.db, (tx) => {
    late = goOn(tx, ended());
    return Promise.all([late, execute(tx, sql`select 1 / 0`)]);
  });
  await expect(running).rejects.toThrow('SQLSTATE 22012');
  await ended();
  await expect(late).rejects.toMatchObject({ code: 'transaction-over' });

  const after = meeting(2);
  await transaction(database.db, async (tx) => {
    late = goOn(tx, after());
    await execute(tx, sql`update counter set value = 1 where id = 1`);
  });
  await after();
  await expect(late).rejects.toMatchObject({ code: 'transaction-over' });
  expect(await readValues()).toEqual([1, 0]);
});

test('transactions that collide run again until each has had its turn', async () => {
  const increment = () =>
    transaction(
      database.db,
      async (tx) => {
        const [row] = await query<{ value: number }>(tx, sql`select value from counter where id = 1`);
        await execute(tx, sql`update counter set value = ${(row?.value ?? 0) + 1} where id = 1`);
      },
      { isolation: 'serializable', attempts: 50 },
    );

  await Promise.all([increment(), increment(), increment(), increment()]);

  expect(await readValues()).toEqual([4, 0]);
});

test('a deadlock is resolved by running the loser again', async () => {
  const touch = (tx: Parameters<Parameters<typeof transaction>[1]>[0], id: number) =>
    execute(tx, sql`update counter set value = value + 1 where id = ${id}`);
  const both = meeting(2);
  const inOrder = (first: number, second: number) => {
    let met = false;
    return transaction(database.db, async (tx) => {
      await execute(tx, sql`set local deadlock_timeout = '10ms'`);
      await touch(tx, first);
      if (!met) await both();
      met = true;
      await touch(tx, second);
    });
  };

  await Promise.all([inOrder(1, 2), inOrder(2, 1)]);

  expect(await readValues()).toEqual([2, 2]);
});

test('a collision that never ends is transient and stops', async () => {
  let tries = 0;

  const running = transaction(
    database.db,
    async (tx) => {
      tries += 1;
      await execute(tx, sql`do $$ begin raise exception using errcode = '40001'; end $$`);
    },
    { attempts: 3 },
  );

  await expect(running).rejects.toMatchObject({ fate: 'transient', code: 'database-conflict' });
  expect(tries).toBe(3);
});

test('a connection lost before COMMIT is transient', async () => {
  const running = transaction(database.db, async (tx) => {
    await execute(tx, sql`update counter set value = 7 where id = 1`);
    await query(tx, sql`select pg_terminate_backend(pg_backend_pid())`);
  });

  await expect(running).rejects.toMatchObject({ fate: 'transient', code: 'database-unavailable' });
  expect(await readValues()).toEqual([0, 0]);
});

test('a connection lost during COMMIT is ambiguous', async () => {
  await execute(
    database.db,
    sql`create or replace function die() returns trigger language plpgsql
        as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`,
  );
  await execute(
    database.db,
    sql`create constraint trigger die_at_commit after insert on counter deferrable initially deferred
        for each row when (new.id = 66) execute function die()`,
  );

  const running = transaction(database.db, (tx) => execute(tx, sql`insert into counter values (66, 0)`));

  await expect(running).rejects.toMatchObject({ fate: 'ambiguous', code: 'commit-unknown' });
});

test('a commit after a swallowed error is not reported as done', async () => {
  const running = transaction(database.db, async (tx) => {
    await execute(tx, sql`update counter set value = 7 where id = 1`);
    await execute(tx, sql`insert into counter values (1, 1)`).catch(() => 0);
  });

  await expect(running).rejects.toMatchObject({ fate: 'permanent', code: 'transaction-aborted' });
  await expect(running).rejects.toBeInstanceOf(Failure);
  expect(await readValues()).toEqual([0, 0]);
});

test('connections come back whatever happened', async () => {
  const attempts = Array.from({ length: 30 }, (_, index) =>
    transaction(database.db, async (tx) => {
      await execute(tx, sql`select 1`);
      if (index % 2 === 0) throw new Error('half of them');
    }).catch(() => undefined),
  );

  await Promise.all(attempts);

  expect(database.db.pool.waitingCount).toBe(0);
  expect(database.db.pool.idleCount).toBe(database.db.pool.totalCount);
});

/** Resolves for all once `size` have come. */
function meeting(size: number): () => Promise<void> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let here = 0;
  return async () => {
    here += 1;
    if (here === size) open();
    await opened;
  };
}
