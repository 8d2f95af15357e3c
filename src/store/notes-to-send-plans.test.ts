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
import { readMeasure } from './measures/read-measure.ts';
import { findEndpointOf, findPacketSha256 } from './delivery-list.ts';
import {
  countNotes,
  listNoteProviders,
  noteListStatement,
  noteTabs,
  type NoteFilter,
} from './notes-to-send.ts';

const ROWS = 40_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
const at = sql`now() - make_interval(mins => 10 * n)`;

/** A year: nearly every note arrived, one visit in two hundred has none, one in five hundred waits, one in a thousand failed. */
const rows = [
  sql`insert into patient (id, family) select ${uuid}, 'ZZTEST' from ${numbers}`,
  sql`insert into partner (id, kind, name, stage, name_key) select ${uuid}, 'organisation', 'Office ' || n, 'active', 'office ' || n
      from generate_series(1, 20000) n`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view, seen_at)
      select ${uuid}, ${uuid}, 'explicit', case when n % 200 = 0 then 'seen' else 'closed' end, true, ${at},
        ('00000000-0000-7000-8000-' || lpad((1 + n % 20000)::text, 12, '0'))::uuid, 'routine', 1,
        jsonb_build_object('notes', '[]'::jsonb, 'appointment', jsonb_build_object('provider', jsonb_build_object('name', jsonb_build_object('family', 'ZZTESTDOC ' || n % 9)))), ${at}
      from ${numbers}`,
  sql`insert into effect (key, kind, referral_id, partner_id, state, due_at, document_key)
      select 'e' || n, 'deliver_note', ${uuid}, null, case when n % 500 = 1 then 'blocked' when n % 500 = 2 then 'planned' else 'released' end, ${at}, 'd' || n
      from ${numbers}`,
  sql`insert into delivery (id, effect_key, referral_id, partner_id, purpose, destination, address, status, deadline_at, sent_at, delivered_at)
      select ${uuid}, 'e' || n, ${uuid}, null, 'note', 'folder', 'office', s.status, now(), ${at}, case when s.status = 'delivered' then ${at} end
      from ${numbers}, lateral (select case when n % 1000 = 0 then 'dead' when n % 1000 = 1 then 'sent' when n % 1000 = 2 then 'queued' else 'delivered' end
        as status) s`,
  sql`insert into practice_role (id, person_id, organisation_id, source)
      select ${uuid}, ${uuid}, ('00000000-0000-7000-8000-' || lpad((20001 - n)::text, 12, '0'))::uuid, 'person' from generate_series(1, 20000) n`,
  sql`insert into delivery_endpoint (id, partner_id, destination, address) select ${uuid}, ${uuid}, 'folder', 'office' from generate_series(1, 20000) n`,
  sql`insert into review (id, key, kind, state, referral_id, document_key)
      select ${uuid}, 'k' || n, case when n % 300 = 0 then 'note_held' else 'needs_review' end, case when n % 3 = 0 then 'open' else 'answered' end, ${uuid}, 'd' || n
      from ${numbers}`,
];

const share = {
  from: '2026-11-01',
  to: '2026-11-14',
  zone: 'UTC',
  asOf: '2026-11-16T10:00:00.000Z',
  by: 'all',
} as const;
const instant = '2026-11-16T10:00:00.000Z';
const list = (filter: NoteFilter, isNext = false) =>
  [
    `lines of ${filter.tab}${isNext ? ', next page' : ''}${filter.partnerId === undefined ? '' : ', of one office'}`,
    (tx: Tx) =>
      query(
        tx,
        noteListStatement(filter, {
          limit: 51,
          ...(isNext && { after: { place: '1763287200000000', id: idOf(7) } }),
        }),
      ),
  ] as const;

const asked: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ...noteTabs.map((tab) => list({ tab })),
  ...noteTabs.map((tab) => list({ tab }, true)),
  ...noteTabs.map((tab) => list({ tab, partnerId: idOf(7), from: instant, until: instant })),
  ['counts', (tx) => countNotes(tx, instant, 1_000)],
  ['providers', (tx) => listNoteProviders(tx, { tab: 'delivered', from: instant }, 500)],
  ['the shares on top', (tx) => readMeasure(tx, { ...share, name: 'note_sent_time' })],
  [
    'the shares of one office',
    (tx) => readMeasure(tx, { ...share, name: 'note_delivered_time', partnerId: idOf(7) }),
  ],
  [
    'the entry of an address',
    (tx) => findEndpointOf(tx, { partnerId: idOf(7), destination: 'folder', address: 'office' }),
  ],
  ['what a packet hashed to', (tx) => findPacketSha256(tx, idOf(7))],
];

test.each(asked)('%s are found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans
      .filter(({ isUnused }) => !isUnused)
      .flatMap((plan) => plan.tables.map((table) => `${table}: ${plan.text.slice(0, 80)}`)),
  ).toEqual([]);
});
