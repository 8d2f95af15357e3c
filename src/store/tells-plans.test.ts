import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  uuid,
  type QueryPlan,
} from '../../test/support/query-plans.ts';
import { sql, type Tx } from './database.ts';
import { findListener, listWatchers } from './listeners.ts';
import {
  dropTellsOf,
  dropWithdrawn,
  hasDueTells,
  insertTells,
  listTellsIn,
  listTold,
  listUrgent,
  loadOffices,
  takeDueTells,
} from './tells.ts';

const numbers = sql`generate_series(1, 20000) n`;
const watched = sql`generate_series(1, 200) n`;
let database: TestDatabase;
beforeAll(async () => {
  database = await createFilledDatabase([
    sql`insert into patient (id) select ${uuid} from ${numbers}`,
    sql`insert into partner (id, kind, name, stage, name_key) select ${uuid}, 'person', 'ZZTEST', 'active', 'zztest' from ${numbers}`,
    sql`insert into practice_role (id, person_id, organisation_id, source) select ${uuid}, ${uuid}, ${uuid}, 'test' from ${numbers}`,
    sql`insert into referral (id, patient_id, kind, state, received_at, priority, is_counted, version, view)
        select ${uuid}, ${uuid}, 'explicit', 'received', now(), 'routine', true, 1, '{}' from ${numbers}`,
    sql`insert into effect (key, kind, referral_id, partner_id, state, due_at) select 'alert_liaison|' || n, 'alert_liaison', ${uuid}, ${uuid}, 'released', now() from ${numbers}`,
    sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at)
        select ${uuid}, 'alert_liaison|' || n, ${uuid}, 'liaison_alert', 'email', 'a@practice.example', 'sent', now() from ${numbers}`,
    sql`insert into tell_listener (id, name) select ${uuid}, 'ZZTEST ' || n from ${watched}`,
    sql`insert into tell (id, effect_key, destination, address, kind, listener_id, because, state, due_at, delivery_id)
        select ${uuid}, 'alert_liaison|' || n, 'email', 'a@practice.example', 'referral', ('00000000-0000-7000-8000-' || lpad((1 + n % 200)::text, 12, '0'))::uuid,
          'liaison', case when n % 500 = 0 then 'waiting' else 'told' end, now() + interval '1 hour', ${uuid} from ${numbers}`,
    sql`insert into tell_watch (listener_id, partner_id, created_by) select ${uuid}, ${uuid}, 'ana' from ${watched}`,
    sql`insert into tell_referral (listener_id, referral_id, told_state) select ${uuid}, ${uuid}, 'received' from ${watched}`,
  ]);
}, 120_000);
afterAll(() => database.drop());

const one = {
  id: idOf(1),
  effectKey: 'alert_liaison|1',
  destination: 'email',
  address: 'a@practice.example',
} as const;
const asked: readonly [string, (tx: Tx) => Promise<unknown>][] = [
  ['whether anything is due', hasDueTells],
  ['what is due', (tx) => takeDueTells(tx, 1000)],
  ['what is due and not wanted', dropWithdrawn],
  ['what is withdrawn', (tx) => dropTellsOf(tx, ['alert_liaison|1'])],
  [
    'what is there already',
    (tx) =>
      insertTells(tx, [
        { ...one, kind: 'referral', because: 'team', state: 'waiting', dueAt: '2026-11-09T12:00:00.000Z' },
      ]),
  ],
  ['what a delivery carries', (tx) => listTellsIn(tx, idOf(1))],
  ['what somebody was told', (tx) => listTold(tx, idOf(1), 30)],
  ['offices of partners', (tx) => loadOffices(tx, [idOf(1), idOf(2)])],
  ['urgent ones', (tx) => listUrgent(tx, [idOf(1)])],
  ['one listener', (tx) => findListener(tx, idOf(1))],
  ['watchers', (tx) => listWatchers(tx, idOf(1))],
];
/** As many as there are people: read whole. */
const few = new Set(['tell_listener', 'tell_referral', 'tell_watch', 'tell_mute', 'tell_way', 'account']);

test.each(asked)('%s: found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  const used = plans.filter((plan) => !plan.isUnused);
  expect(used.length).toBeGreaterThan(0);
  expect(
    used.flatMap(({ text, tables }) =>
      tables.filter((table) => !few.has(table)).map((table) => `${table}: ${text.slice(0, 60)}`),
    ),
  ).toEqual([]);
});
