import { afterEach, describe, expect, test } from 'vitest';
import { describeDestination, parcel } from '../../../test/contracts/destination.ts';
import {
  inventedDocument,
  OFFICE,
  openWithVendor,
  vendorPeers,
  withDocument,
  type Seen,
} from '../../../test/support/fax-vendor.ts';
import { ringcentralOut } from './index.ts';

type Config = Parameters<typeof ringcentralOut.open>[0]['config'];

const { key } = parcel(OFFICE, {});
const STORE = '/restapi/v1.0/account/~/extension/~/message-store';
const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const configFor = (serverUrl: string, more: Partial<Config> = {}): Config => ({
  clientId: 'client',
  clientSecret: 'ZZTEST-secret',
  jwt: 'ZZTEST.jwt',
  settleSeconds: 0,
  askSeconds: 0,
  timeoutSeconds: 5,
  serverUrl,
  ...more,
});
const good = configFor('https://ringcentral.example');

/** Logs in whoever has the JWT, then answers with `answer`. */
const behindLogin =
  (answer: (seen: Seen) => Response) =>
  (seen: Seen): Response => {
    if (seen.url.pathname !== '/restapi/oauth/token')
      return seen.headers.get('authorization') === 'Bearer token-1'
        ? answer(seen)
        : new Response(null, { status: 401 });
    return seen.form.get('assertion') === 'ZZTEST.jwt'
      ? Response.json({ access_token: 'token-1', expires_in: 3600 })
      : Response.json({ error: 'invalid_grant' }, { status: 400 });
  };
const took = behindLogin(() => Response.json({ id: 17, messageStatus: 'Queued', direction: 'Outbound' }));
const badNumber = {
  errorCode: 'CMN-101',
  message: 'ZZTEST',
  parameters: [{ parameterName: 'to[0].phoneNumber' }],
};

const { peers, urlOf } = vendorPeers(
  {
    took,
    refused: behindLogin(() => Response.json(badNumber, { status: 400 })),
    silent: behindLogin(() => new Response(null, { status: 502 })),
  },
  ({ form }) => (form.get('attachment') as File | undefined)?.name,
);
describeDestination({
  destination: withDocument(ringcentralOut),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'serverUrl', config: { ...good, serverUrl: 'http://ringcentral.example' } },
    { field: 'jwt', config: { ...good, jwt: '' } },
    { field: 'from', config: { ...good, from: OFFICE } },
  ],
  badEndpoints: [{ field: 'address', endpoint: { address: '0142', settings: {} } }],
  peers,
});

async function openRing(answer: (seen: Seen) => Response, more: Partial<Config> = {}) {
  const opened = await openWithVendor(ringcentralOut, (url) => configFor(url, more), answer);
  closes.push(opened.close);
  return opened;
}

describe('what is sent', () => {
  test('is the pages without a second cover, in a file named by our reference', async () => {
    const { vendor, send } = await openRing(took);

    expect(await send()).toEqual({ status: 'sent', reference: '17' });
    const seen = vendor.seen[1];
    expect(seen?.url.pathname).toBe('/restapi/v1.0/account/~/extension/~/fax');
    const said = seen?.form.get('json') as File;
    expect([said.type, JSON.parse(await said.text())]).toEqual([
      'application/json',
      { to: [{ phoneNumber: OFFICE }], faxResolution: 'High', coverIndex: 0 },
    ]);
    const file = seen?.form.get('attachment') as File;
    expect([file.name, file.type]).toEqual([`${key}_2.tif`, 'image/tiff']);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(inventedDocument().bytes);
  });

  test('is nothing when the login is refused or cannot be reached', async () => {
    const refused = await openRing(took, { jwt: 'other' });
    expect(await refused.send()).toMatchObject({ fate: 'transient', code: 'fax-account' });
    const away = await openRing(() => new Response(null, { status: 500 }));
    expect(await away.send()).toMatchObject({ fate: 'transient', code: 'gateway-unreachable' });
  });

  test.each([
    [400, badNumber, 'permanent', 'fax-no-such-number'],
    [400, {}, 'permanent', 'fax-refused'],
    [403, {}, 'transient', 'fax-account'],
    [429, {}, 'transient', 'fax-later'],
  ])('an answer %d %j is %s: %s', async (status, body, fate, code) => {
    const { send } = await openRing(behindLogin(() => Response.json(body, { status })));
    const outcome = await send();
    expect(outcome).toMatchObject({ status: 'failed', fate, code });
    expect(JSON.stringify(outcome)).not.toContain('ZZTEST');
  });
});

describe('what became of it', () => {
  const fax = (messageStatus: string, faxErrorCode?: string, more = {}) => ({
    id: 17,
    direction: 'Outbound',
    messageStatus,
    faxPageCount: 2,
    to: [{ phoneNumber: OFFICE, messageStatus, faxErrorCode }],
    attachments: [{ fileName: `${key}_2.tif` }],
    ...more,
  });

  test.each([
    [fax('Sent'), { status: 'delivered', reference: '17' }],
    [fax('Sent', undefined, { faxPageCount: 1 }), { code: 'fax-partial' }],
    [fax('Queued'), { status: 'sent' }],
    [fax('SendingFailed', 'LineBusy'), { code: 'fax-busy', fate: 'transient' }],
    [fax('SendingFailed', 'NoAnswer'), { code: 'fax-no-answer' }],
    [fax('SendingFailed', 'NoFaxMachine'), { code: 'fax-no-machine', fate: 'permanent' }],
    [fax('SendingFailed', 'WrongNumber'), { code: 'fax-no-such-number', fate: 'permanent' }],
    [fax('SendingFailed', 'SentPartially'), { code: 'fax-partial', fate: 'transient' }],
    [fax('SendingFailed', 'RenderingFailed'), { code: 'fax-document', fate: 'permanent' }],
    [fax('SendingFailed', 'NotEnoughCredits'), { code: 'fax-account', fate: 'transient' }],
    [fax('DeliveryFailed'), { code: 'fax-failed', fate: 'transient' }],
  ])('%j is looked up by id', async (one, outcome) => {
    const { confirm, vendor } = await openRing(behindLogin(() => Response.json(one)));
    expect(await confirm('17')).toMatchObject(outcome);
    expect(vendor.seen[1]?.url.pathname).toBe(`${STORE}/17`);
  });

  test('is searched in the message store by the name of the file; without one it stays open', async () => {
    const other = fax('Sent', undefined, { id: 16, attachments: [{ fileName: 'other_2.tif' }] });
    const { confirm, vendor } = await openRing(
      behindLogin(() => Response.json({ records: [other, fax('Sent')] })),
    );
    expect(await confirm()).toMatchObject({ status: 'delivered', reference: '17' });
    expect(Object.fromEntries(vendor.seen[1]?.url.searchParams ?? [])).toMatchObject({
      messageType: 'Fax',
      direction: 'Outbound',
      dateFrom: '2026-01-04T18:00:00.000Z',
    });
    const unnamed = await openRing(
      behindLogin(() => Response.json({ records: [fax('Sent', undefined, { attachments: [{}] })] })),
    );
    expect(await unnamed.confirm()).toBeUndefined();
    const none = await openRing(behindLogin(() => Response.json({ records: [] })));
    expect(await none.confirm()).toMatchObject({ code: 'fax-never-taken' });
  });
});
