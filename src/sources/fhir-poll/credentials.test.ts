import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { createAuthority, hasOpenssl } from '../../../test/contracts/certificates.ts';
import { until } from '../../../test/contracts/until.ts';
import { pollWith, type PollConfig } from '../../../test/support/fhir-polling.ts';
import { openFhirStandIn } from '../../../test/support/fhir-stand-in.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const pem = (key: ReturnType<typeof generateKeyPairSync>['privateKey']): string =>
  key.export({ type: 'pkcs8', format: 'pem' }) as string;
const curve = (): string => pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey);
const rsa = (bits = 2_048): string => pem(generateKeyPairSync('rsa', { modulusLength: bits }).privateKey);
const es384 = { alg: 'ES384' as const, privateKey: curve(), kid: 'new' };
const rs384 = { alg: 'RS384' as const, privateKey: rsa() };

async function start(keys: NonNullable<Extract<PollConfig['auth'], { kind: 'smart' }>>['keys']) {
  const server = await openFhirStandIn();
  opened.push(server.close);
  const auth = { kind: 'smart' as const, clientId: 'referloop-test', keys, scope: 'system/Patient.rs' };
  const poll = pollWith({ baseUrl: server.url, types: ['Patient'], auth });
  opened.push(poll.close);
  const publish = async (): Promise<JSONWebKeySet> => {
    const url = 'https://hub.example/v1/channels/contract/fhir/jwks.json';
    const answer = await poll.inbox.handle(new Request(url), '192.0.2.1:1');
    return (await answer.json()) as JSONWebKeySet;
  };
  // The server asks for the key set when the first assertion comes; here before it.
  server.smart.keys = { keys: [] };
  return { server, ...poll, publish };
}

describe('SMART Backend Services', () => {
  test.each([
    ['ES384', es384],
    ['RS384', rs384],
  ])('an assertion signed with %s gets a token, which is used until near its end', async (alg, key) => {
    const { server, run, rounds, publish } = await start([key]);
    server.instead.set('GET .well-known', () => Response.json({}, { status: 503 }));
    await run();
    server.smart.keys = await publish();
    server.instead.clear();

    await rounds(5);

    expect(server.count('POST token')).toBe(1);
    const [assertion] = server.assertions;
    expect(assertion).toMatchObject({
      iss: 'referloop-test',
      sub: 'referloop-test',
      aud: `${server.url}/token`,
      alg,
    });
    expect(assertion?.kid).toMatch(key === es384 ? /^new$/ : /^[\w-]{43}$/);
    expect((assertion?.exp ?? 0) - (assertion?.iat ?? 0)).toBeLessThanOrEqual(300);
  });

  test('all keys are published without their private parts; the newest signs', async () => {
    const { server, run, rounds, publish } = await start([es384, rs384]);
    await run();
    const published = await publish();
    server.smart.keys = published;
    await rounds();

    expect(published.keys.map(({ alg, use }) => [alg, use])).toEqual([
      ['ES384', 'sig'],
      ['RS384', 'sig'],
    ]);
    for (const key of published.keys)
      for (const part of ['d', 'p', 'q']) expect(key).not.toHaveProperty(part);
    expect(server.assertions[0]?.kid).toBe('new');
  });

  test('a server that checks only one kind gets that kind', async () => {
    const { server, run, rounds, publish } = await start([es384, rs384]);
    server.smart.algorithms = ['RS384'];
    await run();
    server.smart.keys = await publish();
    await rounds();

    expect(server.assertions[0]?.alg).toBe('RS384');
  });

  test('a token that ends early is replaced once, with an assertion that was never used', async () => {
    const { server, inbox, run, rounds, publish, troubles } = await start([es384]);
    await run();
    server.smart.keys = await publish();
    await rounds();
    const before = troubles().length;

    server.tokens.clear();
    server.add({ resourceType: 'Patient', id: 'TEST-1', meta: { lastUpdated: new Date().toISOString() } });
    await until(() => inbox.stored.size === 1);

    expect(troubles()).toHaveLength(before);
    expect(new Set(server.assertions.map(({ jti }) => jti)).size).toBe(2);
  });

  test('a client nobody knows is said so, without the assertion', async () => {
    const { server, inbox, run, troubles } = await start([es384]);
    await run();
    await until(() => troubles().length > 0);

    expect(troubles()[0]).toContain('gave no token (400 invalid_client)');
    expect(JSON.stringify(inbox.events)).not.toContain('eyJ');
    expect(server.count('GET Patient')).toBe(0);
  });

  test('a server without smart-configuration is said so', async () => {
    const { server, run, troubles } = await start([es384]);
    server.instead.set('GET .well-known', () => new Response('<html>', { status: 404 }));
    await run();
    await until(() => troubles().length > 0);

    expect(troubles()[0]).toContain('no usable .well-known/smart-configuration (404): set auth.tokenUrl');
  });

  test.each([
    ['an RSA key that is too short', { alg: 'RS384' as const, privateKey: rsa(1_024) }, 'at least 2048 bits'],
    ['a key of the other kind', { alg: 'RS384' as const, privateKey: curve() }, 'RS384 needs an RSA key'],
    ['no key', { alg: 'ES384' as const, privateKey: 'ZZTEST' }, 'auth.keys[0] is no private key in PEM'],
    [
      'a file that is away',
      { alg: 'ES384' as const, privateKeyFile: '/nowhere/x' },
      'privateKeyFile cannot be read',
    ],
  ])('%s stops the channel when it starts', async (_, key, told) => {
    const { run } = await start([key]);

    await expect(run()).rejects.toThrow(told);
  });
});

