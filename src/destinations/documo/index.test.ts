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
import { documoOut } from './index.ts';

type Config = Parameters<typeof documoOut.open>[0]['config'];

const ID = '027012f1-80c9-4be5-b093-1f54783dfa3b';
const KEY = '0198c0de-0000-7000-8000-0000000000aa';
const basic = `Basic ${btoa('documo:ZZTEST-password')}`;
const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const configFor = (apiUrl: string, more: Partial<Config> = {}): Config => ({
  apiKey: 'ZZTEST-key',
  login: { username: 'documo', password: 'ZZTEST-password' },
  settleSeconds: 0,
  askSeconds: 0,
  timeoutSeconds: 5,
  apiUrl,
  ...more,
});
const good = configFor('https://api.documo.example/v1');
const took = (seen: Seen): Response =>
  seen.headers.get('authorization') === 'Basic ZZTEST-key' && seen.url.pathname === '/faxes'
    ? Response.json({ messageId: ID, status: 'processing' })
    : new Response(null, { status: 401 });

const { peers, urlOf } = vendorPeers(
  { took, refused: () => Response.json({ error: { message: 'ZZTEST' } }, { status: 400 }) },
  ({ form }) => form.get('tags') as string,
);
describeDestination({
  destination: withDocument(documoOut),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'apiKey', config: { ...good, apiKey: '' } },
    { field: 'login.password', config: { ...good, login: { username: 'documo', password: 'short' } } },
    { field: 'apikey', config: { ...good, apikey: 'x' } },
  ],
  badEndpoints: [{ field: 'address', endpoint: { address: 'fax', settings: {} } }],
  peers,
});

async function openDocumo(answer: (seen: Seen) => Response, more: Partial<Config> = {}) {
  const opened = await openWithVendor(documoOut, (url) => configFor(url, more), answer);
  closes.push(opened.close);
  return opened;
}

test('the document is posted with our reference as a tag, and without a second cover', async () => {
  const { vendor, send } = await openDocumo(took, { from: '312 555 0100' });

  expect(await send({ key: KEY })).toEqual({ status: 'sent', reference: ID });
  const form = vendor.seen[0]?.form;
  expect(Object.fromEntries([...(form ?? [])].filter(([name]) => name !== 'attachments'))).toEqual({
    faxNumber: '13125550142',
    coverPage: 'false',
    async: 'true',
    tags: `${KEY}:2`,
    callerId: '13125550100',
  });
  const file = form?.get('attachments') as File;
  expect([file.name, file.type]).toEqual(['fax.pdf', 'application/pdf']);
  expect(Buffer.from(await file.arrayBuffer())).toEqual(inventedDocument('application/pdf').bytes);
});

describe('what became of it', () => {
  const info = {
    messageId: ID,
    direction: 'outbound',
    faxNumber: '+13125550142',
    pagesCount: 2,
    pagesComplete: 2,
  };

  test.each([
    [
      { status: 'success', resultInfo: 'OK' },
      { status: 'delivered', reference: ID },
    ],
    [{ status: 'success', pagesComplete: 1 }, { code: 'fax-partial' }],
    [{ status: 'transmitting' }, { status: 'sent' }],
    [{ status: 'failed', resultInfo: 'Busy' }, { code: 'fax-busy' }],
    [{ status: 'failed', resultInfo: 'No answer' }, { code: 'fax-no-answer' }],
    [
      { status: 'failed', resultInfo: 'Invalid number' },
      { code: 'fax-no-such-number', fate: 'permanent' },
    ],
    [{ status: 'failed', resultInfo: '', errorInfo: 'Conversion failed' }, { code: 'fax-document' }],
    [{ status: 'failed' }, { code: 'fax-failed', fate: 'transient' }],
    [{ status: 'cancelled' }, { code: 'fax-cancelled' }],
  ])('%j is looked up by id', async (fax, outcome) => {
    const { confirm, vendor } = await openDocumo(() => Response.json({ ...info, ...fax }));
    expect(await confirm(ID)).toMatchObject(outcome);
    expect(vendor.seen[0]?.url.pathname).toBe(`/fax/${ID}/info`);
  });

  test('is searched in the history: ours by its tag; another fax to the number without one leaves it open', async () => {
    const { key } = parcel(OFFICE, {});
    const rows = [{ ...info, status: 'success', tags: [{ name: `${key}:2` }] }];
    const { confirm, vendor } = await openDocumo(() => Response.json({ count: 1, rows }));
    expect(await confirm()).toMatchObject({ status: 'delivered' });
    expect(Object.fromEntries(vendor.seen[0]?.url.searchParams ?? [])).toMatchObject({
      direction: 'outbound',
      fromDate: '2026-01-04',
      toDate: '2026-01-07',
    });
    const untold = await openDocumo(() => Response.json({ rows: [{ ...info, status: 'success' }] }));
    expect(await untold.confirm()).toBeUndefined();
    const elsewhere = await openDocumo(() =>
      Response.json({ rows: [{ ...info, faxNumber: '+13125550199', status: 'success' }] }),
    );
    expect(await elsewhere.confirm()).toMatchObject({ code: 'fax-never-taken' });
  });

  test('is told by webhooks with our password, and only as Documo itself says it is', async () => {
    const { knock, told } = await openDocumo(() =>
      Response.json({ ...info, status: 'success', tags: `${KEY}:2` }),
    );
    const claim = JSON.stringify({ messageId: ID, direction: 'outbound', status: 'failed' });
    const json = { 'Content-Type': 'application/json', 'X-Webhook-Event': 'fax.v1.outbound.complete' };

    expect((await knock(newsPost(claim, json))).status).toBe(401);
    expect((await knock(newsPost(claim, { ...json, Authorization: basic }))).status).toBe(200);
    const inbound = { ...json, 'X-Webhook-Event': 'fax.v1.inbound.complete', Authorization: basic };
    expect((await knock(newsPost(claim, inbound))).status).toBe(200);
    expect((await knock(newsPost('{}', { ...json, Authorization: basic }))).status).toBe(400);
    expect(told).toMatchObject([{ key: KEY, outcome: { status: 'delivered' } }]);
  });
});
