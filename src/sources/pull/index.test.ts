import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { openPort } from '../../../test/contracts/door.ts';
import { takeFiles } from '../../../test/contracts/files.ts';
import { createInbox, describeSource, type Inbox } from '../../../test/contracts/source.ts';
import { soon, until, watched } from '../../../test/contracts/until.ts';
import { pull } from './index.ts';

type Config = Parameters<typeof pull.start>[0]['config'];
type Handler = (request: Request, url: URL) => Response | Promise<Response>;

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const record = (number: number): Buffer =>
  Buffer.from(JSON.stringify({ platformReferralId: `TEST-${number}`, patientLast: 'ZZTEST' }));

/** A feed of changes with a cursor, as the contract’s other side. */
const feed: string[] = [];
let seenCursor = 0;
const feedServer = await openPort((request) => {
  const from = Number(new URL(request.url).searchParams.get('cursor') ?? 0);
  const body = `{"changes": [${feed.slice(from).join()}], "next": ${feed.length}}`;
  return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'application/json' } }));
});

const { source, wait } = watched(pull);

describeSource({
  source: {
    ...source,
    start: (context) => {
      feed.length = 0;
      seenCursor = 0;
      // What is remembered was stored before: the feed is never asked for it again.
      const remember = async (key: string, value: string): Promise<void> => {
        await context.memory.remember(key, value);
        seenCursor = Number((JSON.parse(value) as { readonly cursor?: string }).cursor ?? 0);
      };
      return source.start({ ...context, memory: { ...context.memory, remember } });
    },
  },
  config: {
    url: `${feedServer.url}changes?cursor={cursor}`,
    records: { list: '/changes', id: '/platformReferralId', next: { cursor: '/next' } },
    pollSeconds: 0.01,
  },
  badConfigs: [
    { field: 'url', config: { url: 'http://platform.example/', records: {} } },
    { field: 'url', config: { url: 'https://name:word@platform.example/', records: {} } },
    { field: 'url', config: { url: 'https://platform.example/{since}', records: {} } },
    { field: 'records', config: { url: 'https://platform.example/' } },
    { field: 'records', config: { url: 'https://platform.example/', records: {}, file: { name: 'x' } } },
    { field: 'records.list', config: { url: 'https://platform.example/', records: { list: 'data' } } },
    { field: 'records.next', config: { url: 'https://platform.example/?c={cursor}', records: {} } },
    {
      field: 'auth.token',
      config: { url: 'https://platform.example/', records: {}, auth: { kind: 'bearer', token: '' } },
    },
    { field: 'pollSecond', config: { url: 'https://platform.example/', records: {}, pollSecond: 1 } },
  ],
  message: record,
  connect: (_running, inbox) =>
    Promise.resolve({
      send: async (message) => {
        const failures = inbox.events.length;
        feed.push(Buffer.from(message).toString());
        const wanted = feed.length;
        await wait(() => inbox.events.length > failures || seenCursor >= wanted);
        const isTaken = inbox.events.length === failures && seenCursor >= wanted;
        // The feed would give it again by itself; the contract sends it again.
        if (!isTaken) feed.length = wanted - 1;
        return { isPositive: isTaken, bytes: new Uint8Array() };
      },
      close: () => Promise.resolve(),
    }),
});

/** A platform that does what the test says, and a channel of records that asks it. */
async function open(handler: Handler, change: (url: string) => Config) {
  const requests: { readonly url: string; readonly headers: Headers }[] = [];
  const server = await openPort((request) => {
    const url = new URL(request.url);
    requests.push({ url: `${url.pathname}${url.search}`, headers: request.headers });
    return Promise.resolve(handler(request, url));
  });
  opened.push(server.close);
  const inbox = createInbox(() => undefined);
  const files = takeFiles(inbox);
  const config: Config = { pollSeconds: 0.02, timeoutSeconds: 5, ...change(server.url) };
  const start = async (): Promise<() => Promise<void>> => {
    const running = await pull.start(files.context(config));
    opened.push(running.stop);
    return running.stop;
  };
  return { inbox, files, requests, start, server, config };
}

const idsOf = (inbox: Inbox): readonly string[] =>
  inbox.arrivals.map(
    ({ body }) =>
      (JSON.parse(Buffer.from(body).toString()) as { platformReferralId: string }).platformReferralId,
  );

