/**
 * Messages in over MLLP until the last one is applied: state, events, effects and delivery jobs committed. Then memory over many
 * more messages. The bare insert rate of the same run tells how fast the machine was meanwhile.
 *
 *     node --import tsx bench/end-to-end.ts [--rounds=3] [--count=6000] [--memory=100000]
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { queryOne, sql } from '../src/store/database.ts';
import { memoryOf, startHubChild } from '../test/support/hub-child.ts';
import type { BareInput, BareResult } from './parts/bare-insert.ts';
import { enterOffices } from '../test/support/offices.ts';
import { runChild } from './parts/child.ts';
import { openBenchDatabase } from './parts/database.ts';
import type { LoadInput, LoadResult } from './parts/load-driver.ts';
import { doctorName } from './parts/messages.ts';
import { mean, megabytes, median, numberOption, thousands, writeReport } from './parts/report.ts';

const AT_LEAST = 400;
const CONNECTIONS = 10;
const OFFICES = 300;
const POLL_MS = 50;
const SAMPLE_MS = 1_000;

type Round = {
  readonly bare: number;
  readonly applied: number;
  readonly acked: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

const rounds = numberOption('rounds', 3);
const count = numberOption('count', 6_000);
const memoryCount = numberOption('memory', 100_000);
const database = await openBenchDatabase();
const { db } = database;
await db.pool.query('create table bare (like message including all)');
await enterOffices(
  db,
  Array.from({ length: OFFICES }, (_, index) => ({ destination: 'folder', address: `office-${index}` })),
  doctorName,
);
const profile = process.argv.includes('--profile')
  ? (
      process.env['BENCH_NODE_OPTIONS'] ?? `--cpu-prof --cpu-prof-dir=${join(tmpdir(), 'referloop-profile')}`
    ).split(' ')
  : [];
const hub = await startHubChild(
  { databaseUrl: database.url, spoolDir: mkdtempSync(join(tmpdir(), 'referloop-bench-')), work: 'ledger' },
  profile,
);
const measured: Round[] = [];
let from = 0;
// The first visits, untimed: later ones find patients, offices and referrals that exist.
await drive(2_000);
for (let round = 0; round < rounds; round += 1) {
  const one = await measure();
  measured.push(one);
  console.log(
    `round ${round + 1}: applied ${thousands(one.applied)}/s, acknowledged ${thousands(one.acked)}/s, bare ${thousands(one.bare)}/s`,
  );
}
const memory = memoryCount === 0 ? undefined : await measureMemory();
await verify();
report();
if (hub.failures.length > 0) console.log(`Loops reported: ${[...new Set(hub.failures)].join(', ')}`);
await hub.stop();
await database.close();

async function measure(): Promise<Round> {
  const bareInput: BareInput = {
    databaseUrl: database.url,
    table: 'bare',
    producers: CONNECTIONS,
    ms: 2_000,
  };
  await db.pool.query('truncate bare');
  const bare = await runChild<BareResult>('bare-insert.ts', bareInput);
  await db.pool.query('checkpoint');
  const { driven, ms } = await drive(count);
  return {
    bare: (bare.rows / bare.ms) * 1000,
    applied: (count / ms) * 1000,
    acked: (driven.acked / driven.ms) * 1000,
    p50Ms: driven.p50Ms,
    p99Ms: driven.p99Ms,
  };
}

/** From the first byte of the first message to the commit that applied the last one. */
async function drive(messages: number): Promise<{ readonly driven: LoadResult; readonly ms: number }> {
  const before = await appliedCount();
  const load: LoadInput = {
    port: hub.port,
    connections: CONNECTIONS,
    depth: 4,
    prefix: 'E',
    kind: 'mix',
    from,
    count: messages,
  };
  from += messages;
  const driven = await runChild<LoadResult>('load-driver.ts', load);
  if (driven.wrong > 0 || driven.acked !== messages)
    throw new Error(`${driven.acked} of ${messages} were acknowledged.`);
  const startedAt = Date.now() - driven.ms;
  while ((await appliedCount()) < before + messages) await wait(POLL_MS);
  return { driven, ms: Date.now() - startedAt };
}

