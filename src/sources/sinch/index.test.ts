import { afterEach, describe, expect, test } from 'vitest';
import { openDoor, openPort } from '../../../test/contracts/door.ts';
import { createInbox, describeSource, type Inbox } from '../../../test/contracts/source.ts';
import { sinch } from './index.ts';

type Config = Parameters<typeof sinch.start>[0]['config'];

const login = {
  username: 'sinch',
  password: 'ZZTEST-password',
  projectId: 'p1',
  keyId: 'key',
  keySecret: 'secret',
};
const pdf = (number: number): Buffer => Buffer.from(`%PDF-1.7 page ${number} of an invented fax`);
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** As the vendor's reference shows one, with invented numbers. */
const described = {
  id: '01HDFHACK1YN7CCDYRA6ZRMA8Z',
  direction: 'INBOUND',
  from: '+13125550142',
  to: '+13125550100',
  numberOfPages: 3,
  status: 'COMPLETED',
  createTime: '2026-01-05T13:07:22Z',
  completedTime: '2026-01-05T13:08:22Z',
  serviceId: 's1',
  projectId: 'p1',
  hasFile: true,
};

/** A stand-in of the API, our own, after the published reference. */
async function openVendor(answer?: (path: string) => Response | Promise<Response> | undefined) {
  const asked: string[] = [];
  const port = await openPort(async (request) => {
    const { pathname } = new URL(request.url);
    asked.push(`${pathname} ${request.headers.get('authorization') ?? '-'}`);
    const own = await answer?.(pathname);
    if (own) return own;
    const found = /^\/v3\/projects\/p1\/faxes\/01HDFHACK1YN7CCDYRA6ZRMA8Z(\/file\.pdf)?$/.exec(pathname);
    if (!found) return Response.json({ error: { code: 404 } }, { status: 404 });
    return found[1] === undefined
      ? Response.json(described)
      : new Response(pdf(9) as Uint8Array<ArrayBuffer>, { headers: { 'Content-Type': 'application/pdf' } });
  });
  return { asked, apiUrl: `${port.url}v3`, close: port.close };
}

const shared = await openVendor();

