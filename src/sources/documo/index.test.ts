import { afterEach, describe, expect, test } from 'vitest';
import { openDoor, openPort } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { documo } from './index.ts';

type Config = Parameters<typeof documo.start>[0]['config'];

const login = { username: 'documo', password: 'ZZTEST-password' };
const pdf = (number: number): Buffer => Buffer.from(`%PDF-1.7 page ${number} of an invented fax`);
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

describeSource({
  source: documo,
  config: { login },
  badConfigs: [
    { field: 'login', config: {} },
    { field: 'login.password', config: { login: { username: 'documo', password: 'short' } } },
    { field: 'apiUrl', config: { apiKey: 'k', apiUrl: 'documo' } },
    { field: 'apikey', config: { apikey: 'k' } },
  ],
  message: pdf,
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await postForm(door.url, message);
        const { messageId } = (await response.json()) as { messageId?: string };
        return { isPositive: response.ok, bytes: Buffer.from(messageId ?? '') };
      },
      close: door.close,
    };
  },
});

const authorization = (password = login.password): string =>
  `Basic ${Buffer.from(`${login.username}:${password}`).toString('base64')}`;

/** The fields seen in the vendor's help pages, with invented numbers. */
const described = {
  messageId: 'e0e72262-bf92-47ed-a78c-69547479cad8',
  deliveryId: '2220202171131453000',
  status: 'success',
  pagesCount: 3,
  pagesComplete: 3,
  faxNumber: '+13125550100',
  faxCallerId: '3125550142',
  faxCsid: 'ZZTEST FAMILY MED',
  direction: 'inbound',
  channelType: 'web',
  errorCode: '0',
  resultInfo: '',
  createdAt: '2026-01-05T13:07:31.453Z',
  resolvedDate: '2026-01-05T13:08:22.972Z',
  deletedAt: null,
};

function postJson(
  url: string,
  change: Readonly<Record<string, unknown>> = {},
  event = 'fax.v1.inbound.complete',
  authorized = authorization(),
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: JSON.stringify({ ...described, ...change }),
    headers: {
      'Content-Type': 'application/json',
      Authorization: authorized,
      ...(event === '' ? {} : { 'x-webhook-event': event }),
    },
  });
}

function postForm(url: string, file: Uint8Array, authorized = authorization()): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(described)) form.set(name, String(value));
  form.set('attachment', new Blob([file], { type: 'application/pdf' }), 'fax.pdf');
  return fetch(url, { method: 'POST', body: form, headers: { Authorization: authorized } });
}

/** With a stand-in of the API, our own, after the published paths. */
async function start(change: Partial<Config> = {}, answer?: () => Response | Promise<Response>) {
  const inbox = createInbox(() => undefined);
  const asked: string[] = [];
  const vendor = await openPort(async (request) => {
    const { pathname } = new URL(request.url);
    asked.push(`${request.method} ${pathname} ${request.headers.get('authorization') ?? '-'}`);
    if (answer) return answer();
    const isKnown = pathname === `/v1/fax/${described.messageId}/download`;
    return isKnown ? new Response(pdf(9) as Uint8Array<ArrayBuffer>) : new Response(null, { status: 404 });
  });
  const config: Config = { login, apiKey: 'KEY', apiUrl: `${vendor.url}v1`, ...change };
  const running = await documo.start(inbox.context(config));
  const door = await openDoor(inbox);
  opened.push(vendor.close, running.stop, door.close);
  return { inbox, asked, url: door.url };
}

