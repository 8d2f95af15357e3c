import { afterEach, describe, expect, test } from 'vitest';
import { describeDestination } from '../../../test/contracts/destination.ts';
import {
  inventedDocument,
  newsPost,
  OFFICE,
  openWithVendor,
  vendorPeers,
  withDocument,
  type Seen,
} from '../../../test/support/fax-vendor.ts';
import { sinchOut } from './index.ts';

type Config = Parameters<typeof sinchOut.open>[0]['config'];

const KEY = 'referral-1.note.partner-7.v1';
const login = { username: 'sinch', password: 'ZZTEST-password' };
const basic = `Basic ${btoa('sinch:ZZTEST-password')}`;
const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const configFor = (apiUrl: string, more: Partial<Config> = {}): Config => ({
  projectId: 'P-1',
  keyId: 'ZZTEST-id',
  keySecret: 'ZZTEST-secret',
  callback: login,
  settleSeconds: 0,
  askSeconds: 0,
  timeoutSeconds: 5,
  apiUrl,
  ...more,
});
const good = configFor('https://fax.api.sinch.example/v3');
const isUs = (seen: Seen): boolean =>
  seen.headers.get('authorization') === `Basic ${btoa('ZZTEST-id:ZZTEST-secret')}`;
const took = (seen: Seen): Response =>
  isUs(seen) && seen.url.pathname === '/projects/P-1/faxes'
    ? Response.json({ id: 'F-1', direction: 'OUTBOUND', status: 'QUEUED' })
    : new Response(null, { status: 401 });

const { peers, urlOf } = vendorPeers(
  { took, refused: () => Response.json({ code: 400, message: 'ZZTEST' }, { status: 400 }) },
  (seen) => (seen.json as { labels: { reference: string } }).labels.reference,
);
describeDestination({
  destination: withDocument(sinchOut),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'callback.password', config: { ...good, callback: { username: 'sinch', password: 'short' } } },
    { field: 'from', config: { ...good, from: '1' } },
    { field: 'projectID', config: { ...good, projectID: 'P' } },
  ],
  badEndpoints: [{ field: 'address', endpoint: { address: '5550142', settings: {} } }],
  peers,
});

async function openSinch(answer: (seen: Seen) => Response, more: Partial<Config> = {}) {
  const opened = await openWithVendor(sinchOut, (url) => configFor(url, more), answer);
  closes.push(opened.close);
  return opened;
}

test('the pages are sent as they are, with our reference as a label and an address that logs in', async () => {
  const { vendor, send } = await openSinch(took, { from: '312 555 0100', serviceId: 'S-1' });

  expect(await send()).toEqual({ status: 'sent', reference: 'F-1' });
  expect(vendor.seen[0]?.json).toEqual({
    to: OFFICE,
    from: '+13125550100',
    files: [{ file: Buffer.from(inventedDocument().bytes).toString('base64'), fileType: 'TIF' }],
    labels: { reference: `${KEY}:2` },
    resolution: 'FINE',
    imageConversionMethod: 'MONOCHROME',
    maxRetries: 0,
    serviceId: 'S-1',
    callbackUrl: 'https://sinch:ZZTEST-password@hub.example/v1/destinations/under-test/status',
    callbackUrlContentType: 'application/json',
  });
});

