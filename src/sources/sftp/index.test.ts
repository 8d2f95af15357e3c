import { mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeFiles } from '../../../test/contracts/files.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { soon, until, watched } from '../../../test/contracts/until.ts';
import { noSshd, startSshd } from '../../../test/support/sshd.ts';
import { sftp } from './index.ts';
import { trySftp } from './try-sftp.ts';

type Config = Parameters<typeof sftp.start>[0]['config'];

const sshd = noSshd === undefined ? await startSshd() : undefined;
afterAll(() => sshd?.stop());
const home = sshd?.home ?? '/nowhere';
const good: Config = {
  host: '127.0.0.1',
  port: sshd?.port ?? 1,
  hostKeys: [(await sshd?.fingerprint()) ?? `SHA256:${'A'.repeat(43)}`],
  username: sshd?.username ?? 'nobody',
  auth: { privateKeyFile: sshd?.privateKeyFile ?? '/nowhere' },
  stillSeconds: 0,
  pollSeconds: 0.02,
};

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** Whole, or not there: as a careful partner does it. */
async function put(folder: string, name: string, bytes: Uint8Array | string, mtime?: Date): Promise<void> {
  const hidden = join(home, folder, `.${name}`);
  await writeFile(hidden, bytes);
  if (mtime) await utimes(hidden, mtime, mtime);
  await rename(hidden, join(home, folder, name));
}

const names = async (folder: string): Promise<readonly string[]> =>
  (await readdir(join(home, folder))).toSorted((one, other) => one.localeCompare(other));

let folders = 0;
let folder = '';
beforeEach(async () => {
  folders += 1;
  folder = `outbox-${folders}`;
  if (sshd) await mkdir(join(home, folder));
});

/** Starts the source on a channel of records; `again` does so with the same memory, as after a restart. */
function prepare(change: Partial<Config> = {}) {
  const inbox = createInbox(() => undefined);
  const files = takeFiles(inbox);
  const config: Config = { ...good, folder, ...change };
  const again = async (): Promise<() => Promise<void>> => {
    const running = await sftp.start(files.context(config));
    opened.push(running.stop);
    return running.stop;
  };
  return { inbox, files, again, config };
}

const { source, wait } = watched(sftp);

