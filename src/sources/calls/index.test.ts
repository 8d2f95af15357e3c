import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { calls } from './index.ts';

const secret = `whsec_${Buffer.from('test-secret-of-twenty-four').toString('base64')}`;

const started = (number: number): string =>
  JSON.stringify({ callId: `call-${number}`, direction: 'inbound', number: '+12125550142' });

/** Signed by the reference library of Standard Webhooks. */
function signed(body: string, at = new Date(), key = secret): RequestInit {
  const id = `msg_${createHash('sha256').update(body).digest('hex').slice(0, 20)}`;
  return {
    method: 'POST',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(key).sign(id, at, body),
    },
  };
}

describeSource({
  source: calls,
  config: { secrets: [secret] },
  badConfigs: [
    { field: 'secrets', config: {} },
    { field: 'secrets.0', config: { secrets: ['whsec_'] } },
    { field: 'toleranceSeconds', config: { secrets: [secret], toleranceSeconds: 0 } },
  ],
  message: (number) => Buffer.from(started(number)),
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await fetch(door.url, signed(Buffer.from(message).toString()));
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

  async function open() {
    const inbox = createInbox(() => undefined);
    const running = await calls.start(inbox.context({ secrets: [secret] }));
    const door = await openDoor(inbox);
    closing.push(running.stop, door.close);
    return { inbox, url: door.url };
  }

  const other = `whsec_${Buffer.from('another-secret-altogether').toString('base64')}`;
  test.each([
    ['nothing', { method: 'POST', body: started(1) }],
    ['another secret', signed(started(1), new Date(), other)],
    ['an hour ago', signed(started(1), new Date(Date.now() - 3_600_000))],
    ['another body', { ...signed(started(1)), body: started(2) }],
  ])('signed by %s: refused, and nothing is stored', async (_what, request: RequestInit) => {
    const { inbox, url } = await open();

    expect((await fetch(url, request)).status).toBe(401);
    expect(inbox.arrivals).toEqual([]);
  });

  test('what is no JSON object is refused; an event is known by its webhook-id', async () => {
    const { inbox, url } = await open();

    expect((await fetch(url, signed('[1]'))).status).toBe(400);
    expect((await fetch(url, signed(started(1)))).status).toBe(200);
    expect(inbox.arrivals[0]?.identity).toMatch(/^msg_/);
  });

  test('what is not signed at all is refused before its body is read', async () => {
    const { url } = await open();

    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(300_000) })).status).toBe(401);
  });

  test('a body of a megabyte and a GET are refused', async () => {
    const { url } = await open();

    expect((await fetch(url, signed(`"${'x'.repeat(300_000)}"`))).status).toBe(413);
    expect((await fetch(url)).status).toBe(405);
  });
});
