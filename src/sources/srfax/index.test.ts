import { afterEach, describe, expect, test } from 'vitest';
import { openPort } from '../../../test/contracts/door.ts';
import { createInbox, describeSource, type Inbox } from '../../../test/contracts/source.ts';
import { soon, until, watched } from '../../../test/contracts/until.ts';
import { srfax } from './index.ts';

type Config = Parameters<typeof srfax.start>[0]['config'];
type Line = Readonly<Record<string, unknown>> & { readonly FileName: string };

const tiff = (number: number): Buffer => Buffer.from(`II*\0 page ${number} of an invented fax`);
const login = { accessId: '900142', accessPassword: 'ZZTEST', accountZone: 'America/New_York' };
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A stand-in of SRFax, our own, after its published field lists: it knows the actions the source uses and what they need. */
async function openVendor() {
  const faxes = new Map<string, { line: Line; bytes: Buffer; isViewed: boolean; user?: string }>();
  const calls: URLSearchParams[] = [];
  const refusals = new Map<string, () => unknown>();
  const answer = (form: URLSearchParams): unknown => {
    const said = (field: string): string => form.get(field) ?? '';
    if (said('access_id') !== login.accessId || said('access_pwd') !== login.accessPassword)
      return { Status: 'Failed', Result: 'Invalid Access Code / Password' };
    const refuse = refusals.get(said('action'));
    if (refuse) return refuse();
    if (said('action') === 'Get_Fax_Inbox') {
      const shown = [...faxes.values()].filter((fax) => said('sViewedStatus') === 'ALL' || !fax.isViewed);
      return {
        Status: 'Success',
        Result: shown.map((fax) => ({ ...fax.line, ViewedStatus: fax.isViewed ? 'Y' : 'N' })),
      };
    }
    const fax = faxes.get(said('sFaxFileName'));
    if (!fax || said('sDirection') !== 'IN' || (fax.user ?? '') !== said('sSubUserID'))
      return { Status: 'Failed', Result: 'Fax not found' };
    if (said('action') === 'Retrieve_Fax') return { Status: 'Success', Result: fax.bytes.toString('base64') };
    fax.isViewed = said('sMarkasViewed') === 'Y';
    return { Status: 'Success', Result: '' };
  };
  const port = await openPort(async (request) => {
    const form = new URLSearchParams(await request.text());
    calls.push(form);
    const said = answer(form);
    return said instanceof Response ? said : Response.json(said);
  });
  const add = (
    id: string,
    bytes: Buffer,
    line: Readonly<Record<string, unknown>> = {},
    user?: string,
  ): void => {
    const FileName = `20260105-900142-1_0|${id}`;
    const shown = {
      FileName,
      ReceiveStatus: 'Ok',
      EpochTime: '1767618502',
      CallerID: '3125550142',
      Pages: '3',
    };
    faxes.set(FileName, { line: { ...shown, ...line }, bytes, isViewed: false, ...(user ? { user } : {}) });
  };
  return { url: port.url, close: port.close, add, faxes, calls, refusals };
}

const unviewed = (vendor: Awaited<ReturnType<typeof openVendor>>): number =>
  [...vendor.faxes.values()].filter((fax) => !fax.isViewed).length;

const shared = await openVendor();

const { source, wait } = watched(srfax);

describeSource({
  source,
  config: { ...login, apiUrl: shared.url, pollSeconds: 0.005 },
  badConfigs: [
    { field: 'accountZone', config: { ...login, accountZone: 'Eastern' } },
    { field: 'accessPassword', config: { ...login, accessPassword: '' } },
    { field: 'accessPwd', config: { ...login, accessPwd: 'x' } },
    { field: 'format', config: { ...login, format: 'DOC' } },
  ],
  message: tiff,
  connect: (_running, inbox) => {
    let count = 0;
    shared.faxes.clear();
    return Promise.resolve({
      send: async (message) => {
        const failures = inbox.events.length;
        shared.faxes.clear();
        shared.add(`${(count += 1)}`, Buffer.from(message));
        await wait(() => inbox.events.length > failures || unviewed(shared) === 0);
        const isTaken = inbox.events.length === failures && unviewed(shared) === 0;
        shared.faxes.clear();
        return { isPositive: isTaken, bytes: new Uint8Array() };
      },
      close: () => Promise.resolve(),
    });
  },
});

