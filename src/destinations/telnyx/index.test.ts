import { generateKeyPairSync, sign } from 'node:crypto';
import Telnyx from 'telnyx';
import { afterEach, describe, expect, test } from 'vitest';
import { describeDestination } from '../../../test/contracts/destination.ts';
import {
  inventedDocument,
  newsPost,
  OFFICE,
  openFaxVendor,
  openWithVendor,
  vendorPeers,
  withDocument,
  type Seen,
} from '../../../test/support/fax-vendor.ts';
import { telnyxOut } from './index.ts';

type Config = Parameters<typeof telnyxOut.open>[0]['config'];

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const KEY = 'referral-1.note.partner-7.v1';
const stateOf = (mark: string) => Buffer.from(mark).toString('base64');
const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const configFor = (apiUrl: string, more: Partial<Config> = {}): Config => ({
  apiKey: 'ZZTEST-key',
  publicKey,
  connectionId: '234423',
  from: '+1 312 555 0100',
  settleSeconds: 0,
  askSeconds: 0,
  timeoutSeconds: 5,
  apiUrl,
  ...more,
});
const good = configFor('https://api.telnyx.example/v2');
const took = (seen: Seen): Response =>
  seen.headers.get('authorization') === 'Bearer ZZTEST-key'
    ? Response.json({ data: { id: 'F-1', status: 'queued', direction: 'outbound' } }, { status: 202 })
    : new Response(null, { status: 401 });

const { peers, urlOf } = vendorPeers(
  { took, refused: () => refusal('/to') },
  (seen) => (seen.json as { client_state: string }).client_state,
);
describeDestination({
  destination: withDocument(telnyxOut),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'publicKey', config: { ...good, publicKey: 'MCow' } },
    { field: 'from', config: { ...good, from: '555-0100' } },
    { field: 'apiUrl', config: { ...good, apiUrl: 'http://api.telnyx.example' } },
    { field: 'connectionID', config: { ...good, connectionID: '1' } },
  ],
  badEndpoints: [{ field: 'address', endpoint: { address: 'office@clinic.example', settings: {} } }],
  peers,
});

function refusal(pointer: string): Response {
  const error = { code: '10015', title: 'Bad Request', detail: 'ZZTEST', source: { pointer } };
  return Response.json({ errors: [error] }, { status: 422 });
}

async function openTelnyx(answer: (seen: Seen) => Response, more: Partial<Config> = {}) {
  const opened = await openWithVendor(telnyxOut, (url) => configFor(url, more), answer);
  closes.push(opened.close);
  return opened;
}

