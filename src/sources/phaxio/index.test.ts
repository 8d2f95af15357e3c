import { createHash, createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { createInbox, describeSource, type Inbox } from '../../../test/contracts/source.ts';
import { phaxio } from './index.ts';
import { signatureOf } from './signature.ts';

type Config = Parameters<typeof phaxio.start>[0]['config'];
type Fields = Readonly<Record<string, string | Uint8Array>>;

const callbackToken = 'ZZTEST-callback-token';
const URL_AT_PHAXIO = 'https://hub.example/v1/channels/contract/messages';
const pdf = (number: number): Buffer => Buffer.from(`%PDF-1.7 page ${number} of an invented fax`);
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

describeSource({
  source: phaxio,
  config: { callbackToken },
  badConfigs: [
    { field: 'callbackToken', config: { callbackToken: '' } },
    { field: 'callbackUrl', config: { callbackToken, callbackUrl: 'hub' } },
    { field: 'token', config: { callbackToken, token: 'x' } },
  ],
  message: pdf,
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await post(door.url, callback({ file: message }));
        const { messageId } = (await response.json()) as { messageId?: string };
        return { isPositive: response.ok, bytes: Buffer.from(messageId ?? '') };
      },
      close: door.close,
    };
  },
});

/** A callback for a received fax, after the vendor's description, with invented numbers. */
function callback(change: Fields = {}, fax: Readonly<Record<string, unknown>> = {}): Fields {
  const described = {
    id: 123_456,
    direction: 'received',
    num_pages: 3,
    status: 'success',
    is_test: false,
    from_number: '+13125550142',
    to_number: '+13125550100',
    completed_at: '2026-01-05T07:08:22.000-06:00',
    ...fax,
  };
  return {
    is_test: 'false',
    direction: 'received',
    success: 'true',
    fax: JSON.stringify(described),
    event_type: 'fax_completed',
    metadata: '',
    ...change,
  };
}

/** Written a second time from the vendor's description, so that the source's own code does not prove itself. */
function sign(fields: Fields, url = URL_AT_PHAXIO, token = callbackToken): string {
  const names = Object.keys(fields).toSorted((one, other) => (one < other ? -1 : 1));
  const texts = names.flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' ? [`${name}${value}`] : [];
  });
  const files = names.flatMap((name) => {
    const value = fields[name];
    return value instanceof Uint8Array ? [`${name}${createHash('sha1').update(value).digest('hex')}`] : [];
  });
  return createHmac('sha1', token)
    .update([url, ...texts, ...files].join(''))
    .digest('hex');
}

function post(url: string, fields: Fields, signature = sign(fields)): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.set(name, value);
    else form.set(name, new Blob([value], { type: 'application/pdf' }), 'fax.pdf');
  }
  return fetch(url, { method: 'POST', body: form, headers: { 'X-Phaxio-Signature': signature } });
}

async function start(inbox: Inbox, change: Partial<Config> = {}): Promise<string> {
  const running = await phaxio.start(inbox.context({ callbackToken, ...change }));
  const door = await openDoor(inbox);
  opened.push(running.stop, door.close);
  return door.url;
}

test('the signature of known values is the one openssl makes', () => {
  // openssl dgst -sha1 -hmac key, over https://hub.example/fax, a1, b2, file and the hex SHA1 of "x", without anything between.
  const fields = [
    { name: 'b', bytes: Buffer.from('2') },
    { name: 'file', fileName: 'x.pdf', bytes: Buffer.from('x') },
    { name: 'a', bytes: Buffer.from('1') },
  ];

  expect(signatureOf('https://hub.example/fax', fields, 'key')).toBe(
    '9b74f0f4e04a318d9f68761d634c91b3be4cc8e4',
  );
});

