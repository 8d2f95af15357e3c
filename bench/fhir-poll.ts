/**
 * A FHIR server of many resources, polled whole into the ledger once, and again twice: with the cursor, and as if the hub had never
 * polled. The server is a generator of ours in another process; source, intake, pipeline and Postgres are real, commits are flushed.
 *
 *     node --import tsx bench/fhir-poll.ts [--resources=2000]
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import all from '../mappings/fhir/all.mapping.ts';
import { openLog } from '../src/log.ts';
import { processWaiting } from '../src/pipeline/process.ts';
import { createIntake } from '../src/pipeline/receive.ts';
import type { Channel } from '../src/sdk/channel.ts';
import { fhirPoll } from '../src/sources/fhir-poll/index.ts';
import { startSources } from '../src/start-sources.ts';
import { execute, query, sql } from '../src/store/database.ts';
import { openBenchDatabase } from './parts/database.ts';
import type { GeneratorInput } from './parts/fhir-generator.ts';
import { megabytes, numberOption, thousands, writeReport } from './parts/report.ts';

type Turn = { readonly name: string; readonly ms: number; readonly messages: number; readonly peak: number };

const resources = numberOption('resources', 2_000);
const PROGRESS = 1_000;
const types = ['Practitioner', 'Patient', 'ServiceRequest', 'Appointment'];
const database = await openBenchDatabase();
const { db } = database;
const input: GeneratorInput = { resources };
const generator = fork(join(import.meta.dirname, 'parts', 'fhir-generator.ts'), [JSON.stringify(input)], {
  execArgv: ['--import', 'tsx'],
});
const port = await new Promise<number>((resolve) => {
  generator.once('message', (word) => resolve(Number(word)));
});
const channel = {
  name: 'polled-emr',
  owner: 'it@practice.example',
  zone: 'America/New_York',
  mapping: all,
  source: fhirPoll,
  config: {
    baseUrl: `http://127.0.0.1:${port}`,
    allowPrivate: true,
    types,
    pageSize: 500,
    pollSeconds: 3_600,
  },
} as Channel;
const hub = {
  db,
  channels: new Map([[channel.name, channel]]),
  policy: { zone: 'America/New_York', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
};

const turns: Turn[] = [];
let verdict = '';
try {
  turns.push(await poll('first: everything is new'));
  turns.push(await work());
  const before = await counts();
  turns.push(await poll('again: nothing changed'));
  await execute(db, sql`delete from source_memory`);
  turns.push(await poll('again, as if never polled: everything is a repeat'));
  const rest = await processWaiting(hub);
  const after = await counts();
  const isSame = JSON.stringify(after) === JSON.stringify(before) && rest === 0;
  if (!isSame)
    throw new Error(`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}, ${rest} waiting`);
  verdict = `After the first time: ${describe(before)}. After polling again, with the cursor and from the beginning: the same in every number, and nothing to do.`;
} finally {
  generator.send('stop');
  await database.close();
}
report();

/** One whole round: until every type has a cursor, or has looked again with the one it had. */
async function poll(name: string): Promise<Turn> {
  return await measured(name, async () => {
    const intake = createIntake(db, () => undefined);
    let handed = 0;
    const counted = {
      ...intake,
      receive: (...given: Parameters<typeof intake.receive>) => {
        handed += 1;
        return intake.receive(...given);
      },
    };
    const startedAt = new Date().toISOString();
    const running = await startSources([channel], counted, db, openLog('silent'), 'https://hub.example');
    while ((await cursorsSince(startedAt)) < types.length)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await running.stop();
    return handed;
  });
}

async function work(): Promise<Turn> {
  return await measured('worked into the ledger', async () => {
    let done = 0;
    let saidAt = performance.now();
    for (;;) {
      const count = await processWaiting(hub);
      if (count === 0) return done;
      done += count;
      if (done % PROGRESS !== 0) continue;
      // Whether the rate holds as the ledger grows.
      console.log(`  ${thousands(done)}: ${thousands((PROGRESS / (performance.now() - saidAt)) * 1000)}/s`);
      saidAt = performance.now();
    }
  });
}

async function cursorsSince(at: string): Promise<number> {
  const [row] = await query<{ readonly count: number }>(
    db,
    sql`select count(*)::int as count from source_memory where key like 'cursor:%' and updated_at >= ${at}::timestamptz`,
  );
  return row?.count ?? 0;
}

async function measured(name: string, act: () => Promise<number>): Promise<Turn> {
  globalThis.gc?.();
  let peak = process.memoryUsage().rss;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const startedAt = performance.now();
  const messages = await act();
  const ms = performance.now() - startedAt;
  clearInterval(timer);
  console.log(
    `${name}: ${thousands(messages)} in ${(ms / 1000).toFixed(1)} s, at most ${megabytes(peak)} MB`,
  );
  return { name, ms, messages, peak };
}

async function counts() {
  const [row] = await query<Readonly<Record<string, number>>>(
    db,
    sql`select (select count(*)::int from message) as messages,
               (select count(*)::int from message where state not in ('applied', 'filtered')) as unsettled,
               (select count(*)::int from referral where merged_into is null) as referrals,
               (select count(*)::int from event) as events,
               (select count(*)::int from effect) as effects,
               (select count(distinct key)::int from effect) as "effectKeys"`,
  );
  const found = row ?? {};
  if (found['messages'] !== expected())
    throw new Error(`${found['messages']} messages for ${expected()} resources`);
  if (found['effects'] !== found['effectKeys'] || !found['effects'])
    throw new Error('effects are doubled, or none');
  return found;
}

function expected(): number {
  return [0.02, 0.2, 0.3, 0.48].reduce((sum, share) => sum + Math.max(1, Math.round(resources * share)), 0);
}

function describe(found: Readonly<Record<string, number>>): string {
  return Object.entries(found)
    .filter(([name]) => name !== 'effectKeys')
    .map(([name, count]) => `${thousands(count)} ${name}`)
    .join(', ');
}

function report(): void {
  writeReport('fhir-poll', {
    title: 'A polled FHIR server, synchronised once and again',
    command: `node --import tsx bench/fhir-poll.ts --resources=${resources}`,
    words: [
      `${database.described}. A generator of ours in another process serves ${thousands(expected())} resources (${types.join(', ')}) in pages of 500 with next links over HTTP; the source polls them, the intake stores each as a message of its own with group commits, the built-in mappings work them into the ledger.`,
      verdict,
    ],
    head: ['Turn', 'Handed over', 's', 'Per second', 'Memory of the process, at most MB'],
    rows: turns.map(({ name, ms, messages, peak }) => [
      name,
      thousands(messages),
      (ms / 1000).toFixed(1),
      thousands((messages / ms) * 1000),
      megabytes(peak),
    ]),
  });
}
