import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { newId } from '../lib/ids.ts';
import { execute, sql } from '../store/database.ts';
import { appendEvents, listEvents, type NewEvent } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listWebhookAttempts,
  rotateWebhookSecret,
  updateWebhook,
} from '../store/webhooks.ts';
import { createDispatcher, dispatchWebhooks, sendTestEvent, type Publishing } from './publish.ts';

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };
type Receiver = {
  readonly url: string;
  readonly received: Received[];
  /** Positions of the events, in the order they came. */
  readonly ids: () => readonly string[];
  /** Resolves when this many have come. */
  readonly count: (wanted: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

let database: TestDatabase;
let publishing: Publishing;
const open: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase({ maxConnections: 20 });
  publishing = { db: database.db, publicUrl: 'https://hub.example', allowPrivate: true };
});
afterAll(() => database.drop());
beforeEach(async () => {
  await execute(database.db, sql`truncate event, webhook_endpoint, webhook_attempt`);
  await execute(database.db, sql`update ledger_writer set last_position = 0`);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** A real receiver on loopback; `answer` is called for each request, default 204. */
async function receiver(
  answer: (response: ServerResponse, nr: number) => void = (response) => response.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      for (const look of waiting) look();
      answer(response, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  };
  open.push(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    ids: () => received.map((one) => String(one.headers['webhook-id'])),
    count: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length < wanted) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close,
  };
}

async function subscribe(
  url: string,
  types: readonly string[] = [],
): Promise<{ id: string; secret: string }> {
  return insertWebhook(database.db, { url, description: '', types, position: 0 });
}

async function publish(...types: readonly NewEvent['type'][]): Promise<readonly string[]> {
  const events = types.map((type): NewEvent => {
    const subjectId = newId();
    return {
      id: newId(),
      type,
      subjectKind: 'referral',
      subjectId,
      subjectVersion: 3,
      occurredAt: '2026-03-02T10:00:00.000Z',
      data: { referralId: subjectId, state: 'seen', patientName: 'ZZTEST' },
    };
  });
  await transaction(database.db, async (tx) => void (await appendEvents(tx, await takePen(tx), events)));
  return events.map((event) => event.id);
}

const makeDue = (id: string) =>
  execute(database.db, sql`update webhook_endpoint set next_attempt_at = now() where id = ${id}`);

describe('what a receiver gets', () => {
  test('a CloudEvent that the library of Standard Webhooks verifies, without anything the catalogue does not name', async () => {
    const crm = await receiver();
    const { id, secret } = await subscribe(crm.url);
    const [eventId = ''] = await publish('referral.seen');

    expect(await dispatchWebhooks(publishing)).toBe(1);

    const [got] = crm.received;
    const event = new Verifier(secret).verify(got?.body ?? '', got?.headers as Record<string, string>);
    expect(event).toMatchObject({
      specversion: '1.0',
      id: eventId,
      source: 'https://hub.example',
      type: 'referral.seen',
      time: '2026-03-02T10:00:00.000Z',
      timestamp: '2026-03-02T10:00:00.000Z',
      subject: expect.stringMatching(/^referral\//),
      dataschema: 'https://hub.example/schemas/events/referral.seen/1',
      version: 3,
      data: { state: 'seen' },
    });
    expect(got?.body).not.toContain('ZZTEST');
    expect(got?.headers).toMatchObject({ 'webhook-id': eventId, 'content-type': 'application/json' });
    expect(await listWebhookAttempts(database.db, id, 10)).toMatchObject([
      { eventId, position: 1, status: 204, code: 'ok' },
    ]);
  });

  test('every event once and in order, over many pages', async () => {
    const crm = await receiver();
    await subscribe(crm.url);
    const ids = await publish(...Array.from({ length: 230 }, () => 'referral.seen' as const));

    expect(await dispatchWebhooks(publishing)).toBe(230);
    expect(await dispatchWebhooks(publishing)).toBe(0);

    expect(crm.ids()).toEqual(ids);
  });

  test('only the types it wants, and what it does not want is passed over', async () => {
    const crm = await receiver();
    const { id } = await subscribe(crm.url, ['referral.closed']);
    const [, closed, ,] = await publish('referral.seen', 'referral.closed', 'referral.seen', 'referral.seen');

    await dispatchWebhooks(publishing);

    expect(crm.ids()).toEqual([closed]);
    expect((await findWebhook(database.db, id))?.position).toBe(4);
  });

  test('during a rotation the old and the new secret both verify, a day later the new one alone', async () => {
    const crm = await receiver();
    const { id, secret: old } = await subscribe(crm.url);
    const fresh = (await rotateWebhookSecret(database.db, id)) ?? '';
    await publish('referral.seen');

    await dispatchWebhooks(publishing);
    await execute(
      database.db,
      sql`update webhook_endpoint set previous_secret_until = now() - interval '1 second'`,
    );
    await publish('referral.seen');
    await dispatchWebhooks(publishing);

    const verify = (secret: string, nr: number): unknown =>
      new Verifier(secret).verify(
        crm.received[nr]?.body ?? '',
        crm.received[nr]?.headers as Record<string, string>,
      );
    expect(verify(old, 0)).toEqual(verify(fresh, 0));
    expect(verify(fresh, 1)).toBeDefined();
    expect(() => verify(old, 1)).toThrow(/signature/i);
  });

  test('a test event says that it is one, is signed, and moves no position', async () => {
    const crm = await receiver();
    const { id, secret } = await subscribe(crm.url);

    const outcome = await sendTestEvent(publishing, id, 'referral.closed');

    expect(outcome).toMatchObject({ isDelivered: true, status: 204 });
    const [got] = crm.received;
    expect(
      new Verifier(secret).verify(got?.body ?? '', got?.headers as Record<string, string>),
    ).toMatchObject({ type: 'referral.closed', test: true, data: { state: 'closed' } });
    expect((await findWebhook(database.db, id))?.position).toBe(0);
    expect(await sendTestEvent(publishing, newId(), 'referral.closed')).toBeUndefined();
  });
});

describe('when a receiver fails', () => {
  test('the event is tried again with the same id before any later one, until it arrives', async () => {
    const crm = await receiver((response, nr) => response.writeHead(nr === 1 ? 500 : 200).end());
    const { id } = await subscribe(crm.url);
    const [first, second] = await publish('referral.received', 'referral.seen');

    expect(await dispatchWebhooks(publishing)).toBe(0);
    expect(await findWebhook(database.db, id)).toMatchObject({ failures: 1, position: 0, state: 'active' });
    expect(await dispatchWebhooks(publishing)).toBe(0);
    await makeDue(id);
    expect(await dispatchWebhooks(publishing)).toBe(2);

    expect(crm.ids()).toEqual([first, first, second]);
    expect(await findWebhook(database.db, id)).toMatchObject({
      failures: 0,
      failingSince: null,
      position: 2,
    });
    const attempts = await listWebhookAttempts(database.db, id, 10);
    expect(attempts.map((one) => [one.status, one.code])).toEqual([
      [200, 'ok'],
      [200, 'ok'],
      [500, 'http-500'],
    ]);
  });

  test('its neighbours get everything', async () => {
    const [good, bad] = [await receiver(), await receiver((response) => response.writeHead(500).end())];
    await subscribe(bad.url);
    await subscribe(good.url);
    const ids = await publish('referral.received', 'referral.seen');

    await dispatchWebhooks(publishing);

    expect(good.ids()).toEqual(ids);
    expect(bad.received).toHaveLength(1);
  });

  test('one that hangs delays nobody: others get what comes later while it still hangs', async () => {
    let letGo = (): void => undefined;
    const hung = await receiver((response) => (letGo = () => void response.writeHead(200).end()));
    const good = await receiver();
    await subscribe(hung.url);
    await subscribe(good.url);
    const dispatcher = createDispatcher(publishing, (code) => expect.unreachable(code));

    await publish('referral.received');
    await dispatcher.dispatch();
    await Promise.all([hung.count(1), good.count(1)]);
    await publish('referral.seen');
    // Whether its last turn has ended by now is chance: look until the webhook can be leased again.
    while ((await dispatcher.dispatch()) === 0) await new Promise((resolve) => setImmediate(resolve));
    await good.count(2);

    expect(hung.received).toHaveLength(1);
    letGo();
    await dispatcher.stop();
    expect(await dispatcher.dispatch()).toBe(0);
  });

  test.each([
    ['a redirect', 302, 'http-302'],
    ['a refusal', 404, 'http-404'],
    ['an outage', 503, 'http-503'],
  ])('%s (%i) is a failure and is not followed', async (_, status, code) => {
    const elsewhere = await receiver();
    const crm = await receiver((response) => response.writeHead(status, { Location: elsewhere.url }).end());
    const { id } = await subscribe(crm.url);
    await publish('referral.seen');

    await dispatchWebhooks(publishing);

    expect(elsewhere.received).toEqual([]);
    expect(await listWebhookAttempts(database.db, id, 10)).toMatchObject([{ status, code }]);
  });

  test('no answer in time is a failure', async () => {
    const crm = await receiver(() => undefined);
    const { id } = await subscribe(crm.url);
    await publish('referral.seen');

    await dispatchWebhooks({ ...publishing, timeoutMs: 100 });

    expect(await listWebhookAttempts(database.db, id, 10)).toMatchObject([{ status: null, code: 'timeout' }]);
  });

  test('nobody at home is a failure', async () => {
    const gone = await receiver();
    await gone.close();
    const { id } = await subscribe(gone.url);
    await publish('referral.seen');

    await dispatchWebhooks(publishing);

    expect(await listWebhookAttempts(database.db, id, 10)).toMatchObject([{ code: 'ECONNREFUSED' }]);
  });

  test('an endless answer does not hold it: 64 kB are read, and the status counts', async () => {
    const crm = await receiver((response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(16 * 1024, 'x');
      const write = (): void => {
        if (!response.destroyed) response.write(chunk, () => setImmediate(write));
      };
      write();
    });
    await subscribe(crm.url);
    await publish('referral.seen');

    expect(await dispatchWebhooks(publishing)).toBe(1);
  });

  test('Retry-After of a busy receiver is honoured', async () => {
    const crm = await receiver((response) => response.writeHead(503, { 'Retry-After': '3600' }).end());
    const { id } = await subscribe(crm.url);
    await publish('referral.seen');

    await dispatchWebhooks(publishing);

    const webhook = await findWebhook(database.db, id);
    const [attempt] = await listWebhookAttempts(database.db, id, 1);
    const pause = Date.parse(webhook?.nextAttemptAt ?? '') - Date.parse(attempt?.at ?? '');
    expect(pause).toBeGreaterThanOrEqual(3_600_000);
    expect(pause).toBeLessThan(3_700_000);
  });

  test('410 ends it for good, and the others are told', async () => {
    const [crm, other] = [await receiver((response) => response.writeHead(410).end()), await receiver()];
    const { id } = await subscribe(crm.url);
    await subscribe(other.url, ['webhook.disabled']);
    await publish('referral.seen', 'referral.closed');

    await dispatchWebhooks(publishing);
    await makeDue(id);
    await dispatchWebhooks(publishing);

    expect(crm.received).toHaveLength(1);
    expect(await findWebhook(database.db, id)).toMatchObject({ state: 'disabled', disabledReason: 'gone' });
    expect(other.received.map((one) => JSON.parse(one.body).data)).toEqual([
      { webhookId: id, reason: 'gone' },
    ]);
  });

  test('five days of nothing but failures end it; made active again it goes on where it stood', async () => {
    let status = 500;
    const crm = await receiver((response) => response.writeHead(status).end());
    const { id } = await subscribe(crm.url);
    const [event] = await publish('referral.seen');
    const fail = async (days: number): Promise<string | undefined> => {
      await execute(
        database.db,
        sql`update webhook_endpoint set next_attempt_at = now(), failing_since = now() - make_interval(days => ${days})`,
      );
      await dispatchWebhooks(publishing);
      return (await findWebhook(database.db, id))?.state;
    };

    expect(await fail(4)).toBe('active');
    expect(await fail(5)).toBe('disabled');
    status = 200;
    await updateWebhook(database.db, id, { state: 'active' });
    await dispatchWebhooks(publishing);

    expect(crm.ids()).toContain(event);
    expect(await findWebhook(database.db, id)).toMatchObject({
      state: 'active',
      failures: 0,
      disabledReason: null,
    });
    const log = await listEvents(database.db, 0, 10, ['webhook.disabled']);
    expect(log.map((one) => one.data)).toEqual([{ webhookId: id, reason: 'failing' }]);
  });
});

describe('where it may send', () => {
  const strict = (addresses: readonly string[]) => {
    const asked: string[] = [];
    const resolve = (name: string) => {
      asked.push(name);
      return Promise.resolve(
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    };
    return { asked, publishing: { ...publishing, allowPrivate: false, resolve } };
  };

  test.each([['127.0.0.1'], ['::1'], ['169.254.169.254'], ['10.0.0.8'], ['::ffff:127.0.0.1']])(
    'a name that leads to %s is refused without a connection, even beside a public address',
    async (address) => {
      const canary = await receiver();
      const { id } = await subscribe(canary.url.replace('http://127.0.0.1', 'https://crm.example'));
      await publish('referral.seen');
      const { publishing: guarded, asked } = strict(['93.184.215.14', address]);

      await dispatchWebhooks(guarded);

      expect(asked).toEqual(['crm.example']);
      expect(canary.received).toEqual([]);
      expect(await listWebhookAttempts(database.db, id, 5)).toMatchObject([{ code: 'address-refused' }]);
    },
  );

  test('http is refused', async () => {
    const canary = await receiver();
    const { id } = await subscribe(canary.url);
    await publish('referral.seen');

    await dispatchWebhooks(strict([]).publishing);

    expect(canary.received).toEqual([]);
    expect(await listWebhookAttempts(database.db, id, 5)).toMatchObject([{ code: 'address-insecure' }]);
  });

  test('the name is resolved once and the connection goes to that very address', async () => {
    const crm = await receiver();
    let asked = 0;
    const rebinding = () =>
      Promise.resolve([{ address: (asked += 1) === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }]);
    await subscribe(crm.url.replace('127.0.0.1', 'crm.example'));
    await publish('referral.seen');

    expect(await dispatchWebhooks({ ...publishing, resolve: rebinding })).toBe(1);

    expect(asked).toBe(1);
    expect(crm.received[0]?.headers.host).toMatch(/^crm\.example:/);
  });
});

describe('many hubs', () => {
  test('four dispatching at once send each event once and in order', async () => {
    const receivers = await Promise.all([receiver(), receiver(), receiver()]);
    for (const one of receivers) await subscribe(one.url);
    const ids = await publish(...Array.from({ length: 40 }, () => 'referral.seen' as const));

    await Promise.all(Array.from({ length: 4 }, () => dispatchWebhooks(publishing)));

    for (const one of receivers) expect(one.ids()).toEqual(ids);
  });

  test('an event of a hub that died in the middle is sent by another when the lease has run out', async () => {
    const crm = await receiver();
    const { id } = await subscribe(crm.url);
    await publish('referral.seen');
    await execute(
      database.db,
      sql`update webhook_endpoint set lease_id = ${newId()}, leased_until = now() + interval '1 minute'`,
    );

    expect(await dispatchWebhooks(publishing)).toBe(0);
    await execute(database.db, sql`update webhook_endpoint set leased_until = now() where id = ${id}`);

    expect(await dispatchWebhooks(publishing)).toBe(1);
  });

  test('a webhook deleted or set back while it is served is not written to by the one that served it', async () => {
    let answer = (): void => undefined;
    const crm = await receiver((response) => (answer = () => void response.writeHead(200).end()));
    const [deleted, moved] = [await subscribe(crm.url), await subscribe(crm.url)];
    await publish('referral.seen', 'referral.closed');
    const serving = createDispatcher(publishing, (code) => expect.unreachable(code));
    await serving.dispatch();
    await crm.count(1);
    const first = answer;
    await crm.count(2);

    await deleteWebhook(database.db, deleted.id);
    await updateWebhook(database.db, moved.id, { position: 0 });
    first();
    answer();
    await serving.stop();

    expect(await findWebhook(database.db, deleted.id)).toBeUndefined();
    expect((await findWebhook(database.db, moved.id))?.position).toBe(0);
    expect(crm.received).toHaveLength(2);
  });
});
