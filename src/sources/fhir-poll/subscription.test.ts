import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../../test/contracts/until.ts';
import { pollWith, type PollConfig } from '../../../test/support/fhir-polling.ts';
import { addSubscriptions, notice, type Told } from '../../../test/support/fhir-subscriptions.ts';
import { openFhirStandIn } from '../../../test/support/fhir-stand-in.ts';
import { readNotification } from './notification.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const secret = 'ZZTEST-secret-of-16';
const topic = 'https://emr.example/topic/appointments';
const endpoint = 'https://hub.example/v1/channels/contract/fhir/notifications';

async function start(change: Partial<NonNullable<PollConfig['subscription']>> = {}) {
  const server = await openFhirStandIn();
  opened.push(server.close);
  const subscriptions = addSubscriptions(server);
  const subscription = { topic, secret, checkSeconds: 0.02, ...change } as PollConfig['subscription'];
  // Looks once an hour: what arrives sooner was told.
  const poll = pollWith({ baseUrl: server.url, types: ['Appointment'], pollSeconds: 3_600, subscription });
  opened.push(poll.close);
  const send = (body: string | object, headers: Record<string, string> = {}): Promise<Response> =>
    poll.inbox.handle(
      new Request(endpoint, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/fhir+json', 'X-Referloop-Secret': secret, ...headers },
      }),
      '192.0.2.7:1',
    );
  const began = async (): Promise<string> => {
    await until(async () => (await poll.inbox.context({}).memory.recall('subscription')) !== undefined);
    await until(() => server.count('GET Appointment') > 0);
    return subscriptions.ids()[0] ?? '';
  };
  const tell = async (told: Omit<Told, 'id'>): Promise<Response> =>
    await send(notice({ id: subscriptions.ids()[0] ?? '', ...told }));
  const last = async (): Promise<number> =>
    (JSON.parse((await poll.inbox.context({}).memory.recall('subscription')) ?? '{}') as { last?: number })
      .last ?? -1;
  return { server, subscriptions, ...poll, send, tell, began, last };
}

/** So old that no search by `_lastUpdated` would find it. */
const old = (number: number) => ({
  resourceType: 'Appointment',
  id: `TEST-${number}`,
  meta: { versionId: '1', lastUpdated: '2020-01-01T00:00:00Z' },
});

describe('the Subscription', () => {
  test('is made after the Backport guide, once, and outlives a restart', async () => {
    const { server, subscriptions, run, began } = await start({ filters: ['Appointment?status=booked'] });
    const { stop } = await run();
    await began();
    const extension = (name: string) =>
      `http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-${name}`;

    expect(subscriptions.all()[0]).toMatchObject({
      status: 'requested',
      criteria: topic,
      _criteria: {
        extension: [{ url: extension('filter-criteria'), valueString: 'Appointment?status=booked' }],
      },
      channel: {
        type: 'rest-hook',
        endpoint,
        payload: 'application/fhir+json',
        _payload: { extension: [{ url: extension('payload-content'), valueCode: 'id-only' }] },
        extension: [{ url: extension('heartbeat-period'), valueUnsignedInt: 60 }],
        header: [`X-Referloop-Secret: ${secret}`],
      },
    });
    await stop();
    await run();
    const before = server.count('GET Subscription/');
    await until(() => server.count('GET Subscription/') > before);
    expect(server.count('POST Subscription')).toBe(1);
  });

  test('whose making was not answered is found again and not made twice', async () => {
    const { server, subscriptions, run, began } = await start();
    subscriptions.loseNextAnswer();
    await run();
    await began();

    expect(server.count('POST Subscription')).toBe(1);
    expect(subscriptions.ids()).toHaveLength(1);
  });

  test.each(['error', 'off'])(
    'that is %s is made active again, and everything is looked for',
    async (status) => {
      const { server, subscriptions, run, began, troubles } = await start();
      await run();
      const id = await began();
      subscriptions.setStatus(id, status);
      const looks = server.count('GET Appointment');

      await until(
        () => server.count(`PUT Subscription/${id}`) > 0 && server.count('GET Appointment') > looks,
      );

      expect(subscriptions.all()[0]).toMatchObject({ status: 'requested', id });
      expect(troubles().join()).toContain('switched the subscription off');
    },
  );

  test('that is gone is made anew', async () => {
    const { server, subscriptions, run, began } = await start();
    await run();
    await began();
    subscriptions.forget();

    await until(() => server.count('POST Subscription') === 2 && subscriptions.ids().length === 1);
    expect(subscriptions.all()[0]).toMatchObject({ status: 'requested' });
  });

  test('that the server refuses is told; the hub looks by itself', async () => {
    const { server, inbox, run, troubles } = await start();
    server.instead.set('POST Subscription', () => new Response(null, { status: 403 }));
    server.add(old(1));
    await run();
    await until(() => troubles().length > 0 && inbox.stored.size === 1);

    expect(troubles()[0]).toContain('could not be subscribed to: The server answered 403.');
  });
});

