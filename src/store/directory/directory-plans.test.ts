import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  type QueryPlan,
  uuid,
} from '../../../test/support/query-plans.ts';
import { sql, type Tx } from '../database.ts';
import { setEndpointHealth } from '../deliveries.ts';
import { unblockEffects } from '../effects.ts';
import { listPatientsOfPartner } from '../ledger.ts';
import { listMissing } from './completeness.ts';
import { listEndpointsFor } from './endpoint-choice.ts';
import { findEntry, listAncestors, listChildren } from './entry.ts';
import { listPartners } from './list-partners.ts';
import { closeEntry } from './merge-entry.ts';
import { moveLedger } from './merge-ledger.ts';
import { moveParts } from './merge-parts.ts';
import { forgetPreferred } from './people.ts';
import {
  listChanges,
  listChangesSince,
  listContacts,
  listLocations,
  listPartnerEndpoints,
  listRoles,
  loadPartnerLists,
} from './sections.ts';
import { adoptFirstReferral, isCircle, refreshRootOfPerson, refreshRoots } from './tree.ts';
import { countByPart, countReferrals, listOpenLoops } from './volume.ts';

const ROWS = 40_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const office = sql`('00000000-0000-7000-8000-' || lpad((n - n % 10 + 10)::text, 12, '0'))::uuid`;
const numbers = sql`generate_series(1, ${ROWS}::int) n`;

