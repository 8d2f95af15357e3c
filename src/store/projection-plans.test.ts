import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import { createFilledDatabase, explaining, type QueryPlan, uuid } from '../../test/support/query-plans.ts';
import { sql, type Tx } from './database.ts';
import {
  findReferralIds,
  listPatientIds,
  loadDemographics,
  loadEffects,
  loadEffectsOf,
  loadLastEvents,
  loadOpenQuestions,
  loadQuestionsOf,
  loadReferralColumns,
  sealOf,
} from './projection.ts';

const ROWS = 40_000;
/** Patients of one page of a rebuild. */
const PAGE = 150;

let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;

const rows = [
  sql`insert into patient (id, name_key) select ${uuid}, 'zztest ' || n from ${numbers}`,
  sql`insert into partner (id, kind, name, stage, name_key) select ${uuid}, 'person', 'ZZTEST', 'active', 'zztest' from ${numbers}`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, priority, version, view)
      select ${uuid}, ${uuid}, 'explicit', 'closed', true, now() - make_interval(mins => n), 'routine', 1, '{}' from ${numbers}`,
  sql`insert into fact (fingerprint, patient_id, kind, effective_at, channel, body)
      select 'f' || n, ${uuid}, 'patient_described', now(), 'st-anne', '{}' from ${numbers}`,
  sql`insert into practice_role (id, person_id, organisation_id, source) select ${uuid}, ${uuid}, ${uuid}, 'person' from ${numbers}`,
  sql`insert into effect (key, kind, referral_id, partner_id, state, due_at)
      select 'alert_liaison|' || n, 'alert_liaison', ${uuid}, ${uuid}, 'released', now() from ${numbers}`,
  sql`insert into review (id, key, kind, state, patient_id, referral_id)
      select ${uuid}, 'k' || n, 'note_held', case when n % 500 = 0 then 'open' else 'answered' end, ${uuid}, ${uuid} from ${numbers}`,
  sql`insert into event (position, id, type, subject_kind, subject_id, subject_version, occurred_at, data)
      select n, ${uuid}, 'referral.closed', 'referral', ${uuid}, 1, now(), '{}' from ${numbers}`,
];

const some = Array.from({ length: PAGE }, (_, index) => 1 + index * 31);
const ids = some.map((n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`);

const asked: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  [
    'the next patients',
    (tx) => listPatientIds(tx, { after: ids[7] ?? '', part: { number: 1, count: 2 } }, PAGE),
  ],
  ['columns of their referrals', (tx) => loadReferralColumns(tx, ids)],
  ['referrals that only facts know', (tx) => findReferralIds(tx, ids)],
  ['whether anything changed', (tx) => sealOf(tx, ids, ids)],
  ['their demographics', (tx) => loadDemographics(tx, ids)],
  ['effects of their referrals', (tx) => loadEffectsOf(tx, ids)],
  [
    'effects by key',
    (tx) =>
      loadEffects(
        tx,
        some.map((n) => `alert_liaison|${n}`),
      ),
  ],
  ['questions about them', (tx) => loadQuestionsOf(tx, ids)],
  [
    'open questions by key',
    (tx) =>
      loadOpenQuestions(
        tx,
        some.map((n) => `k${n}`),
      ),
  ],
  ['what others were told last', (tx) => loadLastEvents(tx, ids)],
];

test.each(asked)('%s are found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  const used = plans.filter((plan) => !plan.isUnused);
  expect(used.length).toBeGreaterThan(0);
  expect(used.flatMap(({ text, tables }) => tables.map((table) => `${table}: ${text.slice(0, 60)}`))).toEqual(
    [],
  );
});
