import { afterEach, describe, expect, test } from 'vitest';
import { describeDestination, parcel, type Peer } from '../../../test/contracts/destination.ts';
import { openPort } from '../../../test/contracts/door.ts';
import { freePort } from '../../../test/contracts/mllp-peer.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';
import type { Outcome, Parcel } from '../../sdk/destination.ts';
import { httpFax } from './index.ts';

type Config = Parameters<typeof httpFax.open>[0]['config'];
type Seen = { readonly request: Request; readonly body: FormData | string };

const TO = '+13125550142';
const never = new AbortController().signal;
const tiff = { mediaType: 'image/tiff', bytes: Buffer.from('II*\0 an invented fax'), pages: 2 } as const;
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const configFor = (url: string, more: Partial<Config> = {}): Config => ({
  sendUrl: `${url}faxes`,
  headers: { Authorization: 'Bearer ZZTEST-key' },
  statuses: { done: 'arrived', busy: 'under_way', error: 'failed' },
  reasons: { 'Line Busy': 'busy', 'wrong number': 'no_such_number' },
  lookUp: { url: `${url}faxes/{id}` },
  search: { url: `${url}faxes?ref={reference}`, list: '/items' },
  settleSeconds: 0,
  askSeconds: 0,
  timeoutSeconds: 5,
  ...more,
});

const urls = new Map<Peer, string>();
async function peer(answer: () => Response): Promise<Peer> {
  const names: string[] = [];
  const port = await openPort(async (request) => {
    const reference = (await request.formData()).get('reference');
    if (typeof reference === 'string') names.push(reference);
    return answer();
  });
  const made: Peer = { address: TO, received: () => Promise.resolve(names), close: port.close };
  urls.set(made, port.url);
  return made;
}

describeDestination({
  destination: { ...httpFax, open: (context) => httpFax.open(context).then(asFax) },
  config: (made) => configFor(urls.get(made) ?? ''),
  settings: {},
  badConfigs: [
    { field: 'sendUrl', config: configFor('http://fax.example/') },
    { field: 'statuses', config: { ...configFor('https://fax.example/'), statuses: { sent: 'under_way' } } },
    { field: 'lookUp', config: { ...configFor('https://fax.example/'), lookUp: undefined } },
    {
      field: 'lookUp.url',
      config: { ...configFor('https://fax.example/'), lookUp: { url: 'https://fax.example/x' } },
    },
    { field: 'from', config: { ...configFor('https://fax.example/'), from: TO } },
    { field: 'statsues', config: { ...configFor('https://fax.example/'), statsues: {} } },
  ],
  badEndpoints: [
    { field: 'address', endpoint: { address: '555-0142', settings: {} } },
    { field: 'settings', endpoint: { address: TO, settings: { ext: '3' } } },
  ],
  peers: {
    willing: () => peer(() => Response.json({ id: 'F-1' }, { status: 202 })),
    refusing: () => peer(() => Response.json({ error: 'no' }, { status: 400 })),
    away: () => peer(() => new Response(null, { status: 503 })),
    silent: () => peer(() => new Response(null, { status: 502 })),
  },
});

/** The suite's parcel holds a PDF; a fax machine is handed pages. */
function asFax(open: Awaited<ReturnType<typeof httpFax.open>>) {
  return {
    ...open,
    deliver: (one: Parcel, signal: AbortSignal) => open.deliver({ ...one, document: tiff }, signal),
  };
}

async function openWith(
  answer: (seen: Seen) => Response | Promise<Response>,
  more: (url: string) => Partial<Config> = () => ({}),
) {
  const seen: Seen[] = [];
  const port = await openPort(async (request) => {
    const isForm = request.headers.get('content-type')?.startsWith('multipart/') ?? false;
    const one = { request, body: isForm ? await request.formData() : await request.text() };
    seen.push(one);
    return answer(one);
  });
  opened.push(port.close);
  const hearing = destinationContext(configFor(port.url, more(port.url)));
  const open = await httpFax.open(hearing.context);
  const send = (overrides: Partial<Parcel> = {}): Promise<Outcome> =>
    open.deliver(parcel(TO, {}, { document: tiff, ...overrides }), never);
  return { ...hearing, open, seen, send };
}

const sent = { key: 'k-1', address: TO, settings: {}, sentAt: '2026-01-05T18:00:00.000Z', pages: 2 };

