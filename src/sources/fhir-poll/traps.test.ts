import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { openPort } from '../../../test/contracts/door.ts';
import { until } from '../../../test/contracts/until.ts';
import { pollWith, type PollConfig } from '../../../test/support/fhir-polling.ts';
import { bundle, fhir, openFhirStandIn, outcome } from '../../../test/support/fhir-stand-in.ts';

/** What servers do wrong, against a stand-in of ours. */

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function start(change: Partial<PollConfig> = {}) {
  const server = await openFhirStandIn();
  opened.push(server.close);
  const poll = pollWith({ baseUrl: server.url, types: ['Appointment'], ...change });
  opened.push(poll.close);
  return { server, ...poll };
}

async function openStranger() {
  const heard: Request[] = [];
  const port = await openPort((request) => {
    heard.push(request);
    return Promise.resolve(Response.json({}));
  });
  opened.push(port.close);
  return { url: port.url.replace(/\/$/, ''), heard };
}

const booking = (number: number, stamp: string | undefined = new Date().toISOString()) => ({
  resourceType: 'Appointment',
  id: `TEST-${number}`,
  meta: { versionId: '1', ...(stamp === undefined ? {} : { lastUpdated: stamp }) },
});
const text = (number: number): string => JSON.stringify(booking(number));
const token = { kind: 'bearer' as const, token: 'ZZTEST-token' };

describe('links that lead elsewhere', () => {
  test.each(['next', 'attachment', 'token'])('%s: nobody is connected and no token leaves', async (kind) => {
    const stranger = await openStranger();
    const { server, inbox, run, troubles } = await start({ auth: token, types: ['DocumentReference'] });
    const url = `${stranger.url}/Binary/1`;
    const note = { resourceType: 'DocumentReference', id: 'TEST-1', content: [{ attachment: { url } }] };
    const link = kind === 'next' ? [{ relation: 'next', url }] : [];
    const texts = kind === 'attachment' ? [JSON.stringify(note)] : [];
    const redirect = new Response(null, { status: 302, headers: { location: url } });
    server.instead.set('GET DocumentReference', () =>
      kind === 'token' ? redirect : bundle({ link }, texts),
    );

    await run();
    await until(() => troubles().length > 0);

    expect(stranger.heard).toEqual([]);
    expect(troubles()[0]).toMatch(/leads to another host; nobody was connected|nobody follows/);
    expect(server.authorizations).toContain('Bearer ZZTEST-token');
    // The reference itself is kept: what it lacks is told.
    expect(inbox.stored.size).toBe(kind === 'attachment' ? 1 : 0);
    const isRefusal = inbox.events.some((event) => event.kind === 'refused_connection');
    expect(isRefusal).toBe(kind === 'next');
  });

  test('a private address is not connected to, unless the channel says so', async () => {
    const { server, run, troubles } = await start({ allowPrivate: false });
    await run();
    await until(() => troubles().length > 0);

    expect(troubles()[0]).toContain('set allowPrivate');
    expect(server.calls).toEqual([]);
  });

  test('nor by a name that leads to one', async () => {
    const { server, run, troubles } = await start({ allowPrivate: false });
    await run({ baseUrl: server.url.replace('127.0.0.1', 'localhost') });
    await until(() => troubles().length > 0);

    expect(troubles()[0]).toContain('set allowPrivate');
    expect(server.calls).toEqual([]);
  });
});