describe('since a time', () => {
  const pages: Handler = (_, url) => {
    const page = Number(url.searchParams.get('page') ?? 1);
    const next = `<?page=${page + 1}>; rel="next"`;
    const headers = { Date: 'Mon, 05 Jan 2026 12:00:00 GMT', ...(page < 3 && { Link: next }) };
    return Response.json([{ platformReferralId: `TEST-${page}`, updatedAt: 'v1' }], { headers });
  };
  const config = (url: string): Config => ({
    url: `${url}referrals?since={since}`,
    records: { id: '/platformReferralId', version: '/updatedAt', next: 'link' },
    overlapSeconds: 600,
    pollSeconds: 3_600,
  });

  test('page by page, and the next look begins before the platform’s own time of the last one', async () => {
    const { inbox, requests, start } = await open(pages, config);
    const stop = await start();
    await until(() => inbox.stored.size === 3);
    await stop();
    await start();
    await until(() => requests.length >= 4);

    expect(idsOf(inbox).slice(0, 3)).toEqual(['TEST-1', 'TEST-2', 'TEST-3']);
    expect(requests.slice(0, 4).map(({ url }) => url)).toEqual([
      '/referrals?since=1970-01-01T00%3A00%3A00.000Z',
      '/referrals?page=2',
      '/referrals?page=3',
      '/referrals?since=2026-01-05T11%3A50%3A00.000Z',
    ]);
  });

  test('the same record is known by id and version; another version is another message', async () => {
    let version = 1;
    const { inbox, start } = await open(
      () => Response.json([{ platformReferralId: 'TEST-1', updatedAt: `v${version}` }]),
      (url) => ({ ...config(url), pollSeconds: 0.02 }),
    );
    await start();
    await until(() => inbox.arrivals.length >= 2);
    version = 2;
    await until(() => inbox.stored.size === 2);

    const identities = new Set(inbox.arrivals.map(({ identity }) => identity));
    expect(identities.size).toBe(2);
    for (const identity of identities) expect(identity).toMatch(/^pull:[0-9a-f]{64}$/);
  });

  test('a look that breaks off goes on at its page, also after a restart, and keeps the time it began at', async () => {
    let isBroken = true;
    const { inbox, requests, start } = await open((request, url) => {
      if (isBroken && url.searchParams.get('page') === '2') return new Response('', { status: 503 });
      return pages(request, url);
    }, config);
    const stop = await start();
    await until(() => inbox.events.length === 1);
    await stop();
    isBroken = false;
    const stopAgain = await start();
    await until(() => inbox.stored.size === 3);
    await stopAgain();
    await start();
    await until(() => requests.length >= 5);

    expect(requests.slice(1, 5).map(({ url }) => url)).toEqual([
      '/referrals?page=2',
      '/referrals?page=2',
      '/referrals?page=3',
      '/referrals?since=2026-01-05T11%3A50%3A00.000Z',
    ]);
    expect(inbox.events[0]?.sentence).toContain('answered 503');
  });

  test('a page that is gone when the look goes on: it begins anew', async () => {
    let status = 503;
    const { inbox, requests, start } = await open(
      (request, url) =>
        url.searchParams.get('page') === '2' && status !== 200
          ? new Response('', { status })
          : pages(request, url),
      (url) => ({ ...config(url), pollSeconds: 0.02 }),
    );
    await start();
    await until(() => inbox.events.length === 1);
    status = 410;
    await until(() => inbox.events.length === 2);
    status = 200;
    await until(() => inbox.stored.size === 3);

    expect(requests.filter(({ url }) => url.includes('since=')).length).toBeGreaterThanOrEqual(2);
  });

  test('a next page on another server is not followed, and no secret goes there', async () => {
    let isCalled = false;
    const elsewhere = await openPort(() => {
      isCalled = true;
      return Promise.resolve(Response.json([]));
    });
    opened.push(elsewhere.close);
    const { inbox, start } = await open(
      () =>
        Response.json([{ platformReferralId: 'TEST-1' }], {
          headers: { Link: `<${elsewhere.url}>; rel="next"` },
        }),
      (url) => ({ ...config(url), auth: { kind: 'bearer', token: 'ZZTEST-token' } }),
    );
    await start();
    await until(() => inbox.events.length === 1);

    expect(inbox.events[0]?.sentence).toContain('on another server');
    expect(isCalled).toBe(false);
    expect(inbox.stored.size).toBe(1);
  });

  test('pages that lead in a circle end', async () => {
    const { inbox, start } = await open(
      (_, url) =>
        Response.json([], {
          headers: { Link: `<?page=${url.searchParams.get('page') === '2' ? 3 : 2}>; rel="next"` },
        }),
      config,
    );
    await start();
    await until(() => inbox.events.length === 1);

    expect(inbox.events[0]?.sentence).toContain('lead back');
  });
});

