import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import { createFilledDatabase, explaining, uuid, type QueryPlan } from '../../test/support/query-plans.ts';
import { sql, type Tx } from './database.ts';
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
  ]);
}, 120_000);
afterAll(() => database.drop());

const asked: readonly [string, (tx: Tx) => Promise<unknown>][] = [
  ['whether there is any', hasTaskNews],
  ['questions', (tx) => takeQuestionNews(tx, 500)],
  ['what is late', (tx) => takeLateNews(tx, 500)],
];

test.each(asked)('news of tasks, %s: found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  const used = plans.filter((plan) => !plan.isUnused);
  expect(used.length).toBeGreaterThan(0);
  expect(used.flatMap(({ tables }) => tables)).toEqual([]);
});
