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
  countAnswer,
  dropExpired,
  findLink,
  findLinkOf,
  loadLinkDocument,
  revokeLinkOf,
} from './secure-links.ts';

const ROWS = 5_000;
const numbers = sql`generate_series(1, ${ROWS}::int) n`;
let database: TestDatabase;

/** Nearly all of them are over, and their documents gone. */
beforeAll(async () => {
  database = await createFilledDatabase([
    sql`insert into patient (id, family) values (${idOf(1)}, 'ZZTEST')`,
    sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, priority, version, view)
      values (${idOf(1)}, ${idOf(1)}, 'explicit', 'received', true, now(), 'routine', 1, '{}')`,
    sql`insert into effect (key, kind, referral_id, state, due_at) values ('e', 'deliver_note', ${idOf(1)}, 'released', now())`,
    sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at)
      select ${uuid}, 'e', ${idOf(1)}, 'note', 'secure-link', 'office', 'delivered', now() from ${numbers}`,
    sql`insert into secure_link (id, delivery_id, token_sha256, factor, proof_sha256, document, media_type, pages, expires_at)
      select ${uuid}, ${uuid}, sha256(n::text::bytea), 'birth_date', sha256('p'), case when n > ${ROWS - 50}::int then 'x'::bytea end,
        'application/pdf', 1, now() - make_interval(mins => ${ROWS}::int - n - 40) from ${numbers}`,
  ]);
}, 60_000);
afterAll(() => database.drop());

test.each<readonly [string, (tx: Tx) => Promise<unknown>]>([
  ['a link by its token', (tx) => findLink(tx, Buffer.alloc(32))],
  ['the link of a delivery', (tx) => findLinkOf(tx, idOf(7))],
  ['what is behind a link', (tx) => loadLinkDocument(tx, idOf(7))],
  ['an answer', (tx) => countAnswer(tx, idOf(7), 5)],
  ['a link to be ended', (tx) => revokeLinkOf(tx, idOf(7), 'ana')],
  ['links that are over', (tx) => dropExpired(tx, 50)],
])('%s is found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans
      .filter(({ isUnused }) => !isUnused)
      .flatMap(({ tables, text }) => tables.map((table) => `${table}: ${text.slice(0, 80)}`)),
  ).toEqual([]);
});