describe('servers that are busy, away or slow', () => {
  test('429 with Retry-After is asked again, and the round goes on', async () => {
    const { server, inbox, run, rounds, troubles } = await start();
    for (const number of [1, 2, 3]) server.add(booking(number));
    server.showPagesOf(1);
    let refusals = 0;
    server.instead.set('GET Appointment', (request) => {
      if (new URL(request.url).searchParams.get('_offset') !== '1') return server.searchAs(request);
      refusals += 1;
      if (refusals > 2) return server.searchAs(request);
      const busy = outcome(429, 'throttled');
      busy.headers.set('retry-after', '0');
      return busy;
    });

    await run();
    await rounds();

    expect(inbox.stored.size).toBe(3);
    expect(refusals).toBeGreaterThan(2);
    expect(troubles()).toEqual([]);
  });

  test('one that wants a long pause is left alone', async () => {
    const { server, run, troubles } = await start({ longestWaitSeconds: 1 });
    server.instead.set('GET Appointment', () => {
      const busy = outcome(503, 'transient');
      busy.headers.set('retry-after', '3600');
      return busy;
    });
    await run();
    await until(() => troubles().length > 1);

    expect(troubles()[1]).toContain('asked to be left alone');
    expect(server.calls).toHaveLength(1);
  });

  test('one that never answers is given up, and asked again', async () => {
    const { server, inbox, run, troubles } = await start({ timeoutSeconds: 0.05, retries: 1 });
    server.add(booking(1));
    server.instead.set('GET Appointment', () => new Promise(() => undefined));
    await run();
    await until(() => troubles().length > 0);
    expect(troubles()[0]).toBe('Appointment could not be read: The server did not answer in time.');

    server.instead.clear();
    await until(() => inbox.stored.size === 1);
  });

  test('one that forgets its pages in the middle of a round is read again from the beginning', async () => {
    const { server, inbox, run, rounds, troubles } = await start();
    for (const number of [1, 2, 3, 4]) server.add(booking(number));
    server.showPagesOf(2);
    server.instead.set('GET Appointment', (request) =>
      new URL(request.url).searchParams.has('_offset') ? outcome(410, 'expired') : server.searchAs(request),
    );
    await run();
    await until(() => troubles().length > 0);
    expect(inbox.stored.size).toBe(2);
    expect(await inbox.context({}).memory.recall('cursor:Appointment')).toBeUndefined();

    server.instead.clear();
    await rounds();

    expect(inbox.stored.size).toBe(4);
    expect(inbox.arrivals).toHaveLength(4);
  });
});

describe('answers nobody can use', () => {
  test.each([
    ['truncated', '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Appoint'],
    ['with NaN', '{"resourceType":"Bundle","total":NaN}'],
    ['of something else', '<html>Sign in</html>'],
    ['in UTF-16', Buffer.from('{"resourceType":"Bundle"}', 'utf16le').toString('latin1')],
  ])('a page %s is kept for a person, once, and the cursor stays', async (_, said) => {
    const { server, inbox, run, troubles } = await start();
    server.instead.set('GET Appointment', () => fhir(said));
    await run();
    await until(() => troubles().length > 0 && inbox.arrivals.length > 2);

    expect(inbox.stored.size).toBe(1);
    expect(inbox.arrivals[0]).toMatchObject({ type: 'Bundle', fault: { code: 'fhir-page' } });
    expect(await inbox.context({}).memory.recall('cursor:Appointment')).toBeUndefined();
  });

  test('one strange entry does not keep its neighbours out', async () => {
    const { server, inbox, arrived, run, rounds } = await start();
    const broken = text(2).replace('"TEST-2"', '"TEST-2","id":"TEST-2"');
    server.instead.set('GET Appointment', () => bundle({}, [text(1), 'null', '{"id":"TEST-9"}', broken]));
    await run();
    await rounds();

    expect([...new Set(arrived())].toSorted()).toEqual([
      '/TEST-9',
      'Appointment/TEST-1',
      'Appointment/TEST-2',
      'unreadable',
    ]);
    expect(inbox.arrivals.filter(({ fault }) => fault).map(({ fault }) => fault?.code)).toContain(
      'fhir-entry',
    );
    // As it was written: what is wrong with it is said where it is read.
    expect(inbox.arrivals.map(({ body }) => Buffer.from(body).toString())).toContain(broken);
  });

  test('an answer over the limit is given up, packed or not', async () => {
    const { server, run, troubles } = await start({ maxPageBytes: 2_048, types: ['Appointment', 'Task'] });
    server.instead.set('GET Appointment', () => fhir(' '.repeat(4_096)));
    server.instead.set('GET Task', () => {
      const packed = new Response(new Uint8Array(gzipSync(' '.repeat(1_000_000))));
      packed.headers.set('content-encoding', 'gzip');
      return packed;
    });
    await run();
    await until(() => troubles().length > 0);

    const sentence = 'could not be read: The answer has more than 2048 bytes.';
    expect(troubles()[0]).toBe(`Appointment ${sentence} Task ${sentence}`);
  });

  test('what the server writes about an error is not repeated', async () => {
    const { server, inbox, run, troubles } = await start();
    server.instead.set('GET Appointment', () => outcome(403, 'forbidden'));
    await run();
    await until(() => troubles().length > 0);

    expect(troubles()).toEqual(['Appointment could not be read: The server answered 403 (forbidden).']);
    expect(JSON.stringify(inbox.events)).not.toContain('SECRET');
  });

  test.each(['the same address', 'the same page'])('next links in a circle (%s) end', async (kind) => {
    const { server, inbox, run, troubles } = await start();
    let counter = 0;
    const only = text(1);
    server.instead.set('GET Appointment', () => {
      const query = kind === 'the same address' ? 'page=1' : `page=${(counter += 1)}`;
      return bundle({ link: [{ relation: 'next', url: `Appointment?${query}` }] }, [only]);
    });
    await run();
    await until(() => troubles().length > 0);

    expect(troubles()[0]).toContain('read already');
    expect(inbox.stored.size).toBe(1);
  });
});

