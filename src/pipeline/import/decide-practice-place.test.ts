import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { nppesHeaderLine, nppesLine } from '../../../bench/parts/nppes-file.ts';
import { createTestHub, type TestHub } from '../../../test/support/hub.ts';
import { npi } from '../../../test/support/npi.ts';
import { execute, query, sql } from '../../store/database.ts';
import { listPracticePlaces, proposePracticePlaces } from '../../store/practice-places.ts';
import { decidePracticePlace } from './decide-practice-place.ts';
import { runImport } from './run-import.ts';
import { enterImport } from './start-import.ts';

let hub_: TestHub;
let folder: string;
let files = 0;
beforeAll(async () => {
  hub_ = await createTestHub();
  folder = await mkdtemp(join(tmpdir(), 'referloop-places-'));
});
afterAll(async () => {
  await hub_.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() =>
  execute(hub_.hub.db, sql`truncate partner, import_run, import_seen, nppes_organisation cascade`),
);

const by = { person: 'ana@practice.example' };
const address = 'Provider Business Practice Location Address';
const row = (number: number, change: Record<string, string> = {}): string =>
  nppesLine({
    NPI: npi(number),
    'Entity Type Code': '1',
    'Provider Last Name (Legal Name)': `ZZTEST${'ABCDEFGH'.charAt(number)}`,
    'Provider First Name': 'ANNA',
    'Provider First Line Business Practice Location Address': '1 MAIN ST',
    [`${address} City Name`]: 'CHICAGO',
    [`${address} State Name`]: 'IL',
    [`${address} Postal Code`]: '606011234',
    [`${address} Telephone Number`]: '3125550101',
    'Last Update Date': '01/05/2026',
    ...change,
  });
const office = (number: number, change: Record<string, string> = {}): string =>
  row(number, {
    'Entity Type Code': '2',
    'Provider Organization Name (Legal Business Name)': `ZZTEST CLINIC ${number}`,
    'Provider Last Name (Legal Name)': '',
    'Provider First Name': '',
    ...change,
  });

async function importRows(...lines: readonly string[]): Promise<void> {
  const path = join(folder, `npidata_${(files += 1)}.csv`);
  await writeFile(path, nppesHeaderLine() + lines.join(''));
  const { run } = await enterImport(hub_.hub.db, {
    kind: 'nppes',
    path,
    options: {},
    state: 'waiting',
    createdBy: 'test',
  });
  expect(await runImport(hub_.hub, run.id)).toMatchObject({ state: 'done' });
}

const open = () => listPracticePlaces(hub_.hub.db, 10);
const roots = () =>
  query<{ readonly name: string; readonly root: string | null }>(
    hub_.hub.db,
    sql`select p.name, o.name as root from partner p left join partner o on o.id = p.root_id where p.kind = 'person' order by p.name_key`,
  );

test('three people at one address and telephone are proposed to the organisation there; accepting binds them', async () => {
  await importRows(
    row(1),
    row(2),
    row(3),
    row(4, { [`${address} Telephone Number`]: '3125550199' }),
    office(5),
  );

  const [proposal, ...others] = await open();
  expect(others).toEqual([]);
  expect(proposal).toMatchObject({
    organisationName: 'ZZTEST CLINIC 5',
    line1: '1 MAIN ST',
    people: [{ name: 'ANNA ZZTESTB' }, { name: 'ANNA ZZTESTC' }, { name: 'ANNA ZZTESTD' }],
  });

  const decided = await decidePracticePlace(hub_.hub, proposal?.id ?? '', { isAccepted: true }, by);

  expect(decided).toEqual({ outcome: 'accepted', organisationId: proposal?.organisationId, people: 3 });
  expect(await roots()).toEqual([
    { name: 'ANNA ZZTESTB', root: 'ZZTEST CLINIC 5' },
    { name: 'ANNA ZZTESTC', root: 'ZZTEST CLINIC 5' },
    { name: 'ANNA ZZTESTD', root: 'ZZTEST CLINIC 5' },
    { name: 'ANNA ZZTESTE', root: null },
  ]);
  expect(
    await query(
      hub_.hub.db,
      sql`select r.is_primary, l.line1 from practice_role r join partner_location l on l.id = r.location_id and l.partner_id = r.organisation_id`,
    ),
  ).toEqual(Array.from({ length: 3 }, () => ({ is_primary: true, line1: '1 MAIN ST' })));
  expect(await open()).toEqual([]);
  expect(await decidePracticePlace(hub_.hub, proposal?.id ?? '', { isAccepted: false }, by)).toEqual({
    outcome: 'not_found',
  });
});

test('without an organisation a new one is entered, under the name a person says', async () => {
  await importRows(row(1), row(2), row(3));
  const [proposal] = await open();
  expect(proposal).toMatchObject({ organisationId: null, organisationName: null });

  const decision = { isAccepted: true, name: 'ZZTEST MAIN STREET DOCTORS' };
  const decided = await decidePracticePlace(hub_.hub, proposal?.id ?? '', decision, by);

  expect(decided).toMatchObject({ outcome: 'accepted', people: 3 });
  expect((await roots()).map((one) => one.root)).toEqual(Array.from({ length: 3 }, () => decision.name));
  expect(
    await query(
      hub_.hub.db,
      sql`select p.phone, p.city, l.place_key from partner p join partner_location l on l.partner_id = p.id where p.kind = 'organisation'`,
    ),
  ).toEqual([{ phone: '3125550101', city: 'CHICAGO', place_key: '1 main st|chicago|60601' }]);
});

test('what was refused is not asked again; two people are no practice, nor are deactivated numbers', async () => {
  await importRows(row(1), row(2));
  expect(await open()).toEqual([]);
  await importRows(row(3));
  const [proposal] = await open();

  expect(await decidePracticePlace(hub_.hub, proposal?.id ?? '', { isAccepted: false }, by)).toEqual({
    outcome: 'refused',
  });
  await importRows(row(4));
  expect(await open()).toEqual([]);
  expect(await roots()).toEqual(expect.arrayContaining([{ name: 'ANNA ZZTESTB', root: null }]));

  await execute(hub_.hub.db, sql`delete from practice_place_proposal`);
  await execute(
    hub_.hub.db,
    sql`update partner set deactivated_on = '2026-01-01' where name_key <> 'zztestb anna' and name_key <> 'zztestc anna'`,
  );
  expect(await proposePracticePlaces(hub_.hub.db)).toBe(0);
});
