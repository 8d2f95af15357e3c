import { generateKeyPairSync, sign } from 'node:crypto';
import Telnyx from 'telnyx';
import { afterEach, describe, expect, test } from 'vitest';
import { openDoor, openPort } from '../../../test/contracts/door.ts';
import { createInbox, describeSource, type Inbox } from '../../../test/contracts/source.ts';
import { telnyx } from './index.ts';

type Config = Parameters<typeof telnyx.start>[0]['config'];

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const pdf = (number: number): Buffer => Buffer.from(`%PDF-1.7 page ${number} of an invented fax`);
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

describeSource({
  source: telnyx,
  config: { publicKey, mediaHosts: ['127.0.0.1'] },
  badConfigs: [
    { field: 'publicKey', config: { publicKey: 'MCowBQYDK2VwAyEA' } },
    { field: 'apiUrl', config: { publicKey, apiUrl: 'api' } },
    { field: 'mediaHosts', config: { publicKey, mediaHosts: [] } },
    { field: 'pulicKey', config: { pulicKey: publicKey } },
  ],
  message: pdf,
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    let document: Uint8Array = new Uint8Array();
    const media = await openPort(() => Promise.resolve(new Response(document as Uint8Array<ArrayBuffer>)));
    return {
      send: async (message) => {
        document = message;
        const response = await post(door.url, callback({ media_url: `${media.url}fax.pdf` }));
        const { messageId } = (await response.json()) as { messageId?: string };
        return { isPositive: response.ok, bytes: Buffer.from(messageId ?? '') };
      },
      close: async () => {
        await media.close();
        await door.close();
      },
    };
  },
});

type Payload = Readonly<Record<string, unknown>>;

/** As the vendor's documentation shows one, with invented numbers. */
function callback(payload: Payload = {}, event = 'fax.received', attempt = 1): string {
  const data = {
    event_type: event,
    id: '95479a2e-b947-470a-a88f-2da6dd07ae0f',
    occurred_at: '2026-01-05T13:08:22.039204Z',
    record_type: 'event',
    payload: {
      fax_id: 'f8338808-3dc6-4f2b-942a-5d1f39255784',
      connection_id: '234423',
      direction: 'inbound',
      from: '+13125550142',
      to: '+13125550100',
      page_count: 3,
      status: 'received',
      call_duration_secs: 66,
      ...payload,
    },
  };
  return JSON.stringify({ data, meta: { attempt, delivered_to: 'https://hub.example/fax' } });
}

function signed(body: string, atMs = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const signature = sign(null, Buffer.from(`${timestamp}|${body}`), keys.privateKey).toString('base64');
  return { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature };
}

function post(url: string, body: string, headers: Record<string, string> = signed(body)): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });
}

async function start(inbox: Inbox, change: Partial<Config> = {}): Promise<string> {
  const config = { publicKey, mediaHosts: ['127.0.0.1'], timeoutSeconds: 5, ...change };
  const running = await telnyx.start(inbox.context(config));
  const door = await openDoor(inbox);
  opened.push(running.stop, door.close);
  return door.url;
}

/** A stand-in of the vendor's storage and API: our own, after the published field lists. */
async function openVendor(answer: (request: Request) => Response | Promise<Response>): Promise<string> {
  const asked = await openPort((request) => Promise.resolve(answer(request)));
  opened.push(asked.close);
  return asked.url;
}

const document = (): Response => new Response(pdf(1) as Uint8Array<ArrayBuffer>);