/** A state's directory: every tenth entry an office with nine doctors, a few of them known to the practice. */
const rows = [
  sql`insert into partner (id, kind, name, name_key, stage, zip, city, state, parent_id)
      select ${uuid}, case when n % 10 = 0 then 'organisation' else 'person' end, 'ZZTEST ' || n, 'zztest ' || n,
        case when n % 400 < 2 then 'active' else 'unknown' end, (10000 + n % 5000)::text, 'City ' || n % 500, 'NY', null from ${numbers}`,
  sql`update partner set parent_id = '00000000-0000-7000-8000-000000000010' where id in (select ${uuid} from generate_series(20, 90, 10) n)`,
  sql`insert into partner_identifier (system, value, partner_id) select 'npi', n::text, ${uuid} from ${numbers}`,
  sql`insert into partner_location (id, partner_id, place_key, is_primary, source) select ${uuid}, ${uuid}, 'a', true, 'nppes' from ${numbers}`,
  sql`insert into practice_role (id, person_id, organisation_id, is_primary, source) select ${uuid}, ${uuid}, ${office}, true, 'nppes'
      from ${numbers} where n % 10 <> 0 and n < ${ROWS - 10}`,
  sql`insert into delivery_endpoint (id, partner_id, destination, address) select ${uuid}, ${uuid}, 'folder', n::text from ${numbers}`,
  sql`insert into partner_specialty (partner_id, taxonomy, is_primary, source) select ${uuid}, '2' || lpad((n % 300)::text, 8, '0') || 'X', true, 'nppes' from ${numbers}`,
  sql`insert into partner_insurance (partner_id, payer, source) select ${uuid}, 'A', 'person' from ${numbers}`,
  sql`insert into partner_name (partner_id, name, name_key, kind, source) select ${uuid}, 'X', 'x', 'dba', 'nppes' from ${numbers}`,
  sql`insert into contact (id, name, name_key, source) select ${uuid}, 'Lisa', 'lisa', 'person' from ${numbers}`,
  sql`insert into contact_affiliation (id, contact_id, partner_id, source) select ${uuid}, ${uuid}, ${uuid}, 'person' from ${numbers}`,
  sql`insert into partner_change (id, partner_id, actor, what, object_id, version) select ${uuid}, ${uuid}, 'ana', 'edited', ${uuid}, 1 from ${numbers}`,
  sql`insert into patient (id, family) select ${uuid}, 'ZZTEST' from ${numbers}`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, pcp_partner_id, priority, version, view)
      select ${uuid}, ${uuid}, 'explicit', 'closed', true, now() - make_interval(days => n % 700), ${uuid}, ${uuid}, 'routine', 1, '{}' from ${numbers}`,
  sql`insert into fact (fingerprint, patient_id, referral_id, kind, effective_at, channel, partner_id, body)
      select n::text, ${uuid}, ${uuid}, 'party_named', now(), 'clinic', ${uuid}, '{}' from ${numbers}`,
  sql`insert into effect (key, kind, referral_id, partner_id, state, due_at)
      select 'alert_liaison|' || n, 'alert_liaison', ${uuid}, ${uuid}, 'released', now() from ${numbers}`,
  sql`insert into delivery (id, effect_key, referral_id, partner_id, purpose, destination, address, status, deadline_at)
      select ${uuid}, 'alert_liaison|' || n, ${uuid}, ${uuid}, 'note', 'folder', 'office', 'delivered', now() from ${numbers}`,
  sql`insert into alert (id, effect_key, referral_id, partner_id, kind) select ${uuid}, 'alert_liaison|' || n, ${uuid}, ${uuid}, 'referral' from ${numbers}`,
  sql`insert into review (id, key, kind, state, partner_id) select ${uuid}, 'k' || n, 'no_endpoint', case when n % 500 = 0 then 'open' else 'answered' end, ${uuid} from ${numbers}`,
];

const [some, other] = [idOf(400), idOf(800)];
const after = { nameKey: 'zztest 2', id: some };

const asked: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['an entry', (tx) => findEntry(tx, some)],
  ['what it is part of', (tx) => listAncestors(tx, some)],
  ['its parts', (tx) => listChildren(tx, some)],
  ['its places', (tx) => listLocations(tx, some)],
  ['its people', (tx) => listRoles(tx, some)],
  ['its staff', (tx) => listContacts(tx, some)],
  ['its addresses', (tx) => listPartnerEndpoints(tx, some)],
  ['its lists', (tx) => loadPartnerLists(tx, some)],
  ['what it lacks', (tx) => listMissing(tx, some)],
  ['its volume', (tx) => countReferrals(tx, some)],
  ['volume of its parts', (tx) => countByPart(tx, some)],
  ['its open loops', (tx) => listOpenLoops(tx, some, 100)],
  ['its history', (tx) => listChanges(tx, some, 50)],
  ['what a second editor did not see', (tx) => listChangesSince(tx, some, 1)],
  ['partners the practice deals with', (tx) => listPartners(tx, {}, { limit: 100, after })],
  ['partners of a stage', (tx) => listPartners(tx, { stages: ['active'] }, { limit: 100 })],
  ['incomplete partners', (tx) => listPartners(tx, { isIncomplete: true }, { limit: 100 })],
  [
    'the directory of a place',
    (tx) => listPartners(tx, { stages: ['unknown'], zip: '10451' }, { limit: 100 }),
  ],
  [
    'the directory of a town, by specialty',
    (tx) =>
      listPartners(tx, { stages: ['unknown'], city: 'City 399', specialties: ['200000007'] }, { limit: 100 }),
  ],
  [
    'the directory by a part of a name',
    (tx) => listPartners(tx, { stages: ['unknown'], text: 'test 3999' }, { limit: 100 }),
  ],
  ['whether a move makes a circle', (tx) => isCircle(tx, some, other)],
  ['roots below an organisation', (tx) => refreshRoots(tx, some)],
  ['the root of a person', (tx) => refreshRootOfPerson(tx, idOf(7))],
  ['the first referral of an account', (tx) => adoptFirstReferral(tx, some)],
  [
    'where things go',
    (tx) =>
      listEndpointsFor(
        tx,
        [1, 2, 3].map((n) => ({ partnerId: idOf(n), referralId: idOf(n), purpose: 'notes' })),
      ),
  ],
  ['what waited for an address', (tx) => unblockEffects(tx, some)],
  [
    'health of an address',
    (tx) => setEndpointHealth(tx, { partnerId: some, destination: 'folder', address: '400' }, 'ok'),
  ],
  ['who preferred an address', (tx) => forgetPreferred(tx, some)],
  ['patients of a partner', (tx) => listPatientsOfPartner(tx, some, undefined, 200)],
  ['parts that a merge moves', (tx) => moveParts(tx, { from: some, into: other })],
  ['what a merge moves in the ledger', (tx) => moveLedger(tx, { from: some, into: other })],
  ['entries that were merged before', (tx) => closeEntry(tx, { from: some, into: other })],
];

/** Proposals, sheets and questions of imports are few, or are nobody's in this database. */
const small = new Set([
  'hierarchy_proposal',
  'note_offer',
  'directory_conflict',
  'partner_outreach',
  'practice_place_proposal',
  'partner_suggestion',
  'partner_refold',
  // Indexes document_of_partner and sender_partner_of.
  'document',
  'sender_partner',
  // What people set for themselves: indexes tell_watch_of_partner, tell_mute_of_partner.
  'tell_watch',
  'tell_mute',
]);

test.each(asked)('%s: found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans
      .filter((plan) => !plan.isUnused)
      .flatMap(({ text, tables }) =>
        tables.filter((table) => !small.has(table)).map((table) => `${table}: ${text.slice(0, 90)}`),
      ),
  ).toEqual([]);
});
