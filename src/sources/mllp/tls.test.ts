import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { createAuthority, hasOpenssl } from '../../../test/contracts/certificates.ts';
import type { Identity } from '../../../test/contracts/certificates.ts';
import {
  ackedIdOf,
  framed,
  hl7,
  openSender,
  portOf,
  readAnswers,
} from '../../../test/contracts/mllp-peer.ts';
import type { RawSender } from '../../../test/contracts/mllp-peer.ts';
import { createInbox } from '../../../test/contracts/source.ts';
import { mllp } from './index.ts';

if (!hasOpenssl) console.warn('skipped: MLLP over TLS (there is no openssl to make certificates with)');

const opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop();
});

describe.skipIf(!hasOpenssl)('mutual TLS', () => {
  const authority = hasOpenssl ? createAuthority('referloop-test-ca') : undefined;
  const server = authority?.issue('hub');
  const tls = {
    certFile: server?.certFile ?? '',
    keyFile: server?.keyFile ?? '',
    caFile: authority?.certFile ?? '',
    requestClientCert: true,
    clientNames: ['clinic-a'],
  };

  async function start() {
    const inbox = createInbox();
    const running = await mllp.start(inbox.context({ port: 0, tls }));
    opened.push(running);
    return { inbox, running, port: portOf(running.address) };
  }

  function openTls(port: number, identity: Identity | undefined, options: ConnectionOptions = {}): RawSender {
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: readFileSync(tls.caFile),
      ...(identity && { cert: readFileSync(identity.certFile), key: readFileSync(identity.keyFile) }),
      ...options,
    });
    opened.push({ stop: async () => void socket.destroy() });
    return readAnswers(socket);
  }

  test('a sender with an expected certificate is let in, and its name is part of the peer', async () => {
    const { inbox, running, port } = await start();
    const sender = openTls(port, authority?.issue('clinic-a'));

    sender.write(framed(hl7('SAFE')));

    expect(ackedIdOf(await sender.answer(1))).toBe('SAFE');
    expect(inbox.arrivals[0]?.peer).toMatch(/^127\.0\.0\.1:\d+ \(clinic-a\)$/);
    expect(running.address).toMatch(/^mllps:/);
  });

  const strangers: readonly (readonly [
    string,
    () => { identity?: Identity; options?: ConnectionOptions },
  ])[] = [
    ['without a certificate', () => ({})],
    [
      'whose certificate another authority signed',
      () => ({ identity: createAuthority('somebody-else').issue('clinic-a') }),
    ],
    ['whose certificate names another clinic', () => ({ ...identityOf('clinic-b') })],
    [
      'that speaks TLS 1.1',
      () => ({
        ...identityOf('clinic-a'),
        options: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      }),
    ],
  ];

  function identityOf(name: string): { identity?: Identity } {
    return authority ? { identity: authority.issue(name) } : {};
  }

  test.each(strangers)('a sender %s is refused, reported and never read', async (_name, make) => {
    const { inbox, port } = await start();
    const { identity, options } = make();
    const sender = openTls(port, identity, options);

    sender.write(framed(hl7('STRANGE')));
    await sender.closed;

    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events.map((event) => event.kind)).toEqual(['refused_connection']);
  });

  test('a sender that speaks no TLS is refused and reported', async () => {
    const { inbox, port } = await start();
    const sender = await openSender(port);

    sender.write(framed(hl7('PLAIN')));
    await sender.closed;

    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events.map((event) => event.kind)).toEqual(['refused_connection']);
  });

  test('a certificate file that is not there is a permanent failure that names the setting', async () => {
    const broken = mllp.start(
      createInbox().context({ port: 0, tls: { ...tls, keyFile: '/nowhere/hub.key' } }),
    );

    await expect(broken).rejects.toMatchObject({
      fate: 'permanent',
      code: 'tls-file',
      message: expect.stringContaining('tls.keyFile'),
    });
  });
});