describe('clocks', () => {
  test('a server an hour behind ours misses nothing', async () => {
    const { server, inbox, run, rounds, troubles } = await start();
    const behind = (): string => new Date(Date.now() - 3_600_000).toISOString();
    server.headers.set('date', new Date(Date.now() - 3_600_000).toUTCString());
    server.add(booking(1, behind()));
    await run();
    await rounds();
    server.add(booking(2, behind()));
    await until(() => inbox.stored.size === 2);

    expect(troubles()[0]).toContain('more than two minutes apart');
  });

  test('a stamp from the future does not hide what comes', async () => {
    const { server, inbox, run, rounds } = await start();
    server.add(booking(1, '2099-01-01T00:00:00Z'));
    await run();
    await rounds();

    server.add(booking(2));
    await rounds();

    expect(inbox.stored.size).toBe(2);
  });

  test.each([
    ['that cannot search by _lastUpdated', 'cannot search Appointment by _lastUpdated'],
    ['that ignores it', 'ignores _lastUpdated for Appointment'],
    ['without stamps', 'comes without meta.lastUpdated'],
  ])('a server %s is read whole in each round; nothing is taken twice', async (kind, told) => {
    const { server, inbox, run, rounds, troubles } = await start();
    const stamp = kind === 'without stamps' ? undefined : '2026-01-01T00:00:00Z';
    const texts = [1, 2].map((number) =>
      JSON.stringify({ ...booking(number), meta: { lastUpdated: stamp } }),
    );
    server.instead.set('GET Appointment', (request) => {
      const isAsked = new URL(request.url).searchParams.has('_lastUpdated');
      return kind.includes('cannot') && isAsked ? outcome(400, 'not-supported') : bundle({}, texts);
    });
    await run();
    await rounds(3);

    expect(troubles().join()).toContain(told);
    expect(inbox.stored.size).toBe(2);
    // Without versions the hub knows a repeat by its bytes.
    expect(inbox.arrivals.length).toBeGreaterThan(4);
  });

  test('stamps of whole days are read from the day before', async () => {
    const { server, run, rounds } = await start();
    for (const number of [1, 2, 3]) server.add(booking(number, '2026-11-20T00:00:00Z'));
    server.headers.set('date', 'Fri, 20 Nov 2026 18:00:00 GMT');
    await run();
    await rounds();

    expect(server.calls.at(-1)).toContain('_lastUpdated=ge2026-11-19T00:00:00Z');
  });
});