test('a token in a file is read again when it is refused', async () => {
  const server = await openFhirStandIn();
  const file = join(mkdtempSync(join(tmpdir(), 'referloop-token-')), 'token');
  writeFileSync(file, 'ZZTEST-old\n');
  server.smart.keys = { keys: [] };
  server.tokens.add('ZZTEST-old');
  const poll = pollWith({
    baseUrl: server.url,
    types: ['Patient'],
    auth: { kind: 'bearer', tokenFile: file },
  });
  opened.push(server.close, poll.close);
  await poll.run();
  await poll.rounds();

  server.tokens.clear();
  server.tokens.add('ZZTEST-new');
  writeFileSync(file, 'ZZTEST-new\n');
  await poll.rounds();

  expect(server.authorizations.at(-1)).toBe('Bearer ZZTEST-new');
});

test.skipIf(!hasOpenssl)('mutual TLS: our certificate is shown, theirs is checked', async () => {
  const authority = createAuthority('ZZTEST authority');
  const [theirs, ours] = [authority.issue('emr'), authority.issue('hub')];
  const read = (file: string): string => readFileSync(file, 'utf8');
  const seen: string[] = [];
  const server = createServer(
    {
      key: read(theirs.keyFile),
      cert: read(theirs.certFile),
      ca: read(authority.certFile),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const socket = request.socket as unknown as {
        readonly getPeerCertificate: () => { readonly subject: { readonly CN: string } };
      };
      seen.push(socket.getPeerCertificate().subject.CN);
      response.setHeader('content-type', 'application/fhir+json');
      response.end('{"resourceType":"Bundle","type":"searchset"}');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/r4`;
  const tls = { caFile: authority.certFile, certFile: ours.certFile, keyFile: ours.keyFile };
  const poll = pollWith({ baseUrl, types: ['Patient'], tls });
  opened.push(poll.close);
  const { stop } = await poll.run();
  await poll.rounds();
  await stop();
  expect(new Set(seen)).toEqual(new Set(['hub']));

  await poll.run({ tls: {} });
  await until(() => poll.troubles().length > 0);
  expect(poll.troubles()[0]).toMatch(/broke off \(\w*CERT\w*|broke off \(\w*SIGNATURE/);
});
