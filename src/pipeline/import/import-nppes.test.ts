import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inventProvider, nppesHeaderLine, nppesLine, providerLine } from '../../../bench/parts/nppes-file.ts';
import { createTestHub, type TestHub } from '../../../test/support/hub.ts';
import { npi } from '../../../test/support/npi.ts';
import { execute, query, sql } from '../../store/database.ts';
import { listOpenProposals } from '../../store/hierarchy-proposals.ts';
import type { ImportOptions, ImportRun } from '../../store/imports.ts';
import { decideHierarchy } from './decide-hierarchy.ts';
import { runImport, type RunOptions } from './run-import.ts';
import { enterImport } from './start-import.ts';

let test_: TestHub;
let folder: string;
let files = 0;
beforeAll(async () => {
  test_ = await createTestHub();
  folder = await mkdtemp(join(tmpdir(), 'referloop-import-'));
});
afterAll(() => test_.close());
beforeEach(() =>
  execute(
    test_.hub.db,
    sql`truncate partner, import_run, import_seen, nppes_organisation, npi_replacement, partner_volume cascade`,
  ),
);

async function fileOf(...lines: readonly string[]): Promise<string> {
  const path = join(folder, `npidata_${(files += 1)}.csv`);
  await writeFile(path, nppesHeaderLine() + lines.join(''));
  return path;
}

async function importPath(
  path: string,
  options: ImportOptions = {},
  how: RunOptions = {},
): Promise<ImportRun> {
  const { run } = await enterImport(test_.hub.db, {
    kind: 'nppes',
    path,
    options,
    state: 'waiting',
    createdBy: 'test',
  });
  return (await runImport(test_.hub, run.id, how)) as ImportRun;
}

const person = (number: number, change: Record<string, string> = {}): string =>
  nppesLine({
    NPI: npi(number),
    'Entity Type Code': '1',
    'Provider Last Name (Legal Name)': 'ZZTEST',
    'Provider First Name': 'ANNA',
    'Provider First Line Business Practice Location Address': '1 MAIN ST',
    'Provider Business Practice Location Address City Name': 'CHICAGO',
    'Provider Business Practice Location Address State Name': 'IL',
    'Provider Business Practice Location Address Postal Code': '606011234',
    'Provider Business Practice Location Address Telephone Number': '3125550101',
    'Healthcare Provider Taxonomy Code_1': '207Q00000X',
    'Healthcare Provider Primary Taxonomy Switch_1': 'N',
    'Healthcare Provider Taxonomy Code_2': '152W00000X',
    'Healthcare Provider Primary Taxonomy Switch_2': 'Y',
    'Last Update Date': '01/05/2026',
    ...change,
  });

const office = (number: number, change: Record<string, string> = {}): string =>
  nppesLine({
    NPI: npi(number),
    'Entity Type Code': '2',
    'Provider Organization Name (Legal Business Name)': 'ZZTEST HEALTH, INC.',
    'Provider Business Practice Location Address City Name': 'CHICAGO',
    'Provider Business Practice Location Address State Name': 'IL',
    'Provider Business Practice Location Address Postal Code': '60601',
    'Is Organization Subpart': 'N',
    'Last Update Date': '01/05/2026',
    ...change,
  });

const partners = () =>
  query<Record<string, unknown>>(
    test_.hub.db,
    sql`select p.*, (select array_agg(value order by value) from partner_identifier where partner_id = p.id) as npis from partner p where alias_of is null order by name, zip`,
  );

test('a person of the file is a partner; the primary switch says the specialty', async () => {
  const ended = await importPath(await fileOf(person(1)));

  expect(ended).toMatchObject({ state: 'done', rowsRead: 1, rowsNew: 1, bytesDone: ended.bytesTotal });
  expect(await partners()).toMatchObject([
    {
      kind: 'person',
      family: 'ZZTEST',
      zip: '60601-1234',
      phone: '3125550101',
      npis: [npi(1)],
      source: 'nppes',
    },
  ]);
  expect(await query(test_.hub.db, sql`select taxonomy from partner_specialty where is_primary`)).toEqual([
    { taxonomy: '152W00000X' },
  ]);
});