async function start(change: Partial<Config> = {}, inbox: Inbox = createInbox(() => undefined)) {
  const vendor = await openVendor();
  opened.push(vendor.close);
  const config = { ...login, apiUrl: vendor.url, pollSeconds: 0.005, ...change };
  const run = async () => {
    const running = await srfax.start(inbox.context(config));
    opened.push(running.stop);
    return running;
  };
  return { vendor, inbox, run };
}

describe('what is taken', () => {
  test('an unread fax with what the list says of it, then marked as viewed, never deleted', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add('31524119', tiff(1), { RemoteID: 'ZZTEST FAMILY MED', User_FaxNumber: '13125550100' });
    await run();

    await until(() => unviewed(vendor) === 0);

    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(tiff(1));
    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'image/tiff',
      identity: 'srfax:31524119',
      transport: {
        gateway: 'srfax',
        gatewayId: '31524119',
        fromNumber: '3125550142',
        toNumber: '3125550100',
        csid: 'ZZTEST FAMILY MED',
        pages: 3,
      },
    });
    expect(vendor.calls.map((form) => form.get('action'))).not.toContain('Delete_Fax');
    expect(vendor.calls.every((form) => form.get('sResponseFormat') === 'JSON')).toBe(true);
  });

  test('a reception that was not Ok is a part of a fax', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add('1', tiff(1), { ReceiveStatus: 'Fax Error' });
    await run();

    await until(() => inbox.stored.size === 1);

    expect(inbox.arrivals[0]?.transport?.isPartial).toBe(true);
  });

  test('a user’s fax is asked for and marked under the user’s number', async () => {
    const { vendor, inbox, run } = await start({ includeSubUsers: true });
    vendor.add('1', tiff(1), { User_ID: '4711' }, '4711');
    await run();

    await until(() => unviewed(vendor) === 0);

    expect(inbox.stored.size).toBe(1);
    expect(vendor.calls[0]?.get('sIncludeSubUsers')).toBe('Y');
  });

  // The account's clock, what SRFax makes of it, and the instant it means.
  test.each([
    ['winter', '2026-01-05T08:08:22Z', '2026-01-05T13:08:22.000Z'],
    ['summer', '2026-07-05T08:08:22Z', '2026-07-05T12:08:22.000Z'],
    ['a minute before the spring change', '2026-03-08T01:59:00Z', '2026-03-08T06:59:00.000Z'],
    ['after it', '2026-03-08T03:00:00Z', '2026-03-08T07:00:00.000Z'],
    ['in the hour that is skipped', '2026-03-08T02:30:00Z', '2026-03-08T07:30:00.000Z'],
    ['before the autumn change', '2026-11-01T00:59:00Z', '2026-11-01T04:59:00.000Z'],
    ['in the hour that comes twice, the first', '2026-11-01T01:30:00Z', '2026-11-01T05:30:00.000Z'],
    ['after it', '2026-11-01T02:00:00Z', '2026-11-01T07:00:00.000Z'],
  ])('EpochTime is shifted to the account’s zone: %s', async (_, local, instant) => {
    const { vendor, inbox, run } = await start();
    vendor.add('1', tiff(1), { EpochTime: String(Date.parse(local) / 1000) });
    await run();

    await until(() => inbox.stored.size === 1);

    expect(inbox.arrivals[0]?.transport?.receivedAt).toBe(instant);
  });
});

