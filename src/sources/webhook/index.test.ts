import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { takeFiles } from '../../../test/contracts/files.ts';
import { createInbox, describeSource, type Inbox } from '../../../test/contracts/source.ts';
import { webhook } from './index.ts';

type Config = Parameters<typeof webhook.start>[0]['config'];
type Headers = Readonly<Record<string, string>>;

const secret = 'ZZTEST-platform-secret';
const hmac: Config = {
  proof: { scheme: 'hmac', header: 'X-Platform-Signature', prefix: 'sha256=', secrets: [secret] },
  idHeader: 'X-Platform-Delivery',
};
const record = (number: number): Buffer =>
  Buffer.from(JSON.stringify({ platformReferralId: `TEST-${number}`, patientLast: 'ZZTEST' }));

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** As the platform makes it, written here a second time. */
const signed = (body: Uint8Array, key = secret): Headers => ({
  'X-Platform-Signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
});

function post(url: string, body: Uint8Array, headers: Headers): Promise<Response> {
  const all = { 'Content-Type': 'application/json', ...headers };
  return fetch(url, { method: 'POST', body: body as Uint8Array<ArrayBuffer>, headers: all });
}

describeSource({
  source: webhook,
  config: hmac,
  badConfigs: [
    { field: 'proof', config: {} },
    { field: 'proof.scheme', config: { proof: { scheme: 'rsa' } } },
    { field: 'proof.header', config: { proof: { scheme: 'hmac', header: 'a b', secrets: ['x'] } } },
    { field: 'proof.secrets', config: { proof: { scheme: 'hmac', header: 'a', secrets: [''] } } },
    {
      field: 'proof.timestampHeader',
      config: {
        proof: { scheme: 'hmac', header: 'a', secrets: ['x'], signed: '{timestamp}.{body}' },
      },
    },
    {
      field: 'proof.signed',
      config: { proof: { scheme: 'hmac', header: 'a', secrets: ['x'], signed: '{url}{body}' } },
    },
    {
      field: 'proof.publicKeys',
      config: { proof: { scheme: 'ed25519', header: 'a', publicKeys: ['key'] } },
    },
    { field: 'idField', config: { ...hmac, idField: 'id' } },
    {
      field: 'idHeader',
      config: { proof: { scheme: 'hmac', header: 'a', secrets: ['x'], signed: '{id}.{body}' } },
    },
    {
      field: 'challenge',
      config: { proof: { scheme: 'token' }, challenge: { kind: 'query', parameter: 'challenge' } },
    },
    { field: 'secrets', config: { ...hmac, secrets: [secret] } },
  ],
  message: record,
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await post(door.url, message, signed(message));
        const { messageId } = (await response.json()) as { messageId?: string };
        return { isPositive: response.ok, bytes: Buffer.from(messageId ?? '') };
      },
      close: door.close,
    };
  },
});

async function start(config: Config, inbox: Inbox = createInbox(() => undefined)) {
  const files = takeFiles(inbox);
  const running = await webhook.start(files.context(config));
  const door = await openDoor(inbox);
  opened.push(running.stop, door.close);
  return { inbox, files, url: door.url };
}