describe('what is sent', () => {
  test('is what the vendor’s own library sends, with our reference in client_state', async () => {
    const { vendor, send } = await openTelnyx(took);
    expect(await send()).toEqual({ status: 'sent', reference: 'F-1' });
    const theirs = await openFaxVendor(took);
    closes.push(theirs.close);
    const ours = vendor.seen[0]?.json as Telnyx.FaxCreateParams;
    const library = new Telnyx({ apiKey: 'ZZTEST-key', baseURL: theirs.url, maxRetries: 0 });
    await library.faxes.create({
      connection_id: '234423',
      from: '+13125550100',
      to: OFFICE,
      quality: 'high',
      media_url: ours.media_url ?? '',
      client_state: stateOf(`${KEY}:2`),
      webhook_url: 'https://hub.example/v1/destinations/under-test/status',
    });

    expect(ours).toEqual(theirs.seen[0]?.json);
    expect(vendor.seen[0]?.url.pathname).toBe(theirs.seen[0]?.url.pathname);
    expect(vendor.seen[0]?.headers.get('authorization')).toBe(theirs.seen[0]?.headers.get('authorization'));
  });

  test('is fetched by a link nobody can guess, which ends when the fax was refused', async () => {
    let answer = took;
    const { vendor, send, knock } = await openTelnyx((seen) => answer(seen));
    const fetched = async (index: number): Promise<Response> =>
      knock(new Request((vendor.seen[index]?.json as Telnyx.FaxCreateParams | undefined)?.media_url ?? ''));
    await send();
    answer = () => refusal('/to');
    await send();

    const response = await fetched(0);
    expect(response.headers.get('content-type')).toBe('image/tiff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(inventedDocument().bytes);
    expect((await fetched(1)).status).toBe(405);
    const guess = new Request('https://hub.example/v1/destinations/under-test/status/pages/x.tif');
    expect((await knock(guess)).status).toBe(405);
  });

  test('is posted where the hub cannot be reached', async () => {
    const { vendor, send } = await openTelnyx(took, { documentBy: 'upload' });
    await send();
    const form = vendor.seen[0]?.form;
    expect(Object.fromEntries([...(form ?? [])].filter(([name]) => name !== 'contents'))).toEqual({
      connection_id: '234423',
      from: '+13125550100',
      to: OFFICE,
      quality: 'high',
    });
    expect(form?.get('contents')).toMatchObject({ name: 'fax.tif', type: 'image/tiff' });
  });

  test.each([
    ['/to', 'permanent', 'fax-no-such-number'],
    ['/from', 'transient', 'fax-account'],
    ['/connection_id', 'transient', 'fax-account'],
    ['/media_url', 'permanent', 'fax-document'],
    ['/quality', 'permanent', 'fax-refused'],
  ])('a refusal of %s is %s: %s', async (pointer, fate, code) => {
    const { send } = await openTelnyx(() => refusal(pointer));
    const outcome = await send();
    expect(outcome).toMatchObject({ status: 'failed', fate, code });
    expect(JSON.stringify(outcome)).not.toContain('ZZTEST');
  });
});

describe('what became of it', () => {
  test.each([
    ['delivered', undefined, { status: 'delivered', reference: 'F-1' }],
    ['sending', undefined, { status: 'sent', reference: 'F-1' }],
    ['failed', 'user_busy', { code: 'fax-busy', fate: 'transient' }],
    ['failed', 'receiver_unallocated_number', { code: 'fax-no-such-number', fate: 'permanent' }],
    ['failed', 'fax_initial_communication_timeout', { code: 'fax-no-machine', fate: 'permanent' }],
    ['failed', 'page_count_limit_exceeded', { code: 'fax-document', fate: 'permanent' }],
    ['failed', 'outbound_profile_daily_spend_limit_exceeded', { code: 'fax-account', fate: 'transient' }],
    ['failed', 'a_new_word', { code: 'fax-failed', fate: 'transient' }],
  ] as const)('%s (%s) is looked up by id', async (status, failure_reason, outcome) => {
    const { vendor, confirm } = await openTelnyx(() =>
      Response.json({ data: { id: 'F-1', status, failure_reason } }),
    );
    expect(await confirm('F-1')).toMatchObject(outcome);
    expect(vendor.seen[0]?.url.pathname).toBe('/faxes/F-1');
  });

  test('is not known by a word nobody explained', async () => {
    const { confirm } = await openTelnyx(() => Response.json({ data: { id: 'F-1', status: 'purple' } }));
    expect(await confirm('F-1')).toBeUndefined();
  });

  test('is searched as the vendor’s own library lists, by number, and told by our reference', async () => {
    const faxes = [
      { id: 'F-8', status: 'delivered', client_state: stateOf('other-key:2') },
      { id: 'F-9', status: 'delivered', client_state: stateOf(`${KEY}:2`) },
    ];
    const answer = () => Response.json({ data: faxes, meta: { total_pages: 1 } });
    const { vendor, confirm } = await openTelnyx(answer);
    expect(await confirm()).toMatchObject({ status: 'delivered', reference: 'F-9' });

    const library = new Telnyx({ apiKey: 'ZZTEST-key', baseURL: vendor.url, maxRetries: 0 });
    await library.faxes.list({
      filter: {
        created_at: { gte: '2026-01-04T18:00:00.000Z' },
        direction: { eq: 'outbound' },
        to: { eq: OFFICE },
      },
      'page[number]': 1,
      'page[size]': 250,
    });
    const [ours, theirs] = vendor.seen.map(({ url }) => Object.fromEntries(url.searchParams));
    expect(ours).toEqual(theirs);
  });

  test('is not to be told when a fax to the number carries no reference, and that it never had it when none is ours', async () => {
    const uploaded = await openTelnyx(() => Response.json({ data: [{ id: 'F-8', status: 'delivered' }] }));
    expect(await uploaded.confirm()).toBeUndefined();
    const none = await openTelnyx(() => Response.json({ data: [] }));
    expect(await none.confirm()).toMatchObject({ code: 'fax-never-taken', fate: 'transient' });
  });
});

describe('news', () => {
  const event = (event_type: string, payload: object): string =>
    JSON.stringify({
      data: {
        event_type,
        id: '95479a2e-b947-470a-a88f-2da6dd07ae0f',
        payload: { fax_id: 'F-1', direction: 'outbound', client_state: stateOf(`${KEY}:2`), ...payload },
      },
    });
  const signed = (body: string, atMs = Date.now()): Record<string, string> => {
    const timestamp = String(Math.floor(atMs / 1000));
    const signature = sign(null, Buffer.from(`${timestamp}|${body}`), keys.privateKey).toString('base64');
    return { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature };
  };
  const arrived = event('fax.delivered', { page_count: 2 });

  test('that is signed counts: an arrival by our key, a failure by the fax’s id', async () => {
    const { knock, told } = await openTelnyx(took);
    const failed = event('fax.failed', { failure_reason: 'receiver_no_answer' });
    for (const body of [failed, arrived])
      expect((await knock(newsPost(body, signed(body)))).status).toBe(200);
    expect(told).toMatchObject([
      { reference: 'F-1', outcome: { code: 'fax-no-answer' } },
      { key: KEY, outcome: { status: 'delivered', reference: 'F-1' } },
    ]);
  });

  test('of fewer pages than were sent is no arrival', async () => {
    const { knock, told } = await openTelnyx(took);
    const body = event('fax.delivered', { page_count: 1 });
    await knock(newsPost(body, signed(body)));
    expect(told).toMatchObject([{ reference: 'F-1', outcome: { code: 'fax-partial' } }]);
  });

  test('that is forged or old is refused; of received faxes and of steps on the way nothing is told', async () => {
    const { knock, told } = await openTelnyx(took);
    const old = signed(arrived, Date.now() - 600_000);
    for (const headers of [{}, old, { ...signed(`${arrived} `) }])
      expect((await knock(newsPost(arrived, headers))).status).toBe(401);
    const others = [
      event('fax.queued', {}),
      event('fax.sending.started', {}),
      event('fax.failed', { direction: 'inbound' }),
      '[]',
    ];
    for (const body of others) expect((await knock(newsPost(body, signed(body)))).status).toBe(200);
    expect(told).toEqual([]);
  });
});
