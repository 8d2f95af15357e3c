import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestHub, type TestHub } from '../../../test/support/hub.ts';
import { npi } from '../../../test/support/npi.ts';
import { writeCsv } from '../../formats/csv/write.ts';
import { execute, query, sql } from '../../store/database.ts';
import type { DirectoryKind, ImportOptions, ImportRun } from '../../store/imports.ts';
import { listVolumes } from '../../store/partner-volume.ts';
import { exportOutreach } from './export-outreach.ts';
import { reportProblems } from './problem-report.ts';
import { runImport } from './run-import.ts';
import { outreachColumns } from './sheet-fields.ts';
import { enterImport } from './start-import.ts';

let hub_: TestHub;
let folder: string;
let files = 0;
beforeAll(async () => {
  hub_ = await createTestHub();
  folder = await mkdtemp(join(tmpdir(), 'referloop-sheet-'));
});
afterAll(() => hub_.close());
beforeEach(() =>
  execute(hub_.hub.db, sql`truncate partner, import_run, import_seen, partner_volume cascade`),
);

async function importText(
  kind: DirectoryKind,
  text: string | Buffer,
  options: ImportOptions = {},
  name = `sheet_${(files += 1)}.csv`,
): Promise<ImportRun> {
  const path = join(folder, name);
  await writeFile(path, text);
  const { run } = await enterImport(hub_.hub.db, {
    kind,
    path,
    options,
    state: 'waiting',
    createdBy: 'test',
  });
  return (await runImport(hub_.hub, run.id, { batchRows: 7 })) as ImportRun;
}

async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

const partners = () =>
  query<Record<string, unknown>>(
    hub_.hub.db,
    sql`select * from partner where alias_of is null order by name_key, id`,
  );
const header = outreachColumns.map(([, label]) => label);
const example = [
  'ANA',
  '11/12/2019',
  'CONNECTED',
  'Spoke to Lisa. She is the one that sends referrals, "always"',
  'Reminder on 1/12/2020 – call back',
  'CARLOS',
  'ZZTEST',
  'M',
  'Primary Care Provider (PCP)',
  '7185550140',
  '718-555-0178',
  '14242 41st Ave',
  '',
  'Flushing',
  'NY',
  '11355',
];

test('the sheet of sixteen columns fills partner, place and outreach, and comes out as it went in', async () => {
  const text = writeCsv([header, example]);

  const ended = await importText('outreach', text);

  expect(ended).toMatchObject({ state: 'done', rowsNew: 1, rowsBad: 0 });
  expect(await partners()).toMatchObject([
    {
      given: 'CARLOS',
      family: 'ZZTEST',
      gender: 'M',
      phone: '7185550140',
      fax: '7185550178',
      stage: 'contacted',
      zip: '11355',
    },
  ]);
  expect(
    await query(hub_.hub.db, sql`select agent, last_contact, outcome, next_on from partner_outreach`),
  ).toEqual([{ agent: 'ANA', last_contact: '2019-11-12', outcome: 'CONNECTED', next_on: '2020-01-12' }]);
  expect(await collect(exportOutreach(hub_.hub.db))).toBe(text);
});

test('the same sheet again changes nothing', async () => {
  const text = writeCsv([header, example, example.with(6, 'ZZTESTB')]);
  await importText('outreach', text);

  const again = await importText('outreach', text);

  expect(again).toMatchObject({ rowsNew: 0, rowsChanged: 0, rowsSame: 2 });
  expect(await collect(exportOutreach(hub_.hub.db))).toBe(text);
});

test('what was changed in the directory comes out as it is now', async () => {
  await importText('outreach', writeCsv([header, example]));
  await execute(hub_.hub.db, sql`update partner_location set fax = '7185550199'`);
  await execute(hub_.hub.db, sql`update partner_outreach set last_contact = '2026-02-03'`);

  expect(await collect(exportOutreach(hub_.hub.db))).toBe(
    writeCsv([header, example.with(10, '7185550199').with(1, '2/3/2026')]),
  );
});