describe('who may post', () => {
  test('a wrong signature is 401: nothing is stored, and the event names no content', async () => {
    const { inbox, files, url } = await start(hmac);

    const answers = [
      await post(url, record(1), signed(record(2))),
      await post(url, record(1), signed(record(1), 'other')),
      await post(url, record(1), {}),
      await post(url, Buffer.from(''), { 'X-Platform-Signature': 'sha256=00' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(inbox.arrivals).toEqual([]);
    expect(files.offered()).toBe(0);
    expect(inbox.events.map(({ kind, sentence }) => `${kind}: ${sentence}`)).toEqual([
      'refused_connection: A post was refused (signature-wrong).',
      'refused_connection: A post was refused (signature-wrong).',
      'refused_connection: A post was refused (signature-missing).',
      'refused_connection: A post was refused (signature-wrong).',
    ]);
  });

  test('what carries no signature is refused before its body is read', async () => {
    const { inbox } = await start(hmac);
    let pulled = 0;
    const body = new ReadableStream(
      {
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(new Uint8Array(1024));
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request('http://hub.example/', {
      method: 'POST',
      body,
      duplex: 'half',
    });

    const response = await inbox.handle(request, 'peer');

    expect(response.status).toBe(401);
    expect(pulled).toBe(0);
  });

  test('Standard Webhooks, with two secrets while they change; its id names the message', async () => {
    const keys = ['one', 'two'].map(
      (word) => `whsec_${Buffer.from(`ZZTEST-${word}-padding`).toString('base64')}`,
    );
    const { inbox, url } = await start({ proof: { scheme: 'standard-webhooks', secrets: keys } });
    const send = (key: string, at = new Date()): Promise<Response> =>
      post(url, record(1), {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(key).sign('msg_1', at, record(1).toString()),
      });

    const answers = [
      await send(keys[0] ?? ''),
      await send(keys[1] ?? ''),
      await send('whsec_b3RoZXI='),
      await send(keys[0] ?? '', new Date(Date.now() - 400_000)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 401]);
    expect(inbox.arrivals.map(({ identity }) => identity)).toEqual(['webhook:msg_1', 'webhook:msg_1']);
  });

  test('Ed25519 over the time and the body', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { inbox, url } = await start({
      proof: {
        scheme: 'ed25519',
        publicKeys: [String(publicKey.export({ format: 'pem', type: 'spki' }))],
        header: 'X-Signature-Ed25519',
        encoding: 'hex',
        signed: '{timestamp}{body}',
        timestampHeader: 'X-Signature-Timestamp',
      },
    });
    const send = (at: string, over: string): Promise<Response> =>
      post(url, record(1), {
        'X-Signature-Timestamp': at,
        'X-Signature-Ed25519': sign(null, Buffer.from(over), privateKey).toString('hex'),
      });
    const now = String(Math.floor(Date.now() / 1000));

    const answers = [
      await send(now, `${now}${record(1).toString()}`),
      await send(now, record(1).toString()),
      await send('1', `1${record(1).toString()}`),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401]);
    expect(inbox.stored.size).toBe(1);
  });

  test('a password, or a secret in a header', async () => {
    const one = await start({ proof: { scheme: 'basic', username: 'platform', password: secret } });
    const two = await start({
      proof: { scheme: 'header', header: 'Authorization', prefix: 'Token ', secrets: ['old', secret] },
    });
    const basic = `Basic ${Buffer.from(`platform:${secret}`).toString('base64')}`;

    const wrong = await post(one.url, record(1), { Authorization: 'Basic eDp5' });
    const answers = [
      await post(one.url, record(1), { Authorization: basic }),
      wrong,
      await post(two.url, record(1), { Authorization: `Token ${secret}` }),
      await post(two.url, record(1), { Authorization: 'Token old' }),
      await post(two.url, record(1), { Authorization: secret }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 401, 200, 200, 401]);
    expect(wrong.headers.get('www-authenticate')).toBe('Basic');
  });

  test('with the hub’s own token the hub is asked to check it', async () => {
    const inbox = createInbox(() => undefined);
    let isAsked: boolean | undefined;
    const context = inbox.context<Config>({ proof: { scheme: 'token' } });
    const serve: typeof context.serve = (handler, options) => {
      isAsked = options?.ownCheck === undefined;
      context.serve(handler, options);
    };
    await webhook.start({ ...context, serve });
    const door = await openDoor(inbox);
    opened.push(door.close);

    expect(isAsked).toBe(true);
    expect((await post(door.url, record(1), {})).status).toBe(200);
  });
});

describe('what a post becomes', () => {
  test('one record: bytes, name, kind', async () => {
    const { inbox, url } = await start({ ...hmac, idField: '/event/id', typeField: '/event/type' });
    const body = Buffer.from('{ "event": {"id": 17, "type": "referral.created"}, "referral": {} }');

    await post(url, body, signed(body));
    await post(url, body, { ...signed(body), 'X-Platform-Delivery': 'd-1' });

    expect(inbox.arrivals).toMatchObject([
      { identity: 'webhook:17', type: 'referral.created', contentType: 'application/json' },
      { identity: 'webhook:d-1', type: 'referral.created' },
    ]);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(body);
  });

  test('a list in an envelope: one message each, named by the post and the place', async () => {
    const { inbox, files, url } = await start({ ...hmac, records: '/data' });
    const body = Buffer.from(
      '{"data": [{"platformReferralId": "TEST-1"}, {"platformReferralId": "TEST-2"}]}',
    );

    const answer = await post(url, body, { ...signed(body), 'X-Platform-Delivery': 'd-1' });

    expect(await answer.json()).toEqual({
      messages: [
        { messageId: 'message-1', outcome: 'stored' },
        { messageId: 'message-2', outcome: 'stored' },
      ],
    });
    expect(
      inbox.arrivals.map(({ identity, body: part }) => [identity, Buffer.from(part).toString()]),
    ).toEqual([
      ['webhook:d-1#0', '{"platformReferralId":"TEST-1"}'],
      ['webhook:d-1#1', '{"platformReferralId":"TEST-2"}'],
    ]);
    expect(files.offered()).toBe(0);
  });

  test('an envelope without its list is kept with the reason', async () => {
    const { inbox, url } = await start({ ...hmac, records: '/data' });
    const body = Buffer.from('{"items": []}');

    const answer = await post(url, body, signed(body));

    expect(await answer.json()).toMatchObject({ outcome: 'invalid' });
    expect(inbox.arrivals[0]?.fault?.code).toBe('records-missing');
    expect(inbox.arrivals[0]?.fault?.reason).toContain('/data');
  });

  test('one record of a list that cannot be stored: 503, and the rest are repeats when it comes again', async () => {
    const { inbox, url } = await start({ ...hmac, records: '/data' });
    const body = Buffer.from('{"data": [{"a": 1}, {"a": 2}, {"a": 3}]}');
    inbox.failNext();

    const first = await post(url, body, signed(body));
    const second = await post(url, body, signed(body));

    expect(first.status).toBe(503);
    expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(second.status).toBe(200);
    expect(inbox.stored.size).toBe(3);
  });

  test.each([
    ['text/csv; charset=utf-8', 'platformReferralId,patientLast\nTEST-1,ZZTEST\n', 'webhook.csv'],
    ['text/tab-separated-values', 'platformReferralId\tpatientLast\nTEST-1\tZZTEST\n', 'webhook.tsv'],
    [
      'application/x-ndjson',
      '{"platformReferralId": "TEST-1"}\n{"platformReferralId": "TEST-2"}\n',
      'webhook.ndjson',
    ],
    ['application/json', '[{"platformReferralId": "TEST-1"}]', 'webhook.json'],
  ])('%s is a file of records', async (contentType, text, name) => {
    const { inbox, files, url } = await start(hmac);
    const body = Buffer.from(text);
    const headers = { ...signed(body), 'Content-Type': contentType };

    const first = await post(url, body, headers);
    const second = await post(url, body, headers);

    expect(await first.json()).toEqual({ importId: 'import-1', outcome: 'stored' });
    expect(await second.json()).toEqual({ importId: 'import-1', outcome: 'duplicate' });
    const identity = `webhook:${createHash('sha256').update(body).digest('hex')}`;
    expect(files.files).toMatchObject([{ name, identity, bytes: body }]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('a file that cannot be stored is 503 and reported', async () => {
    const { inbox, files, url } = await start(hmac);
    const body = Buffer.from('a\n1\n');
    files.failNext();

    const answer = await post(url, body, { ...signed(body), 'Content-Type': 'text/csv' });

    expect(answer.status).toBe(503);
    expect(inbox.events).toMatchObject([{ kind: 'failed' }]);
  });

  test('on a channel of documents a table is a message like any other', async () => {
    const inbox = createInbox(() => undefined);
    const running = await webhook.start(inbox.context(hmac));
    const door = await openDoor(inbox);
    opened.push(running.stop, door.close);
    const body = Buffer.from('%PDF-1.7 an invented referral');

    await post(door.url, body, { ...signed(body), 'Content-Type': 'application/pdf' });

    expect(inbox.arrivals).toMatchObject([{ contentType: 'application/pdf' }]);
  });

  test('JSON that is broken is kept: who reads it says where', async () => {
    const { inbox, url } = await start(hmac);
    const body = Buffer.from('{"platformReferralId": "TEST-1"');

    expect((await post(url, body, signed(body))).status).toBe(200);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(body);
  });
});

describe('packed bodies and limits', () => {
  test('gzip, signed before or after it was packed', async () => {
    const { inbox, url } = await start(hmac);
    const packed = gzipSync(record(1));
    const gzip = { 'Content-Encoding': 'gzip' };

    const answers = [
      await post(url, packed, { ...signed(record(1)), ...gzip }),
      await post(url, packed, { ...signed(packed), ...gzip }),
      await post(url, packed, { ...signed(record(2)), ...gzip }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401]);
    expect(inbox.arrivals.map(({ body }) => Buffer.from(body))).toEqual([record(1), record(1)]);
  });

  test('a body that swells beyond the limit, or is none, or is packed otherwise', async () => {
    const { inbox, url } = await start({ ...hmac, maxBytes: 10_000 });
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    const send = (body: Uint8Array, encoding: string): Promise<Response> =>
      post(url, body, { ...signed(body), 'Content-Encoding': encoding });

    const answers = [
      await send(bomb, 'gzip'),
      await send(Buffer.alloc(10_001), 'identity'),
      await send(Buffer.from('not gzip'), 'gzip'),
      await send(record(1), 'br'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([413, 413, 400, 415]);
    expect(inbox.arrivals).toEqual([]);
  });

  test('an empty body, signed, is no message', async () => {
    const { inbox, url } = await start(hmac);
    const empty = Buffer.alloc(0);

    expect((await post(url, empty, signed(empty))).status).toBe(400);
    expect(inbox.arrivals).toEqual([]);
  });
});

describe('handshakes', () => {
  test('a ring by GET is answered with its own word, if the other word is right', async () => {
    const verify = { parameter: 'hub.verify_token', value: secret };
    const config: Config = { ...hmac, challenge: { kind: 'query', parameter: 'hub.challenge', verify } };
    const { inbox, url } = await start(config);
    const ring = (query: string): Promise<Response> => fetch(`${url}?${query}`);

    const right = await ring(`hub.challenge=abc123&hub.verify_token=${secret}`);

    expect([right.status, right.headers.get('content-type'), await right.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'abc123',
    ]);
    for (const query of [
      'hub.challenge=abc123&hub.verify_token=other',
      'hub.challenge=abc123',
      `hub.challenge=%3Cscript%3E%20x&hub.verify_token=${secret}`,
      '',
    ])
      expect((await ring(query)).status).toBe(405);
    expect(inbox.arrivals).toEqual([]);
  });

  test('a signed post that only asks is answered and stored nowhere; unsigned it is refused', async () => {
    const challenge = { kind: 'field', field: '/challenge', answerAs: 'challenge' } as const;
    const { inbox, url } = await start({ ...hmac, challenge });
    const body = Buffer.from('{"type": "url_verification", "challenge": "abc123"}');

    const right = await post(url, body, signed(body));
    const stranger = await post(url, body, {});
    const message = await post(url, record(1), signed(record(1)));

    expect(await right.json()).toEqual({ challenge: 'abc123' });
    expect(stranger.status).toBe(401);
    expect(message.status).toBe(200);
    expect(inbox.arrivals).toHaveLength(1);
  });
});
