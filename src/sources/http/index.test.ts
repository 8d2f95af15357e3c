import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { hl7 } from '../../../test/contracts/mllp-peer.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import type { Inbox } from '../../../test/contracts/source.ts';
import { http } from './index.ts';

type Config = Parameters<typeof http.start>[0]['config'];

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

describeSource({
  source: http,
  config: {},
  badConfigs: [
    { field: 'maxBytes', config: { maxBytes: 0 } },
    { field: 'maxByte', config: { maxByte: 1 } },
    { field: 'contentTypes.0', config: { contentTypes: ['hl7'] } },
  ],
  message: (number) => hl7(`C${number}`),
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await fetch(door.url, { method: 'POST', body: message as Uint8Array<ArrayBuffer> });
        return { isPositive: response.ok, bytes: new Uint8Array(await response.arrayBuffer()) };
      },
      close: door.close,
    };
  },
});

async function start(inbox: Inbox, config: Config = {}): Promise<{ url: string; port: number }> {
  const running = await http.start(inbox.context(config));
  const door = await openDoor(inbox);
  opened.push(running.stop, door.close);
  return door;
}

function post(url: string, body: string | Buffer, contentType = 'application/hl7-v2'): Promise<Response> {
  return fetch(url, { method: 'POST', body: body as string, headers: { 'Content-Type': contentType } });
}

describe('what the sender hears', () => {
  test('an HL7 sender gets its acknowledgement, the message id and the outcome', async () => {
    const { url } = await start(createInbox());

    const response = await post(url, hl7('H1'));

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/hl7-v2');
    expect(response.headers.get('x-referloop-message-id')).toBe('message-1');
    expect(response.headers.get('x-referloop-outcome')).toBe('stored');
    expect(await response.text()).toContain('MSA|AA|H1');
  });

  test('a repeat is 200 with the stored acknowledgement and the outcome duplicate', async () => {
    const { url } = await start(createInbox());
    const first = await (await post(url, hl7('H1'))).text();

    const second = await post(url, hl7('H1'));

    expect(second.status).toBe(200);
    expect(second.headers.get('x-referloop-outcome')).toBe('duplicate');
    expect(await second.text()).toBe(first);
  });

  test('any other sender gets the receipt as JSON', async () => {
    const { url } = await start(createInbox(() => undefined));

    const response = await post(url, '{"a":1}', 'application/json');

    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ messageId: 'message-1', outcome: 'stored' });
  });

  test('a message nobody can read is kept and answered 422', async () => {
    const hl7Inbox = withOutcome(createInbox(), 'invalid');
    const otherInbox = withOutcome(
      createInbox(() => undefined),
      'invalid',
    );
    const [one, two] = [await start(hl7Inbox), await start(otherInbox)];

    const [withAnswer, without] = [await post(one.url, 'nonsense'), await post(two.url, 'nonsense')];

    expect([withAnswer.status, without.status]).toEqual([422, 422]);
    expect(await withAnswer.text()).toContain('MSA|');
    expect(without.headers.get('content-type')).toBe('application/problem+json');
    expect(await without.json()).toMatchObject({ code: 'invalid', messageId: 'message-1' });
  });

  test('a message that could not be stored is 503 with Retry-After and the negative acknowledgement', async () => {
    const inbox = createInbox();
    const { url } = await start(inbox);
    inbox.failNext();

    const response = await post(url, hl7('H1'));

    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.text()).toContain('MSA|AE|H1');
  });

  test('the content type is part of the arrival', async () => {
    const inbox = createInbox();
    const { url } = await start(inbox);

    await post(url, hl7('H1'), 'application/hl7-v2; charset=iso-8859-1');

    expect(inbox.arrivals[0]?.contentType).toBe('application/hl7-v2; charset=iso-8859-1');
  });
});

describe('limits', () => {
  test('a body that announces too many bytes is refused unread', async () => {
    const inbox = createInbox();
    const { url } = await start(inbox, { maxBytes: 100 });

    const response = await post(url, 'x'.repeat(101));

    expect(response.status).toBe(413);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(inbox.arrivals).toEqual([]);
  });

  test('a body that announces nothing is refused as soon as it is too long', async () => {
    const inbox = createInbox();
    const { port } = await start(inbox, { maxBytes: 1024 * 1024 });

    const status = await postEndlessly(port);

    expect(status).toBe(413);
    expect(inbox.arrivals).toEqual([]);
  });

  test('an empty body is no message', async () => {
    const inbox = createInbox();
    const { url } = await start(inbox);

    const response = await post(url, '');

    expect(response.status).toBe(400);
    expect(inbox.arrivals).toEqual([]);
  });

  test('a media type that is not on the list is refused', async () => {
    const inbox = createInbox();
    const { url } = await start(inbox, { contentTypes: ['application/hl7-v2'] });

    const [refused, taken] = [
      await post(url, 'a,b', 'text/csv'),
      await post(url, hl7('H1'), 'Application/HL7-v2; charset=utf-8'),
    ];

    expect(refused.status).toBe(415);
    expect(taken.status).toBe(200);
  });

  test('a sender that leaves in the middle of its message leaves nothing behind', async () => {
    const inbox = createInbox();
    const { port, url } = await start(inbox);
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { 'Content-Length': 1000 },
    });
    request.on('error', () => {});
    const isFlushed = new Promise<void>((resolve) => request.write('half', () => resolve()));

    await isFlushed;
    request.destroy();
    const next = await post(url, hl7('H1'));

    expect(next.status).toBe(200);
    expect(inbox.arrivals).toHaveLength(1);
  });
});

/** The hub's verdict on a message it could store but not read. */
function withOutcome(inbox: Inbox, outcome: 'invalid'): Inbox {
  return {
    ...inbox,
    context: (config) => {
      const context = inbox.context(config);
      return { ...context, receive: async (arrival) => ({ ...(await context.receive(arrival)), outcome }) };
    },
  };
}

/** Writes chunk after chunk, with no length announced, until there is an answer. */
function postEndlessly(port: number): Promise<number | undefined> {
  const request = httpRequest({ port, host: '127.0.0.1', method: 'POST' });
  const chunk = Buffer.alloc(256 * 1024, 'x');
  return new Promise((resolve) => {
    let isAnswered = false;
    const write = (): void => {
      if (!isAnswered) request.write(chunk, () => setImmediate(write));
    };
    request.on('response', (response) => {
      isAnswered = true;
      resolve(response.statusCode);
      request.destroy();
    });
    request.on('error', () => resolve(undefined));
    write();
  });
}