describe('attachments', () => {
  const startWith = async (holder: object, change: Partial<PollConfig> = {}) => {
    const { resourceType } = holder as { readonly resourceType: string };
    const started = await start({ types: [resourceType], maxAttachmentBytes: 1_024, ...change });
    const meta = { versionId: '1', lastUpdated: new Date().toISOString() };
    started.server.add({ id: 'TEST-1', meta, ...holder } as never);
    return started;
  };
  const content = Buffer.from([0x25, 0x50, 0x44, 0x46, 0, 255]);
  const attachment = { contentType: 'application/pdf', url: 'Binary/7' };

  test.each([
    ['DocumentReference', { content: [{ attachment }] }],
    ['DiagnosticReport', { presentedForm: [attachment] }],
    ['Communication', { payload: [{ contentAttachment: attachment }] }],
  ])('a server that gives the bytes themselves: %s comes with a Binary', async (resourceType, holder) => {
    const { server, inbox, run, rounds } = await startWith({ resourceType, ...holder });
    const asked: (string | null)[] = [];
    server.instead.set('GET Binary', (request) => {
      asked.push(request.headers.get('accept'));
      return new Response(new Uint8Array(content), { headers: { 'content-type': 'application/pdf' } });
    });
    await run();
    await rounds();

    expect(JSON.parse(Buffer.from(inbox.arrivals[0]?.body ?? []).toString())).toMatchObject({
      entry: [
        { resource: { resourceType } },
        {
          fullUrl: `${server.url}/Binary/7`,
          resource: {
            resourceType: 'Binary',
            id: '7',
            contentType: 'application/pdf',
            data: content.toString('base64'),
          },
        },
      ],
    });
    expect(inbox.arrivals[0]?.identity).toContain(`${resourceType}/TEST-1/_history/1#`);
    expect(asked).toEqual(['application/pdf, application/fhir+json;q=0.9, */*;q=0.8']);
  });

  test.each([
    ['missing', () => outcome(404, 'not-found'), '404'],
    ['over the limit', () => new Response('x'.repeat(2_000)), 'more than 1024 bytes'],
    ['no Binary', () => fhir(text(1)), 'leads to no Binary'],
  ])('one that is %s: the rest arrives, is told, and comes whole later', async (_, answer, told) => {
    const { server, inbox, run, troubles } = await startWith({
      resourceType: 'DocumentReference',
      content: [{ attachment }],
    });
    server.instead.set('GET Binary', answer);
    await run();
    await until(() => inbox.arrivals.length > 0);
    expect(troubles()[0]).toContain(told);
    expect(inbox.arrivals[0]?.identity).toMatch(
      /^DocumentReference\/TEST-1\/_history\/1#[0-9a-f]{16};attachments=0$/,
    );

    server.instead.set('GET Binary', () => new Response('ok', { headers: { 'content-type': 'text/plain' } }));
    await until(() => inbox.stored.size === 2);

    expect(inbox.arrivals.at(-1)?.identity).toMatch(/^DocumentReference\/TEST-1\/_history\/1#[0-9a-f]{16}$/);
  });

  test('a server that is busy with one: nothing of the document is taken before it has it', async () => {
    const { server, inbox, run, troubles } = await startWith({
      resourceType: 'DocumentReference',
      content: [{ attachment }],
    });
    server.instead.set('GET Binary', () => outcome(503, 'transient'));
    await run();
    await until(() => troubles().length > 0);
    expect(inbox.arrivals).toEqual([]);

    server.instead.set('GET Binary', () => new Response('ok', { headers: { 'content-type': 'text/plain' } }));
    await until(() => inbox.stored.size === 1);
  });
});
