import { beforeEach, expect, test } from 'vitest';
import { siu } from '../../test/support/hl7.ts';
import { createTestHub, type TestHub } from '../../test/support/hub.ts';
import { execute, query, sql } from '../store/database.ts';
import { fillPatientKeys } from './fill-patient-keys.ts';

let hub: TestHub;

beforeEach(async () => {
  hub = await createTestHub();
  return () => hub.close();
});

const found = () =>
  query<{ keys: string[]; names: string; former: unknown }>(
    hub.hub.db,
    sql`select match_keys as keys, search_names as names, former from patient where alias_of is null`,
  );

test('keys that are missing are made from the ledger, former names and phones included', async () => {
  await hub.feed(siu('S12', { at: '20261101090000-0500' }));
  await hub.feed(
    siu('S14', { family: 'ZZTESTNEW', phone: '555-0102', at: '20261102090000-0500' }),
    siu('S14', { family: 'ZZTESTNEW', phone: '555-0103', at: '20261103090000-0500' }),
  );
  const before = await found();
  expect(before).toMatchObject([
    {
      names: 'zztestnew anna | zztestlee anna',
      former: { names: [{ family: 'ZZTESTLEE', given: 'ANNA' }], phones: ['5550102', '5550101'] },
    },
  ]);
  expect(before[0]?.keys).toEqual(expect.arrayContaining(['p:5550101', 'p:5550102', 'p:5550103']));
  await execute(
    hub.hub.db,
    sql`update patient set match_keys = '{}', keys_version = 0, former = null, search_names = ''`,
  );

  expect(await fillPatientKeys(hub.hub.db)).toBe(1);

  expect(await found()).toEqual(before);
  expect(await fillPatientKeys(hub.hub.db)).toBe(0);
});

test('a patient of another system is found by a former phone and a short form of the name', async () => {
  await hub.feed(siu('S12', { given: 'ROBERT', phone: '555-0101', at: '20261101090000-0500' }));
  await hub.feed(siu('S14', { given: 'ROBERT', phone: '555-0102', at: '20261102090000-0500' }));
  const elsewhere = siu('S12', { mrn: 'TEST-9', given: 'BOB', appointment: 'F9', visit: 'V9' })
    .replace('CLINIC^MR', 'PLATFORM^PI')
    .replace('1 Main St', '9 Elm Ave');
  await hub.feed(elsewhere);

  expect(await found()).toHaveLength(1);
  expect(await query(hub.hub.db, sql`select value from patient_identifier order by value`)).toEqual([
    { value: 'TEST-1' },
    { value: 'TEST-9' },
  ]);
});
