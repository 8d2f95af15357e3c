import { afterEach, describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { connect } from './index.ts';

const key = 'test-api-key-0123456789';

/** As EventBridge wraps it (Amazon Connect administrator guide, "Contact events"). */
const event = (number: number): string =>
  JSON.stringify({
    version: '0',
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    'detail-type': 'Amazon Connect Contact Event',
    source: 'aws.connect',
    time: '2026-11-05T15:00:00Z',
    detail: {
      eventType: 'INITIATED',
      contactId: `c-${number}`,
      channel: 'VOICE',
      initiationMethod: 'INBOUND',
    },
  });

const post = (url: string, body: string, headers: Readonly<Record<string, string>> = { 'x-api-key': key }) =>
  fetch(url, { method: 'POST', body, headers });

describeSource({
  source: connect,
  config: { keys: [key] },
  badConfigs: [
    { field: 'keys', config: {} },
    { field: 'keys.0', config: { keys: ['short'] } },
    { field: 'header', config: { keys: [key], header: 'a b' } },
  ],
  message: (number) => Buffer.from(event(number)),
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await post(door.url, Buffer.from(message).toString());
        return { isPositive: response.ok, bytes: new Uint8Array(await response.arrayBuffer()) };
      },
      close: door.close,
    };
  },
});

describe('who speaks', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function open(config: Parameters<typeof connect.start>[0]['config'] = { keys: [key] }) {
    const inbox = createInbox(() => undefined);
    const running = await connect.start(inbox.context(config));
    const door = await openDoor(inbox);
    closing.push(running.stop, door.close);
    return { inbox, url: door.url };
  }

  test('without the key nothing is stored', async () => {
    const { inbox, url } = await open();

    const [none, wrong] = [
      await post(url, event(1), {}),
      await post(url, event(1), { 'x-api-key': `${key}0` }),
    ];

    expect([none.status, wrong.status]).toEqual([401, 401]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('who has no key hears so before the body is read', async () => {
    const { url } = await open();

    expect((await post(url, 'x'.repeat(300_000), {})).status).toBe(401);
    expect((await post(url, 'x'.repeat(300_000))).status).toBe(413);
  });

  test('the header may have another name, and both keys count while they are changed', async () => {
    const { inbox, url } = await open({ header: 'X-Connect-Key', keys: [key, 'test-api-key-of-before'] });

    expect((await post(url, event(1), { 'x-connect-key': 'test-api-key-of-before' })).status).toBe(200);
    expect(inbox.arrivals).toMatchObject([
      { type: 'call', identity: '00000000-0000-4000-8000-000000000001' },
    ]);
  });

  test.each(['', '[]', '{', '7'])('%s is no event', async (body) => {
    const { inbox, url } = await open();

    expect((await post(url, body)).status).toBe(400);
    expect(inbox.arrivals).toEqual([]);
  });
});
