import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { takeFiles } from '../../../test/contracts/files.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { soon, until, watched } from '../../../test/contracts/until.ts';
import { folder } from './index.ts';

type Config = Parameters<typeof folder.start>[0]['config'];

const tiff = (number: number): Buffer => Buffer.from(`II*\0 page ${number} of an invented fax`);
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

const shared = await mkdtemp(join(tmpdir(), 'referloop-watched-'));

const { source, wait } = watched(folder);

describeSource({
  source,
  config: { path: shared, stillSeconds: 0, pollSeconds: 0.005 },
  badConfigs: [
    { field: 'path', config: { path: '' } },
    { field: 'paht', config: { path: '/srv', paht: 1 } },
    { field: 'whole', config: { path: '/srv', whole: 'soon' } },
    { field: 'stillSeconds', config: { path: '/srv', stillSeconds: -1 } },
  ],
  message: tiff,
  connect: (_running, inbox) =>
    Promise.resolve({
      send: async (message) => {
        const failures = inbox.events.length;
        await put(shared, 'scan.tif', message);
        await wait(async () => inbox.events.length > failures || (await names(shared)).length === 0);
        const isTaken = inbox.events.length === failures && (await names(shared)).length === 0;
        await rm(join(shared, 'scan.tif'), { force: true });
        return { isPositive: isTaken, bytes: new Uint8Array() };
      },
      close: () => Promise.resolve(),
    }),
});

/** As a careful writer does it: whole, or not there. */
async function put(directory: string, name: string, bytes: Uint8Array | string): Promise<void> {
  await writeFile(join(directory, `.${name}`), bytes);
  await rename(join(directory, `.${name}`), join(directory, name));
}

async function names(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory).catch(() => []);
  return entries
    .filter((name) => name !== 'processed' && name !== 'failed')
    .toSorted((one, other) => one.localeCompare(other));
}

async function start(settings: Partial<Config> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'referloop-watched-'));
  const inbox = createInbox(() => undefined);
  const config = { path, stillSeconds: 0, pollSeconds: 0.005, ...settings };
  const run = async (): Promise<void> => {
    const running = await folder.start(inbox.context(config));
    opened.push(running.stop);
  };
  return { path, inbox, run, at: (...parts: string[]) => join(path, ...parts) };
}

