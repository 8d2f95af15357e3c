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
import { sql, type Tx } from './database.ts';
import {
  countPartsOut,
  countReferralsOut,
  findReferralsByNumber,
  listPartsOut,
  listReferralsOut,
} from './fhir-out.ts';
import {
  findPartnersByNumber,
  findPatientsByNumber,
  listRolesOut,
  loadPartnersOut,
  loadPatientsOut,
  widenPartners,
  widenPatients,
} from './fhir-out-people.ts';
import {
  leaseSubscriptions,
  listDeliveredNotes,
  listNumbered,
  listSubscriptions,
  releaseSubscription,
} from './fhir-subscriptions.ts';

const ROWS = 100_000;
/** What stands beside referrals. */
const FEWER = 20_000;
const SUBSCRIPTIONS = 2_000;

let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 300_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
const fewer = sql`generate_series(1, ${FEWER}::int) n`;
const some = sql`generate_series(1, ${SUBSCRIPTIONS}::int) n`;
const states = sql`(array['received', 'scheduled', 'no_show', 'seen', 'note_ready', 'closed', 'closed', 'closed', 'cancelled', 'voided'])[1 + n % 10]`;
const partnerId = sql`('00000000-0000-7000-8000-' || lpad((1 + n % ${FEWER}::int)::text, 12, '0'))::uuid`;
const view = sql`'{"appointments": [{"key": "a"}], "notes": [{"key": "n"}]}'`;

const rows = [
  sql`insert into patient (id, family, name_key) select ${uuid}, 'ZZTEST', 'zztest ' || n from ${numbers}`,
  sql`insert into patient_identifier (system, value, patient_id) select 'clinic:mr', 'TEST-' || n, ${uuid} from ${numbers}`,
  sql`insert into partner (id, kind, name, stage, name_key) select ${uuid}, 'person', 'ZZTEST ' || n, 'active', 'zztest ' || n from ${fewer}`,
  sql`insert into partner_identifier (system, value, partner_id) select 'npi', n::text, ${uuid} from ${fewer}`,
  sql`insert into partner_location (id, partner_id, place_key, is_primary, source) select ${uuid}, ${uuid}, 'place', true, 'test' from ${fewer}`,
  sql`insert into partner_specialty (partner_id, taxonomy, source) select ${uuid}, '207W00000X', 'test' from ${fewer}`,
  sql`insert into practice_role (id, person_id, organisation_id, source) select ${uuid}, ${uuid}, ${uuid}, 'test' from ${fewer}`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view, updated_at)
      select ${uuid}, ${uuid}, case when n % 20 = 0 then 'none' else 'explicit' end, ${states}, true, now() - make_interval(mins => n), ${partnerId},
        'routine', 1, ${view}, now() - make_interval(mins => n) from ${numbers}`,
  sql`insert into fact (fingerprint, patient_id, referral_id, kind, effective_at, channel, body)
      select n || '-' || k, ${uuid}, ${uuid}, 'visit_stated', now(), 'clinic',
        jsonb_build_object('links', jsonb_build_array(jsonb_build_object('kind', case k when 1 then 'referral' else 'visit' end, 'system', 'clinic', 'value', 'R' || n)))
      from ${numbers}, generate_series(1, 2) k`,
  sql`insert into effect (key, kind, referral_id, state, due_at) select 'k' || n, 'deliver_note', ${uuid}, 'released', now() from ${fewer}`,
  sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at, document_key)
      select ${uuid}, 'k' || n, ${uuid}, 'note', 'folder', 'office', 'delivered', now(), 'd|' || n from ${fewer}`,
  sql`insert into api_token (id, token_sha256, label, scope) select ${uuid}, sha256(n::text::bytea), 'reader', 'fhir' from ${some}`,
  sql`insert into fhir_subscription (id, token_id, topic, endpoint, content, reason, status, position, events, delivered)
      select ${uuid}, ${uuid}, 'referral-changed', 'https://crm.example/', 'id-only', 'test', case when n % 500 = 0 then 'active' else 'off' end, 0, 50, 0
      from ${some}`,
  sql`insert into fhir_subscription_event (subscription_id, number, position, referral_id, focus, at)
      select ${uuid}, k, k, ${uuid}, 'Task/x', now() from ${some}, generate_series(1, 50) k`,
];

