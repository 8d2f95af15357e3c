import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../lib/failure.ts';
import { DatabaseFailure, toFailure } from './database-failure.ts';
import { execute, query, sql, type Database, type Tx } from './database.ts';
import { transaction } from './transaction.ts';

/** Where the hub's own migrations are. */
export const MIGRATIONS_DIR = fileURLToPath(new URL('migrations/', import.meta.url));

/**
 * Applies the `NNNN-name.sql` files of `dir` that the database does not have yet, in order, each in its own transaction.
 * Any number of processes may do it at once: a row lock lets one at a time in. Returns the names it applied.
 *
 * A file whose first line is `-- no transaction` holds one statement that Postgres refuses inside a transaction
 * (`create index concurrently if not exists …`); it may run twice when the hub is killed meanwhile.
 *
 * Throws (permanent): `migration-edited` when an applied file has changed, `migration-unknown` when the database knows
 * one this version does not have, `migration-order` when a new file is numbered before an applied one,
 * `migration-name` for a file that is not called `NNNN-name.sql`, `migration-failed` naming the file.
 */
export async function migrate(db: Database, dir: string = MIGRATIONS_DIR): Promise<readonly string[]> {
  const files = await readMigrations(dir);
  await createBookkeeping(db);
  const done: string[] = [];
  for (;;) {
    const name = await applyNext(db, files);
    if (name === undefined) return done;
    done.push(name);
  }
}

interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
}

interface Applied {
  readonly name: string;
  readonly sha256: string;
}

/** The row every migrating process locks. Not an advisory lock: distributed Postgres dialects have none. */
const LOCK_ROW = '';
/** Longer than any index build we ship; ends the wait for a process that hangs with the lock. */
const LONGEST_MS = 30 * 60_000;
/** The driver gives up on a statement by itself unless told otherwise. Absent from its type declarations. */
const PATIENT = { query_timeout: LONGEST_MS };

async function readMigrations(dir: string): Promise<readonly Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).toSorted();
  const numbers = new Set<string>();
  for (const name of names) {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
    if (number === undefined || numbers.has(number)) {
      const problem =
        number === undefined ? 'is not called NNNN-name.sql' : 'has a number that another file has';
      throw new Failure('permanent', 'migration-name', `Migration ${name} ${problem}.`);
    }
    numbers.add(number);
  }
  return Promise.all(names.map((name) => readMigration(dir, name)));
}

async function readMigration(dir: string, name: string): Promise<Migration> {
  // Git may check text out with CRLF on Windows: the same migration all the same.
  const text = (await readFile(join(dir, name), 'utf8')).replaceAll('\r\n', '\n');
  return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
}

async function createBookkeeping(db: Database): Promise<void> {
  try {
    await execute(
      db,
      sql`create table if not exists schema_migration (
            name text primary key, sha256 text not null, applied_at timestamptz not null default now())`,
    );
  } catch (error) {
    // Two processes at once: `if not exists` does not see a table another transaction is still creating.
    if (!(error instanceof Failure) || !RACED.has(error.code)) throw error;
  }
  await execute(
    db,
    sql`insert into schema_migration (name, sha256) values (${LOCK_ROW}, '') on conflict (name) do nothing`,
  );
}

const RACED: ReadonlySet<string> = new Set(['unique-violation', 'database-refused', 'database-conflict']);

/** Applies the first missing file and returns its name; undefined when none is missing. */
async function applyNext(db: Database, files: readonly Migration[]): Promise<string | undefined> {
  return transaction(db, async (tx) => {
    await execute(
      tx,
      sql`select set_config('lock_timeout', ${String(LONGEST_MS)}, true),
                                 set_config('statement_timeout', ${String(LONGEST_MS)}, true),
                                 set_config('idle_in_transaction_session_timeout', '0', true)`,
    );
    await tx.send({
      text: 'select name from schema_migration where name = $1 for update',
      values: [LOCK_ROW],
      ...PATIENT,
    });
    const applied = await query<Applied>(
      tx,
      sql`select name, sha256 from schema_migration where name <> ${LOCK_ROW} order by name`,
    );
    const next = findNext(files, applied);
    if (next === undefined) return undefined;
    await run(db, tx, next);
    await execute(tx, sql`insert into schema_migration (name, sha256) values (${next.name}, ${next.sha256})`);
    return next.name;
  });
}

function findNext(files: readonly Migration[], applied: readonly Applied[]): Migration | undefined {
  for (const { name, sha256 } of applied) {
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) {
      const message = `The database has migration ${name}, which this version does not know: it belongs to a newer one.`;
      throw new Failure('permanent', 'migration-unknown', message);
    }
    if (file.sha256 !== sha256) {
      const message = `Migration ${name} was changed after it was applied. Restore it and write a new one instead.`;
      throw new Failure('permanent', 'migration-edited', message);
    }
  }
  const next = files.find((file) => !applied.some((row) => row.name === file.name));
  const last = applied.at(-1)?.name;
  if (next === undefined || last === undefined || next.name > last) return next;
  throw new Failure(
    'permanent',
    'migration-order',
    `Migration ${next.name} is numbered before ${last}, which is applied.`,
  );
}

async function run(db: Database, tx: Tx, migration: Migration): Promise<void> {
  const alone = /^--\s*no transaction\s*$/m.exec(migration.text.split('\n', 1)[0] ?? '') !== null;
  try {
    // Without values the driver uses the simple protocol, which takes a whole file of statements.
    if (alone) await runAlone(db, tx, migration.text);
    else await tx.client.query({ text: migration.text, ...PATIENT });
  } catch (error) {
    const cause = toFailure(error, 'in-transaction');
    if (cause.fate === 'transient') throw cause;
    const message = `Migration ${migration.name}${lineOf(migration.text, cause)}: ${cause.message}`;
    throw new Failure('permanent', 'migration-failed', message, { cause });
  }
}

function lineOf(text: string, cause: Failure): string {
  const position = cause instanceof DatabaseFailure ? cause.position : undefined;
  if (position === undefined) return '';
  return `, line ${text.slice(0, position).split('\n').length}`;
}

/** On a connection of its own, while the transaction that holds the lock waits. */
async function runAlone(db: Database, tx: Tx, text: string): Promise<void> {
  // A query in the simple protocol ends the last statement's portal and with it the snapshot it holds: a concurrent index
  // build waits for every older snapshot, so it would wait for us for ever.
  await tx.client.query('select 1');
  const client = await db.pool.connect();
  try {
    await client.query(`set statement_timeout = ${LONGEST_MS}`);
    await client.query({ text, ...PATIENT });
  } finally {
    client.release(true);
  }
}