describe('with a cursor', () => {
  const config = (url: string): Config => ({
    url: `${url}changes?cursor={cursor}`,
    records: { list: '/data', next: { cursor: '/meta/next' }, type: '/event' },
    pollSeconds: 0.02,
  });
  const all = ['a', 'b', 'c', 'd'];
  const changes: Handler = (_, url) => {
    const at = Number(url.searchParams.get('cursor') ?? 0);
    const data = all.slice(at, at + 2).map((id) => ({ platformReferralId: id, event: 'referral.updated' }));
    return Response.json({ data, meta: { next: String(Math.min(at + 2, all.length)) } });
  };

  test('to its end, and on from there after a restart', async () => {
    const { inbox, requests, start } = await open(changes, config);
    const stop = await start();
    await until(() => inbox.stored.size === 4);
    await until(() => requests.at(-1)?.url === '/changes?cursor=4');
    await stop();
    const count = requests.length;
    await start();
    await until(() => requests.length > count);

    expect(idsOf(inbox)).toEqual(all);
    expect(requests.slice(count).every(({ url }) => url === '/changes?cursor=4')).toBe(true);
    expect(inbox.arrivals[0]).toMatchObject({ type: 'referral.updated', contentType: 'application/json' });
  });

  test('the cursor moves only when everything of its page is stored', async () => {
    const { inbox, requests, start } = await open(changes, config);
    inbox.failNext();
    await start();
    await until(() => inbox.stored.size === 4);

    expect(inbox.events).toHaveLength(1);
    expect(requests.slice(0, 2).map(({ url }) => url)).toEqual(['/changes', '/changes']);
  });

  test('many pages: the look ends at its most, and the next goes on at once', async () => {
    const { inbox, start } = await open(changes, (url) => ({
      ...config(url),
      maxPages: 1,
      pollSeconds: 3_600,
    }));
    await start();
    await until(() => inbox.stored.size === 4);
    expect(inbox.events).toEqual([]);
  });
});

describe('answers that cannot be used', () => {
  test.each([
    ['{"data": [', 'json-truncated'],
    ['{"data": [{"a": 1, "a": 2}]}', 'json-duplicate-member'],
    ['{"items": []}', 'list-missing'],
    ['<html>please sign in</html>', 'json'],
  ])('%s is kept once for a person, with the reason', async (body, code) => {
    const { inbox, start } = await open(
      () => new Response(body),
      (url) => ({ url, records: { list: '/data' }, pollSeconds: 0.01 }),
    );
    await start();
    await until(() => inbox.arrivals.length >= 2);

    expect(inbox.stored.size).toBe(1);
    expect(inbox.arrivals[0]?.fault?.code).toBe(code);
    expect(inbox.arrivals[0]?.fault?.reason).toContain('until the platform mends');
  });

  test('too large, a redirect, silence: told, nothing stored', async () => {
    const answers: Handler[] = [
      () => new Response('x'.repeat(2_000)),
      () => new Response('', { status: 302, headers: { Location: 'http://169.254.169.254/' } }),
      () => new Promise<Response>(() => undefined),
    ];
    let asked = 0;
    const { inbox, start } = await open(
      (request, url) => answers[Math.min(asked++, 2)]?.(request, url) ?? Response.json([]),
      (url) => ({ url, records: {}, pollSeconds: 0.01, maxBytes: 1_000, timeoutSeconds: 0.2 }),
    );
    await start();
    await until(() => inbox.events.length >= 3);

    const sentences = inbox.events.map(({ sentence }) => sentence).join('\n');
    expect(sentences).toMatch(/more than 1000 bytes[\s\S]*sent us elsewhere[\s\S]*did not answer in time/);
    expect(inbox.arrivals).toEqual([]);
  });

  test('a platform that wants to be left alone is left alone', async () => {
    const { inbox, requests, start } = await open(
      () => new Response('', { status: 429, headers: { 'Retry-After': '3600' } }),
      (url) => ({ url, records: {}, pollSeconds: 0.005 }),
    );
    await start();
    await until(() => inbox.events.length === 1);

    expect(await soon(() => requests.length > 1)).toBe(false);
  });
});

