import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  type QueryPlan,
  uuid,
} from '../../test/support/query-plans.ts';
import { sql, type Tx } from './database.ts';
import { planEffects } from './effects.ts';
import { letVersionsGo } from './held.ts';
import { findLetterAt, listLetterVersions } from './letters.ts';
import { listBundleNotes, listNotesToBundle, loadNotesToBundle } from './letters-bundles.ts';
import { recheckDelivery } from './sending-facts.ts';
import { findOrder, hasOrder, listOpenReferrals, listReported } from './letters-orders.ts';

const ROWS = 8_000;
const numbers = sql`generate_series(1, ${ROWS}::int) n`;
let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase([
    sql`insert into patient (id, family, birth_date) select ${uuid}, 'ZZTEST', '1970-01-02' from ${numbers}`,
    sql`insert into partner (id, kind, name, name_key, stage) select ${uuid}, case when n % 10 = 0 then 'organisation' else 'person' end, 'ZZTEST', 'zztest', 'active' from ${numbers}`,
    sql`insert into practice_role (id, person_id, organisation_id, source) select ${uuid}, ${uuid}, ('00000000-0000-7000-8000-' || lpad((n - n % 10)::text, 12, '0'))::uuid, 'manual' from ${numbers} where n > 10 and n % 10 <> 0`,
    sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view)
      select ${uuid}, ${uuid}, 'explicit', 'received', true, now() - make_interval(mins => n), ${uuid}, 'routine', 1, '{"notes": []}' from ${numbers}`,
    sql`insert into effect (key, kind, referral_id, partner_id, state, due_at, document_key)
      select 'e' || n, case when n % 3 = 0 then 'deliver_note' else 'alert_liaison' end, ${uuid}, ${uuid}, 'released', now(), 'd' || n from ${numbers}`,
    sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at)
      select ${uuid}, 'e' || n, ${uuid}, 'note', 'folder', 'office', 'delivered', now() from ${numbers}`,
    sql`insert into letter_order (effect_key, kind, options, created_by) select 'e' || n, 'thank_you', '{}', 'ana' from ${numbers}`,
    sql`insert into bundle_note (bundle_key, note_key, rank) select 'e' || (n - n % 10 + 10), 'e' || n, n % 10 from ${numbers} where n < ${ROWS - 10}::int`,
    sql`insert into consent (id, patient_id, scope, is_given, signed_on, recorded_by)
      select ${uuid}, ${uuid}, 'share_notes', n % 100 <> 0, '2026-11-01', 'ana' from ${numbers}`,
    sql`insert into delivery_endpoint (id, partner_id, destination, address) select ${uuid}, ${uuid}, 'folder', 'office' from ${numbers}`,
    sql`insert into letter_version (kind, number, title, body, created_by) select 'k' || n % 50, n, 't', 'b', 'ana' from ${numbers}`,
  ]);
}, 180_000);
afterAll(() => database.drop());

const planned = {
  key: 'deliver_note|new',
  kind: 'deliver_note',
  referralId: idOf(7),
  partnerId: idOf(7),
  dueAt: '2026-11-16T10:00:00.000Z',
  documentKey: 'd7',
  contentSha256: 'c',
} as const;
const keys = Array.from({ length: 15 }, (_, index) => `e${index * 97 + 30}`);

test.each<readonly [string, (tx: Tx) => Promise<unknown>]>([
  ['the wording of a letter', (tx) => findLetterAt(tx, 'k7', '2026-11-16T10:00:00.000Z')],
  ['the versions of a letter', (tx) => listLetterVersions(tx, 'k7', 10)],
  ['what was asked to be sent', (tx) => findOrder(tx, 'e7')],
  ['whether it was asked before', (tx) => hasOrder(tx, idOf(7), 'thank_you')],
  ['open referrals of an office', (tx) => listOpenReferrals(tx, idOf(20), ['received'], 200)],
  ['names of a report', (tx) => listReported(tx, idOf(20), [idOf(7), idOf(8)])],
  ['notes of a bundle', (tx) => listBundleNotes(tx, 'e20')],
  ['notes of an office', (tx) => listNotesToBundle(tx, idOf(20), 60)],
  ['notes that were chosen', (tx) => loadNotesToBundle(tx, keys)],
  ['what is looked at before it is sent', (tx) => recheckDelivery(tx, idOf(30))],
  ['holds of earlier versions', (tx) => letVersionsGo(tx, 'e30')],
  ['what is planned, and whether it is held', (tx) => planEffects(tx, [planned])],
])('%s are found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans
      .filter(({ isUnused }) => !isUnused)
      .flatMap(({ tables, text }) => tables.map((table) => `${table}: ${text.slice(0, 80)}`)),
  ).toEqual([]);
});
