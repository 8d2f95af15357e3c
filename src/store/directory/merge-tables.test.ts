import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { newId } from '../../lib/ids.ts';
import { execute, query, sql } from '../database.ts';
import { transaction } from '../transaction.ts';
import { moveParts } from './merge-parts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Columns that a merge of partners re-points, or leaves for the reason given. A new one has to be thought of here. */
const known: Readonly<Record<string, string>> = {
  'alert.partner_id': 'moved',
  'contact_affiliation.partner_id': 'moved',
  'delivery.partner_id': 'moved',
  'delivery_endpoint.partner_id': 'moved',
  'directory_conflict.partner_id': 'moved',
  'document.partner_id': 'moved',
  'effect.partner_id': 'moved',
  'fact.partner_id': 'moved',
  'hierarchy_proposal.child_id': 'moved',
  'hierarchy_proposal.parent_id': 'moved',
  'note_offer.office_id': 'the survivor’s own word counts, else the other’s',
  'partner.alias_of': 'moved',
  'partner.parent_id': 'moved',
  'partner.root_id': 'computed from parents and roles',
  'partner_change.partner_id': 'history stays where it happened',
  'partner_identifier.partner_id': 'moved',
  'partner_insurance.partner_id': 'moved',
  'partner_location.partner_id': 'moved',
  'partner_name.partner_id': 'moved',
  'partner_outreach.partner_id': 'moved',
  'partner_refold.partner_id': 'asked for the survivor',
  'partner_specialty.partner_id': 'moved',
  'partner_suggestion.partner_id': 'the question is answered',
  'partner_watch.partner_id': 'computed again from the ledger',
  'partner_week.partner_id': 'counted again from the ledger',
  'practice_place_proposal.organisation_id': 'moved',
  'practice_role.organisation_id': 'moved',
  'practice_role.person_id': 'moved',
  'referral.pcp_partner_id': 'moved',
  'referral.referrer_partner_id': 'moved',
  'review.partner_id': 'moved',
  'sender_partner.partner_id': 'counted together',
  'tell_mute.partner_id': 'moved',
  'tell_watch.partner_id': 'moved',
  'volume_alert.partner_id': 'closed when the weeks are judged again',
};

test('a merge of partners has thought of every table that names one', async () => {
  const columns = await query<{ name: string }>(
    database.db,
    sql`select c.conrelid::regclass || '.' || a.attname as name from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
        where c.contype = 'f' and c.confrelid = 'partner'::regclass order by 1`,
  );

  expect(columns.map((one) => one.name).filter((name) => known[name] === undefined)).toEqual([]);
});

test('what both have is kept once, and what pointed at the other points at it', async () => {
  const { db } = database;
  const [from, into, office, place, twin, endpoint, kept, role, other, contact] = Array.from(
    { length: 10 },
    () => newId(),
  );
  const statements = [
    sql`insert into partner (id, kind, name, name_key, stage) select id, 'organisation', 'ZZTEST', 'zztest', 'active' from unnest(${[from, into]}::uuid[]) as n (id)`,
    sql`insert into partner (id, kind, name, name_key, stage) values (${office}, 'person', 'ZZTEST', 'zztest', 'active')`,
    sql`insert into partner_location (id, partner_id, place_key, source) values (${place}, ${from}, 'a', 'nppes'), (${twin}, ${into}, 'a', 'nppes')`,
    sql`insert into delivery_endpoint (id, partner_id, destination, address) values (${endpoint}, ${from}, 'folder', 'north'), (${kept}, ${into}, 'folder', 'north')`,
    sql`insert into practice_role (id, person_id, organisation_id, location_id, preferred_endpoint_id, fax, roles, is_primary, source)
        values (${role}, ${office}, ${from}, ${place}, ${endpoint}, '2125550101', '{physician}', true, 'person')`,
    sql`insert into practice_role (id, person_id, organisation_id, location_id, roles, source) values (${other}, ${office}, ${into}, ${twin}, '{owner}', 'person')`,
    sql`insert into contact (id, name, name_key, source) values (${contact}, 'Lisa', 'lisa', 'person')`,
    sql`insert into contact_affiliation (id, contact_id, partner_id, location_id, source) values (gen_random_uuid(), ${contact}, ${from}, ${place}, 'person')`,
    sql`insert into partner_specialty (partner_id, taxonomy, is_primary, source) values (${from}, '207RE0101X', true, 'nppes'), (${from}, '207R00000X', false, 'nppes'),
        (${into}, '207W00000X', true, 'nppes'), (${into}, '207R00000X', false, 'nppes')`,
    sql`insert into partner_insurance (partner_id, payer, source) values (${from}, 'A', 'person'), (${from}, 'B', 'person'), (${into}, 'A', 'person')`,
    sql`insert into hierarchy_proposal (id, child_id, parent_id, relation) values (gen_random_uuid(), ${from}, ${into}, 'subpart')`,
  ];
  for (const statement of statements) await execute(db, statement);

  const moved = await transaction(db, (tx) => moveParts(tx, { from: from ?? '', into: into ?? '' }));

  expect(moved['retiredLocations']).toEqual([place]);
  expect(moved['retiredEndpoints']).toEqual([endpoint]);
  const roles = await query(
    db,
    sql`select id, location_id, preferred_endpoint_id as preferred, fax, roles, ends_on is null as is_current from practice_role order by id = ${role}`,
  );
  expect(roles).toEqual([
    {
      id: other,
      location_id: twin,
      preferred: kept,
      fax: '2125550101',
      roles: expect.arrayContaining(['owner', 'physician']),
      is_current: true,
    },
    {
      id: role,
      location_id: twin,
      preferred: kept,
      fax: '2125550101',
      roles: ['physician'],
      is_current: false,
    },
  ]);
  expect(await query(db, sql`select partner_id, location_id from contact_affiliation`)).toEqual([
    { partner_id: into, location_id: twin },
  ]);
  const specialties = await query(
    db,
    sql`select taxonomy, is_primary from partner_specialty where partner_id = ${into} order by taxonomy`,
  );
  expect(specialties).toEqual([
    { taxonomy: '207R00000X', is_primary: false },
    { taxonomy: '207RE0101X', is_primary: false },
    { taxonomy: '207W00000X', is_primary: true },
  ]);
  expect(
    await query(db, sql`select payer from partner_insurance where partner_id = ${into} order by payer`),
  ).toEqual([{ payer: 'A' }, { payer: 'B' }]);
  expect(await query(db, sql`select state from hierarchy_proposal`)).toEqual([{ state: 'refused' }]);
});
