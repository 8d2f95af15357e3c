import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeDestination, parcel } from '../../../test/contracts/destination.ts';
import type { Peer } from '../../../test/contracts/destination.ts';
import type { Outcome, Parcel } from '../../sdk/destination.ts';
import { folder } from './index.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';

const never = new AbortController().signal;
const roots = new Map<Peer, string>();

describeDestination({
  destination: folder,
  config: (peer) => ({ root: roots.get(peer) ?? '' }),
  settings: {},
  badConfigs: [
    { field: 'root', config: { root: '' } },
    { field: 'rot', config: { root: '/srv', rot: 1 } },
  ],
  badEndpoints: [
    { field: 'address', endpoint: { address: '../elsewhere', settings: {} } },
    { field: 'address', endpoint: { address: '.hidden', settings: {} } },
    { field: 'settings.confirm', endpoint: { address: 'clinic', settings: { confirm: 'later' } } },
    { field: 'settings.faxNumber', endpoint: { address: 'clinic', settings: { faxNumber: '555-0142' } } },
  ],
  peers: {
    willing: () => openShare(async () => {}),
    // Somebody put a link in the way that leads out of the root.
    refusing: () => openShare((root) => symlink(tmpdir(), join(root, 'clinic'))),
    // The partner's share is not mounted.
    away: () => openShare((root) => symlink(join(root, 'not-mounted'), join(root, 'clinic'))),
  },
});

async function openShare(prepare: (root: string) => Promise<void>): Promise<Peer> {
  const root = await mkdtemp(join(tmpdir(), 'referloop-folder-'));
  await prepare(root);
  const peer: Peer = {
    address: 'clinic',
    received: async () => (await list(join(root, 'clinic'))).filter((name) => name.endsWith('.json')),
    close: () => rm(root, { recursive: true }),
  };
  roots.set(peer, root);
  return peer;
}

async function list(directory: string): Promise<readonly string[]> {
  return (await readdir(directory).catch(() => [])).toSorted((one, other) => one.localeCompare(other));
}

async function start(settings: Parcel['settings'] = {}) {
  const root = await mkdtemp(join(tmpdir(), 'referloop-folder-'));
  const open = await folder.open(destinationContext({ root }).context);
  const note = parcel('clinic', settings);
  const directory = join(root, 'clinic');
  return {
    directory,
    note,
    path: (extension: string) => join(directory, `${note.key}.${extension}`),
    deliver: (overrides: Partial<Parcel> = {}) => open.deliver({ ...note, ...overrides }, never),
    confirm: async (): Promise<Outcome | undefined> =>
      open.confirm?.(
        { key: note.key, address: 'clinic', settings, sentAt: '2026-01-05T18:00:01.000Z' },
        never,
      ),
  };
}

describe('what is written', () => {
  test('the document and what a gateway needs to know, and nothing about the patient', async () => {
    const { directory, note, path, deliver } = await start({ faxNumber: '+13125550142' });

    const outcome = await deliver();

    expect(outcome).toEqual({ status: 'sent', reference: note.key });
    expect(await list(directory)).toEqual([`${note.key}.json`, `${note.key}.pdf`]);
    const bytes = Buffer.from(note.document?.bytes ?? []);
    expect(await readFile(path('pdf'))).toEqual(bytes);
    expect(JSON.parse(await readFile(path('json'), 'utf8'))).toEqual({
      key: note.key,
      purpose: 'note',
      composedAt: note.composedAt,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      faxNumber: '+13125550142',
    });
  });

  test('in a partner’s own folder, written is delivered', async () => {
    const { deliver } = await start({ confirm: 'written' });

    expect((await deliver()).status).toBe('delivered');
  });

  test('a key that is no file name is hashed, the same way every time', async () => {
    const { directory, deliver } = await start();

    await deliver({ key: '../../etc/passwd' });
    await deliver({ key: '../../etc/passwd' });

    const names = await list(directory);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{40}\.(json|pdf)$/);
  });

  test.each(['..', '.', 'a/b', '/etc', 'a\\b', ''])('the address %j is refused', async (address) => {
    const { deliver } = await start();

    expect(await deliver({ address })).toMatchObject({ fate: 'permanent', code: 'address-refused' });
  });

  test('a root that is not there is a permanent failure that names the setting', async () => {
    const broken = folder.open(destinationContext({ root: '/nowhere/referloop' }).context);

    await expect(broken).rejects.toMatchObject({
      code: 'root-missing',
      message: expect.stringContaining('config.root'),
    });
  });

  test('a disk that refuses to write is an outage, and leaves no half file behind', async () => {
    const { directory, deliver } = await start();
    // A directory in the way of the temporary file fails as a broken disk does: when it is opened.
    await mkdir(join(directory, '.referral-1.note.partner-7.v1.pdf.part'), { recursive: true });

    const outcome = await deliver();

    expect(outcome).toMatchObject({ status: 'failed', fate: 'transient', code: 'folder-unavailable' });
    expect((await list(directory)).filter((name) => !name.startsWith('.'))).toEqual([]);
  });
});

describe('a gateway', () => {
  test('that has said nothing yet: nothing is known', async () => {
    const { deliver, confirm } = await start();
    await deliver();

    expect(await confirm()).toBeUndefined();
  });

  test('that reports success: delivered', async () => {
    const { path, deliver, confirm } = await start();
    await deliver();
    await writeFile(path('ok'), '');

    expect(await confirm()).toMatchObject({ status: 'delivered' });
  });

  test('that reports failure: permanent, with the first word of its reason as the code', async () => {
    const { path, deliver, confirm } = await start();
    await deliver();
    await writeFile(path('failed'), 'no-answer\nthree attempts\n');

    expect(await confirm()).toMatchObject({ status: 'failed', fate: 'permanent', code: 'no-answer' });
  });

  test('is not offered again what it has taken or finished', async () => {
    const { directory, path, deliver } = await start();
    await deliver();
    await rename(path('json'), path('taken'));

    const whileTaken = await deliver();
    await writeFile(path('ok'), '');
    const whenDone = await deliver();

    expect([whileTaken.status, whenDone.status]).toEqual(['sent', 'delivered']);
    expect((await list(directory)).some((name) => name.endsWith('.json'))).toBe(false);
  });

  test('is offered again what failed, when somebody sends it again', async () => {
    const { directory, note, path, deliver, confirm } = await start();
    await deliver();
    await rename(path('json'), path('taken'));
    await writeFile(path('failed'), 'busy\n');

    await deliver();

    expect(await list(directory)).toEqual([`${note.key}.json`, `${note.key}.pdf`]);
    expect(await confirm()).toBeUndefined();
  });
});
