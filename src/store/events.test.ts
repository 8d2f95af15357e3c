import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../lib/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { execute, query, sql, type Tx } from './database.ts';
import { appendEvents, firstPosition, lastPosition, listEvents, type NewEvent } from './events.ts';
import { takePen } from './ledger.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ maxConnections: 20 });
});
afterAll(() => database.drop());

beforeEach(async () => {
  await execute(database.db, sql`truncate event`);
  await execute(database.db, sql`update ledger_writer set last_position = 0`);
});

function event(type: NewEvent['type'] = 'referral.received', subjectId?: string): NewEvent {
  const id = newId();
  return {
    id,
    type,
    subjectKind: 'referral',
    subjectId: subjectId ?? id,
    subjectVersion: 1,
    occurredAt: '2026-03-02T10:00:00.000Z',
    data: {},
  };
}

async function publish(...events: readonly NewEvent[]): Promise<void> {
  await transaction(database.db, async (tx) => void (await appendEvents(tx, await takePen(tx), events)));
}

describe('a cursor misses nothing', () => {
  test('ten thousand transactions, some slow and some rolled back, are read whole and in order by every reader', async () => {
    const WRITERS = 12;
    const TRANSACTIONS = 10_000;
    // Of these the transactions tell in turn; whoever holds the pen makes the next version.
    const referrals = Array.from({ length: 300 }, () => newId());
    const versions = new Map<string, number>();
    const nextVersion = (one: NewEvent): NewEvent => {
      const subjectVersion = (versions.get(one.subjectId) ?? 0) + 1;
      versions.set(one.subjectId, subjectVersion);
      return { ...one, subjectVersion };
    };
    const committed: string[] = [];
    let next = 0;
    let isDone = false;
    const write = async (): Promise<void> => {
      while (next < TRANSACTIONS) {
        const nr = (next += 1);
        const events = Array.from({ length: 1 + (nr % 3) }, (_, part) =>
          event('referral.received', referrals[(nr * 7 + part) % referrals.length]),
        );
        const work = async (tx: Tx): Promise<void> => {
          // Slow ones have begun long before they get a number, or hold it long before they commit.
          if (nr % 25 === 0) await roundTrips(tx, nr % 20);
          const position = await takePen(tx);
          await appendEvents(tx, position, events.map(nextVersion));
          if (nr % 35 === 0) await roundTrips(tx, nr % 16);
          if (nr % 11 === 0) throw new Error('changed my mind');
        };
        const isCommitted = await transaction(database.db, work).then(
          () => true,
          () => false,
        );
        if (isCommitted) committed.push(...events.map((one) => one.id));
      }
    };
    const outOfOrder: string[] = [];
    const follow = async (limit: number): Promise<readonly string[]> => {
      const seen: string[] = [];
      const known = new Map<string, number>();
      for (let after = 0; ;) {
        const isLast = isDone;
        const page = await listEvents(database.db, after, limit);
        for (const { id, subjectId, subjectVersion } of page) {
          seen.push(id);
          if (subjectVersion <= (known.get(subjectId) ?? 0)) outOfOrder.push(id);
          known.set(subjectId, subjectVersion);
        }
        after = page.at(-1)?.position ?? after;
        if (isLast && page.length === 0) return seen;
      }
    };

    const reading = [follow(2), follow(7), follow(500)];
    await Promise.all(Array.from({ length: WRITERS }, write));
    isDone = true;
    const readers = await Promise.all(reading);

    const rolledBack = Math.floor(TRANSACTIONS / 11);
    expect(committed.length).toBeGreaterThan(TRANSACTIONS - rolledBack);
    const inOrder = (
      await query<{ id: string }>(database.db, sql`select id from event order by position`)
    ).map((row) => row.id);
    expect(inOrder.toSorted()).toEqual(committed.toSorted());
    for (const seen of readers) expect(seen).toEqual(inOrder);
    expect(outOfOrder).toEqual([]);
    expect(await lastPosition(database.db)).toBe(committed.length);
  }, 120_000);

  test('numbers taken without the pen would be skipped: the check above can fail', async () => {
    await execute(database.db, sql`create sequence if not exists loose`);
    const loosely = (tx: Tx): Promise<number> =>
      execute(
        tx,
        sql`insert into event (position, id, type, subject_kind, subject_id, subject_version, occurred_at, data)
            values (nextval('loose'), ${newId()}, 'referral.received', 'referral', ${newId()}, 1, now(), '{}')`,
      );
    let after = 0;
    const seen: number[] = [];
    const readOn = async (): Promise<void> => {
      for (const one of await listEvents(database.db, after, 10)) {
        seen.push(one.position);
        after = one.position;
      }
    };

    await transaction(database.db, async (slow) => {
      await loosely(slow);
      await transaction(database.db, async (fast) => void (await loosely(fast)));
      await readOn();
    });
    await readOn();

    expect(seen).toEqual([2]);
  });

  test('a rolled back transaction leaves no gap', async () => {
    await publish(event());
    await transaction(database.db, async (tx) => {
      await appendEvents(tx, await takePen(tx), [event(), event()]);
      throw new Error('no');
    }).catch(() => undefined);
    await publish(event());

    const positions = (await listEvents(database.db, 0, 10)).map((one) => one.position);

    expect(positions).toEqual([1, 2]);
  });
});

describe('the log', () => {
  test('lists the wanted types only', async () => {
    await publish(event(), event('referral.seen'), event(), event('referral.closed'));

    const found = await listEvents(database.db, 0, 10, ['referral.seen', 'referral.closed']);

    expect(found.map((one) => [one.position, one.type])).toEqual([
      [2, 'referral.seen'],
      [4, 'referral.closed'],
    ]);
  });

  test('knows its first and last position', async () => {
    expect(await firstPosition(database.db)).toBeUndefined();

    await publish(event(), event());

    expect([await firstPosition(database.db), await lastPosition(database.db)]).toEqual([1, 2]);
  });
});

async function roundTrips(tx: Tx, count: number): Promise<void> {
  for (let nr = 0; nr < count; nr += 1) await query(tx, sql`select ${nr}::int`);
}
