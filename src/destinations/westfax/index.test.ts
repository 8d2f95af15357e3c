import { afterEach, describe, expect, test } from 'vitest';
import { describeDestination, parcel } from '../../../test/contracts/destination.ts';
import {
  inventedDocument,
  newsPost,
  OFFICE,
  openWithVendor,
  vendorPeers,
  withDocument,
  type Seen,
} from '../../../test/support/fax-vendor.ts';
import { westfaxOut } from './index.ts';

type Config = Parameters<typeof westfaxOut.open>[0]['config'];

const JOB = '11111111-a7b8-4012-8def-000000000001';
const PRODUCT = '22222222-a7b8-4012-8def-000000000002';
const SECRET = 'ZZTEST-secret-of-the-door';
const mark = `${parcel(OFFICE, {}).key}:2`;
const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const configFor = (apiUrl: string, more: Partial<Config> = {}): Config => ({
  username: 'us',
  password: 'ZZTEST-password',
  productId: PRODUCT,
  callbackSecret: SECRET,
  settleSeconds: 0,
  askSeconds: 0,
  timeoutSeconds: 5,
  apiUrl,
  ...more,
});
const good = configFor('https://westfax.example');
/** As WestFax does: a method is a path, and refusals are answered with 200. */
const westfax =
  (results: Readonly<Record<string, unknown>>) =>
  ({ form, url }: Seen): Response => {
    const isUs = form.get('Password') === 'ZZTEST-password' && form.get('ProductId') === PRODUCT;
    if (!isUs || form.get('Cookies') !== 'false')
      return Response.json({ Success: false, ErrorString: 'Authentication failed' });
    const result = results[url.pathname.split('/')[2] ?? ''];
    return result instanceof Error
      ? Response.json({ Success: false, ErrorString: result.message })
      : Response.json({ Success: true, Result: result });
  };

const { peers, urlOf } = vendorPeers(
  {
    took: westfax({ Fax_SendFax: JOB }),
    refused: westfax({ Fax_SendFax: new Error('Invalid number: ZZTEST') }),
  },
  ({ form }) => form.get('JobName') as string,
);
describeDestination({
  destination: withDocument(westfaxOut),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'productId', config: { ...good, productId: '7' } },
    { field: 'callbackSecret', config: { ...good, callbackSecret: 'a/b' } },
    { field: 'pasword', config: { ...good, pasword: 'x' } },
  ],
  badEndpoints: [{ field: 'address', endpoint: { address: '+442079460958', settings: {} } }],
  peers,
});

async function openWestfax(answer: (seen: Seen) => Response, more: Partial<Config> = {}) {
  const opened = await openWithVendor(westfaxOut, (url) => configFor(url, more), answer);
  closes.push(opened.close);
  return opened;
}

describe('what is sent', () => {
  test('is one file to one number, at once, and the job is named by our reference', async () => {
    const { vendor, send } = await openWestfax(westfax({ Fax_SendFax: JOB }), { from: '312 555 0100' });

    expect(await send()).toEqual({ status: 'sent', reference: JOB });
    const [seen] = vendor.seen;
    expect(seen?.url.pathname).toBe('/REST/Fax_SendFax/json');
    expect(Object.fromEntries([...(seen?.form ?? [])].filter(([name]) => name !== 'Files0'))).toEqual({
      Username: 'us',
      Password: 'ZZTEST-password',
      Cookies: 'false',
      ProductId: PRODUCT,
      JobName: mark,
      BillingCode: mark,
      Numbers1: '312-555-0142',
      FaxQuality: 'Fine',
      StartDate: '1/1/1999',
      ANI: '3125550100',
      CallbackUrl: `https://hub.example/v1/destinations/under-test/status/${SECRET}?job={@jobid}`,
    });
    const file = seen?.form.get('Files0') as File;
    expect([file.name, file.type]).toEqual(['fax.tif', 'image/tiff']);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(inventedDocument().bytes);
  });

  test.each([
    ['Authentication failed', 'transient', 'fax-account'],
    ['Invalid number', 'permanent', 'fax-no-such-number'],
    ['Bad file', 'permanent', 'fax-document'],
    ['Unknown', 'permanent', 'fax-refused'],
  ])('“%s” is %s: %s', async (why, fate, code) => {
    const { send } = await openWestfax(westfax({ Fax_SendFax: new Error(why) }));
    expect(await send()).toMatchObject({ status: 'failed', fate, code });
  });
});

