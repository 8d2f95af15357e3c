import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { nppesHeaderLine, nppesLine } from '../../../bench/parts/nppes-file.ts';
import { createTestHub, type TestHub } from '../../../test/support/hub.ts';
import { npi } from '../../../test/support/npi.ts';
import { makeZip } from '../../../test/support/zip.ts';
import { writeCsv } from '../../formats/csv/write.ts';
import { execute, query, sql } from '../../store/database.ts';
import type { ImportRun } from '../../store/imports.ts';
import { runImport } from './run-import.ts';
import { enterImport, listNppesParts } from './start-import.ts';

let hub_: TestHub;
let folder: string;
let files = 0;
beforeAll(async () => {
  hub_ = await createTestHub();
  folder = await mkdtemp(join(tmpdir(), 'referloop-annex-'));
});
afterAll(async () => {
  await hub_.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => execute(hub_.hub.db, sql`truncate partner, import_run, import_seen cascade`));

const doctor = npi(1);
const stranger = npi(2);
const main = `${nppesHeaderLine()}${nppesLine({
  NPI: doctor,
  'Entity Type Code': '1',
  'Provider Last Name (Legal Name)': 'ZZTEST',
  'Provider First Name': 'ANNA',
  'Provider First Line Business Practice Location Address': '1 MAIN ST',
  'Provider Business Practice Location Address City Name': 'CHICAGO',
  'Provider Business Practice Location Address State Name': 'IL',
  'Provider Business Practice Location Address Postal Code': '606011234',
  'Last Update Date': '01/05/2026',
})}`;

const secondary = 'Provider Secondary Practice Location Address';
const locations = writeCsv([
  [
    'NPI',
    `${secondary}- Address Line 1`,
    `${secondary}-  Address Line 2`,
    `${secondary} - City Name`,
    `${secondary} - State Name`,
    `${secondary} - Postal Code`,
    `${secondary} - Country Code (If outside U.S.)`,
    `${secondary} - Telephone Number`,
    `${secondary} - Telephone Extension`,
    'Provider Practice Location Address - Fax Number',
  ],
  [doctor, '9 OAK AVE', 'STE 2', 'AURORA', 'IL', '605051234', 'US', '6305550101', '12', '6305550102'],
  [doctor, '1 MAIN ST', '', 'CHICAGO', 'IL', '606011234', 'US', '', '', ''],
  [stranger, '2 OAK AVE', '', 'AURORA', 'IL', '605051234', 'US', '', '', ''],
  ['123', '3 OAK AVE', '', 'AURORA', 'IL', '605051234', 'US', '', '', ''],
]);
const names = writeCsv([
  ['NPI', 'Provider Other Organization Name', 'Provider Other Organization Name Type Code'],
  [doctor, 'ZZTEST EYE CLINIC', '3'],
  [stranger, 'ZZTEST OTHER CLINIC', '5'],
]);
const endpoints = writeCsv([
  ['NPI', 'Endpoint Type', 'Endpoint Type Description', 'Endpoint', 'Endpoint Description', 'Use Code'],
  [doctor, 'DIRECT', 'Direct Messaging Address', 'Anna@Direct.Clinic.example', '', 'HIE'],
  [doctor, 'FHIR', 'FHIR URL', 'https://fhir.clinic.example', '', ''],
  [doctor, 'DIRECT', 'Direct Messaging Address', 'no address', '', ''],
]);

/** One archive as CMS publishes it: each file in it is a run. */
async function importArchive(...parts: readonly (readonly [string, string])[]): Promise<ImportRun[]> {
  const path = join(folder, `nppes_${(files += 1)}.zip`);
  await writeFile(path, makeZip(parts.map(([name, text]) => ({ name, text }))));
  const runs: ImportRun[] = [];
  for (const part of await listNppesParts(path)) {
    const { run } = await enterImport(hub_.hub.db, {
      ...part,
      path,
      options: {},
      state: 'waiting',
      createdBy: 'test',
    });
    runs.push((await runImport(hub_.hub, run.id)) as ImportRun);
  }
  return runs;
}

const whole = [
  ['pl_pfile_20260105.csv', locations],
  ['endpoint_pfile_20260105.csv', endpoints],
  ['npidata_pfile_20260105.csv', main],
  ['npidata_pfile_20260105_fileheader.csv', nppesHeaderLine()],
  ['othername_pfile_20260105.csv', names],
] as const;

test('further places, names and Direct addresses of an archive go to the partners of its main file', async () => {
  const runs = await importArchive(...whole);

  expect(runs.map(({ kind, state, rowsNew, rowsBad }) => ({ kind, state, rowsNew, rowsBad }))).toEqual([
    { kind: 'nppes', state: 'done', rowsNew: 1, rowsBad: 0 },
    { kind: 'nppes_locations', state: 'done', rowsNew: 1, rowsBad: 1 },
    { kind: 'nppes_names', state: 'done', rowsNew: 1, rowsBad: 0 },
    { kind: 'nppes_endpoints', state: 'done', rowsNew: 1, rowsBad: 0 },
  ]);
  expect(
    await query(
      hub_.hub.db,
      sql`select line1, line2, zip, phone, extension, fax, is_primary from partner_location order by line1`,
    ),
  ).toEqual([
    expect.objectContaining({ line1: '1 MAIN ST', is_primary: true }),
    {
      line1: '9 OAK AVE',
      line2: 'STE 2',
      zip: '60505-1234',
      phone: '6305550101',
      extension: '12',
      fax: '6305550102',
      is_primary: false,
    },
  ]);
  expect(await query(hub_.hub.db, sql`select name, kind from partner_name`)).toEqual([
    { name: 'ZZTEST EYE CLINIC', kind: 'dba' },
  ]);
  expect(
    await query(
      hub_.hub.db,
      sql`select destination, address, source, verified_at is null as is_open from delivery_endpoint`,
    ),
  ).toEqual([
    { destination: 'direct', address: 'anna@direct.clinic.example', source: 'nppes', is_open: true },
  ]);
});

test('numbers nobody of the directory has are left out, and taken once they are somebody’s', async () => {
  const [, first] = await importArchive(...whole);
  expect(first).toMatchObject({ kind: 'nppes_locations', rowsFiltered: 1 });

  await execute(
    hub_.hub.db,
    sql`with added as (insert into partner (id, kind, name, stage, name_key) values (gen_random_uuid(), 'person', 'ZZTEST BERT', 'unknown', 'zztest bert') returning id)
        insert into partner_identifier (system, value, partner_id) select 'npi', ${stranger}, id from added`,
  );
  const again = await importArchive(...whole);

  expect(again.map(({ rowsNew }) => rowsNew)).toEqual([0, 1, 1, 0]);
  expect(again[1]).toMatchObject({ rowsSame: 2, rowsFiltered: 0 });
});
