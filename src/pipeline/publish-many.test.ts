import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { emptyEvents, publishOf, webhookTools } from '../../test/support/webhooks.ts';
import { newId } from '../lib/ids.ts';
import { execute, sql } from '../store/database.ts';
import type { NewEvent } from '../store/events.ts';
import { listWebhookAttempts } from '../store/webhook-attempts.ts';
import { deleteWebhook, findWebhook, updateWebhook } from '../store/webhooks.ts';
import { createDispatcher, dispatchWebhooks, type Publishing } from './publish.ts';

let database: TestDatabase;
let publishing: Publishing;
const { receiver, close, subscribe, publish, makeDue } = webhookTools(() => database.db);

beforeAll(async () => {
  database = await createTestDatabase({ maxConnections: 20 });
  publishing = { db: database.db, publicUrl: 'https://hub.example', allowPrivate: true };
});
afterAll(() => database.drop());
beforeEach(() => emptyEvents(database.db));
afterEach(close);

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
    const ids = await publishOf(
      database.db,
      [newId()],
      ...Array.from({ length: 40 }, () => 'referral.seen' as const),
    );

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
    const answers: (() => void)[] = [];
    const crm = await receiver((response) => void answers.push(() => response.writeHead(200).end()));
    const [deleted, moved] = [await subscribe(crm.url), await subscribe(crm.url)];
    await publish('referral.seen', 'referral.closed');
    const serving = createDispatcher(publishing, (code) => expect.unreachable(code));
    await serving.dispatch();
    await crm.count(2);

    await deleteWebhook(database.db, deleted.id);
    await updateWebhook(database.db, moved.id, { position: 0 });
    for (const answer of answers) answer();
    await serving.stop();

    expect(await findWebhook(database.db, deleted.id)).toBeUndefined();
    expect((await findWebhook(database.db, moved.id))?.position).toBe(0);
    expect(crm.received).toHaveLength(2);
  });
});

describe('many under way at once', () => {
  const many = (count: number): NewEvent['type'][] => Array.from({ length: count }, () => 'referral.seen');

  test('one that fails is tried again alone: what arrived around it does not come again', async () => {
    let isSick = true;
    let poison = '';
    const crm = await receiver((response, nr) => {
      const { headers } = crm.received[nr - 1] ?? {};
      response.writeHead(isSick && headers?.['webhook-id'] === poison ? 500 : 204).end();
    });
    const { id } = await subscribe(crm.url);
    const ids = await publish(...many(300));
    poison = ids[200] ?? '';

    const before = await dispatchWebhooks(publishing);
    const held = await findWebhook(database.db, id);
    expect(held).toMatchObject({ position: 200, circuit: 'open', failures: 1, lastCode: 'http-500' });
    await makeDue(id);
    expect((await findWebhook(database.db, id))?.circuit).toBe('half_open');
    expect(await dispatchWebhooks(publishing)).toBe(0);
    // The second time it was asked with this one event and nothing else.
    expect(crm.received).toHaveLength(before + 2);
    isSick = false;
    await makeDue(id);
    const after = await dispatchWebhooks(publishing);

    expect(before + after).toBe(300);
    const once = crm.ids().filter((one) => one !== poison);
    expect(new Set(once).size).toBe(once.length);
    expect(new Set(crm.ids())).toEqual(new Set(ids));
    expect(await findWebhook(database.db, id)).toMatchObject({
      position: 300,
      failures: 0,
      circuit: 'closed',
    });
  });

  test('one that is down is asked once a try, however much waits for it', async () => {
    const crm = await receiver((response) => response.writeHead(500).end());
    const { id } = await subscribe(crm.url);
    await publish(...many(100));

    for (let nr = 0; nr < 3; nr += 1) {
      await makeDue(id);
      await dispatchWebhooks(publishing);
    }

    expect(crm.received).toHaveLength(3);
    expect(new Set(crm.ids()).size).toBe(1);
  });

  test('a hub that loses its hold repeats no more than a window, and nothing is lost', async () => {
    // From the 151st on it does not answer before the hold is lost.
    let isHeld = true;
    const held: (() => void)[] = [];
    const crm = await receiver((response, nr) => {
      const answer = (): void => void response.writeHead(204).end();
      if (isHeld && nr > 150) held.push(answer);
      else answer();
    });
    const { id } = await subscribe(crm.url);
    const ids = await publish(...many(400));
    const dying = dispatchWebhooks(publishing);
    await crm.count(151);
    await execute(
      database.db,
      sql`update webhook_endpoint set lease_id = ${newId()}, leased_until = now() where id = ${id}`,
    );
    isHeld = false;
    for (const answer of held) answer();
    await dying;
    const first = crm.received.length;

    await dispatchWebhooks(publishing);

    expect(new Set(crm.ids())).toEqual(new Set(ids));
    expect(first).toBeLessThan(400);
    expect(crm.received.length - ids.length).toBeLessThanOrEqual(128);
  });

  test('a receiver that drops kept connections without a word gets everything, and no try fails', async () => {
    const crm = await receiver((response) => {
      response.writeHead(204).end(() => setImmediate(() => response.socket?.destroy()));
    });
    const { id } = await subscribe(crm.url);
    const ids = await publish(...many(60));

    expect(await dispatchWebhooks(publishing)).toBe(60);

    expect(new Set(crm.ids())).toEqual(new Set(ids));
    const codes = (await listWebhookAttempts(database.db, id, 100)).map((attempt) => attempt.code);
    expect(new Set(codes)).toEqual(new Set(['ok']));
  });
});