describe('notifications', () => {
  test('without our secret are refused, and nothing is fetched', async () => {
    const { server, inbox, send, run, began, troubles } = await start();
    await run();
    const id = await began();
    const calls = server.calls.length;
    const body = notice({
      id,
      type: 'event-notification',
      count: 1,
      events: [{ number: 1, focus: 'Appointment/TEST-1' }],
    });

    const answers = await Promise.all([
      send(body, { 'X-Referloop-Secret': 'ZZTEST-another-one-x' }),
      send(body, { 'X-Referloop-Secret': '' }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(troubles()).toContain('A notification without our secret.');
    expect(inbox.arrivals).toEqual([]);
    expect(server.calls.slice(calls).filter((call) => !call.startsWith('GET Subscription'))).toEqual([]);
  });

  test.each(['R4', 'R4B'] as const)('%s: with ids only, what they name is fetched', async (version) => {
    const { server, inbox, run, began, tell, last } = await start();
    await run();
    await began();
    server.add(old(1));

    const events = [{ number: 1, focus: 'Appointment/TEST-1' }];
    const answer = await tell({ version, type: 'event-notification', count: 1, events });

    expect(answer.status).toBe(200);
    await until(async () => (await last()) === 1);
    expect(inbox.arrivals[0]).toMatchObject({
      type: 'Appointment',
      identity: expect.stringMatching(/^Appointment\/TEST-1\/_history\/1#[0-9a-f]{16}$/) as string,
    });
  });

  test('with resources are answered when they are stored', async () => {
    const { inbox, run, began, tell } = await start();
    await run();
    await began();
    const events = [{ number: 1, focus: 'Appointment/TEST-1', resource: old(1) }];
    inbox.failNext();

    const refused = await tell({ type: 'event-notification', count: 1, events });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();

    expect((await tell({ type: 'event-notification', count: 1, events })).status).toBe(200);
    expect(inbox.stored.size).toBe(1);
  });

  test('that are empty make the hub look', async () => {
    const { server, run, began, tell } = await start({ payload: 'empty' });
    await run();
    await began();
    const looks = server.count('GET Appointment');

    expect((await tell({ type: 'event-notification', count: 1, events: [] })).status).toBe(200);

    await until(() => server.count('GET Appointment') > looks);
  });

  test('that were missed are asked for by $events', async () => {
    const { server, inbox, subscriptions, run, began, tell, last } = await start();
    await run();
    const id = await began();
    for (const number of [1, 2, 3]) server.add(old(number));
    subscriptions.record(1, 'Appointment/TEST-1');
    subscriptions.record(2, 'Appointment/TEST-2');

    await tell({
      type: 'event-notification',
      count: 3,
      events: [{ number: 3, focus: 'Appointment/TEST-3' }],
    });
    await until(async () => (await last()) === 3);

    expect(inbox.stored.size).toBe(3);
    expect(server.calls).toContain(
      `GET Subscription/${id}/$events?eventsSinceNumber=1&eventsUntilNumber=2&content=id-only`,
    );
  });

  test('that were missed at a server without $events are looked for', async () => {
    // Whoever looks after the subscription would find that it is gone, and make another one.
    const { server, run, began, tell, last } = await start({ checkSeconds: 3_600 });
    await run();
    await began();
    server.instead.set('GET Subscription', () => new Response(null, { status: 404 }));
    const looks = server.count('GET Appointment');

    await tell({ type: 'heartbeat', count: 4, events: [] });
    await until(() => server.count('GET Appointment') > looks);

    await until(async () => (await last()) === 4);
    expect(server.calls.some((call) => call.includes('$events'))).toBe(true);
  });

  test('a heartbeat that fails to come: the server is asked, and what it told is fetched', async () => {
    const { server, inbox, subscriptions, run, began, troubles } = await start({ heartbeatSeconds: 1 });
    await run();
    const id = await began();
    subscriptions.setStatus(id, 'active');
    server.add(old(1));
    subscriptions.record(1, 'Appointment/TEST-1');

    await until(() => inbox.stored.size === 1);

    expect(server.calls).toContain(`GET Subscription/${id}/$status`);
    expect(troubles().join()).toContain('heartbeat is missing');
  });

  test('of another subscription, or after the server began to count anew, make the hub look', async () => {
    const { server, run, began, tell, send, last } = await start();
    await run();
    await began();
    await tell({ type: 'heartbeat', count: 7, events: [] });
    await until(async () => (await last()) === 7);
    let looks = server.count('GET Appointment');

    await send(notice({ id: 'another', type: 'event-notification', count: 1, events: [] }));
    await until(() => server.count('GET Appointment') > looks);
    expect(await last()).toBe(7);

    looks = server.count('GET Appointment');
    await tell({ type: 'heartbeat', count: 2, events: [] });
    await until(async () => (await last()) === 2);
    await until(() => server.count('GET Appointment') > looks);
  });

  test.each([
    ['truncated', '{"resourceType":"Bundle","entry":[', 400],
    ['no Bundle', '{"resourceType":"Patient"}', 400],
    ['a Bundle without status', '{"resourceType":"Bundle","type":"history"}', 400],
    ['XML', '<Bundle/>', 415],
  ])('%s: refused, with the reason', async (_, body, status) => {
    const { run, began, send } = await start();
    await run();
    await began();

    const answer = await send(body, body.startsWith('<') ? { 'content-type': 'application/fhir+xml' } : {});

    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { readonly detail: string }).detail).toMatch(/notification|fhir\+json/);
  });
});

test('the older way: a search as criteria, and any call with our secret makes the hub look', async () => {
  const server = await openFhirStandIn();
  const subscriptions = addSubscriptions(server);
  const subscription = { criteria: 'Appointment?status=booked', secret, checkSeconds: 0.02 };
  const poll = pollWith({ baseUrl: server.url, types: ['Appointment'], pollSeconds: 3_600, subscription });
  opened.push(server.close, poll.close);
  await poll.run();
  await until(() => subscriptions.ids().length === 1 && server.count('GET Appointment') > 0);
  expect(subscriptions.all()[0]).toMatchObject({
    criteria: subscription.criteria,
    channel: { type: 'rest-hook', endpoint, header: [`X-Referloop-Secret: ${secret}`] },
  });

  for (const [method, path] of [
    ['POST', ''],
    ['PUT', '/Appointment/TEST-1'],
  ] as const) {
    const looks = server.count('GET Appointment');
    const request = new Request(`${endpoint}${path}`, { method, headers: { 'x-referloop-secret': secret } });
    expect((await poll.inbox.handle(request, '192.0.2.7:1')).status).toBe(200);
    await until(() => server.count('GET Appointment') > looks);
  }
});

test('numbers of events are read as numbers and as texts, and nothing else', () => {
  const read = (value: unknown) =>
    readNotification(
      Buffer.from(
        JSON.stringify({
          resourceType: 'Bundle',
          entry: [
            {
              resource: {
                resourceType: 'SubscriptionStatus',
                type: 'heartbeat',
                eventsSinceSubscriptionStart: value,
              },
            },
          ],
        }),
      ),
      'https://emr.example',
    )?.count;

  expect(['7', 7, '-7', 7.5, '1e3', '99999999999999999999'].map(read)).toEqual([
    7,
    7,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