test('the same file again changes nothing', async () => {
  const path = await fileOf(
    ...Array.from({ length: 60 }, (_, n) => providerLine(inventProvider(n), '01/05/2026')),
  );
  await importPath(path);
  const before = await partners();

  const again = await importPath(path);

  expect(again).toMatchObject({ state: 'done', rowsNew: 0, rowsChanged: 0 });
  expect(again.rowsSame).toBe(before.length);
  expect(await partners()).toEqual(before);
});

test('filters take specialty and place; whom the directory has is kept up to date wherever they moved', async () => {
  const options = { states: ['IL'], specialties: ['eye'] };
  const indiana = {
    'Provider Business Practice Location Address State Name': 'IN',
    'Last Update Date': '02/05/2026',
  };
  await importPath(await fileOf(person(1), person(2, indiana)), options);
  expect(await partners()).toMatchObject([{ npis: [npi(1)] }]);

  const moved = await importPath(await fileOf(person(1, indiana), person(2, indiana)), options);

  expect(moved).toMatchObject({ rowsChanged: 1, rowsFiltered: 1 });
  expect(await partners()).toMatchObject([{ npis: [npi(1)], state: 'IN' }]);
});

test('a deactivated number stops outreach and deletes nobody; reactivated it goes on', async () => {
  await importPath(await fileOf(person(1)));
  const ended = await importPath(
    await fileOf(
      nppesLine({ NPI: npi(1), 'NPI Deactivation Date': '03/01/2026' }),
      nppesLine({ NPI: npi(9) }),
    ),
  );

  expect(ended).toMatchObject({ rowsChanged: 1, rowsFiltered: 1 });
  expect(await partners()).toMatchObject([
    { deactivated_on: '2026-03-01', outreach_stopped_because: 'npi_deactivated', family: 'ZZTEST' },
  ]);

  await importPath(
    await fileOf(person(1, { 'NPI Reactivation Date': '04/01/2026', 'Last Update Date': '04/01/2026' })),
  );
  expect(await partners()).toMatchObject([{ deactivated_on: null, outreach_stopped_at: null }]);
});

test('a replaced number and the new one are one partner, whichever of them was there', async () => {
  await importPath(await fileOf(person(1), person(3, { 'Provider First Name': 'BERTA' })));
  await importPath(
    await fileOf(
      nppesLine({ NPI: npi(1), 'Replacement NPI': npi(2), 'NPI Deactivation Date': '03/01/2026' }),
      person(2, { 'Last Update Date': '03/02/2026' }),
    ),
  );

  const all = await partners();
  expect(all).toHaveLength(2);
  expect(all[0]).toMatchObject({ given: 'ANNA', npis: [npi(1), npi(2)].toSorted() });
});

test('a bad row does not fail the file, and is listed with what to do', async () => {
  const ended = await importPath(
    await fileOf(person(1), '"1234567890","1"\n', person(2, { NPI: '1.23457E+09' }), person(3)),
  );

  expect(ended).toMatchObject({ state: 'done', rowsNew: 2, rowsBad: 2 });
  expect(
    await query(
      test_.hub.db,
      sql`select row_nr, column_name from import_problem where run_id = ${ended.id} order by row_nr`,
    ),
  ).toEqual([
    { row_nr: 3, column_name: null },
    { row_nr: 4, column_name: 'NPI' },
  ]);
});

test('headers may drift', async () => {
  const path = join(folder, 'drift.csv');
  const header = nppesHeaderLine().replace('Provider Sex Code', 'provider  GENDER code');
  await writeFile(path, header + person(1, { 'Provider Sex Code': 'F' }));

  await importPath(path);

  expect(await partners()).toMatchObject([{ gender: 'F' }]);
});

test('the wrong file is refused at once, with what was seen and what is wanted', async () => {
  const path = join(folder, 'other.csv');
  await writeFile(path, 'Agent,Last Contact\nA,1/2/2026\n');
  await expect(importPath(path)).rejects.toThrow(/npidata_pfile.*2 columns/);
  await writeFile(path, Buffer.from('PK\u0003\u0004rest'));
  await expect(importPath(path)).rejects.toThrow(/ZIP archive/);
  await expect(importPath(await fileOf(person(1)), { specialties: ['podiatri'] })).rejects.toThrow(
    /podiatri/,
  );
});