describe('what is handed over', () => {
  test('the pages, the number, our reference and the address for the report', async () => {
    const { seen, send } = await openWith(
      () => Response.json({ fax: { number: 17 } }),
      () => ({
        idAt: '/fax/number',
        fields: { to: 'dest', file: 'doc', from: 'ani', callbackUrl: 'hook' },
        from: '312 555 0100',
        numbers: 'ten',
        fixed: { quality: 'fine' },
      }),
    );

    expect(await send()).toEqual({ status: 'sent', reference: '17' });
    const [{ request, body }] = seen as [Seen];
    expect(request.headers.get('authorization')).toBe('Bearer ZZTEST-key');
    const form = body as FormData;
    const texts = [...form].filter(([, value]) => typeof value === 'string');
    expect(Object.fromEntries(texts)).toEqual({
      dest: '3125550142',
      ani: '3125550100',
      reference: 'referral-1.note.partner-7.v1',
      hook: 'https://hub.example/v1/destinations/under-test/status',
      quality: 'fine',
    });
    const file = form.get('doc') as File;
    expect([file.name, file.type]).toEqual(['fax.tif', 'image/tiff']);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(tiff.bytes);
  });

  test('as JSON, where the gateway wants that', async () => {
    const { seen, send } = await openWith(
      () => Response.json({ id: 'F-1' }),
      () => ({ form: 'json' }),
    );

    await send();
    const said = JSON.parse(seen[0]?.body as string) as Record<string, string>;
    expect(said).toMatchObject({ to: TO, file: tiff.bytes.toString('base64') });
  });

  test('nothing but a fax', async () => {
    const { seen, send } = await openWith(() => Response.json({ id: 'F-1' }));

    expect(await send({ document: { ...tiff, mediaType: 'application/pdf' } })).toMatchObject({
      code: 'fax-document',
    });
    expect(await send({ address: 'records@office.example' })).toMatchObject({ code: 'fax-no-such-number' });
    expect(seen).toHaveLength(0);
  });
});

describe('answers', () => {
  test.each([
    [400, 'permanent', 'fax-refused'],
    [401, 'transient', 'fax-account'],
    [402, 'transient', 'fax-account'],
    [403, 'transient', 'fax-account'],
    [404, 'transient', 'fax-account'],
    [413, 'permanent', 'fax-document'],
    [429, 'transient', 'fax-later'],
    [500, 'ambiguous', 'no-answer'],
    [503, 'transient', 'fax-later'],
    [504, 'ambiguous', 'no-answer'],
  ])('%d is %s: %s', async (status, fate, code) => {
    const { send } = await openWith(() => new Response('ZZTEST-key', { status }));
    const outcome = await send();
    expect(outcome).toMatchObject({ status: 'failed', fate, code });
    expect(JSON.stringify(outcome)).not.toContain('ZZTEST');
  });

  test('one that names no fax, or is cut off, leaves it unknown', async () => {
    const { send } = await openWith(() => Response.json({}));
    expect(await send()).toMatchObject({ fate: 'ambiguous', code: 'answer-unreadable' });
  });

  test('a gateway that asks for a pause is left alone until then', async () => {
    const { seen, send } = await openWith(
      () => new Response(null, { status: 429, headers: { 'Retry-After': '120' } }),
    );

    await send();
    expect(await send()).toMatchObject({ fate: 'transient', code: 'fax-later' });
    expect(seen).toHaveLength(1);
  });

  test('where nobody listens nothing was sent; a redirect is followed nowhere', async () => {
    const port = await freePort();
    const { send } = await openWith(
      () => Response.json({}),
      () => ({ sendUrl: `http://127.0.0.1:${port}/faxes` }),
    );
    expect(await send()).toMatchObject({ fate: 'transient', code: 'gateway-unreachable' });
    const moved = await openWith(() => Response.redirect('https://elsewhere.example/', 307));
    expect(await moved.send()).toMatchObject({ fate: 'transient', code: 'fax-account' });
  });
});

