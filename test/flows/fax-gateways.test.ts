import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import referral from '../../mappings/document/referral.mapping.ts';
import type { Door } from '../../src/api/api-deps.ts';
import { openLog } from '../../src/log.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { folder } from '../../src/sources/folder/index.ts';
import { hylafax } from '../../src/sources/hylafax/index.ts';
import { srfax } from '../../src/sources/srfax/index.ts';
import { telnyx } from '../../src/sources/telnyx/index.ts';
import { startSources, type RunningSources } from '../../src/start-sources.ts';
import { query, sql } from '../../src/store/database.ts';
import { openPort } from '../contracts/door.ts';
import { until } from '../contracts/until.ts';
import { createTestApi, type TestApi } from '../support/api.ts';

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const doors = new Map<string, Door>();
const closing: (() => Promise<void>)[] = [];
let api: TestApi;
let running: RunningSources;
let scans: string;
let mediaUrl: string;

/** What stands in for a vendor: documents by path, and SRFax's one address. */
const vendor = { documents: new Map<string, string>(), srfaxCalls: [] as string[], isViewed: false };

beforeAll(async () => {
  scans = await mkdtemp(join(tmpdir(), 'referloop-scans-'));
  const port = await openPort(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/srfax') return answerSrfax(new URLSearchParams(await request.text()));
    const document = vendor.documents.get(pathname);
    return document === undefined ? new Response(null, { status: 404 }) : new Response(document);
  });
  mediaUrl = port.url;
  api = await createTestApi({ doors });
  const common = { owner: 'it@practice.example', zone: 'America/New_York', mapping: referral };
  const channels = [
    {
      ...common,
      name: 'fax-telnyx',
      source: telnyx,
      config: { publicKey, mediaHosts: ['127.0.0.1'], timeoutSeconds: 5 },
    },
    { ...common, name: 'fax-hylafax', source: hylafax, config: {} },
    {
      ...common,
      name: 'fax-srfax',
      source: srfax,
      config: {
        accessId: '1',
        accessPassword: 'x',
        accountZone: 'America/New_York',
        apiUrl: `${port.url}srfax`,
        pollSeconds: 0.02,
      },
    },
    {
      ...common,
      name: 'scans',
      source: folder,
      config: { path: scans, stillSeconds: 0, pollSeconds: 0.02 },
    },
  ] as readonly Channel[];
  running = await startSources(channels, api.intake, api.hub.db, openLog('silent'), 'https://hub.example');
  for (const [name, door] of running.doors) doors.set(name, door);
  closing.push(
    () => running.stop(),
    port.close,
    () => api.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

function answerSrfax(form: URLSearchParams): Response {
  const action = form.get('action') ?? '';
  vendor.srfaxCalls.push(action);
  if (action === 'Get_Fax_Inbox') {
    const isWanted = form.get('sViewedStatus') === 'ALL' || !vendor.isViewed;
    const fax = {
      FileName: '20260105-1|77',
      ReceiveStatus: 'Ok',
      EpochTime: '1767618502',
      CallerID: '3125550142',
      ViewedStatus: vendor.isViewed ? 'Y' : 'N',
    };
    return Response.json({ Status: 'Success', Result: isWanted ? [fax] : [] });
  }
  if (action === 'Update_Viewed_Status') vendor.isViewed = true;
  return Response.json({ Status: 'Success', Result: Buffer.from('%PDF-1.7 from SRFax').toString('base64') });
}

function callback(faxId: string, path: string, event = 'fax.received') {
  const payload = {
    fax_id: faxId,
    direction: 'inbound',
    from: '+13125550142',
    to: '+13125550100',
    page_count: 1,
    from_display_name: 'A\0B',
    ...(event === 'fax.received' ? { media_url: `${mediaUrl}${path}` } : { failure_reason: 'carrier_lost' }),
  };
  const occurred_at = '2026-01-05T13:08:22.039Z';
  return JSON.stringify({ data: { event_type: event, id: '1', occurred_at, payload }, meta: { attempt: 1 } });
}

/** To the hub's own API, without a token: the signature is the proof. */
function call(body: string, atMs = Date.now()) {
  const timestamp = String(Math.floor(atMs / 1000));
  const signature = sign(null, Buffer.from(`${timestamp}|${body}`), keys.privateKey).toString('base64');
  return api.call('POST', '/v1/channels/fax-telnyx/messages', {
    token: null,
    body,
    headers: { 'telnyx-timestamp': timestamp, 'telnyx-signature-ed25519': signature },
  });
}

type Row = {
  readonly state: string;
  readonly controlId: string | null;
  readonly sender: string | null;
  readonly repeats: number;
  readonly reason: string | null;
  readonly transport: Readonly<Record<string, unknown>> | null;
};

function messagesOf(channel: string): Promise<readonly Row[]> {
  return query<Row>(
    api.hub.db,
    sql`select state, control_id as "controlId", sender, repeats, reason, transport from message where channel = ${channel} order by id`,
  );
}

test('a callback through the hub’s own door is stored once, however often it comes', async () => {
  vendor.documents.set('/one.pdf', '%PDF-1.7 one');
  const body = callback('fax-1', 'one.pdf');

  const answers = await Promise.all([call(body), call(body), call(body)]);
  const later = await call(body);

  expect([...answers, later].map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
  const [message, ...others] = await messagesOf('fax-telnyx');
  expect(others).toEqual([]);
  expect(message).toMatchObject({
    state: 'reading',
    controlId: 'telnyx:fax-1',
    sender: '3125550142',
    repeats: 3,
    transport: { kind: 'fax', gateway: 'telnyx', callerName: 'AB', receivedAt: '2026-01-05T13:08:22.039Z' },
  });
});

test('two faxes with the same pages are two: the gateway’s number tells them apart', async () => {
  vendor.documents.set('/two.pdf', '%PDF-1.7 one');

  await call(callback('fax-2', 'two.pdf'));

  expect((await messagesOf('fax-telnyx')).map((message) => message.controlId)).toEqual([
    'telnyx:fax-1',
    'telnyx:fax-2',
  ]);
});

test('a fax that came without its document is shown; when the document comes after all, it is no repeat', async () => {
  const body = callback('fax-3', 'late.pdf');

  await call(body);
  vendor.documents.set('/late.pdf', '%PDF-1.7 late');
  await call(body);
  while ((await processWaiting(api.hub)) > 0);

  const [notice, document] = (await messagesOf('fax-telnyx')).filter((message) =>
    message.controlId?.startsWith('telnyx:fax-3'),
  );
  expect(notice).toMatchObject({ state: 'invalid', reason: expect.stringContaining('expired') as string });
  expect(document).toMatchObject({ state: 'reading', controlId: 'telnyx:fax-3' });
});

test('what is old or not signed is refused at the door, whatever token it brings', async () => {
  const before = (await messagesOf('fax-telnyx')).length;

  const old = await call(callback('fax-4', 'one.pdf'), Date.now() - 600_000);
  const unsigned = await api.call('POST', '/v1/channels/fax-telnyx/messages', {
    body: callback('fax-4', 'one.pdf'),
  });

  expect([old.status, unsigned.status]).toEqual([401, 401]);
  expect(await messagesOf('fax-telnyx')).toHaveLength(before);
});

test('the fax server’s door wants the hub’s token', async () => {
  const form = new FormData();
  const fields = { qfile: 'recvq/fax1.tif', devid: 'ttyS0', commid: '1', 'error-msg': '' };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob(['II*\0 pages']), 'fax.tif');
  const request = new Request('http://hub/', { method: 'POST', body: form });
  const body = await request.text();
  const headers = { 'Content-Type': request.headers.get('content-type') ?? '' };
  const path = '/v1/channels/fax-hylafax/messages';

  const without = await api.call('POST', path, { token: null, body, headers });
  const other = await api.call('POST', path, { token: api.tokens['channel'] ?? '', body, headers });
  const known = await api.call('POST', path, { body, headers });

  expect([without.status, other.status, known.status]).toEqual([401, 403, 200]);
  expect(await messagesOf('fax-hylafax')).toHaveLength(1);
});

test('a fax from a polled inbox is stored, then marked, and its number remembered over a restart', async () => {
  await until(() => vendor.isViewed);

  const [message, ...others] = await messagesOf('fax-srfax');
  expect(others).toEqual([]);
  expect(message).toMatchObject({ state: 'reading', controlId: 'srfax:77', sender: '3125550142' });
  const [memory] = await query<{ readonly value: string }>(
    api.hub.db,
    sql`select value from source_memory where channel = 'fax-srfax' and key = 'inbox'`,
  );
  expect(JSON.parse(memory?.value ?? '{}')).toMatchObject({ taken: ['77'] });
  expect(vendor.srfaxCalls.filter((action) => action === 'Retrieve_Fax')).toHaveLength(1);
});

test('a scan put into the folder twice is one document, and lies under its message’s number', async () => {
  const put = async (name: string): Promise<void> => {
    await writeFile(join(scans, `.${name}`), '%PDF-1.7 scan');
    await rename(join(scans, `.${name}`), join(scans, name));
  };
  await put('ZZTESTROE Bertram.pdf');
  await put('copy.pdf');
  await until(async () => (await readdir(scans)).every((name) => name === 'processed'));

  const [message, ...others] = await query<{ readonly id: string; readonly repeats: number }>(
    api.hub.db,
    sql`select id, repeats from message where channel = 'scans'`,
  );
  expect(others).toEqual([]);
  expect(message?.repeats).toBe(1);
  expect(
    (await readdir(join(scans, 'processed'))).toSorted((one, other) => one.localeCompare(other)),
  ).toEqual([`${message?.id}-2.pdf`, `${message?.id}.pdf`]);
});