describe('what became of it', () => {
  const sent = { id: 'F-1', direction: 'OUTBOUND', numberOfPages: 2, labels: { reference: `${KEY}:2` } };

  test.each([
    [
      { status: 'COMPLETED', pagesSentSuccessfully: 2 },
      { status: 'delivered', reference: 'F-1' },
    ],
    [{ status: 'COMPLETED', pagesSentSuccessfully: 1 }, { code: 'fax-partial' }],
    [{ status: 'IN_PROGRESS' }, { status: 'sent' }],
    [{ status: 'FAILURE', errorType: 'CALL_ERROR', errorCode: 17 }, { code: 'fax-busy' }],
    [{ status: 'FAILURE', errorType: 'CALL_ERROR', errorCode: 16 }, { code: 'fax-no-answer' }],
    [
      { status: 'FAILURE', errorType: 'CALL_ERROR', errorCode: 34 },
      { code: 'fax-no-such-number', fate: 'permanent' },
    ],
    [
      { status: 'FAILURE', errorType: 'CALL_ERROR', errorCode: 30 },
      { code: 'fax-no-machine', fate: 'permanent' },
    ],
    [{ status: 'FAILURE', errorType: 'LINE_ERROR' }, { code: 'fax-line' }],
    [{ status: 'FAILURE', errorType: 'FAX_ERROR', pagesSentSuccessfully: 1 }, { code: 'fax-partial' }],
    [
      { status: 'FAILURE', errorType: 'DOCUMENT_CONVERSION_ERROR' },
      { code: 'fax-document', fate: 'permanent' },
    ],
    [
      { status: 'FAILURE', errorType: 'GENERAL_ERROR' },
      { code: 'fax-failed', fate: 'transient' },
    ],
  ])('%j is looked up by id', async (fax, outcome) => {
    const { confirm, vendor } = await openSinch(() => Response.json({ ...sent, ...fax }));
    expect(await confirm('F-1')).toMatchObject(outcome);
    expect(vendor.seen[0]?.url.pathname).toBe('/projects/P-1/faxes/F-1');
    expect(vendor.seen.every(isUs)).toBe(true);
  });

  test('is searched by number and time, page by page, and told by our label', async () => {
    const pages = [
      [{ ...sent, id: 'F-7', labels: { reference: 'other:2' }, status: 'COMPLETED' }],
      [{ ...sent, status: 'COMPLETED' }],
    ];
    const { confirm, vendor } = await openSinch(({ url }) =>
      Response.json({ faxes: pages[Number(url.searchParams.get('page')) - 1], totalPages: 2 }),
    );
    expect(await confirm()).toMatchObject({ status: 'delivered', reference: 'F-1' });
    expect(Object.fromEntries(vendor.seen[0]?.url.searchParams ?? [])).toMatchObject({
      to: OFFICE,
      direction: 'OUTBOUND',
      'createTime>': '2026-01-04T18:00:00.000Z',
    });
    const none = await openSinch(() => Response.json({ faxes: [] }));
    expect(await none.confirm()).toMatchObject({ code: 'fax-never-taken' });
  });

  test('is told by callbacks with our password, and only as Sinch itself says it is', async () => {
    const { knock, told } = await openSinch(() =>
      Response.json({ ...sent, status: 'FAILURE', errorType: 'CALL_ERROR', errorCode: 17 }),
    );
    const claim = JSON.stringify({
      event: 'FAX_COMPLETED',
      fax: { ...sent, status: 'COMPLETED' },
      file: 'AAAA',
    });
    const json = { 'Content-Type': 'application/json' };

    expect((await knock(newsPost(claim, json))).status).toBe(401);
    expect((await knock(newsPost(claim, { ...json, Authorization: basic }))).status).toBe(200);
    expect((await knock(newsPost('{}', { ...json, Authorization: basic }))).status).toBe(400);
    const inbound = claim.replace('FAX_COMPLETED', 'INCOMING_FAX');
    expect((await knock(newsPost(inbound, { ...json, Authorization: basic }))).status).toBe(200);
    expect(told).toMatchObject([{ reference: 'F-1', outcome: { code: 'fax-busy' } }]);
  });

  test('is not lost while Sinch cannot be asked: it is told to call again', async () => {
    const { knock, told } = await openSinch(() => new Response(null, { status: 500 }));
    const claim = JSON.stringify({ event: 'FAX_COMPLETED', fax: sent });
    const response = await knock(
      newsPost(claim, { 'Content-Type': 'application/json', Authorization: basic }),
    );
    expect(response.status).toBe(503);
    expect(told).toEqual([]);
  });
});
