import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  type QueryPlan,
  uuid,
} from '../../test/support/query-plans.ts';
import type { PartyClaim } from '../domain/fact.ts';
import { claimKeys } from '../domain/partner-keys.ts';
import { sql, type Tx } from './database.ts';
import { findPartnerCandidates, findPartnersByKeys } from './partner-candidates.ts';
import { describePartners, searchPartnersAsTyped } from './partner-search.ts';
import { bindOffices, suggestPartners } from './partner-suggestions.ts';

const ROWS = 50_000;
const BATCH = 200;
let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
/** A word of its own for each number: 12 is `bc`. */
const word = sql`translate(n::text, '0123456789', 'abcdefghij')`;
const line = (series: string) => sql`${`555${series}`} || lpad(n::text, 5, '0')`;

/** A directory of which the practice knows one in a hundred. */
const rows = [
  sql`insert into partner (id, kind, name, family, given, city, state, zip, stage, is_own, name_key, phone, fax, match_keys)
      select ${uuid}, case when n % 4 = 0 then 'organisation' else 'person' end, ${word} || 'zztest ANNA', ${word} || 'zztest', 'ANNA', 'Town ' || n % 500,
        'IL', (10000 + n % 900 * 100)::text, case when n % 100 = 0 then 'active' else 'unknown' end, n = 7, ${word} || 'zztest anna',
        ${line('01')}, ${line('02')}, array['n:' || ${word} || 'zztest anna', 'c:' || ${word} || 'zts a@town ' || n % 500] from ${numbers}`,
  sql`insert into partner_identifier (system, value, partner_id) select 'npi', (1000000000 + n)::text, ${uuid} from ${numbers}`,
  sql`insert into partner_name (partner_id, name, name_key, kind, source) select ${uuid}, 'Other ' || n, 'other ' || n, 'other', 'test' from ${numbers}`,
  sql`insert into partner_location (id, partner_id, place_key, phone, fax, is_primary, source)
      select ${uuid}, ${uuid}, 'place', ${line('03')}, ${line('04')}, true, 'test' from ${numbers}`,
  sql`insert into practice_role (id, person_id, organisation_id, location_id, phone, fax, source)
      select ${uuid}, ${uuid}, ${uuid}, ${uuid}, ${line('05')}, ${line('06')}, 'test' from ${numbers}`,
  sql`insert into delivery_endpoint (id, partner_id, destination, address) select ${uuid}, ${uuid}, 'folder', '+1' || ${line('07')} from ${numbers}`,
  sql`insert into partner_specialty (partner_id, taxonomy, source) select ${uuid}, '207Q00000X', 'test' from ${numbers}`,
  sql`insert into partner_suggestion (partner_id, candidates) select ${uuid}, '[]' from ${numbers}`,
  sql`insert into patient (id, family) select ${uuid}, 'ZZTEST' from ${numbers} where n <= 1000`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view)
      select ${uuid}, ('00000000-0000-7000-8000-' || lpad((n % 1000 + 1)::text, 12, '0'))::uuid, 'explicit', 'closed', true,
        now() - make_interval(mins => n), ${uuid}, 'routine', 1, '{}' from ${numbers}`,
];

const some = Array.from({ length: BATCH }, (_, index) => 1 + index * 37);
const claims = some.map((n): PartyClaim => ({
  kind: 'person',
  identifiers: [{ system: 'npi', value: String(1_000_000_000 + n) }],
  name: { family: `ZZTEST${'abcdefgh'.slice(n % 5)}`, given: 'ANNA' },
  fax: `55502${String(n).padStart(5, '0')}`,
  city: `Town ${n % 500}`,
  state: 'IL',
}));
const keys = claims.flatMap((claim) => claimKeys(claim));
const typing = (text: string) => (tx: Tx) =>
  searchPartnersAsTyped(tx, text, { limit: 8, place: { state: 'IL', zip: '10100' } });

const hot: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['partners by number and line', (tx) => findPartnerCandidates(tx, claims)],
  ['partners by name and place', (tx) => findPartnersByKeys(tx, keys, some.map(idOf))],
  [
    'partners of one claim',
    (tx) => findPartnersByKeys(tx, claimKeys(claims[0] ?? { kind: 'unknown', identifiers: [] }), []),
  ],
  ['two letters', typing('bc')],
  ['a name and a town', typing('bcdzz anna town')],
  ['a misspelt name', typing('annna bcdzztset')],
  ['figures of an NPI', typing('10000012')],
  ['figures of a line', typing('55501001')],
  ['where the practice is', (tx) => searchPartnersAsTyped(tx, 'bcde', { limit: 8 })],
  ['what a chooser shows', (tx) => describePartners(tx, some.slice(0, 60).map(idOf))],
  ['suggestions', (tx) => suggestPartners(tx, [{ id: idOf(7), candidates: [] }])],
  ['offices of people', (tx) => bindOffices(tx, [{ personId: idOf(7), organisationId: idOf(8) }])],
];

test.each(hot)('%s: found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans
      .filter((plan) => !plan.isUnused)
      .flatMap(({ text, tables }) => tables.map((table) => `${table}: ${text.slice(0, 60)}`)),
  ).toEqual([]);
});
