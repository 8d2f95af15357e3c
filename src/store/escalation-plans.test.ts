import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  type QueryPlan,
  uuid,
} from '../../test/support/query-plans.ts';
import { query, sql, type Tx } from './database.ts';
import {
  countEscalations,
  escalationListStatement,
  listEscalationsOf,
  listTold,
  missingListStatement,
  type EscalationFilter,
  lateClocks,
} from './escalations.ts';
import {
  insertNotices,
  listFailedDeliveries,
  markRaised,
  planEscalations,
  reconcileEscalations,
  settleDeliveries,
  hasDueEscalations,
  takeDueEscalations,
  type OwnedEscalation,
} from './escalation-writer.ts';

const ROWS = 50_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;

/** A busy year: nearly everything was settled, one in a hundred runs, one in two hundred is late. */
const rows = [
  sql`insert into patient (id, family) select ${uuid}, 'ZZTEST' from ${numbers}`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, priority, version, view)
      select ${uuid}, ${uuid}, 'explicit', 'closed', true, now() - make_interval(mins => n), 'routine', 1, '{}' from ${numbers}`,
  sql`insert into effect (key, kind, referral_id, state, due_at) select 'e' || n, 'deliver_note', ${uuid}, 'released', now() from ${numbers}`,
  sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at)
      select ${uuid}, 'e' || n, ${uuid}, 'note', 'folder', 'office', case when n % 1000 = 0 then 'dead' else 'delivered' end, now() from ${numbers}`,
  sql`insert into escalation (id, key, kind, referral_id, delivery_id, point, state, started_at, late_at, about_at, owners, dues, level, owner, next_due_at,
        closed_at)
      select ${uuid}, 'not_contacted|' || ${uuid}, case when n % 4 = 0 then 'referrer_missing' else 'not_contacted' end, ${uuid},
        case when n % 1000 = 0 then ${uuid} end, case when n % 4 = 0 then 'call' end, s.state, t.at, t.at, t.at, '{call_centre,lead}',
        array[t.at, t.at + interval '1 hour'], 1, 'call_centre', case when s.state <> 'closed' then t.at end,
        case when s.state = 'closed' then t.at end
      from ${numbers}, lateral (select now() - make_interval(mins => n) as at) t,
        lateral (select case when n % 200 = 0 then 'raised' when n % 100 = 0 then 'planned' else 'closed' end as state) s`,
  sql`insert into escalation_mail (effect_key, address) select 'e' || n, 'lead@practice.example' from generate_series(1, 2000) n`,
  sql`insert into escalation_notice (id, escalation_id, level, owner, address, mail_key)
      select ${uuid}, ${uuid}, 1, 'call_centre', 'lead@practice.example', 'e' || (1 + n % 2000) from ${numbers}`,
];

const some = Array.from({ length: 200 }, (_, index) => 1 + index * 37);
const ids = some.map(idOf);
const at = '2026-11-16T10:00:00.000Z';
const wanted = some.map((n): OwnedEscalation => ({
  key: `not_contacted|${idOf(n)}`,
  kind: 'not_contacted',
  referralId: idOf(n),
  isUrgent: false,
  isQuiet: false,
  isOnHold: false,
  startedAt: at,
  lateAt: at,
  aboutAt: at,
  levels: [{ owner: 'call_centre', dueAt: at }],
}));
const list =
  (filter: EscalationFilter, isNext = false) =>
  (tx: Tx) =>
    query(tx, escalationListStatement(filter, { limit: 50, ...(isNext && { after: { at, id: idOf(7) } }) }));
const raised = ids.map(
  (id) =>
    ({
      id,
      referralId: id,
      version: 1,
      kind: 'not_contacted',
      point: null,
      isQuiet: false,
      level: 0,
      owners: ['lead'],
      reached: 1,
    }) as const,
);

/** What every batch of messages, every look of the loop and every page asks. */
const hot: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['clocks of a batch', (tx) => reconcileEscalations(tx, ids, wanted)],
  ['clocks that are planned', (tx) => planEscalations(tx, wanted)],
  ['whether a clock has run out', (tx) => hasDueEscalations(tx)],
  ['clocks that have run out', (tx) => takeDueEscalations(tx, 200)],
  ['clocks that are raised', (tx) => markRaised(tx, raised)],
  [
    'notices',
    (tx) =>
      insertNotices(
        tx,
        ids.map((escalationId) => ({ escalationId, level: 1, owner: 'lead' })),
      ),
  ],
  ['deliveries that failed', (tx) => listFailedDeliveries(tx, 200)],
  ['deliveries that came through after all', (tx) => settleDeliveries(tx)],
  ['what is late', list({ state: 'late' })],
  ['what is late for one role, next page', list({ state: 'late', owner: 'call_centre' }, true)],
  ['what runs', list({ state: 'running' })],
  ['what was put off', list({ state: 'snoozed' })],
  ['what was settled', list({ state: 'closed' })],
  ['what was settled, next page', list({ state: 'closed' }, true)],
  ['names that are missing', (tx) => query(tx, missingListStatement('call', { limit: 50, zone: 'UTC' }))],
  ['counts', (tx) => countEscalations(tx)],
  ['how much is late', (tx) => query(tx, sql`select count(*) from ${lateClocks(100)} late`)],
  ['clocks of one referral', (tx) => listEscalationsOf(tx, idOf(7))],
  ['what a mail tells', (tx) => listTold(tx, 'e7')],
];

test.each(hot)('%s are found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  // The offices of a practice are few here, and read whole.
  const large = ({ tables }: QueryPlan) =>
    tables.filter((table) => !['partner', 'partner_location'].includes(table));
  expect(
    plans
      .filter(({ isUnused }) => !isUnused)
      .flatMap((plan) => large(plan).map((table) => `${table}: ${plan.text.slice(0, 80)}`)),
  ).toEqual([]);
});
