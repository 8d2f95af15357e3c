import type pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../lib/failure.ts';
import { isConnectionLost, toFailure } from './database-failure.ts';
import { connect, type Database, type Tx } from './database.ts';

export interface TransactionOptions {
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** How often the work is tried when it collides with another transaction. */
  readonly attempts?: number;
}

/** Collisions that survive this many tries are a design mistake, not bad luck. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 10;

/**
 * Runs `work` in one transaction and commits it. Whatever `work` throws rolls everything back and is thrown on.
 *
 * After a serialization failure or a deadlock (SQLSTATE 40001, 40P01) the work runs again, so it must do nothing that a
 * rollback does not undo. Throws `database-conflict` (transient) when the tries are used up, `database-unavailable`
 * (transient) when the connection failed before COMMIT, and `commit-unknown` (ambiguous) when it failed during COMMIT.
 */
export async function transaction<Result>(
  db: Database,
  work: (tx: Tx) => Promise<Result>,
  options: TransactionOptions = {},
): Promise<Result> {
  const attempts = options.attempts ?? ATTEMPTS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce(db, work, options);
    } catch (error) {
      const collided = error instanceof Failure && error.code === 'database-conflict';
      if (!collided || attempt >= attempts) throw error;
    }
    // Jitter: two transactions that met once would otherwise meet again.
    await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
  }
}

async function attemptOnce<Result>(
  db: Database,
  work: (tx: Tx) => Promise<Result>,
  options: TransactionOptions,
): Promise<Result> {
  const client = await connect(db.pool);
  const { keyring = [] } = db;
  // Of several statements sent behind one another the first failure ends the work: what the others would send next must not run on its own
  // behind the ROLLBACK, where it would stand, or in a transaction of whoever has the connection next.
  let isOver = false;
  const send: Tx['send'] = (config) => (isOver ? refuseLate() : sendWithin(client, config));
  const tx: Tx = { client, keyring, send };
  try {
    await tx.send({ text: `begin isolation level ${options.isolation ?? 'read committed'}` });
    const result = await work(tx);
    isOver = true;
    await commit(client);
    client.release();
    return result;
  } catch (error) {
    isOver = true;
    await giveBack(client, error);
    throw error;
  }
}

function refuseLate(): Promise<never> {
  const why = 'A statement was sent after its transaction had ended.';
  return Promise.reject(new Failure('permanent', 'transaction-over', why));
}

async function sendWithin(client: pg.PoolClient, config: pg.QueryConfig): Promise<pg.QueryResult> {
  try {
    return await client.query(config);
  } catch (error) {
    throw toFailure(error, 'in-transaction');
  }
}

/** Postgres answers COMMIT with ROLLBACK, and no error, when a statement failed and the work swallowed its error. */
async function commit(client: pg.PoolClient): Promise<void> {
  let result: pg.QueryResult;
  try {
    result = await client.query('commit');
  } catch (error) {
    throw toFailure(error, 'committing');
  }
  if (result.command === 'COMMIT') return;
  throw new Failure(
    'permanent',
    'transaction-aborted',
    'A statement failed in the transaction and its error was swallowed.',
  );
}

/** Rolls back; a connection that cannot even do that is destroyed rather than returned to the pool. */
async function giveBack(client: pg.PoolClient, error: unknown): Promise<void> {
  if (isConnectionLost(error)) return client.release(true);
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}
