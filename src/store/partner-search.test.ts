import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { npi } from '../../test/support/npi.ts';
import type { PartyClaim } from '../domain/fact.ts';
import { newId } from '../lib/ids.ts';
import { execute, sql } from './database.ts';
import { searchPartnersAsTyped, type PartnerSearch } from './partner-search.ts';
import { insertPartnerIdentifiers, insertPartners, type PartnerStage } from './partners.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  for (const [index, [stage, claim]] of entries.entries()) await enter(index, stage, claim);
  await execute(
    database.db,
    sql`insert into practice_role (id, person_id, organisation_id, is_primary, source)
        select ${newId()}, p.id, o.id, true, 'test' from partner p, partner o
        where p.family = 'Zztestoakes' and p.given = 'Olive' and o.name = 'Zztesthaven Eye Center'`,
  );
});
afterAll(() => database.drop());

const person = (
  family: string,
  given: string,
  city: string,
  state: string,
  more: Partial<PartyClaim> = {},
): PartyClaim => ({
  kind: 'person',
  identifiers: [],
  name: { family, given, credential: 'MD' },
  city,
  state,
  zip: zips[state] ?? '99901',
  ...more,
});
const zips: Readonly<Record<string, string>> = { IL: '60301', TX: '77001' };

const entries: readonly (readonly [PartnerStage, PartyClaim])[] = [
  ['unknown', person('Zztestsmith', 'John', 'Houston', 'TX')],
  ['unknown', person('Zztestsmith', 'John', 'Oak Park', 'IL', { fax: '7085550142' })],
  ['unknown', person('Zztestsmithson', 'John', 'Oak Park', 'IL')],
  ['active', person('Zztestsmith', 'Joan', 'Houston', 'TX')],
  ['unknown', person('Zztestoakes', 'Olive', 'Houston', 'TX')],
  [
    'unknown',
    {
      kind: 'organisation',
      identifiers: [],
      organisation: 'Zztesthaven Eye Center',
      city: 'Houston',
      state: 'TX',
    },
  ],
];

async function enter(index: number, stage: PartnerStage, claim: PartyClaim): Promise<void> {
  const id = newId();
  await transaction(database.db, async (tx) => {
    await insertPartners(tx, [{ id, claim, stage }]);
    await insertPartnerIdentifiers(tx, [{ system: 'npi', value: npi(index), partnerId: id }]);
  });
}

const typed = async (text: string, search: Partial<PartnerSearch> = {}) =>
  (
    await searchPartnersAsTyped(database.db, text, {
      limit: 8,
      place: { state: 'IL', zip: '60302' },
      ...search,
    })
  ).map((one) => `${one.name} · ${one.city}`);

test('those the practice deals with come first, then those near it, then the rest', async () => {
  expect(await typed('zztestsmith jo')).toEqual([
    'Joan Zztestsmith, MD · Houston',
    'John Zztestsmith, MD · Oak Park',
    'John Zztestsmithson, MD · Oak Park',
    'John Zztestsmith, MD · Houston',
  ]);
});

test.each([
  'john zztestsmith oak',
  'oak park zztestsmith john il',
  'zztestsmith, john oak',
  'illinois john zztestsmith',
  'jo zztestsm oak pa',
])('"%s" has words in any order, each a beginning', async (text) => {
  expect((await typed(text))[0]).toBe('John Zztestsmith, MD · Oak Park');
});

test.each([
  'jhon zztestsmith houston',
  'john zztestsmiht houston',
  'john zztestsrnith houston',
  'jonh zztestsmth houston',
])('"%s" is misspelt and found', async (text) => {
  expect(await typed(text)).toContain('John Zztestsmith, MD · Houston');
});

test('figures are an NPI or a line, from their beginning', async () => {
  expect(await typed(npi(1))).toEqual(['John Zztestsmith, MD · Oak Park']);
  expect(await typed(npi(1).slice(0, 9))).toContain('John Zztestsmith, MD · Oak Park');
  expect(await typed('(708) 555-01')).toEqual(['John Zztestsmith, MD · Oak Park']);
  expect(await typed('+1 708 555 0142')).toEqual(['John Zztestsmith, MD · Oak Park']);
});

test('a doctor is found by the practice', async () => {
  const [found] = await searchPartnersAsTyped(database.db, 'olive zztesthaven', { limit: 3 });

  expect(found).toMatchObject({
    name: 'Olive Zztestoakes, MD',
    organisation: 'Zztesthaven Eye Center',
    npi: npi(4),
  });
});

test('another name is found when it is entered, and no more when it is taken away', async () => {
  await execute(
    database.db,
    sql`insert into partner_name (partner_id, name, name_key, kind, source)
        select id, 'Zztestoldname Optical', 'zztestoldname optical', 'former', 'test' from partner where kind = 'organisation'`,
  );
  expect(await typed('zztestoldname')).toEqual(['Zztesthaven Eye Center · Houston']);

  await execute(database.db, sql`delete from partner_name`);
  expect(await typed('zztestoldname')).toEqual([]);
});

test('stages, merged partners and nonsense', async () => {
  expect(await typed('zztestsmith', { stages: ['active'] })).toEqual(['Joan Zztestsmith, MD · Houston']);
  await execute(
    database.db,
    sql`update partner set alias_of = (select id from partner where name like 'John Zztestsmith,%' and city = 'Houston') where given = 'Olive'`,
  );
  expect(await typed('olive zztestoakes')).toEqual([]);
  expect(await typed(npi(4))).toEqual(['John Zztestsmith, MD · Houston']);
  expect(await typed("'&|!:* \\")).toEqual([]);
  expect(await typed('')).toEqual([]);
});
