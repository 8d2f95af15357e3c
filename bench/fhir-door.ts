/**
 * FHIR in: Appointment updates (PUT) that are stored and flushed before they are answered, over HTTP on a Postgres that flushes every
 * commit: a hub process (API, fhir source, intake), a load driver in another process, and the same machine's bare insert rate in the
 * same rounds.
 *
 *     node --import tsx bench/fhir-door.ts [--rounds=5] [--ms=4000]
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { query, sql } from '../src/store/database.ts';
import type { BareInput, BareResult } from './parts/bare-insert.ts';
import { runChild } from './parts/child.ts';
import { openBenchDatabase } from './parts/database.ts';
import type { FhirHubInput, FhirHubWord } from './parts/fhir-hub.ts';
import type { FhirLoadInput, FhirLoadResult } from './parts/fhir-load.ts';
import { median, numberOption, thousands, writeReport } from './parts/report.ts';

type Round = { readonly bare: number; readonly hub: number; readonly p50Ms: number; readonly p99Ms: number };

/** What the change asks for, at the connections named beside it. */
const WANTED_PER_SECOND = 500;
const WANTED_AT = 50;
const connections = [1, 10, WANTED_AT];
/** Long enough for the code of both sides to be compiled. */
const WARM_UP_MS = 5_000;

const rounds = numberOption('rounds', 5);
const ms = numberOption('ms', 4_000);
const database = await openBenchDatabase();
await database.db.pool.query('create table bare (like message including all)');
const hub = await startHub({ databaseUrl: database.url }).catch(async (error: unknown) => {
  await database.close();
  throw error;
});
const results = new Map<number, Round[]>(connections.map((count) => [count, []]));
let run = 0;
try {
  await measure(WANTED_AT, WARM_UP_MS);
  for (let round = 0; round < rounds; round += 1) {
    for (const count of connections) {
      const measured = await measure(count, ms);
      results.get(count)?.push(measured);
      console.log(
        `round ${round + 1}, ${count}: bare ${thousands(measured.bare)}/s, hub ${thousands(measured.hub)}/s, ${(measured.hub / measured.bare).toFixed(2)}`,
      );
    }
  }
} finally {
  await hub.stop();
}
report();
await database.close();

/** One turn of each, on empty tables. Throws when an answered update is not in the store. */
async function measure(count: number, turnMs: number): Promise<Round> {
  const bareInput: BareInput = { databaseUrl: database.url, table: 'bare', producers: count, ms: turnMs };
  await empty();
  const bare = await runChild<BareResult>('bare-insert.ts', bareInput);
  await empty();
  const load: FhirLoadInput = {
    port: hub.port,
    token: hub.token,
    connections: count,
    prefix: `b${(run += 1)}`,
    ms: turnMs,
  };
  const driven = await runChild<FhirLoadResult>('fhir-load.ts', load);
  if (driven.wrong > 0) throw new Error(`${driven.wrong} updates were not answered as they should be.`);
  const [row] = await query<{ readonly count: number }>(
    database.db,
    sql`select count(distinct control_id)::int as count from message`,
  );
  if (row?.count !== driven.answered)
    throw new Error(`${driven.answered} were answered and ${row?.count} are stored.`);
  return {
    bare: (bare.rows / bare.ms) * 1000,
    hub: (driven.answered / driven.ms) * 1000,
    p50Ms: driven.p50Ms,
    p99Ms: driven.p99Ms,
  };
}

async function empty(): Promise<void> {
  await database.db.pool.query('truncate message cascade');
  await database.db.pool.query('truncate bare');
  await database.db.pool.query('checkpoint');
}

type RunningHub = FhirHubWord & { readonly stop: () => Promise<void> };

/** With a CPU profile in the folder BENCH_PROF names. */
function startHub(input: FhirHubInput): Promise<RunningHub> {
  const folder = process.env['BENCH_PROF'];
  const profile = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const child = fork(join(import.meta.dirname, 'parts', 'fhir-hub.ts'), [JSON.stringify(input)], {
    execArgv: ['--import', 'tsx', ...profile],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = (): Promise<void> => {
    if (child.connected) child.send('stop');
    return gone;
  };
  return new Promise((resolve, reject) => {
    child.once('message', (word: FhirHubWord) => resolve({ ...word, stop }));
    child.once('exit', (code) => reject(new Error(`The hub process ended (${code}) before it listened.`)));
  });
}

function report(): void {
  const of = (count: number, pick: (round: Round) => number): number =>
    median((results.get(count) ?? []).map(pick));
  const verdict = (count: number): string =>
    count === WANTED_AT
      ? `${WANTED_PER_SECOND}/s: ${of(count, (round) => round.hub) >= WANTED_PER_SECOND ? 'reached' : 'MISSED'}`
      : 'for information';
  writeReport('fhir-door', {
    title: 'FHIR in: Appointment updates, stored before they are answered',
    command: `node --import tsx bench/fhir-door.ts --rounds=${rounds} --ms=${ms}`,
    words: [
      `${database.described}. PUT of Appointments of 1.5 kB with meta.versionId, over HTTP/1.1 with kept connections and a bearer token; 200 with the resource goes back after COMMIT. Medians of ${rounds} interleaved rounds of ${ms / 1000} s, tables emptied and a checkpoint before each turn.`,
      'The bare program inserts rows of the same table from as many producers: multi-row inserts, six commits in flight, no socket, no HTTP, no token, no JSON. What the ratio lacks is the price of those: each request asks the database for its token, is parsed strictly and checked as FHIR before it is stored.',
      'The load driver shares the two cores with the hub and Postgres. After every turn the answers are counted against the rows in the table.',
    ],
    head: [
      'Connections',
      'Bare rows/s',
      'Hub updates/s',
      'Ratio (median)',
      'Wanted',
      'Answer p50 ms',
      'Answer p99 ms',
    ],
    rows: connections.map((count) => [
      String(count),
      thousands(of(count, (round) => round.bare)),
      thousands(of(count, (round) => round.hub)),
      of(count, (round) => round.hub / round.bare).toFixed(2),
      verdict(count),
      of(count, (round) => round.p50Ms).toFixed(1),
      of(count, (round) => round.p99Ms).toFixed(1),
    ]),
  });
}
