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
import {
  findResources,
  keepResources,
  markDeleted,
  recordReferences,
  requeueOutdated,
  type ToldResource,
} from './fhir-resources.ts';

const ROWS = 50_000;
/** Messages of one batch. */
const BATCH = 200;
let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;

/** Half a year of one EMR: three references a message. */
const rows = [
  sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, dedupe_key, state)
      select ${uuid}, 'emr', 'peer', 'x', 1, sha256(n::text::bytea), sha256(('d' || n)::bytea), 'applied' from ${numbers}`,
  sql`insert into fhir_resource (sender, type, id, version_at, version, body, used, message_id)
      select 'emr', 'Patient', 'p' || n, now(), 1, '{}', 'u', ${uuid} from ${numbers}`,
  sql`insert into fhir_reference (message_id, sender, type, resource_id, seen)
      select ${uuid}, 'emr', t, 'p' || n, 'u' from ${numbers}, unnest(array['Patient', 'Practitioner', 'ServiceRequest']) t`,
];

const told: readonly ToldResource[] = Array.from({ length: BATCH }, (_, index) => ({
  sender: 'emr',
  type: 'Patient',
  id: `p${index + 1}`,
  versionAt: '2026-11-01T08:00:00.000Z',
  version: 2,
  body: {},
  used: 'u',
  messageId: idOf(index + 1),
}));

const cases: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['findResources', (tx) => findResources(tx, told)],
  ['keepResources', (tx) => keepResources(tx, told)],
  [
    'markDeleted',
    (tx) =>
      markDeleted(
        tx,
        told.map((one) => ({ ...one, at: '2026-11-02T08:00:00.000Z' })),
      ),
  ],
  [
    'recordReferences',
    (tx) =>
      recordReferences(
        tx,
        told.map((one) => one.messageId),
        told.map((one) => ({ ...one, seen: one.used })),
      ),
  ],
  [
    'requeueOutdated',
    (tx) =>
      requeueOutdated(
        tx,
        told,
        told.map((one) => one.messageId),
      ),
  ],
];

test.each(cases)('%s reads no table from end to end', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans.flatMap(({ text, tables }) => tables.map((table) => `${table}: ${text.slice(0, 60)}`)),
  ).toEqual([]);
});
