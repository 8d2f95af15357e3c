import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { siu } from '../../test/support/hl7.ts';
import { Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import { http } from '../sources/http/index.ts';
import { execute, openDatabase, sql } from '../store/database.ts';
import { createToken, listTokens, revokeToken } from '../store/tokens.ts';
import { createApi } from './create-api.ts';
import { createMetrics } from './metrics.ts';

let api: TestApi;
const doors = new Map([
  [
    'clinic',
    {
      hasOwnCheck: false,
      at: 'messages' as const,
      handle: async (request: Request, peer: string) =>
        Response.json({ got: await request.text(), peer }, { status: 202 }),
    },
  ],
]);

beforeAll(async () => {
  api = await createTestApi({ doors });
});
afterAll(() => api.close());

const id = newId();
const guarded: readonly (readonly [string, string, 'events' | 'operator'])[] = [
  ['GET', '/v1/events', 'events'],
  ['GET', '/v1/referrals', 'events'],
  ['GET', `/v1/referrals/${id}`, 'events'],
  ['GET', '/v1/channels', 'operator'],
  ['POST', `/v1/messages/${id}/replay`, 'operator'],
  ['POST', `/v1/deliveries/${id}/resend`, 'operator'],
  ['PUT', `/v1/partners/${id}/endpoints`, 'operator'],
  ['GET', '/v1/webhooks', 'operator'],
  ['POST', '/v1/webhooks', 'operator'],
  ['GET', `/v1/webhooks/${id}`, 'operator'],
  ['PATCH', `/v1/webhooks/${id}`, 'operator'],
  ['DELETE', `/v1/webhooks/${id}`, 'operator'],
  ['POST', `/v1/webhooks/${id}/test`, 'operator'],
  ['POST', `/v1/webhooks/${id}/rotate-secret`, 'operator'],
  ['GET', `/v1/webhooks/${id}/attempts`, 'operator'],
  ['GET', '/v1/events-of-tomorrow', 'operator'],
  ['GET', '/v1/anything/else', 'operator'],
];

describe('who gets in', () => {
  test.each(guarded)('%s %s asks for the scope %s', async (method, path, scope) => {
    const none = await api.call(method, path, {
      token: null,
      ...(method === 'GET' ? {} : { body: '{' }),
    });
    const forged = await api.call(method, path, { token: 'rl_operator_forged' });
    const channel = await api.call(method, path, { token: api.tokens.channel });
    const events = await api.call(method, path, { token: api.tokens.events });
    const operator = await api.call(method, path);

    expect([none.status, forged.status, channel.status]).toEqual([401, 401, 403]);
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="referloop"');
    expect(forged.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(none.body).toMatchObject({ status: 401, code: 'unauthorized' });
    expect(events.status === 403).toBe(scope === 'operator');
    expect([401, 403]).not.toContain(operator.status);
  });

  test('a revoked token is shut out at once', async () => {
    const { id: tokenId, token } = await createToken(api.hub.db, { scope: 'operator', label: 'leaver' });
    expect((await api.call('GET', '/v1/channels', { token })).status).toBe(200);

    await revokeToken(api.hub.db, tokenId);

    expect((await api.call('GET', '/v1/channels', { token })).status).toBe(401);
  });

  test('a token is not taken from the address or from another scheme', async () => {
    const query = await api.call('GET', `/v1/channels?token=${api.tokens.operator}`, { token: null });
    const basic = await api.call('GET', '/v1/channels', {
      token: null,
      headers: { Authorization: `Basic ${api.tokens.operator}` },
    });

    expect([query.status, basic.status]).toEqual([401, 401]);
  });
});

describe('the HTTP door', () => {
  const path = '/v1/channels/clinic/messages';

  test.each(['channel', 'operator'] as const)('opens to a %s token and hands the body on', async (kind) => {
    const answer = await api.call('POST', path, { token: api.tokens[kind], body: 'MSH|…' });

    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ got: 'MSH|…', peer: 'unknown' });
    expect(answer.headers.get('x-request-id')).toBeTruthy();
  });

  test('takes more than the other routes do: size is the channel’s business', async () => {
    const answer = await api.call('POST', path, { token: api.tokens.channel, body: 'x'.repeat(1_000_000) });

    expect(answer.status).toBe(202);
  });

  test('does not touch the body of whoever has no token for it', async () => {
    let isTouched = false;
    const body = new ReadableStream(
      {
        pull: (controller) => {
          isTouched = true;
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const { token } = await createToken(api.hub.db, { scope: 'channel', channel: 'other', label: 'x' });
    const app = createApi(api.deps);
    const post = (authorization: string) =>
      app.request(path, {
        method: 'POST',
        body,
        duplex: 'half',
        headers: { Authorization: authorization },
      });

    const [none, other, events] = [
      await post('Bearer nonsense'),
      await post(`Bearer ${token}`),
      await post(`Bearer ${api.tokens.events}`),
    ];

    expect([none.status, other.status, events.status]).toEqual([401, 403, 403]);
    expect(none.headers.get('content-type')).toBe('application/problem+json');
    expect(none.headers.get('www-authenticate')).toContain('Bearer');
    expect(isTouched).toBe(false);
  });

  test('of a channel that does not exist is 404 for the operator, and no more than 403 for others', async () => {
    const operator = await api.call('POST', '/v1/channels/nobody/messages', { body: 'x' });
    const sender = await api.call('POST', '/v1/channels/nobody/messages', {
      token: api.tokens.channel,
      body: 'x',
    });

    expect([operator.status, operator.body.code]).toEqual([404, 'no-such-channel']);
    expect(sender.status).toBe(403);
  });

  test('passes for real: a message through the http source ends in the ledger', async () => {
    const served = new Map(doors);
    await http.start({
      channel: 'clinic',
      config: {},
      receive: (arrival) => api.intake.receive('clinic', arrival),
      refuse: api.intake.refuse,
      serve: (handle) => void served.set('clinic', { handle, hasOwnCheck: false, at: 'messages' as const }),
      publicUrl: 'http://127.0.0.1/v1/channels/clinic/messages',
      memory: { recall: () => Promise.resolve(undefined), remember: () => Promise.resolve() },
      report: () => undefined,
    });
    const app = createApi({ ...api.deps, doors: served });

    const response = await app.request(path, {
      method: 'POST',
      body: siu('S12'),
      headers: { Authorization: `Bearer ${api.tokens.channel}`, 'Content-Type': 'application/hl7-v2' },
    });

    expect(response.status).toBe(200);
    expect(await response.text()).toContain('MSA|AA|');
    await api.feed();
    const list = await api.call('GET', '/v1/referrals');
    expect(list.body.referrals).toMatchObject([{ state: 'scheduled' }]);
  });
});

describe('problems', () => {
  test('a path that is not there is a problem, not a page', async () => {
    const answer = await api.call('GET', '/v1/nothing');

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'not-found',
    });
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
  });

  test('names each field that does not fit, and repeats no value and no foreign key', async () => {
    const answer = await api.call('POST', '/v1/webhooks', {
      body: { url: 7, types: ['ZZTEST-SECRET'], 'ZZTEST-KEY': 1 },
    });

    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((one: { field: string }) => one.field)).toEqual(
      expect.arrayContaining(['url', 'types.0']),
    );
    expect(JSON.stringify(answer.body)).not.toContain('ZZTEST');
  });

  test('JSON that is none is a 400 that quotes nothing', async () => {
    const answer = await api.call('POST', '/v1/webhooks', {
      body: '{"url": "ZZTEST',
      headers: { 'Content-Type': 'application/json' },
    });

    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(JSON.stringify(answer.body)).not.toContain('ZZTEST');
  });

  test('a body over 64 kB is refused', async () => {
    const answer = await api.call('POST', '/v1/webhooks', { body: { url: 'x'.repeat(70_000) } });

    expect([answer.status, answer.body.code]).toEqual([413, 'too-large']);
  });

  test('an id that is none is a 400', async () => {
    expect((await api.call('GET', '/v1/referrals/1%27%20or%201=1')).status).toBe(400);
  });

  test('what nobody foresaw is reported by code and answered without a word of it', async () => {
    const broken = await createTestApi({
      doors: new Map([
        [
          'clinic',
          {
            hasOwnCheck: false,
            at: 'messages' as const,
            handle: () => Promise.reject(new Error('ZZTEST fell over')),
          },
        ],
      ]),
    });

    const answer = await broken.call('POST', '/v1/channels/clinic/messages', { body: 'x' });

    expect([answer.status, answer.body.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(answer.body)).not.toMatch(/ZZTEST|stack|at /);
    expect(broken.reported).toEqual(['Error']);
    await broken.close();
  });

  test('a transient failure is 503 with Retry-After', async () => {
    const busy = await createTestApi({
      doors: new Map([
        [
          'clinic',
          {
            hasOwnCheck: false,
            at: 'messages' as const,
            handle: () => Promise.reject(new Failure('transient', 'database-unavailable', 'away')),
          },
        ],
      ]),
    });

    const answer = await busy.call('POST', '/v1/channels/clinic/messages', { body: 'x' });

    expect([answer.status, answer.body.code]).toEqual([503, 'database-unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(busy.reported).toEqual([]);
    await busy.close();
  });

  test('answers carry the headers browsers need to leave them alone', async () => {
    const { headers } = await api.call('GET', '/v1/channels');

    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('a request id of the caller is kept when it is one, and replaced when it is not', async () => {
    const kept = await api.call('GET', '/v1/channels', { headers: { 'X-Request-Id': 'abc-123' } });
    const replaced = await api.call('GET', '/v1/channels', { headers: { 'X-Request-Id': '<script>' } });

    expect(kept.headers.get('x-request-id')).toBe('abc-123');
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('health', () => {
  test('healthz and readyz need no token', async () => {
    expect((await api.call('GET', '/healthz', { token: null })).body).toEqual({ status: 'ok' });
    const ready = await api.call('GET', '/readyz', { token: null });
    expect([ready.status, ready.body]).toEqual([200, { status: 'ready', problems: [] }]);
  });

  test('readyz names sources that do not run and messages that wait too long', async () => {
    const sick = await createTestApi({ addresses: new Map() });
    await sick.intake.receive('clinic', { body: Buffer.from('MSH|^~\\&|A|B'), peer: 'test' });
    await execute(sick.hub.db, sql`update message set received_at = now() - interval '10 minutes'`);

    const { status, body } = await sick.call('GET', '/readyz', { token: null });

    expect(status).toBe(503);
    expect(body.problems.map((one: { name: string }) => one.name)).toEqual(['sources', 'processing']);
    expect(body.problems[0].detail).toContain('clinic');
    await sick.close();
  });

  test('readyz names migrations that are missing', async () => {
    await execute(
      api.hub.db,
      sql`update schema_migration set name = name || '.gone' where name like '0003%'`,
    );

    const { status, body } = await api.call('GET', '/readyz', { token: null });

    await execute(api.hub.db, sql`update schema_migration set name = replace(name, '.gone', '')`);
    expect(status).toBe(503);
    expect(body.problems).toMatchObject([{ name: 'migrations' }]);
  });

  test('without a database readyz says so, and metrics still answer', async () => {
    const db = openDatabase('postgres://nobody@127.0.0.1:9/none', {
      maxConnections: 1,
      applicationName: 'x',
    });
    const blind = await createTestApi({ metrics: createMetrics(db) });
    const hub = { ...blind.hub, db };
    const app = createApi({ ...blind.deps, hub });

    const ready = await app.request('/readyz');
    const metrics = await app.request('/metrics');

    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ problems: [{ name: 'database' }] });
    expect(await metrics.text()).toContain('referloop_database_up 0');
    await Promise.all([db.close(), blind.close()]);
  });
});

describe('metrics', () => {
  test('tell messages, deliveries and requests, by pattern and never by id', async () => {
    await api.call('GET', `/v1/referrals/${id}`);

    const { body, headers } = await api.call('GET', '/metrics', { token: null });

    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toContain('referloop_database_up 1');
    expect(body).toContain('referloop_messages_total{channel="clinic",outcome="received"} 1');
    expect(body).toMatch(
      /referloop_http_seconds_count\{method="GET",route="\/v1\/referrals\/:id",status="404"\} \d/,
    );
    expect(body).not.toContain(id);
    expect(body).not.toMatch(/ZZTEST|TEST-/);
  });

  test('ask for the token where one is set', async () => {
    const closed = await createTestApi({ metricsToken: 'a-secret-of-the-monitor' });

    const [none, wrong, right] = [
      await closed.call('GET', '/metrics', { token: null }),
      await closed.call('GET', '/metrics', { token: closed.tokens.operator }),
      await closed.call('GET', '/metrics', { token: 'a-secret-of-the-monitor' }),
    ];

    expect([none.status, wrong.status, right.status]).toEqual([401, 401, 200]);
    await closed.close();
  });
});

test('a token that was used shows when', async () => {
  await api.call('GET', '/v1/channels');

  const used = (await listTokens(api.hub.db, 50)).find((one) => one.label === 'ops');

  expect(used?.lastUsedAt).not.toBeNull();
});