const ids = Array.from({ length: 50 }, (_, index) => idOf(7 + index * 31));
const after = { at: '2026-01-01T00:00:00.123456Z', id: idOf(7), nr: 1 };
const scheduled = [{ state: 'scheduled' as const, isOnHold: false }, { state: 'seen' as const }];
const year = { from: '2026-01-01T00:00:00.000Z' };

/** Every way the endpoint asks. */
const asked: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['a page of all', (tx) => listReferralsOut(tx, {}, 51)],
  ['the next page', (tx) => listReferralsOut(tx, { after }, 51)],
  ['the newest', (tx) => listReferralsOut(tx, { isNewestFirst: true, after }, 51)],
  ['what changed since', (tx) => listReferralsOut(tx, { ...year, after }, 51)],
  ['by id', (tx) => listReferralsOut(tx, { ids }, 51)],
  ['of a patient', (tx) => listReferralsOut(tx, { patients: ids.slice(0, 2) }, 51)],
  ['of a requester', (tx) => listReferralsOut(tx, { partners: ids.slice(0, 1), ...year }, 51)],
  ['by status', (tx) => listReferralsOut(tx, { standing: scheduled }, 51)],
  [
    'by a status that is rare, with time',
    (tx) => listReferralsOut(tx, { standing: [{ state: 'declined' }], ...year }, 51),
  ],
  [
    'errors and merged ones',
    (tx) => listReferralsOut(tx, { standing: [{ state: 'voided' }], isMergedToo: true }, 51),
  ],
  ['appointments', (tx) => listPartsOut(tx, 'appointments', { after }, 51)],
  ['notes of a patient', (tx) => listPartsOut(tx, 'notes', { patients: ids.slice(0, 2) }, 51)],
  ['how many of a patient', (tx) => countReferralsOut(tx, { patients: ids.slice(0, 2) })],
  [
    'how many appointments of a referral',
    (tx) => countPartsOut(tx, 'appointments', { ids: ids.slice(0, 1) }),
  ],
  ['a number of any sender', (tx) => findReferralsByNumber(tx, { value: 'R77' }, 51)],
  ['a number of a sender', (tx) => findReferralsByNumber(tx, { system: 'clinic', value: 'R77' }, 51)],
  ['patients', (tx) => loadPatientsOut(tx, ids)],
  ['a patient by number', (tx) => findPatientsByNumber(tx, { system: 'clinic:mr', value: 'TEST-7' }, 51)],
  ['a patient by number of anybody', (tx) => findPatientsByNumber(tx, { value: 'TEST-7' }, 51)],
  ['all records of a patient', (tx) => widenPatients(tx, ids.slice(0, 2))],
  ['all entries of a partner', (tx) => widenPartners(tx, ids.slice(0, 2))],
  ['partners', (tx) => loadPartnersOut(tx, ids)],
  ['a partner by number', (tx) => findPartnersByNumber(tx, { system: 'npi', value: '77' })],
  ['practices of people', (tx) => listRolesOut(tx, 'person', ids, 200)],
  ['people of a practice', (tx) => listRolesOut(tx, 'organisation', ids.slice(0, 1), 200)],
  ['subscriptions that are due', (tx) => leaseSubscriptions(tx, newId(), 20)],
  ['subscriptions of a token', (tx) => listSubscriptions(tx, idOf(7), 500)],
  ['events to tell', (tx) => listNumbered(tx, idOf(7), 10, 30, 20)],
  ['events told long ago', (tx) => releaseSubscription(tx, idOf(7), newId())],
  ['notes that were delivered', (tx) => listDeliveredNotes(tx, ids)],
];

/** The single row of the ledger's writer may be read whole. */
const small = new Set(['ledger_writer']);

test.each(asked)('%s: found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  const scanned = plans
    .filter(({ isUnused }) => !isUnused)
    .flatMap(({ text, tables }) =>
      tables.filter((table) => !small.has(table)).map((table) => `${table}: ${text.slice(0, 60)}`),
    );
  expect(scanned).toEqual([]);
});