describe('who speaks', () => {
  test('the vendor’s own library and this source agree on what is signed', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);
    const library = new Telnyx({ apiKey: 'KEY', publicKey });
    const body = callback({}, 'fax.receiving.started');
    const old = Date.now() - 301_000;
    const cases: readonly [string, Record<string, string>][] = [
      [body, signed(body)],
      [`${body} `, signed(body)],
      [body, { ...signed(body), 'telnyx-timestamp': '1700000000' }],
      [body, signed(body, old)],
      [body, signed(body, Date.now() + 600_000)],
      [body, { ...signed(body), 'telnyx-signature-ed25519': 'AAAA' }],
      [body, { 'telnyx-timestamp': signed(body)['telnyx-timestamp'] ?? '' }],
      [body, {}],
    ];

    const verdicts = await Promise.all(
      cases.map(async ([text, headers]) => {
        const theirs = await library.webhooks.unwrap(text, { headers }).then(
          () => true,
          () => false,
        );
        return { theirs, ours: (await post(url, text, headers)).status };
      }),
    );

    expect(verdicts).toEqual([
      { theirs: true, ours: 200 },
      ...cases.slice(1).map(() => ({ theirs: false, ours: 401 })),
    ]);
    expect(inbox.events[0]).toMatchObject({ kind: 'refused_connection', peer: '127.0.0.1:1' });
  });

  test('a signed body that is no callback is refused; so is anything but POST', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    expect((await post(url, 'hello')).status).toBe(400);
    expect((await post(url, '{"data":{}}')).status).toBe(400);
    expect((await fetch(url)).status).toBe(405);
    expect(inbox.arrivals).toEqual([]);
  });
});

describe('what is taken', () => {
  test('the document, and what the gateway says of it without the link', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);
    const vendor = await openVendor(document);

    const response = await post(url, callback({ media_url: `${vendor}x.pdf`, partial_content: true }));

    expect(response.status).toBe(200);
    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'application/pdf',
      identity: 'telnyx:f8338808-3dc6-4f2b-942a-5d1f39255784',
      transport: {
        kind: 'fax',
        gateway: 'telnyx',
        gatewayId: 'f8338808-3dc6-4f2b-942a-5d1f39255784',
        fromNumber: '3125550142',
        toNumber: '3125550100',
        receivedAt: '2026-01-05T13:08:22.039Z',
        pages: 3,
        isPartial: true,
      },
    });
    expect(JSON.stringify(inbox.arrivals[0]?.transport)).not.toContain('media_url');
  });

  test('every other event is answered and nothing is made of it', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    const answers = [
      await post(url, callback({}, 'fax.receiving.started')),
      await post(url, callback({}, 'fax.media.processing.started')),
      await post(url, callback({ direction: 'outbound', media_url: 'http://127.0.0.1:1/' })),
      await post(url, callback({ direction: 'outbound' }, 'fax.delivered')),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events).toEqual([]);
  });

  test('a received fax without a link is shown to a person, and is no repeat of one with its document', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);
    const vendor = await openVendor(document);

    const answers = [
      await post(url, callback({ media_url: null })),
      await post(url, callback({ media_url: `${vendor}x.pdf` })),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    expect(inbox.arrivals.map((arrival) => arrival.fault?.code)).toEqual(['document-no-link', undefined]);
    expect(inbox.stored.size).toBe(2);
  });

  test('the same callback twice at once and replayed later is one fax', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);
    const vendor = await openVendor(document);
    const body = callback({ media_url: `${vendor}x.pdf` });

    const answers = await Promise.all([post(url, body), post(url, body)]);
    const later = await post(url, body);

    expect([...answers, later].map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(inbox.arrivals.map((arrival) => arrival.identity)).size).toBe(1);
    expect(inbox.stored.size).toBe(1);
  });

  test('a reception that failed is kept with the reason', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    await post(url, callback({ failure_reason: 'sender_call_dropped' }, 'fax.failed'));

    expect(inbox.arrivals[0]?.fault).toMatchObject({
      code: 'reception-failed',
      reason: expect.stringContaining('sender_call_dropped') as string,
    });
    expect(inbox.arrivals[0]?.transport?.fromNumber).toBe('3125550142');
  });
});

