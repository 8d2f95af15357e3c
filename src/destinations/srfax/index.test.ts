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
import { codeFor } from './client.ts';
import { srfaxOut } from './index.ts';

type Config = Parameters<typeof srfaxOut.open>[0]['config'];

const SECRET = 'ZZTEST-secret-of-the-door';
const code = codeFor(parcel(OFFICE, {}).key);
const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const configFor = (url: string, more: Partial<Config> = {}): Config => ({
  accessId: '900142',
  accessPassword: 'ZZTEST-password',
  from: '312 555 0100',
  senderEmail: 'fax@practice.example',
  callbackSecret: SECRET,
  settleSeconds: 0,
  askSeconds: 0,
  timeoutSeconds: 5,
  apiUrl: `${url}/SRF_SecWebSvc.php`,
  ...more,
});
const good = configFor('https://srfax.example');
/** As SRFax does: everything is one address, and refusals are answered with 200. */
const srfax =
  (results: Readonly<Record<string, unknown>>) =>
  ({ form }: Seen): Response => {
    if (form.get('access_id') !== '900142' || form.get('access_pwd') !== 'ZZTEST-password')
      return Response.json({ Status: 'Failed', Result: 'Invalid Access Code / Password' });
    const result = results[form.get('action') as string];
    return result instanceof Error
      ? Response.json({ Status: 'Failed', Result: result.message })
      : Response.json({ Status: 'Success', Result: result });
  };

const { peers, urlOf } = vendorPeers(
  {
    took: srfax({ Queue_Fax: 5501 }),
    refused: srfax({ Queue_Fax: new Error('Invalid sToFaxNumber: ZZTEST') }),
  },
  ({ form }) => form.get('sAccountCode') as string,
);
describeDestination({
  destination: withDocument(srfaxOut),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'from', config: { ...good, from: '0100' } },
    { field: 'senderEmail', config: { ...good, senderEmail: 'us' } },
    { field: 'callbackSecret', config: { ...good, callbackSecret: 'short' } },
    { field: 'acessId', config: { ...good, acessId: '1' } },
  ],
  badEndpoints: [{ field: 'address', endpoint: { address: '+442079460958', settings: {} } }],
  peers,
});

async function openSrfax(answer: (seen: Seen) => Response, more: Partial<Config> = {}) {
  const opened = await openWithVendor(srfaxOut, (url) => configFor(url, more), answer);
  closes.push(opened.close);
  return opened;
}

describe('what is sent', () => {
  test('is one file to eleven digits, with our reference in twenty characters and no retries of SRFax’s own', async () => {
    const { vendor, send } = await openSrfax(srfax({ Queue_Fax: '5501' }));

    expect(await send()).toEqual({ status: 'sent', reference: '5501' });
    expect(Object.fromEntries(vendor.seen[0]?.form ?? [])).toMatchObject({
      action: 'Queue_Fax',
      sResponseFormat: 'JSON',
      sCallerID: '3125550100',
      sSenderEmail: 'fax@practice.example',
      sFaxType: 'SINGLE',
      sToFaxNumber: '13125550142',
      sAccountCode: code,
      sRetries: '0',
      sFileName_1: 'fax.tif',
      sFileContent_1: Buffer.from(inventedDocument().bytes).toString('base64'),
      sNotifyURL: `https://hub.example/v1/destinations/under-test/status/${SECRET}`,
    });
    expect(code).toMatch(/^[A-Za-z0-9]{20}$/);
  });

  test.each([
    ['Invalid Access Code / Password', 'transient', 'fax-account'],
    ['Invalid sCallerID', 'transient', 'fax-account'],
    ['Invalid Number of Digits for ToFaxNumber', 'permanent', 'fax-no-such-number'],
    ['Invalid File Content', 'permanent', 'fax-document'],
    ['Something else', 'permanent', 'fax-refused'],
  ])('“%s” is %s: %s', async (why, fate, wanted) => {
    const { send } = await openSrfax(srfax({ Queue_Fax: new Error(why) }));
    const outcome = await send();
    expect(outcome).toMatchObject({ status: 'failed', fate, code: wanted });
    expect(JSON.stringify(outcome)).not.toContain('ZZTEST');
  });
});

describe('what became of it', () => {
  const fax = {
    FileName: '20260105-1|5501',
    SentStatus: 'Sent',
    Pages: '2',
    ErrorCode: '',
    AccountCode: code,
  };

  test.each([
    [{}, { status: 'delivered', reference: '5501' }],
    [{ Pages: '1' }, { code: 'fax-partial' }],
    [{ SentStatus: 'In Progress' }, { status: 'sent' }],
    [{ SentStatus: 'Failed', ErrorCode: 'Busy' }, { code: 'fax-busy' }],
    [{ SentStatus: 'Failed', ErrorCode: 'No Answer' }, { code: 'fax-no-answer' }],
    [
      { SentStatus: 'Failed', ErrorCode: 'No Remote Fax' },
      { code: 'fax-no-machine', fate: 'permanent' },
    ],
    [
      { SentStatus: 'Failed', ErrorCode: 'E-4711' },
      { code: 'fax-failed', fate: 'transient' },
    ],
  ])('%j is looked up by id', async (more, outcome) => {
    const { confirm, vendor } = await openSrfax(srfax({ Get_FaxStatus: { ...fax, ...more } }));
    expect(await confirm('5501')).toMatchObject(outcome);
    expect(vendor.seen[0]?.form.get('sFaxDetailsID')).toBe('5501');
  });

  test('is open while SRFax does not find it, and a wrong password is no answer', async () => {
    const lost = await openSrfax(srfax({ Get_FaxStatus: new Error('FaxDetailsID Not Found') }));
    expect(await lost.confirm('5501')).toBeUndefined();
    const stranger = await openSrfax(srfax({}), { accessPassword: 'other' });
    await expect(stranger.confirm('5501')).rejects.toThrow(/Invalid Access/);
  });

  test('is searched in the outbox by our reference', async () => {
    const other = { ...fax, FileName: 'x|5500', AccountCode: 'another' };
    const { confirm, vendor } = await openSrfax(srfax({ Get_Fax_Outbox: [other, fax] }));
    expect(await confirm()).toMatchObject({ status: 'delivered', reference: '5501' });
    expect(vendor.seen[0]?.form.get('sStartDate')).toBe('20260104');
    const empty = await openSrfax(srfax({ Get_Fax_Outbox: '' }));
    expect(await empty.confirm()).toMatchObject({ code: 'fax-never-taken' });
  });

  test('is told by notices at the secret address, and only as SRFax itself says it is', async () => {
    const { knock, told } = await openSrfax(
      srfax({ Get_FaxStatus: { ...fax, SentStatus: 'Failed', ErrorCode: 'Busy' } }),
    );
    const claim = (): URLSearchParams => new URLSearchParams({ FileName: 'x|5501', SentStatus: 'Sent' });

    expect((await knock(newsPost(claim()))).status).toBe(401);
    expect((await knock(newsPost(claim(), {}, '/guess'))).status).toBe(401);
    expect((await knock(newsPost(claim(), {}, `/${SECRET}`))).status).toBe(200);
    expect((await knock(newsPost(new URLSearchParams(), {}, `/${SECRET}`))).status).toBe(200);
    expect(told).toMatchObject([{ reference: '5501', outcome: { code: 'fax-busy' } }]);
  });
});
