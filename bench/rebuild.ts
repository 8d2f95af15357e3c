/**
 * `referloop rebuild` at size: a ledger of facts without a projection is folded and written, compared (`--check`), its projection is
 * thrown away and written again. Reading all bodies of facts without folding them, in the same run, tells how fast the machine was.
 *
 *     node --import tsx bench/rebuild.ts [--referrals=20000] [--processes=1] [--no-restore]
 */
import type { Policy } from '../src/domain/consequences.ts';
import { query, sql } from '../src/store/database.ts';
import { runChild } from './parts/child.ts';
import { openBenchDatabase } from './parts/database.ts';
import { fillLedger, runLong, sizeOf } from './parts/ledger-fill.ts';
import type { PartDone, RebuildPart } from './parts/rebuild-part.ts';
import { megabytes, numberOption, thousands, writeReport } from './parts/report.ts';

const policy: Policy = { zone: 'America/Chicago', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 };
const referrals = numberOption('referrals', 20_000);
const processes = numberOption('processes', 1);
const hasRestore = !process.argv.includes('--no-restore');
const database = await openBenchDatabase();
const { db } = database;

type Step = {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: string;
  readonly differing: number | undefined;
};
type Cost = {
  readonly differing: number | undefined;
  readonly cpuSeconds: number;
  /** In bytes. */
  readonly peak: number;
};
const steps: Step[] = [];

try {
  const filling = performance.now();
  const filled = await fillLedger(database, referrals, progress());
  console.log(`filled: ${JSON.stringify(filled)} in ${since(filling).toFixed(0)} s`);
  await step('fold and write a projection that is not there', () => inParts(false));
  await runLong(
    database.url,
    ['referral', 'effect', 'event', 'review', 'escalation', 'patient', 'fact'].map(
      (one) => `vacuum analyze ${one}`,
    ),
  );
  const reading = await step('reference: read all bodies of facts, parse, no fold', readBodies);
  const check = await step('`rebuild --check`: fold and compare', () => inParts(true));
  if (hasRestore) {
    await runLong(database.url, [
      "update referral set view = '{}', state = 'voided', kind = 'none', is_counted = false",
      'vacuum analyze referral',
    ]);
    const events = await count('event');
    await step('`rebuild` after all views and states were emptied', () => inParts(false));
    await step('`rebuild --check` again', () => inParts(true));
    if ((await count('event')) !== events) throw new Error('The rebuild told somebody again.');
  }
  const last = steps.at(-1);
  if (check.differing !== 0 || last?.differing !== 0)
    throw new Error('The projection is not what the facts say.');
  await writeResults(filled, reading, check);
} finally {
  await database.close();
}

async function step(name: string, work: () => Promise<Cost>): Promise<Step> {
  const start = performance.now();
  const { differing, cpuSeconds, peak } = await work();
  const done: Step = { name, seconds: since(start), cpuSeconds, peakMb: megabytes(peak), differing };
  steps.push(done);
  console.log(
    `${name}: ${done.seconds.toFixed(1)} s, ${done.cpuSeconds.toFixed(1)} s CPU, ${done.peakMb} MB`,
  );
  return done;
}

/** Each part in a process of its own, as `referloop rebuild --part` does it. */
async function inParts(isCheck: boolean): Promise<Cost> {
  const parts = await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const part: RebuildPart = { url: database.url, policy, number: index + 1, count: processes, isCheck };
      return runChild<PartDone>('rebuild-part.ts', part);
    }),
  );
  return {
    differing: parts.reduce((sum, part) => sum + part.differing, 0),
    cpuSeconds: parts.reduce((sum, part) => sum + part.cpuSeconds, 0),
    peak: Math.max(...parts.map((part) => part.peak)),
  };
}

/** The same rows through the same driver, in the order of patients. */
async function readBodies(): Promise<Cost> {
  const cpu = process.cpuUsage();
  const peak = watchMemory();
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const ids = await query<{ id: string }>(
      db,
      sql`select id from patient where id > ${after} order by id limit 400`,
    );
    const last = ids.at(-1);
    const { user, system } = process.cpuUsage(cpu);
    if (!last) return { differing: undefined, cpuSeconds: (user + system) / 1e6, peak: peak() };
    after = last.id;
    await query(db, sql`select body from fact where patient_id = any(${ids.map((one) => one.id)}::uuid[])`);
  }
}

function watchMemory(): () => number {
  let peak = process.memoryUsage().rss;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 200);
  return () => {
    clearInterval(timer);
    return Math.max(peak, process.memoryUsage().rss);
  };
}

function progress(): (totals: { readonly referrals: number }) => void {
  let last = performance.now();
  return (totals) => {
    if (since(last) < 15) return;
    last = performance.now();
    console.log(`  ${thousands(totals.referrals)} referrals`);
  };
}

async function count(table: 'event'): Promise<number> {
  const [row] = await query<{ count: number }>(
    db,
    sql`select count(*) as count from ${{ event: sql`event` }[table]}`,
  );
  return row?.count ?? 0;
}

async function writeResults(
  filled: { readonly patients: number; readonly referrals: number; readonly facts: number },
  reading: Step,
  check: Step,
): Promise<void> {
  writeReport('rebuild', {
    title: 'Rebuilding the projection from the facts',
    command: `node --import tsx bench/rebuild.ts --referrals=${referrals} --processes=${processes}`,
    words: [
      `${thousands(filled.referrals)} referrals of ${thousands(filled.patients)} patients, ${thousands(filled.facts)} facts (${megabytes(await sizeOf(db, 'fact'))} MB with indexes; referrals ${megabytes(await sizeOf(db, 'referral'))} MB). Postgres on the same machine, ${database.described}. ${processes === 1 ? 'One process' : `${processes} processes, each with its part of the patients`}; three pages under way at once. CPU is that of the processes together, their start included, and not that of Postgres; peak memory is that of the largest.`,
      `A check takes ${(check.seconds / reading.seconds).toFixed(1)} times as long as reading the bodies of the facts alone: that ratio is what to compare between machines. The promise: 1,000,000 referrals in at most 600 s on two cores, and nothing differs.`,
    ],
    head: ['step', 'seconds', 'CPU s', 'referrals/s', 'peak MB', 'patients that differed'],
    rows: steps.map((one) => [
      one.name,
      one.seconds.toFixed(1),
      one.cpuSeconds.toFixed(1),
      thousands(filled.referrals / one.seconds),
      one.peakMb,
      one.differing === undefined ? '' : thousands(one.differing),
    ]),
  });
}

function since(start: number): number {
  return (performance.now() - start) / 1000;
}
