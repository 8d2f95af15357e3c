import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAuthority, hasOpenssl, type Identity } from '../../../test/contracts/certificates.ts';
import { createInbox } from '../../../test/contracts/source.ts';
import { appointment } from '../../../test/support/fhir-door.ts';
import { fhir } from './index.ts';

if (!hasOpenssl)
  console.warn('skipped: FHIR over mutual TLS (there is no openssl to make certificates with)');

/** What TLS says of it, or the end of the connection, whichever is seen first. */
const noConnection = /alert|certificate|reset|hang up|closed|EPIPE/i;

type Reply = { readonly status: number; readonly location: string | undefined; readonly body: unknown };

describe.skipIf(!hasOpenssl)('mutual TLS', () => {
  const authority = hasOpenssl ? createAuthority('referloop-test-ca') : undefined;
  const server = authority?.issue('hub');
  const clinicA = authority?.issue('clinic-a');
  const tls = {
    port: 0,
    certFile: server?.certFile ?? '',
    keyFile: server?.keyFile ?? '',
    clientCaFile: authority?.certFile ?? '',
  };

  async function start(more: { readonly allow?: readonly string[]; readonly baseUrl?: string } = {}) {
    const inbox = createInbox(() => undefined);
    const { allow, ...rest } = more;
    const config = { tls: { ...tls, ...rest, ...(allow ? { allow: [...allow] } : {}) } };
    const running = await fhir.start(inbox.context(config));
    onTestFinished(running.stop);
    return { inbox, base: running.address ?? '' };
  }

  /** Rejects when there is no connection. */
  function put(base: string, identity: Identity | undefined): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request(
        `${base}/Appointment/a1`,
        {
          method: 'PUT',
          agent: false,
          ca: readFileSync(tls.clientCaFile),
          headers: { 'Content-Type': 'application/fhir+json' },
          ...(identity && { cert: readFileSync(identity.certFile), key: readFileSync(identity.keyFile) }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              location: response.headers.location,
              body: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify(appointment('a1')));
    });
  }

  test('a sender with a certificate of the authority is let in, and its name is part of the peer', async () => {
    const { inbox, base } = await start();

    const reply = await put(base, clinicA);

    expect(reply).toMatchObject({ status: 200, location: `${base}/Appointment/a1` });
    expect(base).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/fhir$/);
    expect(inbox.arrivals[0]?.peer).toMatch(/^127\.0\.0\.1:\d+ \(clinic-a\)$/);
  });

  test('one without a certificate, or with one of another authority, gets no connection', async () => {
    const { inbox, base } = await start();

    await expect(put(base, undefined)).rejects.toThrow(noConnection);
    await expect(put(base, createAuthority('somebody-else').issue('clinic-a'))).rejects.toThrow(noConnection);

    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events.map(({ kind }) => kind)).toEqual(['refused_connection', 'refused_connection']);
    expect((await put(base, clinicA)).status).toBe(200);
  });

  test('a list lets in whom it names, by name or fingerprint, and tells all others why not', async () => {
    const fingerprint = new X509Certificate(readFileSync(clinicA?.certFile ?? '')).fingerprint256;
    const [byName, byPrint, byOther] = [
      await start({ allow: ['clinic-a'] }),
      await start({ allow: [fingerprint] }),
      await start({ allow: ['clinic-b', 'hub'] }),
    ];

    expect((await put(byName.base, clinicA)).status).toBe(200);
    expect((await put(byPrint.base, clinicA)).status).toBe(200);
    const refused = await put(byOther.base, clinicA);

    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ code: 'forbidden' }] });
    expect(byOther.inbox.arrivals).toEqual([]);
    expect(byOther.inbox.events.map(({ kind }) => kind)).toEqual(['refused_connection']);
  });

  test('Location says what senders write, where that is something else', async () => {
    const { base } = await start({ baseUrl: 'https://fhir.practice.example/in/' });

    expect((await put(base, clinicA)).location).toBe('https://fhir.practice.example/in/Appointment/a1');
  });

  test('a certificate file that is not there is a permanent failure that names the setting', async () => {
    const broken = fhir.start(createInbox().context({ tls: { ...tls, clientCaFile: '/nowhere/ca.crt' } }));

    await expect(broken).rejects.toMatchObject({
      fate: 'permanent',
      code: 'tls-file',
      message: expect.stringContaining('tls.clientCaFile'),
    });
  });
});
