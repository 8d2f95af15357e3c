import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { newId } from '../lib/ids.ts';
import { dispatchWebhooks, type Publishing } from '../pipeline/publish.ts';
import { execute, query, sql } from '../store/database.ts';

let api: TestApi;
let publishing: Publishing;
const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let status = 204;
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status).end();
  });
});
let url: string;

beforeAll(async () => {
  api = await createTestApi();
  publishing = { db: api.hub.db, publicUrl: api.hub.publicUrl, allowPrivate: true };
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await new Promise((resolve) => receiver.close(resolve));
  await api.close();
});
beforeEach(async () => {
  received.length = 0;
  status = 204;
  await execute(api.hub.db, sql`truncate webhook_endpoint, webhook_attempt, webhook_replay`);
});

async function create(body: object = {}): Promise<{ id: string; secret: string; path: string }> {
  const answer = await api.call('POST', '/v1/webhooks', { body: { url, ...body } });
  expect(answer.status).toBe(201);
  return { id: answer.body.id, secret: answer.body.secret, path: `/v1/webhooks/${answer.body.id}` };
}

const idsReceived = (): unknown[] => received.map((one) => one.headers['webhook-id']);

describe('making a webhook', () => {
  test('shows the secret once, and then never again', async () => {
    const { id, secret } = await create({ description: 'CRM', types: ['referral.closed'] });

    const list = await api.call('GET', '/v1/webhooks');
    const one = await api.call('GET', `/v1/webhooks/${id}`);

    expect(secret).toMatch(/^whsec_/);
    expect(list.body.webhooks).toEqual([one.body]);
    expect(one.body).toMatchObject({
      id,
      url,
      description: 'CRM',
      types: ['referral.closed'],
      state: 'active',
      failures: 0,
    });
    expect(JSON.stringify(list.body)).not.toContain(secret.slice(6));
  });

  test('begins now, with an empty cursor at the beginning, or where its cursor says', async () => {
    const [first = '', second = ''] = await api.publish('referral.seen', 'referral.closed');
    const { body } = await api.call('GET', '/v1/events');
    const position = body.events.findIndex((event: { id: string }) => event.id === first);
    const page = await api.call('GET', `/v1/events?limit=${position + 1}`);

    await create();
    await dispatchWebhooks(publishing);
    expect(idsReceived()).toEqual([]);
    await create({ after: page.body.next });
    await dispatchWebhooks(publishing);
    expect(idsReceived()).toEqual([second]);
    await create({ after: '' });
    await dispatchWebhooks(publishing);
    expect(idsReceived().slice(1)).toEqual(body.events.map((event: { id: string }) => event.id));
  });

  test.each([
    ['https://user:secret@crm.example/', 'address-userinfo'],
    ['not an address', 'address-unreadable'],
    ['ftp://crm.example/', 'address-insecure'],
  ])('%s is refused: %s', async (address, code) => {
    const { status: answered, body } = await api.call('POST', '/v1/webhooks', { body: { url: address } });

    expect([answered, body.code]).toEqual([422, code]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  test('private addresses are refused outside of the demo', async () => {
    const strict = await createTestApi({ allowPrivateWebhooks: false });

    const codes: string[] = [];
    for (const address of [
      url,
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://2130706433/',
      'https://localhost/',
    ]) {
      codes.push((await strict.call('POST', '/v1/webhooks', { body: { url: address } })).body.code);
    }

    expect(codes).toEqual([
      'address-insecure',
      'address-refused',
      'address-refused',
      'address-disguised',
      'address-refused',
    ]);
    await strict.close();
  });

  test('a cursor that is none is refused', async () => {
    const answer = await api.call('POST', '/v1/webhooks', { body: { url, after: 'nonsense' } });

    expect([answer.status, answer.body.code]).toEqual([422, 'cursor-unknown']);
  });
});

describe('an existing webhook', () => {
  test('is tried with an invented event, and what the receiver said is told', async () => {
    const { path, secret } = await create();
    const good = await api.call('POST', `${path}/test`, { body: { type: 'referral.closed' } });
    status = 500;
    const bad = await api.call('POST', `${path}/test`, { body: {} });

    expect(good.body).toMatchObject({ isDelivered: true, status: 204, code: 'ok' });
    expect(bad.body).toMatchObject({ isDelivered: false, status: 500, code: 'http-500' });
    const [first] = received;
    const headers = first?.headers as Record<string, string>;
    expect(new Verifier(secret).verify(first?.body ?? '', headers)).toMatchObject({ test: true });
    const attempts = await api.call('GET', `${path}/attempts`);
    expect(attempts.body.attempts).toMatchObject([
      { status: 500, code: 'http-500' },
      { status: 204, code: 'ok' },
    ]);
  });

  test('gets a new secret that signs from then on, and the old one for a while', async () => {
    const { path, secret: old } = await create();
    const { body } = await api.call('POST', `${path}/rotate-secret`);

    await api.publish('referral.seen');
    await dispatchWebhooks(publishing);

    const headers = received[0]?.headers as Record<string, string>;
    for (const secret of [old, body.secret as string]) {
      expect(() => new Verifier(secret).verify(received[0]?.body ?? '', headers)).not.toThrow();
    }
  });

  test('that was disabled is made active again and sent what it missed', async () => {
    const { path } = await create();
    status = 410;
    const [missed] = await api.publish('referral.seen');
    await dispatchWebhooks(publishing);
    expect((await api.call('GET', path)).body).toMatchObject({ state: 'disabled', disabledReason: 'gone' });

    status = 200;
    const changed = await api.call('PATCH', path, { body: { state: 'active', types: ['referral.seen'] } });
    await dispatchWebhooks(publishing);

    expect(changed.body).toMatchObject({ state: 'active', types: ['referral.seen'], failures: 0 });
    expect(changed.body.disabledReason).toBeUndefined();
    expect(idsReceived()).toEqual([missed, missed]);
  });

  test('is sent everything again from a cursor', async () => {
    const { path } = await create();
    const { body: now } = await api.call('GET', '/v1/events?after=latest');
    const ids = await api.publish('referral.seen', 'referral.closed');
    await dispatchWebhooks(publishing);

    await api.call('PATCH', path, { body: { after: now.next } });
    await dispatchWebhooks(publishing);

    expect(idsReceived()).toEqual([...ids, ...ids]);
  });

  test('is deleted with its history, and nothing is sent any more', async () => {
    const { path } = await create();
    await api.call('POST', `${path}/test`, { body: {} });

    const answer = await api.call('DELETE', path);
    await api.publish('referral.seen');
    await dispatchWebhooks(publishing);

    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(received).toHaveLength(1);
    expect((await api.call('GET', path)).status).toBe(404);
  });

  test('every change is written down with who made it', async () => {
    const { id, path } = await create();
    await api.call('PATCH', path, { body: { description: 'x' } });
    await api.call('POST', `${path}/test`, { body: {} });
    await api.call('POST', `${path}/rotate-secret`);
    await api.call('DELETE', path);

    const rows = await query<{ actor: string; action: string }>(
      api.hub.db,
      sql`select actor, action from audit where object_id = ${id} order by id`,
    );

    expect(rows.map((row) => row.action)).toEqual([
      'webhook_created',
      'webhook_changed',
      'webhook_tested',
      'webhook_secret_rotated',
      'webhook_deleted',
    ]);
    expect(new Set(rows.map((row) => row.actor))).toEqual(new Set(['api:ops']));
  });
});

test('what does not exist is 404 everywhere', async () => {
  const path = `/v1/webhooks/${newId()}`;
  const answers = await Promise.all([
    api.call('GET', path),
    api.call('PATCH', path, { body: {} }),
    api.call('DELETE', path),
    api.call('POST', `${path}/test`, { body: {} }),
    api.call('POST', `${path}/rotate-secret`),
    api.call('GET', `${path}/attempts`),
  ]);

  expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404, 404]);
});
