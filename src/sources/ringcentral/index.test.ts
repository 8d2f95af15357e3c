import { afterEach, describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { soon, until, watched } from '../../../test/contracts/until.ts';
import { openRingCentral } from '../../../test/support/ringcentral.ts';
import { ringcentral } from './index.ts';

type Config = Parameters<typeof ringcentral.start>[0]['config'];

const pdf = (number: number): Buffer => Buffer.from(`%PDF-1.7 page ${number} of an invented fax`);
const login = {
  clientId: 'client',
  clientSecret: 'secret',
  jwt: 'ZZTEST.jwt',
  verificationToken: 'ZZTEST-verification-token',
};
const eager = { mediaHosts: ['127.0.0.1'], pollSeconds: 0.005, restSeconds: 0.005, checkSeconds: 0.01 };
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const shared = await openRingCentral();

const { source, wait } = watched(ringcentral);

describeSource({
  source,
  config: { ...login, ...eager, serverUrl: shared.url },
  badConfigs: [
    { field: 'verificationToken', config: { ...login, verificationToken: 'short' } },
    { field: 'jwt', config: { ...login, jwt: '' } },
    { field: 'subscriptionSeconds', config: { ...login, subscriptionSeconds: 60 } },
    { field: 'token', config: { ...login, token: 'x' } },
  ],
  message: pdf,
  connect: (_running, inbox) =>
    Promise.resolve({
      send: async (message) => {
        const failures = inbox.events.length;
        const id = shared.add(Buffer.from(message));
        // RingCentral is told nothing: that a fax was taken stands in the source's memory.
        const memory = (): Promise<string | undefined> => inbox.context({}).memory.recall('inbox');
        const isOver = async (): Promise<boolean> =>
          inbox.events.length > failures || ((await memory())?.includes(id) ?? false);
        const isTaken = (await wait(isOver)) && ((await memory())?.includes(id) ?? false);
        shared.records.length = 0;
        return { isPositive: isTaken, bytes: new Uint8Array() };
      },
      close: () => Promise.resolve(),
    }),
});

async function start(change: Partial<Config> = {}) {
  const vendor = await openRingCentral();
  const inbox = createInbox(() => undefined);
  opened.push(vendor.close);
  const run = async () => {
    const running = await ringcentral.start(
      inbox.context({ ...login, ...eager, serverUrl: vendor.url, ...change }),
    );
    const door = await openDoor(inbox);
    vendor.callAt(door.url);
    opened.push(running.stop, door.close);
    return { running, url: door.url };
  };
  return { vendor, inbox, run };
}

const notify = (url: string, headers: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { method: 'POST', body: '{"event":"fax"}', headers });

describe('the subscription', () => {
  test('is made by the hub, which gives the token back, and then kept', async () => {
    const { vendor, run } = await start();
    const { running } = await run();
    await until(() => vendor.subscriptions.size === 1 && vendor.count('GET subscription') > 2);

    const [made] = vendor.subscriptions.values();
    expect(made?.asked).toEqual({
      eventFilters: ['/restapi/v1.0/account/~/extension/~/fax?direction=Inbound'],
      deliveryMode: {
        transportType: 'WebHook',
        address: 'https://hub.example/v1/channels/contract/messages',
        verificationToken: login.verificationToken,
      },
      expiresIn: 604_800,
    });
    expect(vendor.validations[0]).toMatchObject({ status: 200, isEchoed: true });
    expect(vendor.validations[0]?.bytes).toBeLessThanOrEqual(1024);

    // It outlives a restart.
    await running.stop();
    await run();
    const looks = vendor.count('GET subscription');
    await until(() => vendor.count('GET subscription') > looks + 2);
    expect(vendor.count('POST subscription')).toBe(1);
  });

  test('is renewed at half its life, and made anew when it cannot be', async () => {
    const { vendor, run } = await start();
    await run();
    await until(() => vendor.subscriptions.size === 1);
    const [first] = vendor.subscriptions.keys();

    const one = vendor.subscriptions.get(first ?? '');
    if (one) one.expiresMs = Date.now() + 300_000_000;
    await until(() => vendor.count('POST renew') === 1);
    expect(vendor.subscriptions.size).toBe(1);
    vendor.subscriptions.clear();
    await until(() => vendor.subscriptions.size === 1);

    expect([...vendor.subscriptions.keys()]).not.toContain(first);
  });

  test('that is blacklisted is replaced and deleted', async () => {
    const { vendor, run } = await start();
    await run();
    await until(() => vendor.subscriptions.size === 1);
    const [first] = vendor.subscriptions.keys();

    const one = vendor.subscriptions.get(first ?? '');
    if (one) one.status = 'Blacklisted';
    await until(() => vendor.count('DELETE subscription') > 0);

    expect(vendor.subscriptions.size).toBe(1);
    expect(vendor.subscriptions.has(first ?? '')).toBe(false);
  });

  test('that cannot be made is reported; faxes come all the same', async () => {
    const { vendor, inbox, run } = await start();
    vendor.instead.set('POST subscription', () => new Response(null, { status: 403 }));
    vendor.add(pdf(1));
    await run();

    await until(() => inbox.stored.size === 1 && inbox.events.length > 0);

    expect(inbox.events[0]?.sentence).toContain('could not be told to call');
  });
});

describe('notifications', () => {
  test('with our token, under either header, make the hub look', async () => {
    const { vendor, inbox, run } = await start({ pollSeconds: 3600 });
    const { url } = await run();
    await until(() => vendor.count('GET message-store') === 1);

    vendor.add(pdf(1));
    const one = await notify(url, { 'Verification-Token': login.verificationToken });
    await until(() => inbox.stored.size === 1);
    vendor.add(pdf(2));
    const other = await notify(url, { 'Validation-Token': login.verificationToken });
    await until(() => inbox.stored.size === 2);

    expect([one.status, other.status]).toEqual([200, 200]);
  });

  test('without it are refused and make nobody look', async () => {
    const { vendor, inbox, run } = await start({ pollSeconds: 3600 });
    const { url } = await run();
    await until(() => vendor.count('GET message-store') === 1);

    const answers = [
      await notify(url, {}),
      await notify(url, { 'Verification-Token': 'ZZTEST-verification-tokem' }),
      await notify(url, { 'Validation-Token': 'x'.repeat(600) }),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401]);
    expect(await soon(() => vendor.count('GET message-store') > 1)).toBe(false);
    expect(inbox.events[0]?.kind).toBe('refused_connection');
  });
});

