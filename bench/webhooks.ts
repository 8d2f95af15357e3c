/**
 * Events to one receiver: how many a second one hub posts, signs, gets answered and writes down. The receiver is a process of its own on
 * loopback and answers 204 at once; it checks the order of every referral. Held against a bare program that does nothing but post the
 * same bodies over as many kept connections.
 *
 *     npx tsx bench/webhooks.ts [--events=20000] [--referrals=2000] [--rounds=5]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { newId } from '../src/lib/ids.ts';
import { dispatchWebhooks } from '../src/pipeline/publish.ts';
import { openLine } from '../src/pipeline/webhook/post.ts';
import { MOST_UNDER_WAY } from '../src/pipeline/webhook/pump.ts';
import { execute, openDatabase, sql, type Database } from '../src/store/database.ts';
import { countAttempts } from './parts/webhook-receiver.ts';
import { openBenchDatabase } from './parts/database.ts';
import { median, numberOption, thousands, writeReport } from './parts/report.ts';
import { insertWebhook } from '../src/store/webhooks.ts';

const BAR = 1_000;
const events = numberOption('events', 20_000);
const referrals = numberOption('referrals', 2_000);
const rounds = numberOption('rounds', 5);

const receiver = spawn(
  process.execPath,
  ['--import', 'tsx', new URL('parts/webhook-receiver.ts', import.meta.url).pathname],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const [first] = (await once(receiver.stdout, 'data')) as [Buffer];
const url = `http://127.0.0.1:${String(first).trim()}`;

type Said = { readonly got: number; readonly distinct: number; readonly outOfOrder: number };

/** What has come since the last time. */
async function askReceiver(): Promise<Said> {
  return (await (await fetch(`${url}/said`)).json()) as Said;
}

async function fill(db: Database): Promise<void> {
  await execute(db, sql`truncate event, webhook_endpoint, webhook_attempt, webhook_replay`);
  await execute(
    db,
    sql`insert into event (position, id, type, subject_kind, subject_id, subject_version, occurred_at, data)
        select n, gen_random_uuid(), 'referral.scheduled', 'referral', s.id, 1 + n / ${referrals}::int, now(),
          jsonb_build_object('referralId', s.id, 'state', 'scheduled', 'kind', 'explicit', 'isCounted', true, 'priority', 'routine',
            'receivedAt', '2026-03-02T15:04:05.000Z', 'partnerId', s.id, 'partnerNpi', '1234567893')
        from generate_series(1, ${events}::int) n
          join (select k, gen_random_uuid() as id from generate_series(0, ${referrals}::int - 1) k offset 0) s on s.k = n % ${referrals}::int`,
  );
  await execute(db, sql`update ledger_writer set last_position = ${events}`);
  await insertWebhook(db, { url: `${url}/hook`, description: '', types: [], position: 0 });
}

/** Bodies of the same length over as many kept connections, nothing else. */
async function postBare(): Promise<number> {
  const line = openLine(`${url}/bare`, { allowPrivate: true }, MOST_UNDER_WAY);
  const body = JSON.stringify({ subject: newId(), text: 'x'.repeat(760) });
  const startedAt = performance.now();
  let left = events;
  const worker = async (): Promise<void> => {
    while ((left -= 1) >= 0) await line.post({ 'Content-Type': 'application/json' }, body);
  };
  await Promise.all(Array.from({ length: MOST_UNDER_WAY }, worker));
  line.close();
  return (events / (performance.now() - startedAt)) * 1_000;
}

async function dispatchAll(db: Database): Promise<number> {
  const publishing = { db, publicUrl: 'https://referrals.practice.example', allowPrivate: true };
  const startedAt = performance.now();
  let sent = 0;
  for (let count = -1; count !== 0; sent += count) count = await dispatchWebhooks(publishing);
  if (sent !== events) throw new Error(`${sent} of ${events} events were sent`);
  return (events / (performance.now() - startedAt)) * 1_000;
}

const database = await openBenchDatabase();
const db = openDatabase(database.url, { maxConnections: 5, applicationName: 'bench' });
const rows: string[][] = [];
const rates: number[] = [];
const shares: number[] = [];
try {
  for (let round = 0; round < rounds; round += 1) {
    await fill(db);
    const bare = await postBare();
    await askReceiver();
    const rate = await dispatchAll(db);
    const said = await askReceiver();
    const kept = await countAttempts(db);
    rates.push(rate);
    shares.push(rate / bare);
    rows.push([
      String(round + 1),
      thousands(bare),
      thousands(rate),
      (rate / bare).toFixed(2),
      `${thousands(said.got)} / ${thousands(said.distinct)}`,
      String(said.outOfOrder),
      thousands(kept),
    ]);
    if (said.distinct !== events || said.outOfOrder > 0 || kept !== events) process.exitCode = 1;
  }
} finally {
  receiver.kill();
  await db.close();
  await database.close();
}
const isReached = median(rates) >= BAR && process.exitCode !== 1;
writeReport('webhooks', {
  title: 'Events to one receiver',
  command: `npx tsx bench/webhooks.ts --events=${events} --referrals=${referrals} --rounds=${rounds}`,
  words: [
    `${database.described}. ${thousands(events)} events of ${thousands(referrals)} referrals wait for one webhook whose receiver, a process of its own on this machine, answers 204 at once. One event a POST, each signed twice (HMAC-SHA256 and Ed25519); every try is a row with headers and body; the position moves with the tries in one commit a batch.`,
    'The bare program posts bodies of the same length over as many kept connections and does nothing else. The machine is shared by the hub, its database and the receiver.',
    `Median **${thousands(median(rates))} events a second** (bar: at least ${thousands(BAR)}), ${median(shares).toFixed(2)} of the bare program. ${isReached ? 'Reached.' : 'Not reached.'}`,
  ],
  head: [
    'Round',
    'Bare POSTs/s',
    'Events/s',
    'Ratio',
    'Came / distinct',
    'Out of order in a referral',
    'Tries written',
  ],
  rows,
});
if (!isReached) process.exitCode = 1;