test('what a spreadsheet would run comes out as text, and goes in again as it was', async () => {
  const text = writeCsv([header, example.with(4, '=cmd()')]);
  await importText('outreach', text);

  const exported = await collect(exportOutreach(hub_.hub.db));
  expect(exported).toBe(writeCsv([header, example.with(4, "'=cmd()")]));

  await importText('outreach', exported);
  expect(await collect(exportOutreach(hub_.hub.db))).toBe(exported);
});

test('a cell no index holds is named, and the other rows are taken', async () => {
  const text = writeCsv([header, example.with(6, 'Z'.repeat(3_000)), example]);

  const ended = await importText('outreach', text);

  expect(ended).toMatchObject({ state: 'done', rowsNew: 1, rowsBad: 1 });
  expect(await collect(reportProblems(hub_.hub.db, ended.id))).toContain('The cell has 3000 characters');
});

const word = fc.stringMatching(/^[A-Za-z][A-Za-z ,"'é\n-]{0,11}[A-Za-z]$/);
const maybe = (cell: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), cell);
const line = fc.integer({ min: 0, max: 99 }).map((n) => `(718) 555-01${String(n).padStart(2, '0')}`);
const rowOf = fc.tuple(
  maybe(word),
  maybe(fc.constantFrom('11/12/2019', '2026-01-05', '43781', 'last week')),
  maybe(word),
  maybe(word),
  maybe(word),
  maybe(word),
  word,
  maybe(fc.constantFrom('M', 'F', 'Female')),
  maybe(word),
  maybe(line),
  maybe(line),
  maybe(word),
  maybe(word),
  maybe(word),
  maybe(fc.constantFrom('NY', 'New York', 'il')),
  fc.constantFrom('11355', '60601-1234', ''),
  maybe(word),
);

test('any sheet comes out as it went in, with the columns that are nobody’s', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rowOf, { minLength: 1, maxLength: 15 }), async (rows) => {
      await execute(hub_.hub.db, sql`truncate partner, import_run, import_seen cascade`);
      // One partner a row: two rows of one partner share what the directory holds.
      const table = rows.map((row, index) => row.with(6, `${row[6]} ${String.fromCharCode(65 + index)}`));
      const text = writeCsv([[...header, 'Favourite cake'], ...table]);

      const ended = await importText('outreach', text);

      expect(ended.rowsNew).toBe(rows.length);
      expect(await collect(exportOutreach(hub_.hub.db))).toBe(text);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('semicolons, a byte order mark, Windows-1252, quoted line breaks and lost zeros are read', async () => {
  const text =
    '\u00ef\u00bb\u00bfLast Name;First Name;Phone;Zip;State;Remarks\r\nZZTEST\u00e9;ANA;1-617-555-0123 ext. 7;2134;MA;"one\r\ntwo"\r\n';

  const ended = await importText('outreach', Buffer.from(text, 'latin1'));

  expect(ended).toMatchObject({ state: 'done', rowsNew: 1, rowsBad: 0 });
  expect(await partners()).toMatchObject([{ family: 'ZZTESTé', phone: '6175550123', zip: '02134' }]);
  expect(await query(hub_.hub.db, sql`select extension from partner_location`)).toEqual([{ extension: '7' }]);
});

test('each bad cell is in the report with row, column and what to do; the rest is taken', async () => {
  const text = writeCsv([
    ['NPI', 'Last Name', 'First Name', 'Phone', 'Zip Code', 'State'],
    [npi(1), 'ZZTEST', 'ANA', '555', '60601', 'IL'],
    ['1.23457E+09', 'ZZTEST', 'BEA', '', '', ''],
    ['', '', 'CLEO', '', '', ''],
    [npi(4), 'ZZTEST', 'DORA', '3125550101', '2134', 'IL'],
  ]);

  const ended = await importText('payer', text, { payer: 'Example Health', statedOn: '2026-01-01' });

  expect(ended).toMatchObject({ state: 'done', rowsNew: 2, rowsBad: 2 });
  const report = await collect(reportProblems(hub_.hub.db, ended.id));
  expect(report.split('\r\n').map((one) => one.split(',').slice(0, 2).join(','))).toEqual([
    'Row,Column',
    '2,Phone',
    '3,NPI',
    '4,',
    '5,Zip Code',
    '',
  ]);
});

test('rows mean partners that are there: by NPI, by line and name, by name and ZIP; not by name alone', async () => {
  const head = ['NPI', 'Last Name', 'First Name', 'Fax', 'Zip', 'Plan'];
  const payer = { payer: 'Example Health', statedOn: '2026-01-01' };
  await importText('payer', writeCsv([head, [npi(1), 'ZZTEST', 'ANA', '3125550101', '60601', '']]), payer);

  const rows = [
    [npi(1), 'ZZTEST', 'ANA', '', '', 'Gold'],
    ['', 'Zztest', 'Ana', '312-555-0101', '', 'Silver'],
    ['', 'ZZTEST', 'ANA', '', '60601-0001', 'Bronze'],
    ['', 'ZZTEST', 'ANA', '', '46401', 'Tin'],
    [npi(2), 'ZZTEST', 'ANA', '3125550101', '60601', 'Lead'],
  ];
  const ended = await importText('payer', writeCsv([head, ...rows]), { ...payer, statedOn: '2026-02-01' });

  expect(ended).toMatchObject({ rowsNew: 2, rowsChanged: 3 });
  expect(await partners()).toHaveLength(3);
  expect(
    await query(
      hub_.hub.db,
      sql`select plan from partner_insurance n join partner_identifier i using (partner_id) where i.value = ${npi(1)} order by plan`,
    ),
  ).toEqual(['', 'Bronze', 'Gold', 'Silver'].map((plan) => ({ plan })));
});

test('columns of other names are mapped by a person; a mapping of other columns is refused', async () => {
  const text = writeCsv([
    ['Arzt', 'Faxnummer'],
    ['ZZTEST, ANA, MD', '3125550101'],
  ]);
  await expect(importText('payer', text, { payer: 'Example Health' })).rejects.toThrow(/lacks.*map it/);
  const columns = { Arzt: 'name', Faxnummer: 'fax' };

  await importText('payer', text, { payer: 'Example Health', columns });

  expect(await partners()).toMatchObject([
    { family: 'ZZTEST', given: 'ANA', credential: 'MD', fax: '3125550101' },
  ]);
  await expect(
    importText('payer', text, { payer: 'Example Health', columns: { X: 'nonsense' } }),
  ).rejects.toThrow(/no field/);
});

test('volumes are of Medicare, by number and year; what CMS suppressed stays unknown', async () => {
  const text = writeCsv([
    ['Rndrng_NPI', 'Rndrng_Prvdr_Last_Org_Name', 'Rndrng_Prvdr_State_Abrvtn', 'Tot_Benes', 'Tot_Srvcs'],
    [npi(1), 'ZZTEST', 'IL', '1,204', '3310.5'],
    [npi(2), 'ZZTEST', 'IL', '', '*'],
    [npi(3), 'ZZTEST', 'IN', '12', 'many'],
  ]);
  await importText(
    'payer',
    writeCsv([
      ['NPI', 'Last Name'],
      [npi(1), 'ZZTEST'],
    ]),
    { payer: 'Example Health' },
  );

  const ended = await importText('volume', text, {}, 'MUP_PHY_R24_P05_V10_D22_Prov.csv');

  expect(ended).toMatchObject({ state: 'done', rowsChanged: 2, rowsBad: 1 });
  const [partner] = await partners();
  expect(await listVolumes(hub_.hub.db, String(partner?.['id']))).toEqual([
    { npi: npi(1), year: 2022, beneficiaries: 1204, services: '3310.5' },
  ]);
  expect(
    await query(hub_.hub.db, sql`select beneficiaries, services from partner_volume where npi = ${npi(2)}`),
  ).toEqual([{ beneficiaries: null, services: null }]);
});
