import { afterAll, beforeAll, expect, test } from 'vitest';
import generic from '../../mappings/feed/generic-referrals.mapping.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { feedChannel } from '../../test/support/feed.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import type { Hub } from './hub.ts';
import { openProcessing, processWaiting } from './process.ts';
import { createIntake, type Intake } from './receive.ts';

/** More than one round takes. */
const MANY = 230;

let database: TestDatabase;
let intake: Intake;
let hub: Hub;
let mapped = 0;
let posts = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  intake = createIntake(database.db, () => undefined);
  const counted = {
    ...generic,
    map: (...said: Parameters<typeof generic.map>) => {
      mapped += 1;
      return generic.map(...said);
    },
  };
  hub = {
    db: database.db,
    channels: new Map([['valley', feedChannel('valley', counted)]]),
    policy: { zone: 'America/New_York', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
  } as unknown as Hub;
});

afterAll(() => database.drop());

test('each message is mapped once, those of the next round with this one, and applied once', async () => {
  await post(MANY);
  mapped = 0;
  const processNext = openProcessing(hub);

  const first = await processNext();

  expect({ mapped, ...(await ledger()) }).toEqual({ mapped: MANY, applied: first, referrals: first });
  expect(first).toBeLessThan(MANY);

  while ((await processNext()) > 0);

  expect({ mapped, ...(await ledger()) }).toEqual({ mapped: MANY, applied: MANY, referrals: MANY });
});

test('what was read ahead and not applied goes on waiting: for whoever looks next', async () => {
  const before = await ledger();
  await post(MANY);
  const processNext = openProcessing(hub);
  const first = await processNext();

  // The hub ends here, and another begins; then the first one goes on.
  expect(await processWaiting(hub)).toBe(MANY - first);
  expect(await processNext()).toBe(0);

  expect(await ledger()).toEqual(plus(before, MANY));
});

test('a round that fails applies nothing of its own; the next takes the oldest first', async () => {
  const before = await ledger();
  await execute(
    database.db,
    sql`create function refuse_fact() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '40001'; end $$`,
  );
  await execute(
    database.db,
    sql`create trigger refused before insert on fact for each row execute function refuse_fact()`,
  );
  await post(MANY);
  const processNext = openProcessing(hub);

  await expect(processNext()).rejects.toMatchObject({ code: 'database-conflict' });

  expect(await ledger()).toEqual(before);
  await execute(database.db, sql`drop trigger refused on fact`);
  const first = await processNext();
  const waiting = await query<{ readonly isOlder: boolean }>(
    database.db,
    sql`select id < (select max(id::text)::uuid from message where state = 'applied') as "isOlder" from message where state = 'received'`,
  );
  expect(waiting.map(({ isOlder }) => isOlder)).toEqual(Array.from({ length: MANY - first }, () => false));
  while ((await processNext()) > 0);
  expect(await ledger()).toEqual(plus(before, MANY));
});

async function post(count: number): Promise<void> {
  const from = posts;
  posts += count;
  await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const number = from + index;
      const row = {
        'Referral ID': `R-${number}`,
        'Last name': `Zztest${word(number)}`,
        'First name': word(number * 7 + 3),
        // Nobody is born on the day of another: nobody is asked who is who.
        DOB: `${1 + (Math.floor(number / 28) % 12)}/${1 + (number % 28)}/${1950 + Math.floor(number / 336)}`,
      };
      const arrival = { body: Buffer.from(JSON.stringify(row)), peer: 'test', identity: `post-${number}` };
      return intake.receive('valley', arrival, 'record');
    }),
  );
}

function word(number: number): string {
  return String(number)
    .split('')
    .map((figure) => 'bdfgklmnrs'.charAt(Number(figure)) + 'a')
    .join('');
}

type Ledger = { readonly applied: number; readonly referrals: number };

async function ledger(): Promise<Ledger> {
  const row = await queryOne<Ledger>(
    database.db,
    sql`select (select count(*)::int from message where state = 'applied') as applied,
          (select count(*)::int from referral where merged_into is null and kind <> 'none') as referrals`,
  );
  return row ?? { applied: 0, referrals: 0 };
}

function plus({ applied, referrals }: Ledger, count: number): Ledger {
  return { applied: applied + count, referrals: referrals + count };
}