test('a run that ends anywhere goes on behind its last batch and ends as if it never had', async () => {
  const lines = Array.from({ length: 30 }, (_, n) => providerLine(inventProvider(n), '01/05/2026'));
  await importPath(await fileOf(...lines));
  const whole = (await partners()).map(({ npis, name, phone, zip }) => ({ npis, name, phone, zip }));

  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 7 }),
      async (batches, batchRows) => {
        await execute(
          test_.hub.db,
          sql`truncate partner, import_run, import_seen, nppes_organisation, npi_replacement cascade`,
        );
        const path = await fileOf(...lines);
        let left = batches;
        const stop = new AbortController();
        const cut = await importPath(
          path,
          {},
          { batchRows, signal: stop.signal, onBatch: () => void ((left -= 1) <= 0 && stop.abort()) },
        );
        const ended = cut.state === 'stopped' ? await importPath(path, {}, { batchRows }) : cut;

        expect(ended).toMatchObject({ id: cut.id, state: 'done', rowsRead: 30 });
        expect((await partners()).map(({ npis, name, phone, zip }) => ({ npis, name, phone, zip }))).toEqual(
          whole,
        );
      },
    ),
    { numRuns: 12 },
  );
}, 60_000);

test('a batch that fails leaves nothing of itself, and the run says how far it got', async () => {
  const path = await fileOf(person(1), person(2), person(3));
  const ended = await importPath(
    path,
    {},
    {
      batchRows: 1,
      onBatch: (bytes) => {
        if (bytes > 8_000) throw new Error('the process ends here');
      },
    },
  ).catch(() => undefined);
  expect(ended).toBeUndefined();

  const again = await importPath(path, {}, { batchRows: 1 });

  expect(again).toMatchObject({ state: 'done', rowsRead: 3 });
  expect(await partners()).toHaveLength(3);
});

test('a subpart finds the one organisation of its parent’s name; several are candidates; decisions are remembered', async () => {
  const subpart = {
    'Is Organization Subpart': 'Y',
    'Parent Organization LBN': 'Zztest Health Inc',
    'Provider Organization Name (Legal Business Name)': 'ZZTEST NORTH',
  };
  const path = await fileOf(office(1), office(2, subpart));
  await importPath(path);
  const [proposal] = await listOpenProposals(test_.hub.db, 10);
  expect(proposal).toMatchObject({
    childName: 'ZZTEST NORTH',
    parentName: 'ZZTEST HEALTH, INC.',
    relation: 'subpart',
  });

  expect(
    await decideHierarchy(test_.hub, proposal?.id ?? '', false, { person: 'ana@practice.example' }),
  ).toEqual({ outcome: 'decided' });
  await importPath(await fileOf(office(1), office(2, { ...subpart, 'Last Update Date': '02/02/2026' })));
  expect(await listOpenProposals(test_.hub.db, 10)).toEqual([]);

  await importPath(await fileOf(office(3, { 'Last Update Date': '02/03/2026' }), office(4, subpart)));
  const candidates = await listOpenProposals(test_.hub.db, 10);
  const ofFourth = candidates.filter((one) => one.childId !== proposal?.childId);
  expect(ofFourth[0]?.reasons).toContain('one of 2 organisations of this name');
  expect(ofFourth).toHaveLength(2);

  await decideHierarchy(test_.hub, ofFourth[0]?.id ?? '', true, { person: 'ana@practice.example' });
  expect(
    await query(test_.hub.db, sql`select parent_id, root_id from partner where id = ${ofFourth[0]?.childId}`),
  ).toEqual([{ parent_id: ofFourth[0]?.parentId, root_id: ofFourth[0]?.parentId }]);
  expect(
    (await listOpenProposals(test_.hub.db, 10)).filter((one) => one.childId === ofFourth[0]?.childId),
  ).toEqual([]);
});