describeSource({
  source: sinch,
  config: { ...login, apiUrl: shared.apiUrl },
  badConfigs: [
    { field: 'password', config: { ...login, password: 'short' } },
    { field: 'keySecret', config: { ...login, keySecret: '' } },
    { field: 'apiUrl', config: { ...login, apiUrl: 'sinch' } },
    { field: 'user', config: { ...login, user: 'x' } },
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

const authorization = (username = login.username, password = login.password): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function postForm(
  url: string,
  file: Uint8Array | undefined,
  fax: object = described,
  authorized = authorization(),
): Promise<Response> {
  const form = new FormData();
  form.set('event', 'INCOMING_FAX');
  form.set('eventTime', '2026-01-05T13:08:23Z');
  form.set('fax', JSON.stringify(fax));
  if (file) form.set('file', new Blob([file], { type: 'application/pdf' }), 'fax.pdf');
  return fetch(url, { method: 'POST', body: form, headers: { Authorization: authorized } });
}

function postJson(url: string, body: unknown): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', Authorization: authorization() };
  return fetch(url, { method: 'POST', body: JSON.stringify(body), headers });
}

async function start(change: Partial<Config> = {}, answer?: Parameters<typeof openVendor>[0]) {
  const inbox: Inbox = createInbox(() => undefined);
  const vendor = await openVendor(answer);
  const running = await sinch.start(inbox.context({ ...login, apiUrl: vendor.apiUrl, ...change }));
  const door = await openDoor(inbox);
  opened.push(vendor.close, running.stop, door.close);
  return { inbox, vendor, url: door.url };
}

describe('who speaks', () => {
  test.each([
    ['no password', ''],
    ['a wrong one', authorization('sinch', 'ZZTEST-passwore')],
    ['a wrong name', authorization('snich')],
  ])('%s: nothing is asked of Sinch, nothing stored', async (_, authorized) => {
    const { inbox, vendor, url } = await start();

    const response = await postForm(url, pdf(1), described, authorized);

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Basic');
    expect(vendor.asked).toEqual([]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('who knows the password still cannot invent a fax', async () => {
    const { inbox, url } = await start();

    const invented = await postForm(url, pdf(1), { ...described, id: '01INVENTED' });
    const climbing = await postForm(url, pdf(1), { ...described, id: '../../p2/faxes/1' });

    expect([invented.status, climbing.status]).toEqual([400, 400]);
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events.map((event) => event.kind)).toEqual(['refused_connection', 'refused_connection']);
  });

  test('nor another sender for one that exists', async () => {
    const { inbox, vendor, url } = await start();

    await postForm(url, pdf(1), { ...described, from: '+13125550199', numberOfPages: 99 });

    expect(inbox.arrivals[0]?.transport).toMatchObject({ fromNumber: '3125550142', pages: 3 });
    expect(vendor.asked).toEqual(['/v3/projects/p1/faxes/01HDFHACK1YN7CCDYRA6ZRMA8Z Basic a2V5OnNlY3JldA==']);
  });

  test.each([
    ['is down', () => new Response(null, { status: 500 })],
    ['refuses our key', () => new Response(null, { status: 401 })],
    ['hangs', () => new Promise<Response>(() => undefined)],
    [
      'sends us elsewhere',
      () => new Response(null, { status: 302, headers: { Location: 'http://10.0.0.1/' } }),
    ],
    ['answers about another fax', () => Response.json({ ...described, id: 'other' })],
  ])('while Sinch %s, the callback is to be sent again', async (_, answer) => {
    const { inbox, url } = await start({ timeoutSeconds: 0.05 }, answer);

    const response = await postForm(url, pdf(1));

    expect(response.status).toBe(503);
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events[0]?.kind).toBe('failed');
  });
});

describe('what is taken', () => {
  test('the form and the JSON mode give the same', async () => {
    const { inbox, url } = await start();

    await postForm(url, pdf(1));
    await postJson(url, {
      event: 'INCOMING_FAX',
      fax: described,
      file: pdf(1).toString('base64'),
      fileType: 'PDF',
    });

    expect(inbox.arrivals).toHaveLength(2);
    expect(inbox.arrivals[1]).toEqual(inbox.arrivals[0]);
    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'application/pdf',
      identity: 'sinch:01HDFHACK1YN7CCDYRA6ZRMA8Z',
      transport: { gateway: 'sinch', toNumber: '3125550100', receivedAt: '2026-01-05T13:08:22.000Z' },
    });
  });

  test('a callback without the document: it is fetched', async () => {
    const { inbox, url } = await start();

    await postForm(url, undefined);

    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(pdf(9));
  });

  test('a fax Sinch keeps no document of is kept with the reason; a failed one is asked for again', async () => {
    const noFile = (path: string): Response | undefined =>
      path.endsWith('/file.pdf') ? new Response(null, { status: 404 }) : undefined;
    const kept = await start({}, noFile);
    const failed = await start({}, (path) =>
      path.endsWith('/file.pdf')
        ? new Response(null, { status: 404 })
        : Response.json({ ...described, status: 'FAILURE', errorType: 'LINE_ERROR' }),
    );

    await postForm(kept.url, undefined);
    await postForm(failed.url, undefined);
    await postForm(failed.url, pdf(1));

    expect(kept.inbox.arrivals[0]?.fault?.code).toBe('document-http-404');
    expect(failed.inbox.arrivals[0]?.fault?.reason).toContain('LINE_ERROR');
    // Some pages came before the line broke.
    expect(failed.inbox.arrivals[1]?.transport?.isPartial).toBe(true);
  });

  test('faxes that were sent are answered and nothing is made of them', async () => {
    const { inbox, vendor, url } = await start();

    const response = await postJson(url, {
      event: 'FAX_COMPLETED',
      fax: { ...described, direction: 'OUTBOUND' },
    });

    expect(response.status).toBe(200);
    expect(vendor.asked).toEqual([]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('what is no callback is refused', async () => {
    const { inbox, url } = await start();

    expect((await postJson(url, { event: 'INCOMING_FAX' })).status).toBe(400);
    expect((await postForm(url, pdf(1), { id: '' })).status).toBe(400);
    expect((await postJson(url, 'x')).status).toBe(400);
    expect(inbox.arrivals).toEqual([]);
  });

  test('the same callback twice at once is one fax', async () => {
    const { inbox, url } = await start();

    await Promise.all([postForm(url, pdf(1)), postForm(url, pdf(1))]);

    expect(inbox.stored.size).toBe(1);
    expect(new Set(inbox.arrivals.map((arrival) => arrival.identity)).size).toBe(1);
  });
});
