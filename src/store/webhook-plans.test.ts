import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  uuid,
  type QueryPlan,
} from '../../test/support/query-plans.ts';
import { newId } from '../lib/ids.ts';
import { query, sql, type Database, type Tx } from './database.ts';
import { listReferralPatients } from './event-patients.ts';
import { countEventsWithin, findEvent, findPositionBefore, listEventsWithin } from './events.ts';
import { readSnapshot } from './snapshot.ts';
import {
  findWebhookAttempt,
  forgetOldAttempts,
  insertWebhookAttempts,
  listWebhookAttempts,
} from './webhook-attempts.ts';
import { advanceReplay, endReplayTurn, leaseDueReplays, listReplays } from './webhook-replays.ts';

const ROWS = 20_000;
const numbers = sql`generate_series(1, ${ROWS}::int) n`;

let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const endpoint = sql`('00000000-0000-7000-8000-' || lpad((1 + n % 20)::text, 12, '0'))::uuid`;

/** Years of a busy log, twenty receivers, and everything that was ever sent again. */
const rows = [
  sql`insert into patient (id, family, name_key) select ${uuid}, 'ZZTEST', 'zztest ' || n from ${numbers}`,
  sql`insert into partner (id, kind, name, stage, name_key) select ${uuid}, 'person', 'ZZTEST ' || n, 'active', 'zztest ' || n from ${numbers}`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view)
      select ${uuid}, ${uuid}, 'explicit', 'closed', true, now(), ${uuid}, 'routine', 1, '{}' from ${numbers}`,
  sql`insert into event (position, id, type, subject_kind, subject_id, subject_version, occurred_at, recorded_at, data)
      select n, ${uuid}, 'referral.closed', 'referral', ${uuid}, 1, now(), now() - make_interval(mins => 2 * (${ROWS}::int - n)), '{}' from ${numbers}`,
  sql`update ledger_writer set last_position = ${ROWS}`,
  sql`insert into webhook_endpoint (id, url, secret, position) select ${uuid}, 'https://crm.example/', 's', ${ROWS} from generate_series(1, 20) n`,
  sql`insert into webhook_attempt (id, endpoint_id, event_id, position, at, code)
      select ${uuid}, ${endpoint}, ${uuid}, n, now() - make_interval(mins => 2 * (${ROWS}::int - n)), 'ok' from ${numbers}`,
  sql`insert into webhook_replay (id, endpoint_id, position, until_position, per_second, state, total, asked_by)
      select ${uuid}, ${endpoint}, 0, 1, 50, case when n % 2000 = 0 then 'running' else 'done' end, 1, 'test' from ${numbers}`,
];

const near = { after: ROWS - 200, until: ROWS, types: [], subjectId: null };
const attempt = {
  eventId: idOf(1),
  position: 1,
  kind: 'event',
  type: 'referral.closed',
  status: 200,
  code: 'ok',
  durationMs: 1,
  signed: {},
  body: '{}',
  answer: null,
} as const;

const cases: readonly (readonly [name: string, run: (tx: Tx) => Promise<unknown>])[] = [
  ['the end of the log', (tx) => listEventsWithin(tx, near, 50)],
  ['the log of one subject', (tx) => countEventsWithin(tx, { ...near, after: 0, subjectId: idOf(7) })],
  ['one event', (tx) => findEvent(tx, idOf(7))],
  ['whose referrals these are', (tx) => listReferralPatients(tx, [idOf(1), idOf(9)])],
  ['the last tries', (tx) => listWebhookAttempts(tx, idOf(3), 50)],
  ['one try', (tx) => findWebhookAttempt(tx, idOf(3), idOf(30))],
  ['tries are written', (tx) => insertWebhookAttempts(tx, idOf(3), [attempt])],
  ['tries are forgotten', (tx) => forgetOldAttempts(tx)],
  ['replays that are due', (tx) => leaseDueReplays(tx, newId(), 10)],
  ['replays of a receiver', (tx) => listReplays(tx, idOf(3), 10)],
  ['how far a replay came', (tx) => advanceReplay(tx, idOf(5_000), newId(), { position: 1, sent: 1 })],
  [
    'a turn of a replay',
    (tx) =>
      endReplayTurn(tx, idOf(5_000), newId(), {
        position: 1,
        state: 'running',
        failures: 0,
        delayMs: 1,
      }),
  ],
];

test.each(cases)('%s: no growing table is read from end to end', async (_name, run) => {
  const plans: QueryPlan[] = [];

  await run(explaining(database.db, plans));

  const growing = new Set(['event', 'webhook_attempt', 'webhook_replay', 'referral', 'patient', 'partner']);
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans.filter((one) => !one.isUnused))
    expect({ text: plan.text, read: plan.tables.filter((table) => growing.has(table)) }).toEqual({
      text: plan.text,
      read: [],
    });
});

test('tries of more than two weeks ago are forgotten, younger ones are not', async () => {
  const { db } = database;
  // The oldest of them are four weeks old.
  expect(await forgetOldAttempts(db)).toBe(5_000);
  for (let count = -1; count !== 0;) count = await forgetOldAttempts(db);
  const [left] = await query<{ count: number }>(db, sql`select count(*) as count from webhook_attempt`);
  expect(left?.count).toBeGreaterThan(10_000);
  expect(left?.count).toBeLessThan(10_200);
});

test('where a time stands in the log is found by looking from the middle, whatever the size', async () => {
  const { db } = database;
  let looks = 0;
  const counting: Database = { ...db, send: (config) => ((looks += 1), db.send(config)) };
  const [event] = await listEventsWithin(db, { ...near, after: 11_336 }, 1);

  expect(await findPositionBefore(counting, event?.recordedAt ?? '')).toBe(11_336);
  expect(looks).toBeLessThan(25);
});

test('a snapshot of many is read part by part, each row once', async () => {
  const parts: number[] = [];
  const seen = new Set<string>();
  await readSnapshot(
    database.db,
    { referrals: true, partners: true },
    {
      begin: (position) => Promise.resolve(expect(position).toBe(ROWS)),
      part: (part) => {
        const kind = 'referrals' in part ? 'referral' : 'partner';
        const list = 'referrals' in part ? part.referrals : part.partners;
        parts.push(list.length);
        for (const { id } of list) seen.add(`${kind}|${id}`);
        return Promise.resolve();
      },
    },
  );

  expect(Math.max(...parts)).toBe(1_000);
  expect(parts.reduce((sum, count) => sum + count, 0)).toBe(2 * ROWS);
  expect(seen.size).toBe(2 * ROWS);
});
