/**
 * Persist, then acknowledge, over MLLP on a Postgres that flushes every commit: a hub process (mllp source, intake), a load driver
 * in another process, and the same machine's bare insert rate in the same rounds.
 *
 *     node --import tsx bench/intake.ts [--rounds=5] [--ms=4000]
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { query, sql } from '../src/store/database.ts';
import { startHubChild } from '../test/support/hub-child.ts';
import type { BareInput, BareResult } from './parts/bare-insert.ts';
import { runChild } from './parts/child.ts';
import { openBenchDatabase, type BenchDatabase } from './parts/database.ts';
import type { LoadInput, LoadResult } from './parts/load-driver.ts';
import { median, numberOption, thousands, writeReport } from './parts/report.ts';

type Case = {
  readonly name: string;
  readonly connections: number;
  readonly depth: number;
  /** Least share of the bare rate. */
  readonly atLeast?: number;
};

const cases: readonly Case[] = [
  { name: '1, stop and wait', connections: 1, depth: 1, atLeast: 0.6 },
  { name: '10, stop and wait', connections: 10, depth: 1, atLeast: 0.7 },
  { name: '50, stop and wait', connections: 50, depth: 1, atLeast: 0.7 },
  { name: '10, 20 in a pipeline', connections: 10, depth: 20 },
];

type Round = { readonly bare: number; readonly hub: number; readonly p50Ms: number; readonly p99Ms: number };

/** Long enough for the code of both sides to be compiled. */
const WARM_UP_MS = 5_000;
const rounds = numberOption('rounds', 5);
const ms = numberOption('ms', 4_000);
const database = await openBenchDatabase();
await database.db.pool.query('create table bare (like message including all)');
const hub = await startHubChild({
  databaseUrl: database.url,
  spoolDir: mkdtempSync(join(tmpdir(), 'referloop-bench-')),
  work: 'intake',
});
let run = 0;
const results = new Map<string, Round[]>(cases.map((one) => [one.name, []]));
try {
  await measure(database, cases[2] as Case, WARM_UP_MS);
  for (let round = 0; round < rounds; round += 1) {
    for (const one of cases) {
      const measured = await measure(database, one, ms);
      results.get(one.name)?.push(measured);
      console.log(
        `round ${round + 1}, ${one.name}: bare ${thousands(measured.bare)}/s, hub ${thousands(measured.hub)}/s, ${(measured.hub / measured.bare).toFixed(2)}`,
      );
    }
  }
} finally {
  await hub.stop();
}
report(database.described);
await database.close();

/** One turn of each, on empty tables. Throws when an acknowledged message is not in the store. */
async function measure(target: BenchDatabase, one: Case, turnMs: number): Promise<Round> {
  const bareInput: BareInput = {
    databaseUrl: target.url,
    table: 'bare',
    producers: one.connections * one.depth,
    ms: turnMs,
  };
  await empty(target);
  const bare = await runChild<BareResult>('bare-insert.ts', bareInput);
  await assertCount(target, 'bare', bare.rows);
  await empty(target);
  const prefix = `B${(run += 1)}X`;
  const load: LoadInput = {
    port: hub.port,
    connections: one.connections,
    depth: one.depth,
    prefix,
    kind: 'siu',
    ms: turnMs,
  };
  const driven = await runChild<LoadResult>('load-driver.ts', load);
  if (driven.wrong > 0) throw new Error(`${driven.wrong} answers were not AA for the message sent.`);
  await assertCount(target, 'message', driven.acked);
  return {
    bare: (bare.rows / bare.ms) * 1000,
    hub: (driven.acked / driven.ms) * 1000,
    p50Ms: driven.p50Ms,
    p99Ms: driven.p99Ms,
  };
}

async function empty(target: BenchDatabase): Promise<void> {
  await target.db.pool.query('truncate message cascade');
  await target.db.pool.query('truncate bare');
  await target.db.pool.query('checkpoint');
}

async function assertCount(target: BenchDatabase, table: string, expected: number): Promise<void> {
  const distinct =
    table === 'bare'
      ? sql`select count(*) as count from bare`
      : sql`select count(distinct control_id) as count from message`;
  const [row] = await query<{ readonly count: number }>(target.db, distinct);
  if (row?.count !== expected)
    throw new Error(`${table}: ${expected} were confirmed and ${row?.count} are stored.`);
}

function report(described: string): void {
  const of = (name: string, pick: (round: Round) => number): number =>
    median((results.get(name) ?? []).map(pick));
  const isReached = (one: Case, ratio: number): string =>
    one.atLeast === undefined
      ? 'for information'
      : `${one.atLeast}: ${ratio >= one.atLeast ? 'reached' : 'MISSED'}`;
  writeReport('intake', {
    title: 'Intake: persist, then acknowledge',
    command: `node --import tsx bench/intake.ts --rounds=${rounds} --ms=${ms}`,
    words: [
      `${described}. SIU^S12 of 1.5 kB over MLLP; AA goes back after COMMIT. Medians of ${rounds} interleaved rounds of ${ms / 1000} s, tables emptied and a checkpoint before each turn.`,
      'The bare program inserts rows of the same shape (same columns, indexes and constraints) from as many producers as the hub has messages under way: multi-row inserts, up to 500 rows, six commits in flight, no socket, no HL7, no hash. With one producer it is one row a commit, one after the other.',
      'The bare program shares the machine with Postgres alone, the hub also with its senders: where the disk decides, the hub keeps up; where two cores are all used up, the sockets and the load driver cost it what the ratio lacks.',
      'After every turn the answers (each AA for its own control id) are counted against the rows in the table.',
    ],
    head: [
      'Connections',
      'Bare rows/s',
      'Hub messages/s',
      'Ratio (median)',
      'At least',
      'Ack p50 ms',
      'Ack p99 ms',
    ],
    rows: cases.map((one) => {
      const ratio = of(one.name, (round) => round.hub / round.bare);
      return [
        one.name,
        thousands(of(one.name, (round) => round.bare)),
        thousands(of(one.name, (round) => round.hub)),
        ratio.toFixed(2),
        isReached(one, ratio),
        of(one.name, (round) => round.p50Ms).toFixed(1),
        of(one.name, (round) => round.p99Ms).toFixed(1),
      ];
    }),
  });
}