describe('what became of it', () => {
  test('is looked up by the gateway’s number, and proved by pages', async () => {
    const said = { id: 'F 1', status: 'done', pages_sent: 2, pages: 2, reason: '' };
    const { open, seen } = await openWith(() => Response.json(said));

    expect(await open.confirm?.({ ...sent, reference: 'F 1' }, never)).toMatchObject({ status: 'delivered' });
    expect(seen[0]?.request.url).toContain('/faxes/F%201');
    expect(await open.confirm?.({ ...sent, reference: 'F 1', pages: 3 }, never)).toMatchObject({
      code: 'fax-partial',
    });
    await expect(open.confirm?.({ ...sent, reference: 'F-2' }, never)).rejects.toThrow(
      /settings do not describe/,
    );
  });

  test.each([
    [{ status: 'error', reason: 'line busy' }, 'fax-busy'],
    [{ status: 'error', reason: 'Wrong Number' }, 'fax-no-such-number'],
    [{ status: 'error', reason: 'toString' }, 'fax-failed'],
  ])('%j is %s', async (said, code) => {
    const { open } = await openWith(() => Response.json({ id: 'F-1', ...said }));
    expect(await open.confirm?.({ ...sent, reference: 'F-1' }, never)).toMatchObject({
      status: 'failed',
      code,
    });
  });

  test('is not known while the word is nobody’s, or the gateway has lost it', async () => {
    const { open } = await openWith(() => Response.json({ id: 'F-1', status: 'purple' }));
    expect(await open.confirm?.({ ...sent, reference: 'F-1' }, never)).toBeUndefined();
    const lost = await openWith(() => new Response(null, { status: 404 }));
    expect(await lost.open.confirm?.({ ...sent, reference: 'F-1' }, never)).toBeUndefined();
  });

  test('is not asked for the same fax without end', async () => {
    const { open, seen } = await openWith(
      () => Response.json({ id: 'F-1', status: 'busy' }),
      () => ({ askSeconds: 3600 }),
    );
    const reference = 'F-1';
    expect(await open.confirm?.({ ...sent, reference }, never)).toMatchObject({ status: 'sent' });
    expect(await open.confirm?.({ ...sent, reference }, never)).toBeUndefined();
    expect(await open.confirm?.({ ...sent, key: 'k-2', reference }, never)).toMatchObject({ status: 'sent' });
    expect(seen).toHaveLength(2);
  });

  test('after a lost answer is looked up by our reference', async () => {
    const items = [
      { id: 'F-9', reference: 'other', status: 'done' },
      { id: 'F-1', reference: 'k-1', status: 'busy' },
    ];
    const { open, seen } = await openWith(() => Response.json({ items }));

    expect(await open.confirm?.(sent, never)).toEqual({ status: 'sent', reference: 'F-1' });
    expect(seen[0]?.request.url).toContain('?ref=k-1');
  });

  test('is that it never had it, once its list had time to show it', async () => {
    const { open } = await openWith(() => Response.json({ items: [] }));
    expect(await open.confirm?.(sent, never)).toMatchObject({ fate: 'transient', code: 'fax-never-taken' });
    const slow = await openWith(
      () => Response.json({ items: [] }),
      () => ({ settleSeconds: 3600 }),
    );
    expect(await slow.open.confirm?.({ ...sent, sentAt: new Date().toISOString() }, never)).toBeUndefined();
  });
});

describe('callbacks', () => {
  const withSecret = () =>
    openWith(
      () => Response.json({}),
      () => ({ callback: { scheme: 'header', header: 'X-Secret', secrets: ['ZZTEST-secret'] } }),
    );
  const post = (body: unknown, secret = 'ZZTEST-secret') =>
    new Request('https://hub.example/v1/destinations/under-test/status', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'X-Secret': secret },
    });

  test('an arrival is told by our own key, a failure by the number of that very fax', async () => {
    const { knock, told } = await withSecret();
    const fax = { id: 'F-1', reference: 'k-1', pages: 2 };

    expect((await knock(post({ ...fax, status: 'error', reason: 'Line Busy' }))).status).toBe(200);
    expect((await knock(post({ ...fax, status: 'done', pages_sent: 2 }))).status).toBe(200);
    expect(told).toMatchObject([
      { reference: 'F-1', outcome: { status: 'failed', code: 'fax-busy' } },
      { key: 'k-1', outcome: { status: 'delivered' } },
    ]);
  });

  test('of strangers are refused, of nothing that counts are ignored', async () => {
    const { knock, told } = await withSecret();

    expect((await knock(post({ id: 'F-1', status: 'done' }, 'guess'))).status).toBe(401);
    expect((await knock(post({ id: 'F-1', status: 'busy' }))).status).toBe(200);
    expect((await knock(post('nonsense'))).status).toBe(200);
    const get = new Request('https://hub.example/v1/destinations/under-test/status');
    expect((await knock(get)).status).toBe(405);
    expect(told).toEqual([]);
  });
});
