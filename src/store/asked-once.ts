import { Failure } from '../lib/failure.ts';
import { execute, queryOne, sql, type Tx } from './database.ts';

/** A wish that may be said again after a lost answer. */
export type Repeatable = {
  /** Hex SHA-256 of who asks, where, and the key they chose. */
  readonly keySha256: string;
  /** Hex SHA-256 of what is asked. */
  readonly wishSha256: string;
};

/** Nobody asks again after so long. */
const KEPT_DAYS = 30;
/** Forgotten with each new one: the table does not grow. */
const FORGOTTEN_AT_ONCE = 10;

/**
 * Does it once for each key, and answers a repeat as the first time. The answer is kept in the transaction that acts: both are there, or neither.
 * What is said twice at the same time waits for the first; what failed is not kept. `undefined` as the answer: nothing was done, nothing is kept.
 * Indexes: primary key, asked_once_oldest.
 *
 * @throws Failure permanent `idempotency-reused`: something else was asked under this key.
 */
export async function once<Answer extends string | undefined>(
  tx: Tx,
  wish: Repeatable | undefined,
  act: () => Promise<Answer>,
): Promise<Answer | string> {
  if (!wish) return act();
  const { keySha256, wishSha256 } = wish;
  await execute(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`asked_once|${keySha256}`}, 0))`);
  const known = await queryOne<{ readonly wishSha256: string; readonly answer: string }>(
    tx,
    sql`select wish_sha256 as "wishSha256", answer from asked_once where key_sha256 = ${keySha256}`,
  );
  if (known && known.wishSha256 !== wishSha256)
    throw new Failure(
      'permanent',
      'idempotency-reused',
      'Something else was asked for with this Idempotency-Key: choose a new one.',
    );
  if (known) return known.answer;
  const answer = await act();
  if (answer === undefined) return answer;
  await execute(
    tx,
    sql`with old as (select key_sha256 from asked_once where at < now() - make_interval(days => ${KEPT_DAYS})
          order by at limit ${FORGOTTEN_AT_ONCE} for update skip locked),
        gone as (delete from asked_once a using old where a.key_sha256 = old.key_sha256)
        insert into asked_once (key_sha256, wish_sha256, answer) values (${keySha256}, ${wishSha256}, ${answer})`,
  );
  return answer;
}
