import { fork, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Bundle, Parameters } from 'fhir/r4.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { execute, queryOne, sql } from '../../src/store/database.ts';
import { appendEvents, type NewEvent } from '../../src/store/events.ts';
import { insertSubscription } from '../../src/store/fhir-subscriptions.ts';
import { takePen } from '../../src/store/ledger.ts';
import { createToken } from '../../src/store/tokens.ts';
import { transaction } from '../../src/store/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const EVENTS = 40;
/** In the middle of which notification the process is killed: before it has its answer. */
const KILLED_AT = [1, 2, 9, 10, 23];

let database: TestDatabase;
let server: Server;
let child: ChildProcess | undefined;
/** Numbers of the events of each notification, in the order they came. */
const told: (readonly number[])[] = [];
let onTold: () => 'answer' | 'hang' = () => 'answer';

beforeAll(async () => {
  database = await createTestDatabase();
  server = await new Promise<Server>((resolve) => {
    const started = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        told.push(numbersOf(JSON.parse(Buffer.concat(parts).toString()) as Bundle));
        if (onTold() === 'answer') response.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1', () => resolve(started));
  });
});
afterAll(async () => {
  await kill();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await database.drop();
});

function numbersOf(bundle: Bundle): readonly number[] {
  const status = bundle.entry?.[0]?.resource as Parameters | undefined;
  const events = status?.parameter?.filter(({ name }) => name === 'notification-event') ?? [];
  return events.map(({ part }) => Number(part?.find(({ name }) => name === 'event-number')?.valueString));
}

async function kill(): Promise<void> {
  const killed = child;
  child = undefined;
  if (!killed || killed.exitCode !== null) return;
  const gone = new Promise<void>((resolve) => killed.once('exit', () => resolve()));
  killed.kill('SIGKILL');
  await gone;
}

function start(): void {
  const file = join(import.meta.dirname, '../support/fhir-notifier-process.ts');
  child = fork(file, [database.url, 'http://127.0.0.1:8080'], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function publish(): Promise<void> {
  const events = Array.from({ length: EVENTS }, (): NewEvent => {
    const subjectId = newId();
    return {
      id: newId(),
      type: 'referral.scheduled',
      subjectKind: 'referral',
      subjectId,
      subjectVersion: 1,
      occurredAt: '2026-03-02T10:00:00.000Z',
      data: { referralId: subjectId, state: 'scheduled', kind: 'explicit' },
    };
  });
  await transaction(database.db, async (tx) => void (await appendEvents(tx, await takePen(tx), events)));
}

test(
  'killed while it tells, it tells everything in order and nothing under another number',
  { timeout: 180_000 },
  async () => {
    const { id: tokenId } = await createToken(database.db, { scope: 'events', label: 'crm' });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await insertSubscription(database.db, {
      tokenId,
      endpoint,
      topic: 'referral-changed',
      filter: {},
      headers: [],
      content: 'id-only',
      reason: 'test',
      heartbeatSeconds: null,
      timeoutSeconds: null,
      mostEvents: 1,
      endsAt: null,
      position: 0,
    });
    await publish();
    for (const at of [...KILLED_AT, Number.POSITIVE_INFINITY]) {
      const reached = new Promise<void>((resolve) => {
        onTold = () => {
          if (told.length >= at) {
            resolve();
            return 'hang';
          }
          if (told.at(-1)?.includes(EVENTS)) resolve();
          return 'answer';
        };
      });
      start();
      await reached;
      if (at < Number.POSITIVE_INFINITY) await kill();
      // What it held would be free after two minutes.
      if (at < Number.POSITIVE_INFINITY)
        await execute(database.db, sql`update fhir_subscription set leased_until = now()`);
    }
    await expect
      .poll(() => queryOne(database.db, sql`select events, delivered, status from fhir_subscription`), {
        timeout: 30_000,
      })
      .toEqual({ events: EVENTS, delivered: EVENTS, status: 'active' });

    const numbers = told.flat();
    const firsts = [...new Set(numbers)];
    expect(firsts).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1));
    // Each kill repeats at most the one notification that had no answer.
    expect(numbers.length).toBeLessThanOrEqual(EVENTS + KILLED_AT.length);
    expect(numbers.every((one, index) => index === 0 || one - (numbers[index - 1] ?? 0) <= 1)).toBe(true);
  },
);
