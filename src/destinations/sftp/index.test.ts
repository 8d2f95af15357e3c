import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDestination, parcel, type Peer } from '../../../test/contracts/destination.ts';
import { freePort } from '../../../test/contracts/mllp-peer.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';
import { noSshd, startSshd, type Sshd } from '../../../test/support/sshd.ts';
import { sftp } from './index.ts';

const never = new AbortController().signal;
const HOST_KEY = `SHA256:${'A'.repeat(43)}`;
const login = { host: 'sftp.clinic.example', username: 'hub', hostKeys: [HOST_KEY] };

describe.skipIf(noSshd !== undefined)('OpenSSH’s sshd as the partner’s server', () => {
  let server: Sshd;
  let fingerprint = '';
  let away = 0;
  beforeAll(async () => {
    server = await startSshd();
    fingerprint = await server.fingerprint();
    away = await freePort();
  }, 30_000);
  afterAll(() => server.stop());

  const configFor = (port: number) => ({
    host: '127.0.0.1',
    port,
    username: server.username,
    hostKeys: [fingerprint],
    auth: { privateKeyFile: server.privateKeyFile },
  });
  const files = async (folder: string): Promise<readonly string[]> =>
    readdir(join(server.home, folder)).catch(() => []);
  const folderPeer = async (address: string, isMade: boolean): Promise<Peer> => {
    if (isMade) await mkdir(join(server.home, address), { recursive: true });
    return {
      address,
      received: () => files(address),
      close: () => rm(join(server.home, address), { recursive: true, force: true }),
    };
  };

  describeDestination({
    destination: sftp,
    config: ({ address }) => configFor(address === 'away' ? away : server.port),
    settings: {},
    badConfigs: [
      { field: 'hostKeys', config: { ...login, auth: { password: 'x' }, hostKeys: [] } },
      { field: 'auth', config: { ...login, auth: { privateKey: 'no key' } } },
    ],
    badEndpoints: [
      { field: 'address', endpoint: { address: '../elsewhere', settings: {} } },
      { field: 'address', endpoint: { address: '/etc', settings: {} } },
      { field: 'settings.confirm', endpoint: { address: 'in', settings: { confirm: 'later' } } },
    ],
    peers: {
      willing: () => folderPeer('in', true),
      // The partner has not made the folder.
      refusing: () => folderPeer('not-made', false),
      away: () => folderPeer('away', false),
    },
  });

  test('a file is whole when it has its name, and what was begun before is finished', async () => {
    const { close } = await folderPeer('notes', true);
    const open = await sftp.open(destinationContext(configFor(server.port)).context);
    const note = parcel('notes', {});
    await writeFile(join(server.home, 'notes', `.${note.key}.part`), 'half');
    await writeFile(join(server.home, 'notes', `${note.key}.pdf`), 'another length');
    const outcome = await open.deliver(note, never);
    const written = await readFile(join(server.home, 'notes', `${note.key}.pdf`));

    expect(outcome).toEqual({ status: 'delivered', reference: `${note.key}.pdf` });
    expect(await files('notes')).toEqual([`${note.key}.pdf`]);
    expect(written.equals(Buffer.from(note.document?.bytes ?? []))).toBe(true);
    await close();
  });

  test('where the partner takes files away, that is the proof', async () => {
    const { close } = await folderPeer('taken', true);
    const open = await sftp.open(destinationContext(configFor(server.port)).context);
    const note = parcel('taken', { confirm: 'taken' });
    const { key, address, settings } = note;
    const sent = await open.deliver(note, never);
    const ask = { key, address, settings, sentAt: note.composedAt, reference: `${key}.pdf` };
    const waiting = await open.confirm?.(ask, never);
    await rm(join(server.home, 'taken', `${key}.pdf`));

    expect(sent).toMatchObject({ status: 'sent', reference: `${key}.pdf` });
    expect(waiting).toBeUndefined();
    expect(await open.confirm?.(ask, never)).toMatchObject({ status: 'delivered' });
    await close();
  });

  test('a look-up tells what is there from what never was', async () => {
    const { close } = await folderPeer('looked', true);
    const open = await sftp.open(destinationContext(configFor(server.port)).context);
    const note = parcel('looked', {});
    const ask = { key: note.key, address: 'looked', settings: {}, sentAt: note.composedAt };
    const before = await open.confirm?.(ask, never);
    await open.deliver(note, never);

    expect(before).toMatchObject({ status: 'failed', fate: 'transient', code: 'not-written' });
    expect(await open.confirm?.(ask, never)).toMatchObject({ status: 'delivered' });
    await close();
  });

  test('a server with another key gets nothing, and the note waits', async () => {
    const config = { ...configFor(server.port), hostKeys: [HOST_KEY] };
    const open = await sftp.open(destinationContext(config).context);
    const outcome = await open.deliver(parcel('in', {}), never);

    expect(outcome).toMatchObject({ status: 'failed', fate: 'transient', code: 'host-key' });
  });
});
