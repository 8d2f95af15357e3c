import { afterEach, describe, expect, test } from 'vitest';
import { openDoor, openPort } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { soon, until, watched } from '../../../test/contracts/until.ts';
import { westfax } from './index.ts';

type Config = Parameters<typeof westfax.start>[0]['config'];
type Kept = { bytes: Buffer; tag: string; date: string; call: Readonly<Record<string, unknown>> };

const tiff = (number: number): Buffer => Buffer.from(`II*\0 page ${number} of an invented fax`);
const login = { username: 'clinic', password: 'ZZTEST', productId: '11111111-2222-4333-8444-555555555555' };
const eager = { pollSeconds: 0.005, restSeconds: 0.005 };
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A stand-in of WestFax, our own, after its published collection of requests and its knowledge base. */
async function openVendor() {
  const faxes = new Map<string, Kept>();
  const calls: { readonly method: string; readonly form: URLSearchParams }[] = [];
  const instead = new Map<string, () => Response>();
  const good = (Result: unknown): Response => Response.json({ Success: true, Result });
  const bad = (ErrorString: string): Response =>
    Response.json({ Success: false, ErrorString, InfoString: '' });
  const port = await openPort(async (request) => {
    const method = /^\/REST\/(\w+)\/json$/.exec(new URL(request.url).pathname)?.[1] ?? '';
    const form = new URLSearchParams(await request.text());
    calls.push({ method, form });
    if (form.get('Password') !== login.password) return bad('Authorization_Failed_BadUsernamePassword');
    const own = instead.get(method);
    if (own) return own();
    if (method === 'Fax_GetFaxIdentifiers') {
      const shown = [...faxes].map(([Id, { tag, date }]) => ({
        Id,
        Direction: 'Inbound',
        Date: date,
        Tag: tag,
      }));
      return good(shown);
    }
    const { Id } = JSON.parse(form.get('FaxIds1') ?? '{}') as { Id?: string };
    const fax = faxes.get(Id ?? '');
    if (!fax) return bad('Fax_NotFound');
    if (method === 'Fax_GetFaxDescriptionsUsingIds')
      return good([{ Id, PageCount: 3, Status: 'Complete', FaxCallInfoList: [fax.call] }]);
    if (method === 'Fax_GetFaxDocuments') {
      // As the vendor describes it: what was downloaded counts as read.
      fax.tag = 'Retrieved';
      const FileContents = fax.bytes.toString('base64');
      return good([{ Id, PageCount: 3, FaxFiles: [{ ContentType: 'image/tiff', FileContents }] }]);
    }
    fax.tag = form.get('Filter') ?? '';
    return good(true);
  });
  const add = (id: string, bytes: Buffer, change: Partial<Kept> = {}): void => {
    const call = {
      OrigNumber: '3125550142',
      TermNumber: '3125550100',
      OrigCSID: 'ZZTEST FAMILY MED',
      CompletedUTC: '2026-01-05T13:08:22Z',
      Result: 'Success',
    };
    faxes.set(id, { bytes, tag: 'None', date: '2026-01-05T13:08:22Z', call, ...change });
  };
  const settled = (): boolean =>
    calls.some(({ method }) => method === 'Fax_ChangeFaxFilterValue') &&
    [...faxes.values()].every((fax) => fax.tag === 'Retrieved');
  return { url: port.url.replace(/\/$/, ''), close: port.close, add, faxes, calls, instead, settled };
}

const shared = await openVendor();

const { source, wait } = watched(westfax);

describeSource({
  source,
  config: { ...login, ...eager, apiUrl: shared.url },
  badConfigs: [
    { field: 'productId', config: { ...login, productId: 'mine' } },
    { field: 'username', config: { ...login, username: '' } },
    { field: 'format', config: { ...login, format: 'gif' } },
    { field: 'user', config: { ...login, user: 'x' } },
  ],
  message: tiff,
  connect: (_running, inbox) => {
    let count = 0;
    return Promise.resolve({
      send: async (message) => {
        const failures = inbox.events.length;
        shared.faxes.clear();
        shared.calls.length = 0;
        shared.add(`fax-${(count += 1)}`, Buffer.from(message));
        await wait(() => inbox.events.length > failures || shared.settled());
        const isTaken = inbox.events.length === failures && shared.settled();
        shared.faxes.clear();
        return { isPositive: isTaken, bytes: new Uint8Array() };
      },
      close: () => Promise.resolve(),
    });
  },
});

async function start(change: Partial<Config> = {}) {
  const vendor = await openVendor();
  const inbox = createInbox(() => undefined);
  opened.push(vendor.close);
  const run = async () => {
    const running = await westfax.start(inbox.context({ ...login, ...eager, apiUrl: vendor.url, ...change }));
    const door = await openDoor(inbox);
    opened.push(running.stop, door.close);
    return { running, url: door.url };
  };
  const count = (method: string): number => vendor.calls.filter((call) => call.method === method).length;
  return { vendor, inbox, run, count };
}

