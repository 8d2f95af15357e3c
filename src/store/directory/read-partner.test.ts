import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { newId } from '../../lib/ids.ts';
import { execute, sql } from '../database.ts';
import { listPartners, type PartnerFilter } from './list-partners.ts';
import { loadPartnerPage } from './read-partner.ts';

let database: TestDatabase;
const [group, office, doctor, patient, alias, role, place, contact] = Array.from({ length: 8 }, () =>
  newId(),
);

beforeAll(async () => {
  database = await createTestDatabase();
  const statements = [
    sql`insert into partner (id, kind, name, name_key, stage, city, state, zip, phone) values
      (${group}, 'organisation', 'ZZTEST Group', 'zztest group', 'active', 'Bronx', 'NY', '10451', '2125550100')`,
    sql`insert into partner (id, kind, name, name_key, stage, parent_id, parent_relation, root_id, liaison_email) values
      (${office}, 'organisation', 'ZZTEST Office', 'zztest office', 'target', ${group}, 'branch', ${group}, 'ana@practice.example')`,
    sql`insert into partner (id, kind, name, name_key, stage, root_id) values
      (${doctor}, 'person', 'Robert ZZTESTREF', 'zztestref robert', 'active', ${group})`,
    sql`insert into partner (id, kind, name, name_key, stage, alias_of) values
      (${alias}, 'person', 'Bob ZZTESTREF', 'zztestref bob', 'discovered', ${doctor})`,
    sql`insert into partner_identifier (system, value, partner_id) values ('npi', '1234567893', ${doctor})`,
    sql`insert into partner_location (id, partner_id, place_key, city, is_primary, source) values (${place}, ${office}, 'bronx', 'Bronx', true, 'person')`,
    sql`insert into practice_role (id, person_id, organisation_id, location_id, roles, fax, is_primary, source)
      values (${role}, ${doctor}, ${office}, ${place}, '{physician}', '2125550101', true, 'person')`,
    sql`insert into contact (id, name, name_key, source) values (${contact}, 'Lisa ZZTEST', 'zztest lisa', 'person')`,
    sql`insert into contact_affiliation (id, contact_id, partner_id, roles, source)
      select gen_random_uuid(), ${contact}, id, '{sends referrals,front desk}', 'person' from unnest(${[office, group]}::uuid[]) as n (id)`,
    sql`insert into partner_specialty (partner_id, taxonomy, is_primary, source) values (${doctor}, '207RE0101X', true, 'nppes')`,
    sql`insert into patient (id, family, given) values (${patient}, 'ZZTESTLEE', 'ANNA')`,
    sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view)
      select gen_random_uuid(), ${patient}, 'explicit', n.state, true, now() - make_interval(days => n.days), ${doctor}, 'routine', 1, '{}'
      from (values ('received', 3), ('closed', 200), ('seen', 10)) as n (state, days)`,
  ];
  for (const statement of statements) await execute(database.db, statement);
});
afterAll(() => database.drop());

test('a page shows the tree, the people with their lines, open loops and roll-up counts', async () => {
  const page = await loadPartnerPage(database.db, group ?? '');

  expect(page?.children.map((one) => [one.name, one.relation])).toEqual([['ZZTEST Office', 'branch']]);
  expect(page?.counts).toMatchObject({ own: 0, subtree: 3, subtreeLately: 2 });
  expect(page?.openLoops.map((one) => [one.state, one.ageDays, one.family])).toEqual([
    ['seen', 10, 'ZZTESTLEE'],
    ['received', 3, 'ZZTESTLEE'],
  ]);
  expect(page?.missing).toEqual(['fax']);
  const below = await loadPartnerPage(database.db, office ?? '');
  expect(below?.breadcrumb.map((one) => one.name)).toEqual(['ZZTEST Group']);
  expect(below?.roles).toMatchObject([
    { personName: 'Robert ZZTESTREF', fax: '2125550101', isPrimary: true },
  ]);
  expect(below?.contacts).toMatchObject([
    { name: 'Lisa ZZTEST', roles: ['sends referrals', 'front desk'], alsoAt: [{ name: 'ZZTEST Group' }] },
  ]);
});

test('an entry that was merged away gives its survivor', async () => {
  const page = await loadPartnerPage(database.db, alias ?? '');

  expect(page?.entry.id).toBe(doctor);
  expect(page?.followedFrom).toBe(alias);
  expect(page?.identifiers).toEqual([{ system: 'npi', value: '1234567893' }]);
  expect(page?.missing).toEqual(['phone']);
  expect(await loadPartnerPage(database.db, newId())).toBeUndefined();
});

test('a list is by name, in pages, and every condition holds', async () => {
  const namesOf = async (filter: PartnerFilter) =>
    (await listPartners(database.db, filter, { limit: 10 })).map((one) => one.name);

  expect(await namesOf({})).toEqual(['ZZTEST Group', 'ZZTEST Office', 'Robert ZZTESTREF']);
  expect(await namesOf({ stages: ['target'] })).toEqual(['ZZTEST Office']);
  expect(await namesOf({ owner: 'ana@practice.example' })).toEqual(['ZZTEST Office']);
  expect(await namesOf({ owner: null, kind: 'organisation' })).toEqual(['ZZTEST Group']);
  expect(await namesOf({ specialty: '207R' })).toEqual(['Robert ZZTESTREF']);
  expect(await namesOf({ zip: '104', city: 'bronx', state: 'ny' })).toEqual(['ZZTEST Group']);
  expect(await namesOf({ text: 'Grou' })).toEqual(['ZZTEST Group']);
  const lines = await listPartners(database.db, { isIncomplete: true }, { limit: 10 });
  expect(lines.map((one) => one.missing)).toEqual([['fax'], ['phone', 'fax'], ['phone']]);
  const [first] = lines;
  const rest = await listPartners(database.db, {}, { limit: 10, ...(first ? { after: first } : {}) });
  expect(rest.map((one) => one.name)).toEqual(['ZZTEST Office', 'Robert ZZTESTREF']);
});