describe('who speaks', () => {
  test('a wrong password is refused', async () => {
    const { inbox, asked, url } = await start();

    const answers = [
      await postJson(url, {}, undefined, ''),
      await postJson(url, {}, undefined, authorization('ZZTEST-passwore')),
      await postForm(url, pdf(1), ''),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401]);
    expect(asked).toEqual([]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('a stranger’s body is not read', async () => {
    const { inbox } = await start();
    let isRead = false;
    const body = new ReadableStream({ pull: () => void (isRead = true) }, { highWaterMark: 0 });
    const request = new Request('http://hub/', { method: 'POST', body, duplex: 'half' });

    const response = await inbox.handle(request, '203.0.113.7:1');

    expect(response.status).toBe(401);
    expect(isRead).toBe(false);
  });

  test('without a login only what Documo itself gives out is taken, never what was posted', async () => {
    const inbox = createInbox(() => undefined);
    const vendor = await openPort((request) =>
      Promise.resolve(
        request.url.includes(described.messageId)
          ? new Response(pdf(9) as Uint8Array<ArrayBuffer>)
          : new Response(null, { status: 404 }),
      ),
    );
    const running = await documo.start(inbox.context({ apiKey: 'KEY', apiUrl: `${vendor.url}v1` }));
    const door = await openDoor(inbox);
    opened.push(vendor.close, running.stop, door.close);

    const forged = await postForm(door.url, pdf(1), '');
    const invented = await postJson(door.url, { messageId: 'invented' }, undefined, '');

    expect([forged.status, invented.status]).toEqual([200, 400]);
    expect(inbox.arrivals.map((arrival) => Buffer.from(arrival.body))).toEqual([pdf(9)]);
  });
});

describe('what is taken', () => {
  test('a webhook of the new kind: the document is fetched', async () => {
    const { inbox, asked, url } = await start();

    await postJson(url);

    expect(asked).toEqual([`GET /v1/fax/${described.messageId}/download Basic KEY`]);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(pdf(9));
    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'application/pdf',
      identity: `documo:${described.messageId}`,
      transport: {
        gateway: 'documo',
        fromNumber: '3125550142',
        toNumber: '3125550100',
        csid: 'ZZTEST FAMILY MED',
        receivedAt: '2026-01-05T13:08:22.972Z',
        pages: 3,
        notice: { event: 'fax.v1.inbound.complete', channelType: 'web' },
      },
    });
  });

  test('one of the old kind brings the document along', async () => {
    const { inbox, asked, url } = await start();

    await postForm(url, pdf(1));

    expect(asked).toEqual([]);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(pdf(1));
    expect(inbox.arrivals[0]?.transport).toMatchObject({ fromNumber: '3125550142', pages: 3 });
  });

  test('succeed and complete of the same fax, and the same twice at once, are one fax', async () => {
    const { inbox, url } = await start();

    await Promise.all([postJson(url, {}, 'fax.v1.inbound.succeed'), postJson(url), postJson(url)]);

    expect(inbox.stored.size).toBe(1);
    expect(new Set(inbox.arrivals.map((arrival) => arrival.identity)).size).toBe(1);
  });

  test('pages that are missing make it a part', async () => {
    const { inbox, url } = await start();

    await postJson(url, { pagesComplete: 2 });

    expect(inbox.arrivals[0]?.transport).toMatchObject({ pages: 2, isPartial: true });
  });

  test('what was sent, and what is no fax, is answered and nothing is made of it', async () => {
    const { inbox, url } = await start();

    const answers = [
      await postJson(url, { direction: 'outbound' }, 'fax.v1.outbound.complete'),
      await postJson(url, { direction: 'outbound' }, ''),
      await postJson(url, {}, 'number.add'),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('what cannot be read is refused', async () => {
    const { inbox, url } = await start();

    expect((await postJson(url, { messageId: '' })).status).toBe(400);
    expect(
      (await fetch(url, { method: 'POST', body: 'x', headers: { Authorization: authorization() } })).status,
    ).toBe(400);
    expect(inbox.arrivals).toEqual([]);
  });
});

describe('without a document', () => {
  test('a failed reception, a fax Documo has no file of, and a missing key are told apart', async () => {
    const gone = await start({}, () => new Response(null, { status: 404 }));
    const inbox = createInbox(() => undefined);
    const running = await documo.start(inbox.context({ login }));
    const keyless = await openDoor(inbox);
    opened.push(running.stop, keyless.close);

    await postJson(
      gone.url,
      { status: 'failed', errorCode: '204', resultInfo: 'No fax tone' },
      'fax.v1.inbound.failed',
    );
    await postJson(gone.url);
    await postJson(keyless.url);

    const reasons = [...gone.inbox.arrivals, ...inbox.arrivals].map((arrival) => arrival.fault?.reason);
    expect(reasons[0]).toContain('No fax tone');
    expect(reasons[1]).toContain('could not be fetched');
    expect(reasons[2]).toContain('apiKey');
  });

  test.each([
    ['is down', () => new Response(null, { status: 502 })],
    ['refuses our key', () => new Response(null, { status: 401 })],
    ['hangs', () => new Promise<Response>(() => undefined)],
  ])('while Documo %s, it is to call again', async (_, answer) => {
    const { inbox, url } = await start({ timeoutSeconds: 0.05 }, answer);

    expect((await postJson(url)).status).toBe(503);
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events[0]?.kind).toBe('failed');
  });

  test.each([
    ['more bytes than allowed', () => new Response('x'.repeat(5000)), 'document-too-large'],
    [
      'a redirect',
      () => new Response(null, { status: 301, headers: { Location: 'http://10.0.0.1/' } }),
      'document-redirect-refused',
    ],
  ])('%s: asking again would not help, so a person learns of it', async (_, answer, code) => {
    const { inbox, url } = await start({ maxBytes: 2000 }, answer);

    expect((await postJson(url)).status).toBe(200);
    expect(inbox.arrivals[0]?.fault?.code).toBe(code);
  });
});
