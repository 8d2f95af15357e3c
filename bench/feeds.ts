/**
 * Files of referrals: read and staged, the same again, a tenth changed, NDJSON; rows from the file into the ledger; and, with
 * --large, a file of so many megabytes for the memory it takes. The reference is a bare insert of the same texts into a table without
 * anything else, on the same server in the same run.
 *
 *     node --import tsx bench/feeds.ts [--rows=100000] [--ledger=10000] [--large=0]
 */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import generic from '../mappings/feed/generic-referrals.mapping.ts';
import { keepFeed } from '../src/pipeline/feed/keep-feed.ts';
import { moveFeedRows } from '../src/pipeline/feed/move-rows.ts';
import type { Hub } from '../src/pipeline/hub.ts';
import { runImport } from '../src/pipeline/import/run-import.ts';
import { openProcessing } from '../src/pipeline/process.ts';
import type { Channel } from '../src/sdk/channel.ts';
import { execute, sql } from '../src/store/database.ts';
import type { ImportRun } from '../src/store/imports.ts';
import { cpuTime } from './parts/cpu.ts';
import { openBenchDatabase } from './parts/database.ts';
import type { FeedFileOptions } from './parts/feed-file.ts';
import { megabytes, numberOption, thousands, writeReport } from './parts/report.ts';

const rows = numberOption('rows', 100_000);
const ledgerRows = numberOption('ledger', 10_000);
const largeMegabytes = numberOption('large', 0);
const STAGED_WANTED = 20_000;
const LEDGER_WANTED = 1_000;
/** Rows the ledger holds before: a planner that knows nothing of its tables is measured on nobody's first minute. */
const HELD = 3_000;

const folder = await mkdtemp(join(tmpdir(), 'referloop-feeds-'));
const database = await openBenchDatabase();
const channel = (name: string): Channel => ({
  name,
  owner: 'feeds@practice.example',
  source: {} as Channel['source'],
  config: {},
  zone: 'America/Chicago',
  mapping: generic,
});
const hub = {
  db: database.db,
  channels: new Map(['bench', 'lines', 'ledger', 'large'].map((name) => [name, channel(name)])),
  policy: { zone: 'America/Chicago', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
  practice: { name: 'Lakeside Eye', phone: '555-0100' },
  liaisonEmail: 'liaison@practice.example',
  enqueue: () => Promise.resolve(),
  wake: () => undefined,
} as unknown as Hub;

type Turn = { readonly name: string; readonly run: ImportRun; readonly seconds: number };
const turns: Turn[] = [];

try {
  const first = await write('first.csv', { rows, layout: 'csv' });
  const changed = await write('changed.csv', { rows, layout: 'csv', changed: 10 });
  const lines = await write('lines.ndjson', { rows, layout: 'ndjson' });
  const bare = await insertBare(first);
  await turn('new rows, CSV', 'bench', first);
  await turn('the same file again', 'bench', first);
  await turn('a tenth of the rows changed', 'bench', changed);
  await turn('new rows, NDJSON', 'lines', lines);
  await execute(database.db, sql`truncate feed_staged, feed_run`);
  await fillLedger();
  const small = await write('ledger.csv', { rows: ledgerRows, layout: 'csv', from: HELD });
  const { run } = await turn('for the ledger', 'ledger', small);
  const ledger = await intoLedger(run.rowsNew);
  const large = largeMegabytes > 0 ? await readLarge() : undefined;
  report(await sizeOf(first), bare, ledger, large);
} finally {
  await database.close();
  await rm(folder, { recursive: true, force: true });
}

/** Written by a process of its own: its memory is none of the import's. */
async function write(name: string, options: FeedFileOptions): Promise<string> {
  const path = join(folder, name);
  const module = new URL('./parts/feed-file.ts', import.meta.url).href;
  const said = [path, options].map((one) => JSON.stringify(one)).join(', ');
  const code = `import { writeFeedFile } from ${JSON.stringify(module)}; await writeFeedFile(${said});`;
  await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code]);
  return path;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size;
}

async function turn(name: string, to: string, path: string): Promise<Turn> {
  const content = createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  const file = { name: 'bench', peer: 'bench', identity: `${to} ${turns.length}`, content };
  const { importId } = await keepFeed(hub.db, join(folder, 'kept'), to, file, { createdBy: 'bench' });
  const startedAt = performance.now();
  const run = (await runImport(hub, importId)) as ImportRun;
  const seconds = (performance.now() - startedAt) / 1_000;
  if (run.state !== 'done') throw new Error(run.problem ?? run.state);
  const done = { name, run, seconds };
  turns.push(done);
  console.log(`${name}: ${thousands(run.rowsRead / seconds)} rows/s`);
  return done;
}

