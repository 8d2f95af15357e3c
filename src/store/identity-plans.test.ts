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
import { findPatientOfMessage, withdrawDecisions } from './message-decisions.ts';
import { listPatientChanges } from './patient-changes.ts';
import {
  listIdentityQuestions,
  listIdentityRecords,
  listMovers,
  loadComponent,
  loadPlaces,
  writeRegrouping,
} from './patient-merge.ts';
import { findNumber, insertIdentifiers } from './patient-numbers.ts';
import {
  findPatientHead,
  listDescriptions,
  listIdentityLines,
  listNumbers,
  listOpenQuestions,
  listReferralsOf,
  listSources,
  listStandings,
} from './patient-story.ts';

const ROWS = 30_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
const prior = sql`jsonb_build_object('prior', jsonb_build_object('identifiers',
  jsonb_build_array(jsonb_build_object('system', 'clinic:mr', 'value', 'TEST-' || (n + 1)))),
  'visits', jsonb_build_array(jsonb_build_object('kind', 'visit', 'system', 'clinic:visit', 'value', 'V' || n)))`;

/** A practice of thirty thousand patients, every thirtieth merged or with a visit that was moved. */
const rows = [
  sql`insert into patient (id, family, given, birth_date, name_key, alias_of)
      select ${uuid}, 'ZZTEST', 'ANNA', '1970-01-02', 'zztest ' || n, null from ${numbers}`,
  sql`insert into patient_identifier (system, value, patient_id) select 'clinic:mr', 'TEST-' || n, ${uuid} from ${numbers}`,
  sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, control_id, dedupe_key, state, patient_id)
      select ${uuid}, 'clinic', 'peer', 'x', 1, sha256(n::text::bytea), 'C' || n, sha256(('d' || n)::bytea), 'applied', ${uuid} from ${numbers}`,
  sql`insert into partner (id, kind, name, stage, name_key) select ${uuid}, 'person', 'ZZTEST ' || n, 'active', 'zztest ' || n from ${numbers}`,
  sql`insert into referral (id, patient_id, referrer_partner_id, kind, state, is_counted, received_at, priority, version, view)
      select ${uuid}, ${uuid}, ${uuid}, 'explicit', 'closed', true, now(), 'routine', 1, '{"kind": "explicit"}' from ${numbers}`,
  sql`insert into fact (fingerprint, patient_id, referral_id, kind, effective_at, channel, message_id, body)
      select n || '-' || k, ${uuid}, ${uuid}, 'visit_stated', now(), 'clinic', ${uuid}, '{"links": []}' from ${numbers}, generate_series(1, 4) k`,
  sql`insert into fact (fingerprint, patient_id, kind, effective_at, channel, message_id, body)
      select n || '-i', ${uuid}, case when n % 60 = 0 then 'visit_moved' else 'patient_merged' end, now(), 'clinic', ${uuid}, ${prior}
      from ${numbers} where n % 30 = 0`,
  sql`insert into review (id, key, kind, state, patient_id, message_id)
      select ${uuid}, 'k' || n, 'patient_match', case when n % 500 = 0 then 'open' else 'answered' end, ${uuid}, ${uuid} from ${numbers}`,
  sql`insert into patient_change (id, actor, what, patient_id, other_id) select ${uuid}, 'test', 'merged', ${uuid}, ${uuid} from ${numbers}`,
];

const ids = Array.from({ length: 200 }, (_, index) => idOf(1 + index * 37));
const number = { system: 'clinic:mr', value: 'TEST-7', patientId: idOf(7) };
const visit = { kind: 'visit', system: 'clinic:visit', value: 'V120' } as const;
const change = {
  entered: [],
  aliases: [{ id: idOf(8), aliasOf: idOf(7) }],
  numbers: [number],
  facts: [{ fingerprint: '7-1', patientId: idOf(7), referralId: idOf(7), ownReferralId: null }],
  referrals: [{ id: idOf(8), patientId: idOf(7) }],
  records: [{ record: idOf(8), before: [idOf(8)], patientId: idOf(7) }],
};

const asked: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['records that hang together', (tx) => loadComponent(tx, [idOf(30)])],
  ['all facts of the patients of a merge', (tx) => loadPlaces(tx, [idOf(30), idOf(31)])],
  ['statements of a batch about who is who', (tx) => listIdentityRecords(tx, ids)],
  ['visits of a batch that were moved', (tx) => listMovers(tx, [visit])],
  ['what a merge changes', (tx) => writeRegrouping(tx, change)],
  ['questions about who is who', (tx) => listIdentityQuestions(tx, [idOf(7), idOf(8)])],
  ['whose a message is', (tx) => findPatientOfMessage(tx, idOf(7), 0)],
  ['decisions that count no more', (tx) => withdrawDecisions(tx, idOf(7), 0)],
  ['who holds a number', (tx) => findNumber(tx, number)],
  ['numbers that come up', (tx) => insertIdentifiers(tx, [{ ...number, value: 'NEW', beside: number }])],
  ['descriptions of two patients', (tx) => listDescriptions(tx, [idOf(7), idOf(8)])],
  ['numbers of two patients', (tx) => listNumbers(tx, [idOf(7), idOf(8)])],
  ['referrals of two patients', (tx) => listReferralsOf(tx, [idOf(7), idOf(8)])],
  ['sources of two patients', (tx) => listSources(tx, [idOf(7), idOf(8)])],
  ['how a patient came together', (tx) => listIdentityLines(tx, idOf(30))],
  ['who records are now', (tx) => listStandings(tx, [idOf(7), idOf(8)])],
  ['the head of a patient', (tx) => findPatientHead(tx, idOf(7))],
  ['open questions about a patient', (tx) => listOpenQuestions(tx, idOf(7))],
  ['the history of a patient', (tx) => listPatientChanges(tx, idOf(7))],
];

test.each(asked)('%s are found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans.flatMap(({ text, tables }) => tables.map((table) => `${table}: ${text.slice(0, 60)}`)),
  ).toEqual([]);
});