async function appliedCount(): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select coalesce(sum(received), 0) as count from channel_day`,
  );
  return row?.count ?? 0;
}

type Memory = {
  readonly second: number;
  readonly last: number;
  readonly peak: number;
  readonly samples: readonly number[];
};

async function measureMemory(): Promise<Memory> {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(memoryOf(hub.pid).resident), SAMPLE_MS);
  const startedAt = Date.now();
  await drive(memoryCount);
  clearInterval(timer);
  const quarter = Math.floor(samples.length / 4);
  const second = mean(samples.slice(quarter, 2 * quarter));
  const last = mean(samples.slice(3 * quarter));
  console.log(
    `${thousands(memoryCount)} messages in ${Math.round((Date.now() - startedAt) / 1000)} s; RSS in MB: ${samples
      .filter((_, index) => index % Math.max(1, Math.floor(samples.length / 24)) === 0)
      .map(megabytes)
      .join(' ')}`,
  );
  return { second, last, peak: memoryOf(hub.pid).peak, samples };
}

/** Every message ended as applied or with a question that has a reason, and every counted referral has its effects. */
async function verify(): Promise<void> {
  const row = await queryOne<Record<string, number>>(
    db,
    sql`select (select count(*) from message) as messages, (select count(*) from message where state = 'applied') as applied,
          (select count(*) from message where state = 'received') as received, (select count(distinct control_id) from message) as ids,
          (select count(*) from referral where kind <> 'none' and merged_into is null) as referrals,
          (select count(*) from event) as events, (select count(*) from effect) as effects,
          (select count(*) from delivery) as deliveries, (select count(*) from review) as reviews, (select count(*) from patient) as patients,
          (select count(*) from partner) as partners`,
  );
  console.log('In the end:', JSON.stringify(row));
  if (row?.['messages'] !== from || row['ids'] !== from)
    throw new Error(`${from} were sent and ${row?.['messages']} are stored.`);
  if (row['applied'] !== from) throw new Error(`${from} were sent and ${row['applied']} are applied.`);
}

function report(): void {
  const of = (pick: (round: Round) => number): number => median(measured.map(pick));
  const applied = of((round) => round.applied);
  writeReport('end-to-end', {
    title: 'End to end: from the wire to committed state, events, effects and jobs',
    command: `node --import tsx bench/end-to-end.ts --rounds=${rounds} --count=${count} --memory=${memoryCount}`,
    words: [
      `${database.described}. ${CONNECTIONS} connections, four messages ahead each; mix of SIU S12/S13/S14, ADT A04/A08/A03, REF I12 and MDM T02 with text, about 4,000 patients and 300 offices. Medians of ${rounds} rounds of ${thousands(count)} messages; the clock runs until the last is applied. Load driver, hub and Postgres share the cores. Sending the deliveries is not part of it; queueing them is.`,
      'Verified: every acknowledged message is stored once under its own control id and ended as applied.',
    ],
    head: [
      'Applied/s',
      'At least',
      'Acknowledged/s',
      'Ack p50 ms',
      'Ack p99 ms',
      'Bare rows/s',
      'Applied : bare',
    ],
    rows: [
      [
        thousands(applied),
        `${AT_LEAST}: ${applied >= AT_LEAST ? 'reached' : 'MISSED'}`,
        thousands(of((round) => round.acked)),
        of((round) => round.p50Ms).toFixed(1),
        of((round) => round.p99Ms).toFixed(1),
        thousands(of((round) => round.bare)),
        of((round) => round.applied / round.bare).toFixed(2),
      ],
    ],
    after: memory === undefined ? [] : [memoryWords(memory)],
  });
}

function memoryWords({ second, last, peak }: Memory): string {
  const change = (last / second - 1) * 100;
  return `Memory over ${thousands(memoryCount)} more messages: RSS of the hub process ${megabytes(second)} MB on average in the second quarter, ${megabytes(last)} MB in the last (${change >= 0 ? '+' : ''}${change.toFixed(1)} %; at most 10: ${change <= 10 ? 'reached' : 'MISSED'}), highest ever ${megabytes(peak)} MB.`;
}