describe('a document that cannot be fetched', () => {
  test.each([
    ['answers 500', () => new Response(null, { status: 500 })],
    ['hangs', () => new Promise<Response>(() => undefined)],
  ])(
    'the storage %s: Telnyx is told to call again, and a person learns of it at the last try',
    async (_, answer) => {
      const inbox = createInbox(() => undefined);
      const url = await start(inbox, { timeoutSeconds: 0.05 });
      const vendor = await openVendor(answer);
      const media_url = `${vendor}x.pdf`;

      const first = await post(url, callback({ media_url }));
      expect(first.status).toBe(503);
      expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(inbox.arrivals).toEqual([]);
      expect(inbox.events[0]?.kind).toBe('failed');

      const last = await post(url, callback({ media_url }, 'fax.received', 3));
      expect(last.status).toBe(503);
      expect(inbox.arrivals[0]?.fault?.reason).toContain('ask the office to send it again');
      // Should it come after all, it is no repeat of the notice.
      expect(inbox.arrivals[0]?.identity).not.toBe('telnyx:f8338808-3dc6-4f2b-942a-5d1f39255784');
    },
  );

  test.each([
    ['more bytes than allowed', () => new Response('x'.repeat(2000)), 'document-too-large'],
    [
      'a redirect to a private host',
      () => new Response(null, { status: 302, headers: { Location: 'http://169.254.169.254/latest' } }),
      'document-redirect-refused',
    ],
    ['an expired link', () => new Response(null, { status: 403 }), 'document-expired'],
  ])('%s: it is kept without it, with the reason', async (_, answer, code) => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox, { maxBytes: 1000 });
    const vendor = await openVendor(answer);

    const response = await post(url, callback({ media_url: `${vendor}x.pdf` }));

    expect(response.status).toBe(200);
    expect(inbox.arrivals[0]?.fault?.code).toBe(code);
    expect(inbox.arrivals[0]?.transport).toMatchObject({ fromNumber: '3125550142', pages: 3 });
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://localhost:1/x.pdf',
    'https://127.0.0.1.evil.example/x.pdf',
    'https://user:pass@127.0.0.1/x.pdf',
    'file:///etc/passwd',
    'not a link',
  ])('a link to %s is not followed', async (media_url) => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    await post(url, callback({ media_url }));

    expect(inbox.arrivals[0]?.fault?.code).toBe('document-url-refused');
  });

  test('with a key for the API an expired link is made anew', async () => {
    const inbox = createInbox(() => undefined);
    const asked: string[] = [];
    const vendor = await openVendor((request) => {
      const { pathname, origin } = new URL(request.url);
      asked.push(`${request.method} ${pathname} ${request.headers.get('authorization') ?? '-'}`);
      if (pathname === '/old.pdf') return new Response(null, { status: 403 });
      if (pathname === '/new.pdf') return document();
      if (pathname.endsWith('/actions/refresh')) return Response.json({ data: { result: 'ok' } });
      return Response.json({ data: { id: 'f', media_url: `${origin}/new.pdf` } });
    });
    const url = await start(inbox, { apiKey: 'KEY', apiUrl: `${vendor}v2` });

    await post(url, callback({ media_url: `${vendor}old.pdf` }));

    const fax = '/v2/faxes/f8338808-3dc6-4f2b-942a-5d1f39255784';
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(pdf(1));
    // The key goes to the API alone.
    expect(asked).toEqual([
      'GET /old.pdf -',
      `POST ${fax}/actions/refresh Bearer KEY`,
      `GET ${fax} Bearer KEY`,
      'GET /new.pdf -',
    ]);
  });

  test('an API that is down is no reason to give up; one without the fax is', async () => {
    let status = 500;
    const vendor = await openVendor((request) => {
      const isMedia = new URL(request.url).pathname === '/old.pdf';
      return new Response(null, { status: isMedia ? 410 : status });
    });
    const inbox = createInbox(() => undefined);
    const url = await start(inbox, { apiKey: 'KEY', apiUrl: `${vendor}v2` });
    const body = callback({ media_url: `${vendor}old.pdf` });

    const down = await post(url, body);
    status = 404;
    const gone = await post(url, body);

    expect([down.status, gone.status]).toEqual([503, 200]);
    expect(inbox.arrivals.map((arrival) => arrival.fault?.code)).toEqual(['document-expired']);
  });
});
