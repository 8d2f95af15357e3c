import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  uuid,
  type QueryPlan,
} from '../../test/support/query-plans.ts';
import { listAccountFaults } from './account-faults.ts';
import { sql, type Tx } from './database.ts';
import { findHeldQuestion } from './held.ts';
import { listNoteKeys } from './letters-bundles.ts';
import { listOpenOfKind } from './reviews.ts';
import { hasTaskNews, takeLateNews, takeQuestionNews } from './task-news.ts';

const numbers = sql`generate_series(1, 20000) n`;
let database: TestDatabase;
/** Nearly all were told. */
beforeAll(async () => {
  database = await createFilledDatabase([
    sql`insert into patient (id) select ${uuid} from ${numbers}`,
    sql`insert into referral (id, patient_id, kind, state, received_at, priority, is_counted, version, view)
        select ${uuid}, ${uuid}, 'explicit', 'received', now(), 'routine', true, 1, '{}' from ${numbers}`,
    sql`insert into review (id, key, kind, state, told_state) select ${uuid}, 'k' || n, 'no_endpoint', 'answered',
          case when n % 1000 = 0 then 'open' else 'answered' end from ${numbers}`,
    sql`insert into escalation (id, key, kind, referral_id, state, started_at, late_at, about_at, owners, dues, level, owner, told_state)
        select ${uuid}, 'k' || n, 'not_contacted', ${uuid}, 'closed', now(), now(), now(), '{lead}', array[now()], 1, 'lead',
          case when n % 1000 = 0 then 'open' else 'settled' end from ${numbers}`,
    sql`insert into effect (key, id, kind, referral_id, state, due_at) select 'e' || n, ${uuid}, 'deliver_note', ${uuid},
          case when n % 1000 = 0 then 'blocked' else 'released' end, now() from ${numbers}`,
    sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at, code)
        select ${uuid}, 'e' || n, ${uuid}, 'note', 'fax', '555-0100', case when n % 500 = 0 then 'failed_transient' else 'delivered' end, now(),
          case when n % 1000 = 0 then 'fax-account' end from ${numbers}`,
  ]);
}, 120_000);
afterAll(() => database.drop());

const asked: readonly [string, (tx: Tx) => Promise<unknown>][] = [
  ['whether there is any', hasTaskNews],
  ['questions', (tx) => takeQuestionNews(tx, 500)],
  ['what is late', (tx) => takeLateNews(tx, 500)],
  ['open questions of a kind', (tx) => listOpenOfKind(tx, 'account_blocked')],
  ['accounts that gateways refuse', listAccountFaults],
  ['what is asked about a hold', (tx) => findHeldQuestion(tx, idOf(1000))],
  ['notes by their ids', (tx) => listNoteKeys(tx, [idOf(1), idOf(2)])],
];

test.each(asked)('of what is to be told, %s: found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  const used = plans.filter((plan) => !plan.isUnused);
  expect(used.length).toBeGreaterThan(0);
  expect(used.flatMap(({ tables }) => tables)).toEqual([]);
});