/** The same lines, a batch to a statement, into a table of one text and one number. */
async function insertBare(path: string): Promise<number> {
  const texts = (await readFile(path, 'utf8')).split('\r\n').slice(1, -1);
  await execute(database.db, sql`create table bare (nr bigint primary key, body text)`);
  const startedAt = performance.now();
  for (let at = 0; at < texts.length; at += 2_500) {
    const some = texts.slice(at, at + 2_500);
    await execute(
      database.db,
      sql`insert into bare select * from unnest(${some.map((_, index) => at + index)}::bigint[], ${some}::text[])`,
    );
  }
  return texts.length / ((performance.now() - startedAt) / 1_000);
}

async function fillLedger(): Promise<void> {
  const held = await write('held.csv', { rows: HELD, layout: 'csv' });
  const { run } = await turn('what the ledger holds before', 'ledger', held);
  await intoLedger(run.rowsNew);
  // Autovacuum does it within a minute; the measured run must not depend on when.
  await execute(database.db, sql`analyze`);
}

type IntoLedger = {
  readonly rate: number;
  /** Milliseconds of CPU for 200 rows: a round of the hub. */
  readonly hubMs: number;
  readonly databaseMs: number;
};

/** Rows move on while others are worked off, as the two loops of the hub do it. */
async function intoLedger(count: number): Promise<IntoLedger> {
  const processNext = openProcessing(hub);
  const before = await cpuTime(database.db);
  const startedAt = performance.now();
  for (;;) {
    const done = await Promise.all([moveFeedRows(hub), processNext()]);
    if (done.every((some) => some === 0)) break;
  }
  const rate = count / ((performance.now() - startedAt) / 1_000);
  const after = await cpuTime(database.db);
  const hubMs = ((after.hub - before.hub) / count) * 200;
  const databaseMs = ((after.database - before.database) / count) * 200;
  console.log(
    `into the ledger: ${thousands(rate)} rows/s; for 200 rows ${hubMs.toFixed(0)} ms of the hub, ${databaseMs.toFixed(0)} ms of the database`,
  );
  return { rate, hubMs, databaseMs };
}

async function readLarge(): Promise<{
  readonly bytes: number;
  readonly growth: number;
  readonly turn: Turn;
}> {
  const perRow = (await sizeOf(join(folder, 'first.csv'))) / rows;
  const path = await write('large.csv', {
    rows: Math.ceil((largeMegabytes * 1024 ** 2) / perRow),
    layout: 'csv',
  });
  const before = process.resourceUsage().maxRSS / 1024;
  const done = await turn(`${largeMegabytes} MB`, 'large', path);
  return { bytes: await sizeOf(path), growth: process.resourceUsage().maxRSS / 1024 - before, turn: done };
}

function report(
  bytes: number,
  bare: number,
  { rate, hubMs, databaseMs }: IntoLedger,
  large: Awaited<ReturnType<typeof readLarge>> | undefined,
): void {
  const peak = process.resourceUsage().maxRSS / 1024;
  writeReport('feeds', {
    title: `Files of referrals: ${thousands(rows)} rows`,
    command: `node --import tsx bench/feeds.ts --rows=${rows} --ledger=${ledgerRows} --large=${largeMegabytes}`,
    words: [
      database.described,
      `An invented export of 26 columns, ${megabytes(bytes)} MB as CSV. Reading and staging includes recognising what is the same and the transaction of each batch; the mapping speaks when rows move on. Wanted: ${thousands(STAGED_WANTED)} rows/s staged, ${thousands(LEDGER_WANTED)} rows/s into the ledger.`,
      `Bare insert of the lines as text, 2,500 to a statement: ${thousands(bare)} rows/s.`,
      `From staged rows through messages into the ledger (${thousands(ledgerRows)} new patients with a referral each, a thousand offices; beside ${thousands(HELD)} that were there, the database analysed): ${thousands(rate)} rows/s. CPU for 200 rows: ${hubMs.toFixed(0)} ms of the hub's process with its threads, ${databaseMs.toFixed(0)} ms of the database's.`,
      `Peak memory of the whole process: ${peak.toFixed(0)} MB.${
        large === undefined
          ? ''
          : ` A file of ${megabytes(large.bytes)} MB (${thousands(large.turn.run.rowsRead)} rows) raised it by ${large.growth.toFixed(0)} MB.`
      }`,
    ],
    head: ['Turn', 'Rows', 'New', 'Changed', 'Same', 'Seconds', 'Rows/s', 'Against bare insert'],
    rows: turns.map(({ name, run, seconds }) => [
      name,
      ...[run.rowsRead, run.rowsNew, run.rowsChanged, run.rowsSame].map(thousands),
      seconds.toFixed(1),
      thousands(run.rowsRead / seconds),
      (run.rowsRead / seconds / bare).toFixed(2),
    ]),
  });
}