describe('who speaks', () => {
  const fields = callback({ file: pdf(1) });
  const forged: readonly [string, Fields, string][] = [
    ['no signature', fields, ''],
    ['another token', fields, sign(fields, URL_AT_PHAXIO, 'other')],
    ['another address', fields, sign(fields, `${URL_AT_PHAXIO}/`)],
    ['a field changed', { ...fields, direction: 'sent' }, sign(fields)],
    ['a field added', { ...fields, x: '' }, sign(fields)],
    ['another document', { ...fields, file: pdf(2) }, sign(fields)],
  ];
  test.each(forged)('%s is refused', async (_, sent, signature) => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    const response = await post(url, sent, signature);

    expect(response.status).toBe(401);
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events[0]?.kind).toBe('refused_connection');
  });

  test('the address at Phaxio may be set, where a proxy changes it', async () => {
    const inbox = createInbox(() => undefined);
    const callbackUrl = 'https://fax.practice.example/in?line=1';
    const url = await start(inbox, { callbackUrl });

    expect((await post(url, fields, sign(fields, callbackUrl))).status).toBe(200);
    expect((await post(url, fields)).status).toBe(401);
  });

  test('a callback sent again by somebody who recorded it is a repeat', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    const answers = await Promise.all([post(url, fields), post(url, fields)]);

    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(new Set(inbox.arrivals.map((arrival) => arrival.identity))).toEqual(new Set(['phaxio:123456']));
    expect(inbox.stored.size).toBe(1);
  });
});

describe('what is taken', () => {
  test('the document, under its new and its old name, and what is said of it', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    await post(url, callback({ file: pdf(1) }));
    await post(url, callback({ filename: pdf(2) }, { id: '7', completed_at: 1_767_618_502, num_pages: '2' }));

    expect(inbox.arrivals.map((arrival) => Buffer.from(arrival.body))).toEqual([pdf(1), pdf(2)]);
    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'application/pdf',
      transport: {
        gateway: 'phaxio',
        gatewayId: '123456',
        fromNumber: '3125550142',
        toNumber: '3125550100',
        receivedAt: '2026-01-05T13:08:22.000Z',
        pages: 3,
        notice: { event_type: 'fax_completed' },
      },
    });
    expect(inbox.arrivals[1]?.transport).toMatchObject({ receivedAt: '2026-01-05T13:08:22.000Z', pages: 2 });
  });

  test('faxes that were sent, and tests unless they are wanted, are answered and nothing is made of them', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);
    const wanted = createInbox(() => undefined);
    const other = await start(wanted, { takeTests: true });

    const answers = [
      await post(url, callback({ direction: 'sent' })),
      await post(url, callback({ is_test: 'true', file: pdf(1) })),
      await post(url, callback({ file: pdf(1) }, { is_test: true })),
      await post(other, callback({ is_test: 'true', file: pdf(1) })),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(inbox.arrivals).toEqual([]);
    expect(wanted.stored.size).toBe(1);
  });

  test('a part of a fax says so', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    await post(url, callback({ file: pdf(1) }, { status: 'partialsuccess' }));

    expect(inbox.arrivals[0]?.transport?.isPartial).toBe(true);
  });

  test('a failed reception and a callback without its file are kept with the reason', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    await post(url, callback({ success: 'false' }, { status: 'failure', error_message: 'Line dropped' }));
    await post(url, callback());

    expect(inbox.arrivals.map((arrival) => arrival.fault)).toEqual([
      { code: 'reception-failed', reason: expect.stringContaining('Line dropped') as string },
      { code: 'document-not-sent', reason: expect.stringContaining('callback settings') as string },
    ]);
  });

  test('what is signed but describes no fax, and what is no form, is refused', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);
    const broken = callback({ fax: 'not JSON' });

    expect((await post(url, broken)).status).toBe(400);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
    const headers = { 'X-Phaxio-Signature': 'a'.repeat(40) };
    expect((await fetch(url, { method: 'POST', body: '{}', headers })).status).toBe(400);
    expect(inbox.arrivals).toEqual([]);
  });

  test('a callback over the limit is not read to its end', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox, { maxBytes: 1000 });

    expect((await post(url, callback({ file: Buffer.alloc(2000) }))).status).toBe(413);
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events[0]?.sentence).toContain('more than 1000 bytes');
  });
});
