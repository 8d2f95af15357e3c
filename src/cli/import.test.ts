import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand, type Ended } from '../../test/support/cli.ts';
import { makeZip } from '../../test/support/zip.ts';
import { openDatabase, query, sql, type Database } from '../store/database.ts';
import { startEmbedded, type Embedded } from '../store/embedded/start.ts';
import { migrate } from '../store/migrate.ts';

const samples = join(import.meta.dirname, '..', '..', 'fixtures', 'directory');
const sample = (name: string): string => join(samples, `${name}_sample.csv`);

// The commands refuse the server of the other tests, which may lose commits.
let embedded: Embedded;
let db: Database;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'referloop-import-cli-'));
  embedded = await startEmbedded({ dataDir: join(folder, 'data'), report: () => undefined });
  db = openDatabase(embedded.url, { maxConnections: 2, applicationName: 'test' });
  await migrate(db);
}, 120_000);
afterAll(async () => {
  await db.close();
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
});

const referloop = (...args: readonly string[]): Promise<Ended> =>
  runCommand(args, { DATABASE_URL: embedded.url, DATA_DIR: folder });
const count = async (table: 'partner' | 'import_run' | 'partner_volume'): Promise<number> => {
  const [row] = await query<{ readonly count: number }>(
    db,
    sql`select (case ${table} when 'partner' then (select count(*) from partner) when 'import_run' then (select count(*) from import_run)
          else (select count(*) from partner_volume) end)::int as count`,
  );
  return row?.count ?? -1;
};

test(
  'a directory is filled from the sample files, told row by row, and taken out again',
  {
    timeout: 180_000,
  },
  async () => {
    const preview = await referloop('import', 'nppes', sample('npidata_pfile'), '--preview');
    expect(preview).toMatchObject({ code: 0, stderr: '' });
    expect(preview.stdout).toContain('8 rows');
    expect(preview.stdout).toContain('Nothing was written.');
    expect([await count('partner'), await count('import_run')]).toEqual([0, 0]);

    const archive = join(folder, 'NPPES_Data_Dissemination_Sample.zip');
    const names = ['npidata_pfile', 'pl_pfile', 'othername_pfile', 'endpoint_pfile'];
    const packed = await Promise.all(
      names.map(async (name) => ({
        name: `${name}_20260105.csv`,
        text: await readFile(sample(name), 'utf8'),
      })),
    );
    await writeFile(archive, makeZip(packed));
    const nppes = await referloop('import', 'nppes', archive, '--states', 'ny');
    expect(nppes).toMatchObject({ code: 0, stderr: '' });
    expect(nppes.stdout).toContain(
      'npidata_pfile_20260105.csv: Imported. 8 rows: 5 new, 0 changed, 0 the same, 2 not taken, 1 bad.',
    );
    expect(nppes.stdout).toContain('pl_pfile_20260105.csv: Imported. 1 rows: 1 new');
    expect(await count('partner')).toBe(5);

    const payer = await referloop(
      'import',
      'payer',
      sample('payer'),
      '--payer',
      'Example Health',
      '--date',
      '2026-11-01',
    );
    expect(payer.stdout).toContain('2 rows: 1 new, 1 changed');
    const outreach = await referloop('import', 'outreach', sample('outreach'));
    expect(outreach.stdout).toContain('3 rows: 2 new, 1 changed');
    const volume = await referloop('import', 'volume', sample('volume'), '--year', '2022');
    expect(volume).toMatchObject({ code: 0 });
    expect(await count('partner_volume')).toBe(2);

    const list = await referloop('import', 'list');
    expect(list.stdout.match(/ done$/gm)).toHaveLength(7);
    const id = /^(\S+) outreach done$/m.exec(list.stdout)?.[1] ?? '';
    const problems = await referloop('import', 'problems', id);
    expect(problems.stdout).toContain('This is no date');
    expect(problems.stdout).toContain('needs ten digits');
    expect((await referloop('import', 'watch')).stdout).toContain('No import is under way.');

    const places = await referloop('import', 'places');
    expect(places.stdout).toContain('14242 41ST AVE, FLUSHING, NY, 7185550140');
    expect(places.stdout).toContain('ZZTEST FAMILY MEDICINE PC: ');

    const sheet = await referloop('export', 'outreach');
    expect(sheet.code).toBe(0);
    expect(sheet.stdout.split('\r\n').slice(1, -1).toSorted().map(nameOf)).toEqual(
      (await readFile(sample('outreach'), 'utf8')).split('\r\n').slice(1, -1).toSorted().map(nameOf),
    );
  },
);

/** First and last name of a row: what a weightier source says better may stand in the others. */
function nameOf(line: string): string {
  return line.split(',').slice(0, 1).join(',') + (/ZZTEST[A-Z]+/.exec(line)?.[0] ?? '');
}

test.each([
  [['nppes', sample('payer')], 'Wanted is the NPPES file "npidata_pfile"'],
  [['nppes', join(samples, 'nowhere.csv')], 'There is no such file'],
  [['payer', sample('payer')], 'Say whose directory it is'],
  [['outreach', sample('npidata_pfile')], 'Wanted is an outreach sheet'],
  [['volume', sample('volume'), '--year', 'last'], '--year is a year'],
  [['payer', sample('payer'), '--mapping', 'nobodys'], 'There is no mapping called "nobodys"'],
  [['problems', 'x'], 'is no import’s id'],
])('import %j is refused with what is wanted', { timeout: 60_000 }, async (args, sentence) => {
  const { code, stderr } = await referloop('import', ...args);

  expect(stderr).toContain(sentence);
  expect(code).not.toBe(0);
  expect(stderr).not.toMatch(/^\s+at /m);
});