describe('who asks', () => {
  const asked = async (auth: Config['auth']): Promise<Headers> => {
    const { requests, start } = await open(
      () => Response.json([]),
      (url) => ({ url, records: {}, ...(auth && { auth }), headers: { 'X-Practice': 'lakeside' } }),
    );
    await start();
    await until(() => requests.length > 0);
    return requests[0]?.headers ?? new Headers();
  };

  test('by a token, a password or a key in a header', async () => {
    expect((await asked({ kind: 'bearer', token: 'ZZTEST' })).get('authorization')).toBe('Bearer ZZTEST');
    expect((await asked({ kind: 'basic', username: 'a', password: 'b' })).get('authorization')).toBe(
      'Basic YTpi',
    );
    const keyed = await asked({ kind: 'header', name: 'X-Api-Key', value: 'ZZTEST' });
    expect([keyed.get('x-api-key'), keyed.get('x-practice'), keyed.get('authorization')]).toEqual([
      'ZZTEST',
      'lakeside',
      null,
    ]);
  });

  test('by OAuth 2: one token for many requests, a new one when it is refused', async () => {
    const forms: string[] = [];
    let isRefused = false;
    const { inbox, requests, start } = await open(
      async (request, url) => {
        if (url.pathname === '/token') {
          forms.push(`${request.headers.get('authorization') ?? ''} ${await request.text()}`);
          return Response.json({
            access_token: `ZZTEST-${forms.length}`,
            token_type: 'bearer',
            expires_in: 300,
          });
        }
        if (isRefused && request.headers.get('authorization') === 'Bearer ZZTEST-1')
          return new Response('', { status: 401 });
        return Response.json([]);
      },
      (url) => ({
        url: `${url}referrals`,
        records: {},
        auth: {
          kind: 'oauth2',
          tokenUrl: `${url}token`,
          clientId: 'hub',
          clientSecret: 's:1',
          scope: 'read',
          send: 'basic',
        },
      }),
    );
    await start();
    await until(() => requests.length >= 4);
    expect(forms).toEqual([
      `Basic ${Buffer.from('hub:s%3A1').toString('base64')} grant_type=client_credentials&scope=read`,
    ]);

    isRefused = true;
    await until(() => requests.at(-1)?.headers.get('authorization') === 'Bearer ZZTEST-2');
    expect(forms).toHaveLength(2);
    expect(JSON.stringify(inbox.events)).not.toContain('s:1');
  });
});

describe('a whole file', () => {
  const text = 'platformReferralId,patientLast\nTEST-1,ZZTEST\n';
  const config = (url: string): Config => ({ url: `${url}export`, file: { name: 'export.csv' } });

  test('goes into the import in pieces, and is asked for only when it changed', async () => {
    let etag = '"one"';
    const large = Buffer.alloc(2_000_000, text);
    const { files, requests, start } = await open((request) => {
      if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304 });
      return new Response(large, { headers: { ETag: etag } });
    }, config);
    await start();
    await until(() => requests.length >= 3);
    expect(files.offered()).toBe(1);
    etag = '"two"';
    await until(() => files.files.length === 2);

    expect(files.files[0]).toMatchObject({ name: 'export.csv' });
    expect(files.files[0]?.bytes.equals(large)).toBe(true);
    expect(files.files[0]?.chunks).toBeGreaterThan(1);
  });

  test('by its time where the server has no tags', async () => {
    const when = 'Mon, 05 Jan 2026 12:00:00 GMT';
    const { files, requests, start } = await open(
      (request) =>
        request.headers.get('if-modified-since') === when
          ? new Response(null, { status: 304 })
          : new Response(text, { headers: { 'Last-Modified': when } }),
      config,
    );
    await start();
    await until(() => requests.length >= 3);
    expect(files.offered()).toBe(1);
  });

  test('by its bytes where the server tells nothing', async () => {
    let body = text;
    const { files, requests, start } = await open(() => new Response(body), config);
    await start();
    await until(() => requests.length >= 5);
    expect(files.offered()).toBe(1);
    body = `${text}TEST-2,ZZTEST\n`;
    await until(() => files.files.length === 2);

    expect(files.files.map(({ bytes }) => bytes.toString())).toEqual([text, body]);
    const hash = createHash('sha256').update(createHash('sha256').update(text).digest('hex')).digest('hex');
    expect(files.files[0]?.identity).toBe(`pull:${hash}`);
  });

  test('a file that is cut is stored nowhere and fetched again', async () => {
    let isCut = true;
    const { inbox, files, start } = await open(() => {
      const content = new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(Buffer.from(text));
          if (isCut) controller.error();
          else controller.close();
        },
      });
      return new Response(content, { headers: { ETag: '"one"' } });
    }, config);
    await start();
    await until(() => inbox.events.length > 0);
    expect(files.files).toEqual([]);
    isCut = false;
    await until(() => files.files.length === 1);
    expect(files.files[0]?.bytes.toString()).toBe(text);
  });

  test('over its limit it is given up while it comes; on a channel that takes no files it is told', async () => {
    const body = Buffer.alloc(100_000, text);
    const one = await open(
      () => new Response(body, { headers: { ETag: '"one"' } }),
      (url) => ({
        ...config(url),
        maxFileBytes: 50_000,
      }),
    );
    await one.start();
    await until(() => one.inbox.events.length > 0);
    const running = await pull.start(one.inbox.context(one.config));
    opened.push(running.stop);
    await until(() => one.inbox.events.length > 1);

    const sentences = one.inbox.events.map(({ sentence }) => sentence).join();
    expect(sentences).toContain('more than 50000 bytes');
    expect(sentences).toContain('reads no records');
    expect(one.files.files).toEqual([]);
  });
});