describe('callbacks', () => {
  test('make the hub look, by GET and by POST', async () => {
    const { vendor, inbox, run } = await start({ pollSeconds: 3600 });
    const { url } = await run();
    await until(() => vendor.calls.length > 0);
    vendor.add('fax-1', tiff(1));

    const got = await fetch(`${url}fax-1?prod=p&dir=Inbound`);
    await until(() => inbox.stored.size === 1);
    vendor.add('fax-2', tiff(2));
    const posted = await fetch(url, { method: 'POST', body: 'jobid=fax-2' });
    await until(() => inbox.stored.size === 2);

    expect([got.status, posted.status]).toEqual([204, 204]);
  });

  test('that are forged bring nothing in, and a thousand of them cost one look', async () => {
    const { inbox, run, count } = await start({ pollSeconds: 3600, restSeconds: 3600 });
    const { url } = await run();
    await until(() => count('Fax_GetFaxIdentifiers') === 1);

    const forged = Array.from({ length: 1000 }, (_, number) =>
      inbox.handle(new Request(`${url}?jobid=forged-${number}`), '203.0.113.7:1'),
    );
    const answers = await Promise.all(forged);

    expect(answers.every((answer) => answer.status === 204)).toBe(true);
    expect(await soon(() => count('Fax_GetFaxIdentifiers') > 1)).toBe(false);
    expect(inbox.arrivals).toEqual([]);
  });
});

describe('what is taken', () => {
  test('the fax with what WestFax says of it, then called read there', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add('fax-1', tiff(1));
    await run();

    await until(vendor.settled);

    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(tiff(1));
    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'image/tiff',
      identity: 'westfax:fax-1',
      transport: {
        gateway: 'westfax',
        fromNumber: '3125550142',
        toNumber: '3125550100',
        csid: 'ZZTEST FAMILY MED',
        receivedAt: '2026-01-05T13:08:22.000Z',
        pages: 3,
      },
    });
    const asked = vendor.calls.find(({ method }) => method === 'Fax_GetFaxIdentifiers')?.form;
    expect(asked?.get('StartDate')).toMatch(/^\d{1,2}\/\d{1,2}\/\d{4}$/);
    expect(asked?.get('ProductId')).toBe(login.productId);
  });

  test('a call that broke off made a part', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add('fax-1', tiff(1), { call: { OrigNumber: '3125550142', Result: 'RemoteDisconnect' } });
    await run();

    await until(() => inbox.stored.size === 1);

    expect(inbox.arrivals[0]?.transport?.isPartial).toBe(true);
  });

  test('what was read and removed before the hub came is left alone', async () => {
    const { vendor, inbox, run, count } = await start();
    vendor.add('fax-1', tiff(1), { tag: 'Retrieved' });
    vendor.add('fax-2', tiff(2), { tag: 'Removed', date: '2099-01-01T00:00:00Z' });
    await run();
    await until(() => count('Fax_GetFaxIdentifiers') > 3);

    expect(inbox.arrivals).toEqual([]);
  });

  test('a fax that fetching made “read” but that could not be stored is fetched again, also after a restart', async () => {
    const { vendor, inbox, run } = await start();
    inbox.failNext();
    vendor.add('fax-1', tiff(1));
    const { running } = await run();
    await until(() => inbox.events.length > 0);
    await running.stop();

    await run();
    await until(() => inbox.stored.size === 1);

    expect(inbox.arrivals.length).toBeGreaterThan(1);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(tiff(1));
  });
});

describe('when it fails', () => {
  test('a wrong password is reported with WestFax’s code, never with the password', async () => {
    const { inbox, run } = await start({ password: 'ZZWRONG' });
    await run();

    await until(() => inbox.events.length > 0);

    expect(inbox.events[0]?.sentence).toContain('Authorization_Failed_BadUsernamePassword');
    expect(JSON.stringify(inbox.events)).not.toContain('ZZWRONG');
  });

  test.each([
    ['no file', () => Response.json({ Success: true, Result: [{ FaxFiles: [] }] }), 'document-no-file'],
    [
      'no success',
      () => Response.json({ Success: false, ErrorString: 'Purged' }),
      'document-westfax-refused',
    ],
    [
      'too much',
      () => {
        const FileContents = Buffer.alloc(3000).toString('base64');
        return Response.json({ Success: true, Result: [{ FaxFiles: [{ FileContents }] }] });
      },
      'document-too-large',
    ],
  ])(
    'a fax WestFax gives out with %s is shown to a person, and the next is taken',
    async (_, answer, code) => {
      const { vendor, inbox, run } = await start({ maxBytes: 2000 });
      vendor.instead.set('Fax_GetFaxDocuments', answer);
      vendor.add('fax-1', tiff(1));
      await run();
      await until(() => inbox.stored.size === 1);
      expect(inbox.arrivals[0]?.fault?.code).toBe(code);

      vendor.instead.clear();
      await until(() => inbox.stored.size === 2);

      expect(inbox.arrivals[1]?.identity).toBe('westfax:fax-1');
    },
  );

  test('an outage is reported, and the fax is taken afterwards', async () => {
    const { vendor, inbox, run } = await start();
    vendor.instead.set('Fax_GetFaxIdentifiers', () => new Response('<html>', { status: 502 }));
    vendor.add('fax-1', tiff(1));
    await run();
    await until(() => inbox.events.length > 0);
    vendor.instead.clear();

    await until(() => inbox.stored.size === 1);

    expect(inbox.arrivals[0]?.identity).toBe('westfax:fax-1');
  });
});
