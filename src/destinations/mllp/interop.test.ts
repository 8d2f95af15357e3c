import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:tls';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { canRun, createAuthority, hasOpenssl } from '../../../test/contracts/certificates.ts';
import { parcel } from '../../../test/contracts/destination.ts';
import { ack, controlIdOf, framed, unframed } from '../../../test/contracts/mllp-peer.ts';
import type { Outcome, Parcel } from '../../sdk/destination.ts';
import { mllp } from './index.ts';

// The system's Python: that is where a package manager puts python3-hl7.
const PYTHON = '/usr/bin/python3';
const hasPythonReceiver = canRun(PYTHON, ['-c', 'import hl7.mllp']);
if (!hasPythonReceiver) console.warn('skipped: python3-hl7 as a receiver (it is not installed)');
if (!hasOpenssl) console.warn('skipped: MLLP over TLS (there is no openssl to make certificates with)');

const RECEIVER = `
import asyncio, hl7, hl7.mllp
async def serve(reader, writer):
    try:
        while True:
            message = await reader.readmessage()
            status = message['TXA.F17'] if message['MSH.F9.R1.C1'] == 'MDM' else message['OBR.F25']
            line = '%s %s %d\\n' % (message['MSH.F10'], status, len(str(message['OBX.F5.R1.C5'])))
            print(line, end='', flush=True)
            writer.writemessage(message.create_ack())
            await writer.drain()
    except asyncio.IncompleteReadError:
        writer.close()
async def main():
    server = await hl7.mllp.start_hl7_server(serve, host='127.0.0.1', port=0, limit=2**26)
    print('%d\\n' % server.sockets[0].getsockname()[1], end='', flush=True)
    async with server:
        await server.serve_forever()
asyncio.run(main())
`;
import { destinationContext } from '../../../test/support/destination-context.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function deliver(
  address: string,
  settings: Parcel['settings'],
  overrides: Partial<Parcel> = {},
): Promise<Outcome> {
  const open = await mllp.open(destinationContext({}).context);
  const outcome = await open.deliver(parcel(address, settings, overrides), new AbortController().signal);
  await open.close();
  return outcome;
}

describe.skipIf(!hasPythonReceiver)('python3-hl7 as a receiver', () => {
  test.each([
    ['MDM^T02', 'AU'],
    ['ORU^R01', 'F'],
  ])('reads the document of an %s and acknowledges it', async (message, status) => {
    const python = spawn(PYTHON, ['-c', RECEIVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    opened.push(async () => {
      python.kill();
      if (python.exitCode === null && python.signalCode === null) await once(python, 'close');
    });
    const [port] = (await once(python.stdout, 'data')) as [Buffer];
    const bytes = Buffer.alloc(3000, 'invented');
    const read = once(python.stdout, 'data') as Promise<[Buffer]>;

    const outcome = await deliver(
      `127.0.0.1:${String(port).trim()}`,
      { charset: 'us-ascii', message },
      { document: { mediaType: 'application/pdf', bytes, pages: 1 } },
    );

    expect(outcome).toMatchObject({ status: 'delivered', detail: 'AA' });
    expect(String((await read)[0]).trim()).toBe(
      `${outcome.status === 'delivered' ? outcome.reference : ''} ${status} 4000`,
    );
  });
});

describe.skipIf(!hasOpenssl)('a receiver that asks for certificates', () => {
  async function openTlsReceiver() {
    const authority = createAuthority('referloop-test-ca');
    const identity = authority.issue('clinic');
    const received: string[] = [];
    const server = createServer(
      {
        cert: readFileSync(identity.certFile),
        key: readFileSync(identity.keyFile),
        ca: readFileSync(authority.certFile),
        requestCert: true,
        rejectUnauthorized: true,
      },
      (socket) => {
        socket.on('error', () => {});
        let bytes = Buffer.alloc(0);
        socket.on('data', (chunk: Buffer) => {
          bytes = Buffer.concat([bytes, chunk]);
          for (const message of unframed(bytes)) {
            received.push(controlIdOf(message));
            socket.write(framed(ack('AA', controlIdOf(message))));
          }
        });
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const close = (): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));
    return { authority, address, received, close };
  }

  test('gets ours, and shows the one we expect', async () => {
    const { authority, address, received, close } = await openTlsReceiver();
    const ours = authority.issue('hub');

    const outcome = await deliver(address, {
      tls: {
        caFile: authority.certFile,
        certFile: ours.certFile,
        keyFile: ours.keyFile,
        serverName: 'clinic',
      },
    });

    expect(outcome.status).toBe('delivered');
    expect(received).toHaveLength(1);
    await close();
  });

  test('is sent nothing when its certificate is not the expected one', async () => {
    const { authority, address, received, close } = await openTlsReceiver();
    const ours = authority.issue('hub');
    const identity = { certFile: ours.certFile, keyFile: ours.keyFile };
    const stranger = createAuthority('somebody-else');

    const outcomes = [
      await deliver(address, { tls: { ...identity, caFile: stranger.certFile } }),
      await deliver(address, {
        tls: { ...identity, caFile: authority.certFile, serverName: 'another-clinic' },
      }),
    ];

    expect(outcomes).toMatchObject([
      { fate: 'transient', code: 'tls-failed' },
      { fate: 'transient', code: 'tls-failed' },
    ]);
    expect(received).toEqual([]);
    await close();
  });
});