describe('what people do at SRFax', () => {
  test('a fax somebody opened there first is taken all the same, if it came since the hub looks', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add('old', tiff(1), { EpochTime: '1600000000' });
    for (const fax of vendor.faxes.values()) fax.isViewed = true;
    await run();
    await until(() => vendor.calls.length >= 4);
    expect(inbox.arrivals).toEqual([]);

    const local = new Date().toLocaleString('sv-SE', { timeZone: 'America/New_York' }).replace(' ', 'T');
    vendor.add('new', tiff(2), { EpochTime: String(Date.parse(`${local}Z`) / 1000 + 60) });
    for (const fax of vendor.faxes.values()) fax.isViewed = true;
    await until(() => inbox.stored.size === 1);

    expect(inbox.arrivals.map((arrival) => arrival.transport?.gatewayId)).toEqual(['new']);
  });

  test('a fax is fetched once, however often it is listed, also after a restart', async () => {
    const { vendor, inbox, run } = await start();
    vendor.refusals.set('Update_Viewed_Status', () => ({ Status: 'Failed', Result: 'Busy' }));
    vendor.add('1', tiff(1));
    const running = await run();
    await until(
      () => vendor.calls.filter((form) => form.get('action') === 'Update_Viewed_Status').length > 2,
    );
    await running.stop();

    vendor.refusals.clear();
    await run();
    await until(() => unviewed(vendor) === 0);

    expect(inbox.arrivals).toHaveLength(1);
    expect(vendor.calls.filter((form) => form.get('action') === 'Retrieve_Fax')).toHaveLength(1);
    expect(inbox.events[0]?.sentence).toContain('Busy');
  });
});

describe('when it fails', () => {
  test('a wrong password is reported with SRFax’s reason, never with the password', async () => {
    const { inbox, run } = await start({ accessPassword: 'ZZWRONG' });
    await run();

    await until(() => inbox.events.length > 0);

    expect(inbox.events[0]?.sentence).toContain('Invalid Access Code / Password');
    expect(JSON.stringify(inbox.events)).not.toContain('ZZWRONG');
  });

  test('one fax SRFax does not give out is shown to a person once, and the others are taken', async () => {
    const { vendor, inbox, run } = await start();
    vendor.add('1', tiff(1), {}, 'somebody-else');
    vendor.add('2', tiff(2), { EpochTime: '1767618600' });
    await run();

    await until(() => inbox.stored.size === 2);

    expect(await soon(() => inbox.arrivals.length > 2)).toBe(false);
    const [without, whole] = inbox.arrivals;
    expect(without?.fault).toMatchObject({
      code: 'document-srfax-refused',
      reason: expect.stringContaining('portal of SRFax') as string,
    });
    expect(whole?.transport?.gatewayId).toBe('2');
    // It stays unread there, and is asked for again.
    expect(unviewed(vendor)).toBe(1);
  });

  test.each([
    ['a server error', new Response('<html>', { status: 500 })],
    ['a page in between', new Response('<html>Welcome</html>')],
    ['another shape', Response.json({ hello: 'world' })],
    ['a redirect', new Response(null, { status: 302, headers: { Location: 'http://169.254.169.254/' } })],
  ])('%s is reported, and the fax is taken when SRFax is well again', async (_, response) => {
    const { vendor, inbox, run } = await start();
    vendor.refusals.set('Get_Fax_Inbox', () => response.clone());
    vendor.add('1', tiff(1));
    await run();
    await until(() => inbox.events.length > 0);
    vendor.refusals.clear();

    await until(() => unviewed(vendor) === 0);

    expect(inbox.stored.size).toBe(1);
  });

  test('a fax over the limit is not held in memory, and a person learns of it', async () => {
    const { vendor, inbox, run } = await start({ maxBytes: 1000 });
    vendor.add('1', Buffer.alloc(2000, 'x'));
    vendor.add('2', Buffer.alloc(200_000, 'x'));
    await run();

    await until(() => inbox.stored.size === 2);

    expect(inbox.arrivals.map((arrival) => arrival.fault?.code)).toEqual([
      'document-too-large',
      'document-too-large',
    ]);
  });
});