describe('what is taken', () => {
  test('a scan and what is known of it: the device, the sidecar, the hash of its bytes', async () => {
    const { path, inbox, run, at } = await start({ kind: 'fax' });
    await mkdir(at('front-desk'));
    const said = { fromNumber: '+1 (312) 555-0142', csid: ' ZZTEST FAMILY MED ', pages: 3, isPartial: true };
    await put(at('front-desk'), 'scan.tif.json', JSON.stringify(said));
    await put(at('front-desk'), 'scan.tif', tiff(1));
    await run();

    await until(async () => (await names(at('front-desk'))).length === 0);

    const hash = createHash('sha256').update(tiff(1)).digest('hex');
    expect(inbox.arrivals[0]).toMatchObject({
      peer: 'front-desk',
      contentType: 'image/tiff',
      identity: `folder:${hash}`,
      transport: {
        kind: 'fax',
        gateway: 'front-desk',
        fromNumber: '3125550142',
        csid: 'ZZTEST FAMILY MED',
        pages: 3,
        isPartial: true,
        notice: { file: 'scan.tif', device: 'front-desk', sidecar: said },
      },
    });
    expect(inbox.arrivals[0]?.transport?.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(await readdir(join(path, 'processed', 'front-desk'))).toEqual([
      'message-1.tif',
      'message-1.tif.json',
    ]);
    expect(await readFile(join(path, 'processed', 'front-desk', 'message-1.tif'))).toEqual(tiff(1));
  });

  test('a sidecar nobody can read costs nothing but itself', async () => {
    const { inbox, run, at } = await start();
    await put(at(), 'one.json', '{"pages": "three"}');
    await put(at(), 'one.pdf', '%PDF-1.7 one');
    await put(at(), 'two.pdf.json', 'not JSON');
    await put(at(), 'two.pdf', '%PDF-1.7 two');
    await run();

    await until(() => inbox.stored.size === 2);

    const notices = inbox.arrivals.map((arrival) => arrival.transport?.notice?.['sidecar']);
    expect(new Set(notices)).toEqual(
      new Set([
        'The file beside the document has no usable pages.',
        'The file beside the document is no JSON object.',
      ]),
    );
  });

  test('the same scan under two names is one document, and both files are kept', async () => {
    const { inbox, run, at } = await start();
    await put(at(), 'monday.tif', tiff(1));
    await put(at(), 'again.tif', tiff(1));
    await run();

    await until(async () => (await names(at())).length === 0);

    expect(new Set(inbox.arrivals.map((arrival) => arrival.identity)).size).toBe(1);
    expect((await readdir(at('processed'))).toSorted()).toEqual(['message-1-2.tif', 'message-1.tif']);
  });
});

describe('what is left alone', () => {
  test('hidden and temporary files, links to files and folders, sidecars of nothing', async () => {
    const { inbox, run, at } = await start();
    const elsewhere = await mkdtemp(join(tmpdir(), 'referloop-elsewhere-'));
    await put(elsewhere, 'secret.tif', tiff(7));
    await symlink(join(elsewhere, 'secret.tif'), at('link.tif'));
    await symlink(elsewhere, at('linked-folder'));
    for (const name of ['.hidden.tif', 'scan.tif.part', '~lock.tif', 'Thumbs.db', 'lonely.json'])
      await writeFile(at(name), tiff(1));
    await put(at(), 'real.tif', tiff(2));
    await run();

    await until(() => inbox.stored.size === 1);

    expect(await soon(() => inbox.arrivals.length > 1)).toBe(false);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(tiff(2));
    expect(await readdir(elsewhere)).toEqual(['secret.tif']);
  });

  test('a file that still grows is taken when it stands still, whole', async () => {
    const { inbox, run, at } = await start({ stillSeconds: 0.5 });
    await run();
    await writeFile(at('slow.tif'), tiff(1));
    for (let more = 0; more < 10; more += 1) {
      await writeFile(at('slow.tif'), Buffer.alloc(100, more), { flag: 'a' });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }

    await until(() => inbox.stored.size === 1);

    expect(inbox.arrivals).toHaveLength(1);
    expect(inbox.arrivals[0]?.body.byteLength).toBe(tiff(1).length + 1000);
  });

  test('with markers a file waits for its marker, however still it is', async () => {
    const { inbox, run, at } = await start({ whole: 'marker' });
    await put(at(), 'scan.tif', tiff(1));
    await run();
    expect(await soon(() => inbox.arrivals.length > 0)).toBe(false);

    await writeFile(at('scan.tif.done'), '');
    await until(async () => (await names(at())).length === 0);

    expect(inbox.stored.size).toBe(1);
  });
});

describe('nothing is lost', () => {
  test('an empty file and one over the limit go to failed/ with a reason a person reads', async () => {
    const { inbox, run, at } = await start({ maxBytes: 100 });
    await put(at(), 'empty.pdf', '');
    await put(at(), 'huge.pdf', Buffer.alloc(101, 'x'));
    await run();

    await until(async () => (await names(at())).length === 0);

    const faults = inbox.arrivals.map((arrival) => arrival.fault);
    expect(new Set(faults.map((fault) => fault?.code))).toEqual(new Set(['file-empty', 'file-too-large']));
    expect(faults.find((fault) => fault?.code === 'file-too-large')?.reason).toContain('101 bytes');
    expect(new Set(inbox.arrivals.map((arrival) => arrival.identity)).size).toBe(2);
    const failed = await Promise.all(
      (await readdir(at('failed'))).map((name) => readFile(at('failed', name))),
    );
    expect(failed.map((bytes) => bytes.length).toSorted((one, other) => one - other)).toEqual([0, 101]);
  });

  test('a hub that cannot store leaves the file where it is, says so, and takes it when it can', async () => {
    const { inbox, run, at } = await start();
    inbox.failNext();
    await put(at(), 'scan.tif', tiff(1));
    await run();

    await until(async () => (await names(at())).length === 0);

    expect(inbox.events.map((event) => event.kind)).toEqual(['failed']);
    expect(inbox.arrivals).toHaveLength(2);
    expect(inbox.stored.size).toBe(1);
  });

  test('stored but not yet moved when the hub ended: the next start moves it', async () => {
    const { inbox, run, at } = await start();
    const release = inbox.hold();
    await put(at(), 'scan.tif', tiff(1));
    await run();
    await inbox.arrived(1);
    // What a crash leaves: the message is stored, the file still lies there.
    const stopped = opened.pop()?.();
    release();
    await stopped;
    await put(at(), 'scan.tif', tiff(1));

    await run();
    await until(async () => (await names(at())).length === 0);

    expect(inbox.stored.size).toBe(1);
    expect((await readdir(at('processed'))).length).toBe(2);
  });

  test('a folder below that cannot be read keeps nothing else out, and is told once', async () => {
    const top = await mkdtemp(join(tmpdir(), 'referloop-watched-'));
    let path = top;
    while (path.length < 3_950) path = join(path, 'd'.repeat(50));
    await mkdir(path, { recursive: true });
    // Its path has more than the 4,096 bytes a path may have: not even the system's administrator can list it.
    await promisify(execFile)('mkdir', ['x'.repeat(250)], { cwd: path });
    const { inbox, run } = await start({ path });
    opened.unshift(() => promisify(execFile)('rm', ['-r', top]).then(() => undefined));
    await run();

    await put(path, 'one.tif', tiff(1));
    await until(() => inbox.stored.size === 1);
    await put(path, 'two.tif', tiff(2));
    await until(() => inbox.stored.size === 2);

    expect(inbox.events.map((event) => event.sentence)).toEqual([
      'A folder in the watched folder cannot be read (ENAMETOOLONG); the others are.',
    ]);
  });

  test('a file that cannot be moved away is tried again ever more seldom', async () => {
    const { inbox, run, at } = await start({ pollSeconds: 3600 });
    // Where it would go nothing can be made.
    await symlink('/dev/null/nowhere', at('processed'));
    await put(at(), 'scan.tif', tiff(1));
    await run();
    await until(() => inbox.events.length > 0);

    // Whatever makes the hub look again, and again.
    await put(at(), 'two.tif', tiff(2));
    await until(() => inbox.arrivals.some(({ body }) => Buffer.from(body).equals(tiff(2))));
    await put(at(), 'three.tif', tiff(3));
    await until(() => inbox.arrivals.some(({ body }) => Buffer.from(body).equals(tiff(3))));

    expect(inbox.arrivals.filter(({ body }) => Buffer.from(body).equals(tiff(1)))).toHaveLength(1);
    expect(inbox.events[0]?.sentence).toContain('could not be read, stored or moved');
  });

  test('a pipe under the name of a sidecar holds nobody up', async () => {
    const { inbox, run, at } = await start();
    await promisify(execFile)('mkfifo', [at('scan.json')]);
    await put(at(), 'scan.tif', tiff(1));
    await run();

    await until(() => inbox.stored.size === 1);
    expect(inbox.arrivals[0]?.transport?.notice).not.toHaveProperty('sidecar');
  });

  test('a folder that is away is reported, and taken from again when it is back', async () => {
    const { path, inbox, run, at } = await start();
    await rename(path, `${path}-away`);
    await run();
    await until(() => inbox.events.length > 0);
    expect(inbox.events[0]?.sentence).toContain('ENOENT');

    await rename(`${path}-away`, path);
    await put(at(), 'scan.tif', tiff(1));
    await until(() => inbox.stored.size === 1);
  });
});

describe('on a channel of records', () => {
  async function startRecords(settings: Partial<Config> = {}) {
    const { path, inbox, at } = await start();
    const files = takeFiles(inbox);
    const config = { path, stillSeconds: 0, pollSeconds: 0.005, ...settings };
    const run = async (): Promise<void> => {
      const running = await folder.start(files.context(config));
      opened.push(running.stop);
    };
    return { inbox, files, run, at };
  }

  test('a file goes into an import in pieces, whatever its size, and lies in processed/ under its number', async () => {
    const { inbox, files, run, at } = await startRecords({ maxBytes: 1_000 });
    const large = Buffer.alloc(3_500_000, 'TEST-1,ZZTEST\n');
    await mkdir(at('platform'));
    await put(at('platform'), 'export.csv', large);
    await run();

    await until(async () => (await names(at('platform'))).length === 0);

    expect(files.files).toMatchObject([{ name: 'export.csv', peer: 'platform', chunks: 4 }]);
    expect(files.files[0]?.bytes.equals(large)).toBe(true);
    expect(files.files[0]?.identity).toBe(`folder:${createHash('sha256').update(large).digest('hex')}`);
    expect(await readdir(at('processed', 'platform'))).toEqual(['import-1.csv']);
    expect(inbox.arrivals).toEqual([]);
  });

  test('JSON is a file of records like any other, and no sidecar', async () => {
    const { files, run, at } = await startRecords();
    await put(at(), 'export.csv', 'a\n1\n');
    await put(at(), 'export.json', '[{"a": 1}]');
    await put(at(), 'export.ndjson', '{"a": 2}\n');
    await run();

    await until(() => files.files.length === 3);

    expect(new Set(files.files.map(({ name }) => name))).toEqual(
      new Set(['export.csv', 'export.json', 'export.ndjson']),
    );
  });

  test('the same export twice is one import; one that could not be kept stays until it can', async () => {
    const { inbox, files, run, at } = await startRecords();
    files.failNext();
    await put(at(), 'monday.csv', 'a\n1\n');
    await run();
    await until(() => inbox.events.length === 1);
    await until(async () => (await names(at())).length === 0);
    await put(at(), 'tuesday.csv', 'a\n1\n');
    await until(async () => (await names(at())).length === 0);

    expect(files.files).toHaveLength(1);
    expect((await readdir(at('processed'))).toSorted()).toEqual(['import-1-2.csv', 'import-1.csv']);
  });

  test('a file that changes while it is read is not kept as it was', async () => {
    const { files, run, at } = await startRecords();
    await put(at(), 'growing.csv', Buffer.alloc(2_000_000, 'x'));
    let isGrown = false;
    files.onChunk(async () => {
      if (isGrown) return;
      isGrown = true;
      await writeFile(at('growing.csv'), 'more', { flag: 'a' });
    });
    await run();

    await until(() => files.files.length === 1);

    expect(files.files[0]?.bytes.byteLength).toBe(2_000_004);
  });

  test('an empty file is a message a person sees', async () => {
    const { inbox, files, run, at } = await startRecords();
    await put(at(), 'empty.csv', '');
    await run();

    await until(async () => (await names(at())).length === 0);

    expect(inbox.arrivals[0]?.fault?.code).toBe('file-empty');
    expect(files.offered()).toBe(0);
  });
});
