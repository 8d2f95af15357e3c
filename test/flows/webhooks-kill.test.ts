import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { findWebhook, insertWebhook } from '../../src/store/webhooks.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { appendAll, openReceiver, type Receiver } from '../support/webhooks.ts';

const EVENTS = 1_500;
const REFERRALS = 70;
/** With which request the process is killed, before it has its answer. */
const KILLED_AT = [1, 30, 400, 900];
/** Under way or not written down yet (pipeline/webhook/pump.ts). */
const WINDOW = 128;

let database: TestDatabase;
let crm: Receiver;
let child: ChildProcess | undefined;
const killing = new Set(KILLED_AT);

beforeAll(async () => {
  database = await createTestDatabase();
  crm = await openReceiver((response, nr) => {
    if (killing.delete(nr)) child?.kill('SIGKILL');
    else response.writeHead(204).end();
  });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await crm.close();
  await database.drop();
});

/** Starts a dispatcher. Resolves when it has ended. */
function run(): Promise<void> {
  const file = join(import.meta.dirname, '../support/webhook-dispatcher-process.ts');
  const started = fork(file, [database.url, 'https://hub.example'], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child = started;
  return new Promise((resolve) => started.once('exit', () => resolve()));
}

test('a hub killed in the middle loses no event, repeats at most a window, and keeps the order of every referral', async () => {
  const { db } = database;
  const subjects = Array.from({ length: REFERRALS }, () => newId());
  const events = Array.from({ length: EVENTS }, (_, nr) => ({
    id: newId(),
    type: 'referral.scheduled' as const,
    subjectKind: 'referral' as const,
    subjectId: subjects[nr % REFERRALS] ?? '',
    subjectVersion: 1 + Math.floor(nr / REFERRALS),
    occurredAt: '2026-03-02T10:00:00.000Z',
    data: { referralId: subjects[nr % REFERRALS] },
  }));
  await appendAll(db, events);
  const { id } = await insertWebhook(db, { url: crm.url, description: '', types: [], position: 0 });

  for (const _ of KILLED_AT) {
    await run();
    // The lease of a dead hub runs out by itself, in a minute.
    await execute(db, sql`update webhook_endpoint set leased_until = now(), next_attempt_at = now()`);
  }
  const last = run();
  while ((await findWebhook(db, id))?.position !== EVENTS)
    await new Promise((resolve) => setImmediate(resolve));
  child?.kill('SIGKILL');
  await last;

  const got = crm.received.map(
    (one) => JSON.parse(one.body) as { id: string; subject: string; version: number },
  );
  expect(new Set(got.map((event) => event.id))).toEqual(new Set(events.map((event) => event.id)));
  expect(got.length - EVENTS).toBeLessThanOrEqual(KILLED_AT.length * WINDOW);
  // What comes for the first time comes in order; what is repeated, a receiver knows by its id.
  const versions = new Map<string, number>();
  const outOfOrder = got.filter(({ subject, version }) => {
    const known = versions.get(subject) ?? 0;
    if (version > known) versions.set(subject, version);
    return version > known + 1;
  });
  expect(outOfOrder).toEqual([]);
  const written = await query<{ event_id: string }>(
    db,
    sql`select distinct event_id from webhook_attempt where code = 'ok'`,
  );
  expect(written).toHaveLength(EVENTS);
}, 120_000);
