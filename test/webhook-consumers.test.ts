import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newId } from '../src/lib/ids.ts';
import { dispatchWebhooks } from '../src/pipeline/publish.ts';
import { runReplays, askReplay } from '../src/pipeline/webhook/replay.ts';
import { execute, sql } from '../src/store/database.ts';
import { insertWebhook, rotateWebhookSecret } from '../src/store/webhooks.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { publishOf } from './support/webhooks.ts';

const folder = new URL('../examples/webhook-consumers/', import.meta.url);

let database: TestDatabase;
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill();
    await once(child, 'exit');
  }
});

type Consumer = { readonly url: string; readonly lines: Interface };

/** The example as its reader would start it, on any free port. */
async function start(command: string, file: string, secret: string): Promise<Consumer> {
  const child = spawn(command, [new URL(file, folder).pathname, '0'], {
    env: { ...process.env, WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const [first] = (await once(lines, 'line')) as [string];
  return { url: `http://127.0.0.1:${first.replace('listening ', '')}`, lines };
}

test.each([
  ['node', 'consumer.mjs'],
  ['python3', 'consumer.py'],
])('%s %s takes what is signed, once, and refuses the rest', async (command, file) => {
  const { db } = database;
  await execute(db, sql`truncate webhook_endpoint, webhook_attempt, webhook_replay, event`);
  await execute(db, sql`update ledger_writer set last_position = 0`);
  const publishing = { db, publicUrl: 'https://hub.example', allowPrivate: true };
  const made = await insertWebhook(db, {
    url: 'https://later.example',
    description: '',
    types: [],
    position: 0,
  });
  const consumer = await start(command, file, made.secret);
  await execute(db, sql`update webhook_endpoint set url = ${consumer.url}`);
  const heard: string[] = [];
  consumer.lines.on('line', (line) => heard.push(line));
  const subject = newId();

  const [first = ''] = await publishOf(db, [subject], 'referral.seen');
  expect(await dispatchWebhooks(publishing)).toBe(1);
  await askReplay(db, made.id, { eventId: first }, { perSecond: 10, askedBy: 'test' });
  expect(await runReplays(publishing)).toBe(1);
  const forged = await fetch(consumer.url, {
    method: 'POST',
    body: '{}',
    headers: {
      'webhook-id': first,
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': 'v1,AAAA',
    },
  });
  // With the old secret it goes on for a day, and then no more.
  await rotateWebhookSecret(db, made.id);
  await publishOf(db, [subject], 'referral.note_ready');
  expect(await dispatchWebhooks(publishing)).toBe(1);
  await execute(db, sql`update webhook_endpoint set previous_secret_until = now()`);
  await publishOf(db, [subject], 'referral.closed');
  expect(await dispatchWebhooks(publishing)).toBe(0);

  expect(forged.status).toBe(401);
  // What it prints comes through a pipe, after its answer.
  while (heard.length < 2) await once(consumer.lines, 'line');
  expect(heard.map((line) => line.split(' ')[0])).toEqual(['referral.seen', 'referral.note_ready']);
});
