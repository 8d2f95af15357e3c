/**
 * `referloop rebuild` at size: a ledger of facts without a projection is folded and written, compared (`--check`), its projection is
 * thrown away and written again. Reading all bodies of facts without folding them, in the same run, tells how fast the machine was.
 *
 *     node --import tsx bench/rebuild.ts [--referrals=20000] [--no-restore]
 */
import type { Policy } from '../src/domain/consequences.ts';
import { checkProjection, rebuildProjection, type RebuildTotals } from '../src/pipeline/rebuild.ts';
import { execute, query, sql } from '../src/store/database.ts';
import { openBenchDatabase } from './parts/database.ts';
import { fillLedger, sizeOf } from './parts/ledger-fill.ts';
import { megabytes, numberOption, thousands, writeReport } from './parts/report.ts';

const policy: Policy = { zone: 'America/Chicago', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 };
const referrals = numberOption('referrals', 20_000);
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
const steps: Step[] = [];

try {
  const filling = performance.now();
  const filled = await fillLedger(db, referrals, progress());
  console.log(`filled: ${JSON.stringify(filled)} in ${since(filling).toFixed(0)} s`);
  await step('fold and write a projection that is not there', () => rebuildProjection(db, policy, watched()));
  for (const table of ['referral', 'effect', 'event', 'review', 'fact'])
    await db.pool.query(`vacuum analyze ${table}`);
  const reading = await step('reference: read all bodies of facts, parse, no fold', readBodies);
  const check = await step('`rebuild --check`: fold and compare', () =>
    checkProjection(db, policy, watched()),
  );
  if (hasRestore) {
    await execute(
      db,
      sql`update referral set view = '{}', state = 'voided', kind = 'none', is_counted = false`,
    );
    await db.pool.query('vacuum analyze referral');
    const events = await count('event');
    await step('`rebuild` after all views and states were emptied', () =>
      rebuildProjection(db, policy, watched()),
    );
    await step('`rebuild --check` again', () => checkProjection(db, policy, watched()));
    if ((await count('event')) !== events) throw new Error('The rebuild told somebody again.');
  }
  const last = steps.at(-1);
  if (check.differing !== 0 || last?.differing !== 0)
    throw new Error('The projection is not what the facts say.');
  await writeResults(filled, reading, check);
} finally {
  await database.close();
}

async function step(
  name: string,
  work: () => Promise<Pick<RebuildTotals, 'differing'> | undefined>,
): Promise<Step> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const peak = watchMemory();
  const totals = await work();
  const used = process.cpuUsage(cpu);
  const done: Step = {
    name,
    seconds: since(start),
    cpuSeconds: (used.user + used.system) / 1e6,
    peakMb: megabytes(peak()),
    differing: totals?.differing,
  };
  steps.push(done);
  console.log(
    `${name}: ${done.seconds.toFixed(1)} s, ${done.cpuSeconds.toFixed(1)} s CPU, ${done.peakMb} MB`,
  );
  return done;
}

/** The same rows through the same driver, in the order of patients. */
async function readBodies(): Promise<undefined> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const ids = await query<{ id: string }>(
      db,
      sql`select id from patient where id > ${after} order by id limit 400`,
    );
    const last = ids.at(-1);
    if (!last) return undefined;
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

function watched() {
  const show = progress();
  return { onPage: (totals: RebuildTotals) => show(totals) };
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
    command: `node --import tsx bench/rebuild.ts --referrals=${referrals}`,
    words: [
      `${thousands(filled.referrals)} referrals of ${thousands(filled.patients)} patients, ${thousands(filled.facts)} facts (${megabytes(await sizeOf(db, 'fact'))} MB with indexes; referrals ${megabytes(await sizeOf(db, 'referral'))} MB). Postgres on the same machine, ${database.described}. One process, no threads: the database reads a page while the one before is folded. Peak memory is that of the process.`,
      `A check takes ${(check.seconds / reading.seconds).toFixed(1)} times as long as reading the bodies of the facts alone: that ratio is what to compare between machines. The promise: 1,000,000 referrals in at most 600 s on two cores, and nothing differs.`,
    ],
    head: ['step', 'seconds', 'CPU s of the process', 'referrals/s', 'peak MB', 'patients that differed'],
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
