import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  uuid,
  type QueryPlan,
} from '../../test/support/query-plans.ts';
import { sql, type Tx } from './database.ts';
import {
  closeFeedRun,
  countMissing,
  enterFeedFile,
  findFeedColumns,
  findFeedFile,
  findFeedRows,
  forgetStaged,
  isQueueLong,
  keepPresent,
  lastStagedRow,
  listStaged,
  rememberFeedRows,
  stageRows,
  takeFeedRun,
  takeMissing,
} from './feeds.ts';
import { countJudged, listFeeds, listImports } from './imports.ts';

const ROWS = 20_000;
let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;

/** A year of files, one in two hundred still moving; two channels of ten thousand rows, one in a hundred missing from the last export. */
const rows = [
  sql`insert into import_run (id, kind, file_name, path, fingerprint, state, bytes_total, created_by)
      select ${uuid}, case when n % 50 = 0 then 'payer' else 'feed' end, 'a', 'a', n::text, 'done', 1, 'test' from ${numbers}`,
  sql`insert into feed_file (channel, identity, run_id) select 'valley', 'file ' || n, ${uuid} from ${numbers}`,
  sql`insert into feed_run (run_id, channel, is_moved) select ${uuid}, 'valley', n % 200 > 0 from ${numbers}`,
  sql`insert into feed_staged (run_id, row_nr, identity, body) select '00000000-0000-7000-8000-000000000200', n, 'R-' || n, '\\x7b7d' from ${numbers}`,
  sql`insert into feed_row (channel, identity, hash, last_run, body)
      select case when n % 2 = 0 then 'valley' else 'harbor' end, 'R-' || n, n, ('00000000-0000-7000-8000-' || lpad(case when n % 100 = 0 then '1' else '2' end, 12, '0'))::uuid, '\\x7b7d' from ${numbers}`,
  sql`insert into feed_columns (channel, columns, saved_by) select 'channel ' || n, '{}', 'test' from ${numbers}`,
  sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, dedupe_key, state)
      select ${uuid}, 'valley', 'file', '\\x7b7d', 2, '\\x00', int4send(n::int), case when n % 100 = 0 then 'received' else 'applied' end from ${numbers}`,
];

const some = Array.from({ length: 20 }, (_, index) => `R-${4 + index * 400}`);
const run = { runId: idOf(200), channel: 'valley', movedRow: 500, at: '2026-03-02T15:00:00.000Z' };
const body = Buffer.from('{}');

const hot: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['what rows said', (tx) => findFeedRows(tx, 'valley', some)],
  ['remember rows', (tx) => rememberFeedRows(tx, 'valley', [{ identity: 'R-1', hash: 1 }])],
  [
    'remember counted rows',
    (tx) =>
      rememberFeedRows(tx, 'valley', [{ identity: 'R-1', hash: 1 }], { runId: idOf(1), bodies: [body] }),
  ],
  ['rows still there', (tx) => keepPresent(tx, 'valley', idOf(2), some)],
  ['stage rows', (tx) => stageRows(tx, idOf(1), [{ row: 1, identity: 'R-1', body }])],
  ['the next run to move', (tx) => takeFeedRun(tx)],
  ['staged rows of a run', (tx) => listStaged(tx, run, 500)],
  ['moved rows', (tx) => forgetStaged(tx, run, 700)],
  ['a run that is through', (tx) => closeFeedRun(tx, idOf(200))],
  ['the last staged row', (tx) => lastStagedRow(tx, idOf(200))],
  ['how long the queue is', (tx) => isQueueLong(tx, 50)],
  ['the next missing rows', (tx) => takeMissing(tx, 'valley', idOf(2), 50)],
  ['a file by its sender’s name', (tx) => findFeedFile(tx, 'valley', 'file 7')],
  ['enter a file', (tx) => enterFeedFile(tx, { channel: 'valley', identity: 'new', runId: idOf(1) })],
  ['saved columns', (tx) => findFeedColumns(tx, 'channel 7')],
  ['files of channels', (tx) => listFeeds(tx, 50)],
  ['files of the directory', (tx) => listImports(tx, 50)],
  ['what the mapping said', (tx) => countJudged(tx, idOf(1), { filtered: 1, bad: 1 })],
];

test.each(hot)('%s is found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];
  await ask(explaining(database.db, plans));

  for (const plan of plans.filter((one) => !one.isUnused))
    expect({ text: plan.text, tables: plan.tables }).toEqual({ text: plan.text, tables: [] });
});

test('missing rows are counted once at the end of a full export', async () => {
  expect(await countMissing(database.db, 'valley', idOf(2))).toEqual({ present: 10_000, missing: 200 });
});
