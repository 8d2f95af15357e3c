/**
 * Import of an NPPES-shaped file (330 columns) into an empty directory, the same file again, a filtered import, and a weekly increment; against a bare COPY of the
 * rows it made into tables of the same shape (columns, indexes, constraints), in the same run on the same server.
 *
 *     node --import tsx bench/nppes-import.ts [--rows=100000] [--more=30000]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Hub } from '../src/pipeline/hub.ts';
import { runImport } from '../src/pipeline/import/run-import.ts';
import { enterImport } from '../src/pipeline/import/start-import.ts';
import type { ImportOptions, ImportRun } from '../src/store/imports.ts';
import { openBenchDatabase } from './parts/database.ts';
import type { NppesFileOptions } from './parts/nppes-file.ts';
import { megabytes, numberOption, thousands, writeReport } from './parts/report.ts';

const rows = numberOption('rows', 100_000);
const more = numberOption('more', 30_000);
/** What an import may take of memory, whatever the size of the file. */
const MOST_MEGABYTES = 400;
const LEAST_ROWS = 5_000;

const folder = await mkdtemp(join(tmpdir(), 'referloop-nppes-'));
const database = await openBenchDatabase();
// The verbs of an import need the store only; merges are not among these rows.
const hub = { db: database.db } as Hub;
const tables = [
  'partner',
  'partner_identifier',
  'partner_location',
  'partner_specialty',
  'nppes_organisation',
  'import_seen',
];

type Turn = { readonly name: string; readonly run: ImportRun; readonly seconds: number };

try {
  const whole = join(folder, 'npidata_pfile_whole.csv');
  const weekly = join(folder, 'npidata_pfile_weekly.csv');
  const bytes = await writeApart(whole, { rows });
  await writeApart(weekly, {
    rows: more,
    first: rows - Math.floor(more / 2),
    updatedOn: '02/02/2026',
    revision: 1,
  });
  const turns = [
    await turn('everything, into an empty directory', whole, {}),
    await turn('the same file again', whole, {}),
    await turn('a filter that takes one state and one specialty', whole, {
      states: ['IL'],
      specialties: ['eye'],
    }),
    await turn('a weekly file, half of it changes', weekly, {}),
  ];
  const copied = await copyBare();
  const peak = process.resourceUsage().maxRSS / 1024;
  report(bytes, turns, copied, peak);
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

/** Written by a process of its own: its memory is none of the import's. */
async function writeApart(path: string, options: NppesFileOptions): Promise<number> {
  const module = new URL('./parts/nppes-file.ts', import.meta.url).href;
  const said = [path, options].map((one) => JSON.stringify(one)).join(', ');
  const code = `import { writeNppesFile } from ${JSON.stringify(module)}; await writeNppesFile(${said});`;
  await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code]);
  return (await stat(path)).size;
}

async function turn(name: string, path: string, options: ImportOptions): Promise<Turn> {
  const { run } = await enterImport(hub.db, {
    kind: 'nppes',
    path,
    options,
    state: 'waiting',
    createdBy: 'bench',
  });
  const startedAt = performance.now();
  const ended = await runImport(hub, run.id);
  const seconds = (performance.now() - startedAt) / 1000;
  if (ended?.state !== 'done') throw new Error(`The import ended as ${ended?.state}: ${ended?.problem}`);
  console.log(`${name}: ${thousands(ended.rowsRead / seconds)} rows/s`);
  return { name, run: ended, seconds };
}

/** The rows that are there now, copied from files by the server itself. */
async function copyBare(): Promise<{ readonly rows: number; readonly seconds: number }> {
  const { pool } = database.db;
  for (const table of tables) {
    await pool.query(`create table bare_${table} (like ${table} including all)`);
    await pool.query(`copy ${table} to '${join(folder, table)}'`);
  }
  await pool.query('checkpoint');
  const startedAt = performance.now();
  // A million rows take longer than any query of the hub may.
  for (const table of tables)
    await pool.query(
      `set statement_timeout = 0; copy bare_${table} from '${join(folder, table)}'; reset statement_timeout`,
    );
  const seconds = (performance.now() - startedAt) / 1000;
  const { rows: counted } = await pool.query('select count(*)::int as count from partner');
  return { rows: (counted as readonly { readonly count: number }[])[0]?.count ?? 0, seconds };
}

function report(
  bytes: number,
  turns: readonly Turn[],
  copied: { readonly rows: number; readonly seconds: number },
  peak: number,
): void {
  const bare = copied.rows / copied.seconds;
  writeReport(`nppes-import${rows >= 1_000_000 ? '-million' : ''}`, {
    title: `NPPES import: ${thousands(rows)} rows, then ${thousands(more)}`,
    command: `node --import tsx bench/nppes-import.ts --rows=${rows} --more=${more}`,
    words: [
      database.described,
      `An invented file in the shape of \`npidata_pfile\`: ${megabytes(bytes)} MB, 330 columns, three of four rows people, one of a hundred deactivated. ` +
        `A row becomes a partner, its number, its place, its specialties, what the tree is proposed from, and what a repeat is recognised by.`,
      `Bare COPY: the ${thousands(copied.rows)} partners and all rows that belong to them, written by the server itself from files into tables of the same shape ` +
        `(same indexes and constraints), one table after the other: ${copied.seconds.toFixed(1)} s, ${thousands(bare)} partners/s.`,
      `Peak memory of the importing process: ${Math.round(peak)} MB (${peak <= MOST_MEGABYTES ? 'within' : 'OVER'} ${MOST_MEGABYTES} MB). ` +
        `Wanted: ${thousands(LEAST_ROWS)} rows/s into an empty directory.`,
    ],
    head: ['Turn', 'Rows', 'New', 'Changed', 'Same', 'Filtered', 'Seconds', 'Rows/s', 'Against bare COPY'],
    rows: turns.map(({ name, run, seconds }, index) => [
      name,
      thousands(run.rowsRead),
      thousands(run.rowsNew),
      thousands(run.rowsChanged),
      thousands(run.rowsSame),
      thousands(run.rowsFiltered),
      seconds.toFixed(1),
      thousands(run.rowsRead / seconds),
      index === 0 ? (run.rowsRead / seconds / bare).toFixed(2) : '',
    ]),
  });
}