describe('what became of it', () => {
  const job = (calls: readonly object[], more = {}) => ({
    Id: JOB,
    Direction: 'Outbound',
    PageCount: 2,
    Status: 'Complete',
    JobName: mark,
    FaxCallInfoList: calls,
    ...more,
  });
  const sent = { Result: 'Sent', CallPageCount: 2 };

  test.each([
    [job([sent]), { status: 'delivered', reference: JOB }],
    [job([{ Result: 'Busy', CallPageCount: 0 }, sent]), { status: 'delivered' }],
    [job([{ Result: 'Sent', CallPageCount: 1 }]), { code: 'fax-partial' }],
    [job([{ Result: 'ConnectionInterrupt', CallPageCount: 1 }]), { code: 'fax-partial' }],
    [job([{ Result: 'Sending', CallPageCount: 0 }], { Status: 'Production' }), { status: 'sent' }],
    [job([{ Result: 'Busy' }]), { code: 'fax-busy', fate: 'transient' }],
    [job([{ Result: 'NoAnswer' }]), { code: 'fax-no-answer' }],
    [job([{ Result: 'NoFaxDevice' }]), { code: 'fax-no-machine', fate: 'permanent' }],
    [job([{ Result: 'InvalidNumber' }]), { code: 'fax-no-such-number', fate: 'permanent' }],
    [job([{ Result: 'Cancelled' }], { Status: 'Cancelled' }), { code: 'fax-cancelled' }],
    [job([{ Result: 'Another' }]), { code: 'fax-failed', fate: 'transient' }],
  ])('%j is looked up by id', async (one, outcome) => {
    const { confirm, vendor } = await openWestfax(westfax({ Fax_GetFaxDescriptionsUsingIds: [one] }));
    expect(await confirm(JOB)).toMatchObject(outcome);
    expect(vendor.seen[0]?.form.get('FaxIds1')).toBe(JSON.stringify({ Id: JOB, Direction: 'Outbound' }));
  });

  test('is searched by the name of the job', async () => {
    const jobs = [job([sent], { JobName: 'Invoices' }), job([sent])];
    const { confirm, vendor } = await openWestfax(westfax({ Fax_GetFaxDescriptions: jobs }));
    expect(await confirm()).toMatchObject({ status: 'delivered', reference: JOB });
    expect(vendor.seen[0]?.form.get('StartDate')).toBe('1/4/2026');
    const none = await openWestfax(westfax({ Fax_GetFaxDescriptions: [] }));
    expect(await none.confirm()).toMatchObject({ code: 'fax-never-taken' });
  });

  test('is told by callbacks at the secret address, and only as WestFax itself says it is', async () => {
    const { knock, told } = await openWestfax(westfax({ Fax_GetFaxDescriptionsUsingIds: [job([sent])] }), {});

    expect((await knock(newsPost('', {}, `?job=${JOB}`))).status).toBe(401);
    expect((await knock(newsPost('', {}, `/${SECRET}?job=${JOB}`))).status).toBe(200);
    const { url } = newsPost('', {}, `/${SECRET}?job=${JOB}`);
    expect((await knock(new Request(url))).status).toBe(200);
    expect((await knock(newsPost('', {}, `/${SECRET}?job=7`))).status).toBe(200);
    expect(told).toMatchObject([
      { key: parcel(OFFICE, {}).key, outcome: { status: 'delivered' } },
      { key: parcel(OFFICE, {}).key, outcome: { status: 'delivered' } },
    ]);
  });
});
