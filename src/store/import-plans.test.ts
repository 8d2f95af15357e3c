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
import { loadHeld } from './directory/held-partners.ts';
import { findByIdentifiers } from './directory/write-partners.ts';
import { settleConflicts } from './directory/write-history.ts';
import { findParentCandidates, listOpenProposals, listSubparts } from './hierarchy-proposals.ts';
import { findByNames } from './import-matching.ts';
import { findUnchanged } from './import-seen.ts';
import { findImportToDo, findUnfinished } from './imports.ts';
import { listReplacements } from './npi-replacements.ts';
import { listOutreach } from './outreach.ts';
import { findPracticePlace, insertPlaceRoles, listPracticePlaces } from './practice-places.ts';

const ROWS = 20_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
const npiOf = (n: number): string => String(1_000_000_000 + n);

/** One organisation and three people at each place, one office in ten a subpart; one proposal in two hundred is open. */
const rows = [
  sql`insert into partner (id, kind, name, name_key, stage, zip) select ${uuid}, case when n % 4 = 0 then 'organisation' else 'person' end,
        'ZZTEST ' || n, 'zztest ' || n, 'unknown', '10001' from ${numbers}`,
  sql`insert into partner_identifier (system, value, partner_id) select 'npi', (1000000000 + n)::text, ${uuid} from ${numbers}`,
  sql`insert into partner_location (id, partner_id, line1, place_key, phone, is_primary, source)
      select ${uuid}, ${uuid}, (n / 4) || ' Main St', 'place ' || n / 4, lpad((n / 4)::text, 10, '5'), true, 'nppes' from ${numbers}`,
  sql`insert into practice_role (id, person_id, organisation_id, is_primary, source) select ${uuid}, ${uuid}, '00000000-0000-7000-8000-000000000004', true, 'nppes'
      from ${numbers} where n > 10000 and n % 4 > 0`,
  sql`insert into partner_name (partner_id, name, name_key, kind, source) select ${uuid}, 'Other ' || n, 'other ' || n, 'other', 'nppes' from ${numbers}`,
  sql`insert into partner_specialty (partner_id, taxonomy, source) select ${uuid}, '207Q00000X', 'nppes' from ${numbers}`,
  sql`insert into directory_conflict (id, partner_id, field, source, held, said, said_on) select ${uuid}, ${uuid}, 'fax', 'nppes', '"1"', '"2"', '2026-01-01' from ${numbers}`,
  sql`insert into import_seen (source, key, hash) select 'nppes', (1000000000 + n)::text, n from ${numbers}`,
  sql`insert into nppes_organisation (npi, legal_key, is_subpart, parent_key, state)
      select (1000000000 + n)::text, 'zztest ' || n, n % 40 = 0, 'zztest ' || n - 4, 'IL' from ${numbers}`,
  sql`insert into npi_replacement (npi, replaced_by, joined_at) select (1000000000 + n)::text, (1000000001 + n)::text, case when n % 200 > 0 then now() end from ${numbers}`,
  sql`insert into practice_place_proposal (id, place_key, phone, people, state)
      select ${uuid}, 'place ' || n, lpad(n::text, 10, '5'), 3, case when n % 200 = 0 then 'open' else 'refused' end from ${numbers}`,
  sql`insert into hierarchy_proposal (id, child_id, parent_id, relation, state)
      select ${uuid}, ${uuid}, '00000000-0000-7000-8000-000000000001', 'subpart', case when n % 200 = 0 then 'open' else 'refused' end from ${numbers} where n > 1`,
  sql`insert into partner_outreach (id, partner_id, cells) select ${uuid}, ${uuid}, '[]' from ${numbers}`,
  sql`insert into import_run (id, kind, file_name, path, fingerprint, state, bytes_total, created_by)
      select ${uuid}, 'nppes', 'a', 'a', n::text, 'done', 1, 'test' from ${numbers}`,
];

const some = Array.from({ length: 20 }, (_, index) => 4 + index * 400);

const hot: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  [
    'whose numbers these are',
    (tx) =>
      findByIdentifiers(
        tx,
        some.map((n) => ({ system: 'npi', value: npiOf(n) })),
      ),
  ],
  [
    'rows that say the same',
    (tx) =>
      findUnchanged(
        tx,
        'nppes',
        some.map((n) => ({ key: npiOf(n), hash: n })),
      ),
  ],
  [
    'partners of a name',
    (tx) =>
      findByNames(
        tx,
        some.map((n) => ({ nameKey: `zztest ${n}`, lines: [], zip: '10001' })),
      ),
  ],
  ['partners before a file is laid over them', (tx) => loadHeld(tx, some.map(idOf))],
  [
    'contradictions',
    (tx) =>
      settleConflicts(
        tx,
        some.map((n) => ({
          partnerId: idOf(n),
          field: 'fax',
          said: '3',
          conflictsWith: '1',
          from: { source: 'nppes', at: '2026-02-01' },
        })),
        undefined,
      ),
  ],
  ['subparts', (tx) => listSubparts(tx, npiOf(100), 100)],
  [
    'bearers of a name',
    (tx) =>
      findParentCandidates(
        tx,
        some.map((n) => npiOf(n * 2)),
      ),
  ],
  ['open proposals of the tree', (tx) => listOpenProposals(tx, 50)],
  ['open proposals of practices', (tx) => listPracticePlaces(tx, 50)],
  ['one proposal of a practice', (tx) => findPracticePlace(tx, idOf(200))],
  [
    'people of a practice',
    (tx) => insertPlaceRoles(tx, idOf(200), idOf(800), { source: 'person:test', at: '2026-01-01' }),
  ],
  ['replaced numbers', (tx) => listReplacements(tx, '', 50)],
  ['rows of the outreach sheet', (tx) => listOutreach(tx, idOf(100), 100)],
  ['imports to do', (tx) => findImportToDo(tx)],
  ['the same file again', (tx) => findUnfinished(tx, { fingerprint: '7', kind: 'nppes', options: {} })],
];

test.each(hot)('%s: found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans
      .filter((plan) => !plan.isUnused)
      .flatMap(({ text, tables }) => tables.map((table) => `${table}: ${text.slice(0, 80)}`)),
  ).toEqual([]);
});