describe('what is taken', () => {
  test('the rendered document, with what the store says of it', async () => {
    const { vendor, inbox, run } = await start();
    const id = vendor.add(pdf(1));
    await run();

    await until(() => inbox.stored.size === 1);

    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(pdf(1));
    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'application/pdf',
      identity: `ringcentral:${id}`,
      transport: {
        gateway: 'ringcentral',
        fromNumber: '3125550142',
        toNumber: '3125550100',
        callerName: 'ZZTEST FAMILY MED',
        pages: 3,
      },
    });
  });

  test('all pages of the list; nothing from before the hub looked, nothing unfinished or deleted', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add(pdf(90), { creationTime: '2020-01-01T00:00:00Z' });
    vendor.add(pdf(91), { messageStatus: 'Queued' });
    vendor.add(pdf(92), { availability: 'Deleted' });
    for (let number = 1; number <= 5; number += 1) vendor.add(pdf(number));
    vendor.showPagesOf(2);
    await run();

    await until(() => inbox.stored.size === 5);

    expect(await soon(() => inbox.stored.size > 5)).toBe(false);
    expect(new Set(inbox.arrivals.map((arrival) => arrival.identity)).size).toBe(5);
    expect(inbox.arrivals).toHaveLength(5);
  });

  test('after a restart nothing is fetched twice', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add(pdf(1));
    const { running } = await run();
    await until(() => inbox.stored.size === 1);
    await running.stop();

    vendor.add(pdf(2));
    await run();
    await until(() => inbox.stored.size === 2);

    expect(inbox.arrivals).toHaveLength(2);
  });

  test('an attachment elsewhere is not fetched: our token would go there', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add(pdf(1), { attachments: [{ id: 1, uri: 'https://evil.example/x', type: 'RenderedDocument' }] });
    vendor.add(pdf(2), { attachments: [] });
    await run();

    await until(() => inbox.stored.size === 2);

    expect(new Set(inbox.arrivals.map((arrival) => arrival.fault?.code))).toEqual(
      new Set(['document-url-refused', 'document-no-attachment']),
    );
  });
});

describe('the login', () => {
  test('is kept while it lives, and made anew when it ends early', async () => {
    const { vendor, inbox, run } = await start();
    await run();
    await until(() => vendor.count('GET message-store') > 3);
    expect(vendor.count('POST token')).toBeLessThanOrEqual(2);

    vendor.revokeTokens();
    vendor.add(pdf(1));
    await until(() => inbox.stored.size === 1);

    expect(inbox.events).toEqual([]);
  });

  test('that is refused is reported, without the credential', async () => {
    const { inbox, run } = await start({ jwt: 'ZZWRONG' });
    await run();

    await until(() => inbox.events.length > 1);

    expect(inbox.events.map((event) => event.sentence).join()).toContain('refused the client or its JWT');
    expect(JSON.stringify(inbox.events)).not.toContain('ZZWRONG');
  });
});
