import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority, hasOpenssl, type Authority } from '../../../test/contracts/certificates.ts';
import { postWebhook, type PostOutcome } from './post.ts';

if (!hasOpenssl) console.warn('skipped: webhooks over TLS (there is no openssl to make certificates with)');

describe.skipIf(!hasOpenssl)('over TLS', () => {
  let authority: Authority;
  let server: Server;
  let port: number;
  const received: { readonly host: string | undefined; readonly name: string | false | null | undefined }[] =
    [];

  beforeAll(async () => {
    authority = createAuthority('ZZTEST authority');
    const { certFile, keyFile } = authority.issue('crm.example');
    server = createServer(
      { cert: readFileSync(certFile), key: readFileSync(keyFile) },
      (request, response) => {
        const { servername } = request.socket as { readonly servername?: string | false | null };
        received.push({ host: request.headers.host, name: servername });
        response.writeHead(204).end();
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );

  /** Posts from a process that trusts our authority: trust is a matter of the process that is started. */
  async function postTrusting(name: string): Promise<PostOutcome> {
    const script = `
      import { postWebhook } from ${JSON.stringify(fileURLToPath(new URL('post.ts', import.meta.url)))};
      const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
      const outcome = await postWebhook('https://${name}:${port}/hook', {}, '{}', { allowPrivate: true, resolve });
      process.stdout.write(JSON.stringify(outcome));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: authority.certFile } },
    );
    return JSON.parse(stdout) as PostOutcome;
  }

  test('a receiver is reached by its address and known by its name', async () => {
    const outcome = await postTrusting('crm.example');

    expect(outcome).toMatchObject({ isDelivered: true, status: 204 });
    expect(received).toEqual([{ host: `crm.example:${port}`, name: 'crm.example' }]);
  });

  test('a certificate of another name is refused', async () => {
    const before = received.length;

    expect(await postTrusting('other.example')).toMatchObject({
      isDelivered: false,
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });

    expect(received).toHaveLength(before);
  });

  test('a certificate nobody vouches for is refused before anything is sent', async () => {
    const before = received.length;

    const outcome = await postWebhook(`https://localhost:${port}/hook`, {}, '{}', { allowPrivate: true });

    expect(outcome).toMatchObject({ isDelivered: false, code: expect.stringMatching(/CERT|VERIFY/) });
    expect(received).toHaveLength(before);
  });
});

test('a name server that never answers is a time-out', async () => {
  const resolve = () => new Promise<never>(() => undefined);

  const outcome = await postWebhook('https://crm.example/', {}, '{}', {
    allowPrivate: false,
    resolve,
    timeoutMs: 50,
  });

  expect(outcome).toMatchObject({ isDelivered: false, code: 'timeout' });
});

test('a name without an address says so', async () => {
  const options = { allowPrivate: false, resolve: () => Promise.resolve([]) };

  expect(await postWebhook('https://crm.example/', {}, '{}', options)).toMatchObject({
    code: 'address-unknown',
  });
});
