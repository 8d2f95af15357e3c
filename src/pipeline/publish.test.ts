import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { appendAll, emptyEvents, publishOf, webhookTools } from '../../test/support/webhooks.ts';
import { newId } from '../lib/ids.ts';
import { execute, sql } from '../store/database.ts';
import { listEvents, type NewEvent } from '../store/events.ts';
import { listWebhookAttempts } from '../store/webhook-attempts.ts';
import { findWebhook, rotateWebhookSecret, updateWebhook } from '../store/webhooks.ts';
import { createDispatcher, dispatchWebhooks, sendTestEvent, type Publishing } from './publish.ts';

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

  test('every event once, over many pages, and those of one referral in order', async () => {
    // What came first is answered last: with several under way the answers overtake one another.
    const crm = await receiver((response, nr) => {
      const answer = (): void => void response.writeHead(204).end();
      if (nr % 3 === 0) setTimeout(answer, 5);
      else answer();
    });
    const { id } = await subscribe(crm.url);
    const subjects = Array.from({ length: 70 }, () => newId());
    const ids = await publishOf(
      database.db,
      subjects,
      ...Array.from({ length: 1_100 }, () => 'referral.seen' as const),
    );

    expect(await dispatchWebhooks(publishing)).toBe(1_100);
    expect(await dispatchWebhooks(publishing)).toBe(0);

    expect(crm.ids().toSorted()).toEqual(ids.toSorted());
    const got = crm.received.map((one) => JSON.parse(one.body) as { id: string; subject: string });
    for (const [nr, subject] of subjects.entries()) {
      const own = got.filter((event) => event.subject === `referral/${subject}`).map((event) => event.id);
      expect(own).toEqual(ids.filter((_, index) => index % subjects.length === nr));
    }
    expect(await findWebhook(database.db, id)).toMatchObject({ position: 1_100, circuit: 'closed' });
    expect(await listWebhookAttempts(database.db, id, 2_000)).toHaveLength(1_100);
  });

  test('all that is said of one referral comes in order, whatever its subject', async () => {
    const answers: (() => void)[] = [];
    const crm = await receiver((response) => answers.push(() => void response.writeHead(204).end()));
    await subscribe(crm.url);
    const [referral, delivery] = [newId(), newId()];
    const about = (subjectKind: 'referral' | 'delivery', subjectId: string, type: NewEvent['type']) => ({
      id: newId(),
      type,
      subjectKind,
      subjectId,
      subjectVersion: 1,
      occurredAt: '2026-03-02T10:00:00.000Z',
      data: { referralId: referral },
    });
    // The first one opens the window for the others.
    const warm = about('referral', newId(), 'referral.received');
    const events = [
      { ...warm, data: {} },
      about('delivery', delivery, 'delivery.delivered'),
      about('referral', referral, 'referral.closed'),
    ];
    await appendAll(database.db, events);

    const done = dispatchWebhooks(publishing);
    for (let nr = 1; nr <= 3; nr += 1) {
      await crm.count(nr);
      // The next one is not on its way before this one is answered.
      await new Promise((resolve) => setImmediate(resolve));
      expect(crm.ids()).toEqual(events.slice(0, nr).map((event) => event.id));
      answers[nr - 1]?.();
    }

    expect(await done).toBe(3);
  });

  test('a type that is added while events are sent is not passed over', async () => {
    let change = (): Promise<unknown> => Promise.resolve();
    const crm = await receiver((response, nr) => {
      const before = nr === 1 ? change() : Promise.resolve();
      void before.then(() => response.writeHead(204).end());
    });
    const { id } = await subscribe(crm.url, ['referral.seen']);
    const ids = await publish('referral.seen', 'referral.closed');
    change = () => updateWebhook(database.db, id, { types: ['referral.seen', 'referral.closed'] });

    await dispatchWebhooks(publishing);
    await dispatchWebhooks(publishing);

    expect(new Set(crm.ids())).toEqual(new Set(ids));
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