describe.skipIf(!sshd)('with OpenSSH’s server', () => {
  if (sshd) void mkdir(join(home, 'contract'), { recursive: true });
  describeSource({
    source,
    config: { ...good, folder: 'contract', after: { do: 'delete' } },
    badConfigs: [
      { field: 'hostKeys', config: { ...good, hostKeys: [] } },
      { field: 'hostKeys.0', config: { ...good, hostKeys: ['MD5:00:11'] } },
      { field: 'auth', config: { ...good, auth: {} } },
      { field: 'after.folder', config: { ...good, folder: 'out', after: { do: 'move', folder: 'out' } } },
      { field: 'pollSecond', config: { ...good, pollSecond: 1 } },
    ],
    message: (number) => Buffer.from(`II*\0 page ${number} of an invented fax`),
    connect: (_running, inbox) =>
      Promise.resolve({
        send: async (message) => {
          const failures = inbox.events.length;
          await put('contract', 'scan.tif', message);
          const isGone = async (): Promise<boolean> => (await names('contract')).length === 0;
          await wait(async () => inbox.events.length > failures || (await isGone()));
          const isTaken = inbox.events.length === failures && (await isGone());
          await rm(join(home, 'contract', 'scan.tif'), { force: true });
          return { isPositive: isTaken, bytes: new Uint8Array() };
        },
        close: () => Promise.resolve(),
      }),
  });

  test('a file of records is handed on in pieces, oldest first, and left where it is', async () => {
    const { files, again } = prepare();
    const large = Buffer.alloc(3_000_000, 'platformReferralId\n');
    await put(folder, 'tuesday.csv', 'id\nTEST-2\n', new Date('2026-01-06T00:00:00Z'));
    await put(folder, 'monday.csv', large, new Date('2026-01-05T00:00:00Z'));
    await again();

    await until(() => files.files.length === 2);

    expect(files.files.map(({ name }) => name)).toEqual(['monday.csv', 'tuesday.csv']);
    expect(files.files[0]?.bytes.equals(large)).toBe(true);
    expect(files.files[0]?.chunks).toBeGreaterThan(5);
    expect(files.files[0]?.peer).toBe(`127.0.0.1:${good.port ?? 0}`);
    expect(await soon(() => files.offered() > 2)).toBe(false);
    expect(await names(folder)).toEqual(['monday.csv', 'tuesday.csv']);
  });

  test('what was taken is remembered over restarts; the same name with other content is new', async () => {
    const { files, again } = prepare();
    await put(folder, 'export.csv', 'id\nTEST-1\n', new Date('2026-01-05T00:00:00Z'));
    const stop = await again();
    await until(() => files.files.length === 1);
    await stop();

    await again();
    expect(await soon(() => files.offered() > 1)).toBe(false);
    await put(folder, 'export.csv', 'id\nTEST-2\n', new Date('2026-01-06T00:00:00Z'));
    await until(() => files.files.length === 2);

    expect(files.files.map(({ bytes }) => bytes.toString())).toEqual(['id\nTEST-1\n', 'id\nTEST-2\n']);
    expect(new Set(files.files.map(({ identity }) => identity)).size).toBe(2);
  });

  test('only names that match; nothing hidden, unfinished, linked or below', async () => {
    const { files, again } = prepare({ patterns: ['*.csv', 'R-?.json'] });
    await writeFile(join(home, 'secret.csv'), 'secret');
    await symlink(join(home, 'secret.csv'), join(home, folder, 'link.csv'));
    await mkdir(join(home, folder, 'folder.csv'));
    for (const name of ['.hidden.csv', 'notes.txt', 'R-10.json', 'export.csv.part'])
      await writeFile(join(home, folder, name), 'x');
    await put(folder, 'R-1.json', '[]');
    await put(folder, 'export.csv', 'id\n');
    await again();

    await until(() => files.files.length === 2);

    expect(await soon(() => files.offered() > 2)).toBe(false);
    expect(new Set(files.files.map(({ name }) => name))).toEqual(new Set(['R-1.json', 'export.csv']));
  });

  test('taken files are moved; nothing there is overwritten', async () => {
    const { files, again, inbox } = prepare({ after: { do: 'move', folder: `${folder}-done` } });
    await mkdir(join(home, `${folder}-done`));
    await writeFile(join(home, `${folder}-done`, 'export.csv'), 'before');
    await put(folder, 'export.csv', 'id\nTEST-1\n');
    await again();

    await until(async () => (await names(folder)).length === 0);

    const moved = await names(`${folder}-done`);
    expect(moved).toHaveLength(2);
    expect(await readFile(join(home, `${folder}-done`, 'export.csv'), 'utf8')).toBe('before');
    const other = moved.find((name) => name !== 'export.csv') ?? '';
    expect(other).toMatch(/^export-[0-9a-f]{8}\.csv$/);
    expect(files.files).toHaveLength(1);
    expect(inbox.events).toEqual([]);
  });

  test('a file is deleted only after it is stored', async () => {
    const { files, again, inbox } = prepare({ after: { do: 'delete' } });
    files.failNext();
    await put(folder, 'export.csv', 'id\nTEST-1\n');
    await again();

    await until(() => inbox.events.length === 1);
    expect(files.files).toEqual([]);
    expect(await names(folder)).toEqual(['export.csv']);

    await until(async () => (await names(folder)).length === 0);
    expect(files.files).toHaveLength(1);
    expect(inbox.events[0]?.sentence).toMatch(/it stays there/);
  });

  test('where a taken file cannot be moved, it is told, and it is moved when it can be', async () => {
    const { files, again, inbox } = prepare({ after: { do: 'move', folder: `${folder}-done` } });
    await put(folder, 'export.csv', 'id\nTEST-1\n');
    const stop = await again();
    await until(() => inbox.events.length > 0);
    expect(inbox.events[0]?.sentence).toContain('could not be moved on the server');
    await stop();
    await mkdir(join(home, `${folder}-done`));

    await again();
    await until(async () => (await names(`${folder}-done`)).length === 1);

    expect(files.offered()).toBe(1);
    expect(await names(folder)).toEqual([]);
  });

  test('a file that still grows waits until it stands still', async () => {
    const { files, again } = prepare({ stillSeconds: 0.4 });
    const path = join(home, folder, 'slow.csv');
    await writeFile(path, 'id\n');
    await again();
    for (let row = 0; row < 10; row += 1) {
      await writeFile(path, `TEST-${row}\n`, { flag: 'a' });
      await new Promise((resolve) => setTimeout(resolve, 30));
    }

    await until(() => files.files.length === 1);

    expect(files.offered()).toBe(1);
    expect(files.files[0]?.bytes.toString().split('\n')).toHaveLength(12);
  });

  test('a file that grows while it is fetched is not stored as it was', async () => {
    const { files, again, inbox } = prepare();
    const path = join(home, folder, 'growing.csv');
    await put(folder, 'growing.csv', Buffer.alloc(1_000_000, 'x'));
    let isGrown = false;
    files.onChunk(async () => {
      if (isGrown) return;
      isGrown = true;
      await writeFile(path, 'more', { flag: 'a' });
    });
    await again();

    await until(() => files.files.length === 1);

    expect(files.files[0]?.bytes.byteLength).toBe(1_000_004);
    expect(inbox.events.map(({ sentence }) => sentence)).toEqual([
      'A file on the server could not be fetched or stored; it stays there: The file changed while it was fetched.',
    ]);
  });

  test('a file that cannot be read keeps no other out', async () => {
    const { files, again, inbox } = prepare();
    await put(folder, 'gone.csv', 'id\n', new Date('2026-01-05T00:00:00Z'));
    await put(folder, 'good.csv', 'id\nTEST-1\n', new Date('2026-01-06T00:00:00Z'));
    files.onChunk(() => {
      throw new Error('nobody can read this');
    });
    await again();
    await until(() => inbox.events.length >= 2);
    files.onChunk(() => undefined);

    await until(() => files.files.length === 2);
    expect(JSON.stringify(inbox.events)).not.toContain('gone.csv');
  });

  test('a server that goes away is told of, and found again', async () => {
    const own = await startSshd();
    opened.push(own.stop);
    const inbox = createInbox(() => undefined);
    const files = takeFiles(inbox);
    await writeFile(join(own.home, 'one.csv'), 'id\n1\n');
    const config: Config = {
      ...good,
      port: own.port,
      hostKeys: [await own.fingerprint()],
      auth: { privateKeyFile: own.privateKeyFile },
      timeoutSeconds: 2,
    };
    const running = await sftp.start(files.context(config));
    opened.push(running.stop);
    await until(() => files.files.length === 1);

    await own.kill();
    await until(() => inbox.events.length > 0);
    await own.start();
    await writeFile(join(own.home, 'two.csv'), 'id\n2\n');

    await until(() => files.files.length === 2);
    expect(files.offered()).toBe(2);
  });

  test('another key: no login, one clear event, and nobody goes there again', async () => {
    const own = await startSshd();
    opened.push(own.stop);
    const inbox = createInbox(() => undefined);
    const files = takeFiles(inbox);
    const fingerprint = await own.fingerprint();
    const config: Config = {
      ...good,
      port: own.port,
      hostKeys: [fingerprint],
      auth: { privateKeyFile: own.privateKeyFile },
    };
    const running = await sftp.start(files.context(config));
    opened.push(running.stop);
    await own.kill();
    await own.changeHostKey();
    await own.start();

    await until(() => inbox.events.some(({ sentence }) => sentence.includes(' stopped ')));
    const count = inbox.events.length;
    // Not before: a session that began with the right key may still have looked.
    await writeFile(join(own.home, 'one.csv'), 'id\n1\n');

    expect(inbox.events.at(-1)?.sentence).toContain(`The server’s key is ${await own.fingerprint()}`);
    expect(await own.fingerprint()).not.toBe(fingerprint);
    expect(await soon(() => inbox.events.length > count || files.offered() > 0)).toBe(false);
  });

  test('a wrong key of ours is refused and told, and no secret with it', async () => {
    const { inbox, again } = prepare({ username: 'zztest-nobody' });
    await again();

    await until(() => inbox.events.length > 0);

    expect(inbox.events[0]?.sentence).toContain('refused the login');
    expect(JSON.stringify(inbox.events)).not.toMatch(/client_key|PRIVATE/);
  });

  test('on a channel of documents one file is one document, by its bytes', async () => {
    const inbox = createInbox(() => undefined);
    const running = await sftp.start(inbox.context({ ...good, folder, kind: 'fax', maxBytes: 1_000 }));
    opened.push(running.stop);
    await put(folder, 'one.pdf', '%PDF-1.7 one');
    await put(folder, 'same.pdf', '%PDF-1.7 one');
    await put(folder, 'empty.pdf', '');
    await put(folder, 'huge.pdf', Buffer.alloc(1_001, 'x'));

    await until(() => inbox.arrivals.length === 4);

    const by = (code: string | undefined) => inbox.arrivals.filter(({ fault }) => fault?.code === code);
    expect(by(undefined)).toMatchObject([
      { contentType: 'application/pdf', transport: { kind: 'fax', gateway: '127.0.0.1' } },
      { contentType: 'application/pdf' },
    ]);
    expect(new Set(by(undefined).map(({ identity }) => identity)).size).toBe(1);
    expect(by('file-empty')).toHaveLength(1);
    expect(by('file-too-large')[0]?.fault?.reason).toContain('1001 bytes');
  });

  test('an empty file of records is a message a person sees', async () => {
    const { inbox, files, again } = prepare();
    await put(folder, 'empty.csv', '');
    await again();

    await until(() => inbox.arrivals.length === 1);

    expect(inbox.arrivals[0]?.fault?.code).toBe('file-empty');
    expect(files.offered()).toBe(0);
  });

  test('what the doctor asks: the login, the folder, the folder taken files go to', async () => {
    await put(folder, 'export.csv', 'id\n');
    await put(folder, 'notes.txt', 'id\n');
    const config = { ...good, folder, patterns: ['*.csv'] };

    expect(await trySftp(config)).toEqual({ files: 2, ours: 1, isTargetMissing: false });
    expect(await trySftp({ ...config, after: { do: 'move', folder: 'nowhere' } })).toMatchObject({
      isTargetMissing: true,
    });
    await expect(trySftp({ ...config, folder: 'nowhere' })).rejects.toMatchObject({ code: 'not-there' });
    expect((await stat(join(home, folder, 'export.csv'))).isFile()).toBe(true);
  });
});
