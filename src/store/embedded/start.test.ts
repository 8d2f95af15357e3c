import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { execute, openDatabase, query, sql } from '../database.ts';
import { findBinaries } from './binaries.ts';
import { isAlive, readPostmaster } from './postmaster.ts';
import { startEmbedded, type Embedded } from './start.ts';

const isRoot = process.getuid?.() === 0;
const settings = { fsync: 'off', shared_buffers: '16MB' };
const { major } = await findBinaries();

let folder: string;
let dataDir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-'));
  await chmod(folder, 0o755);
  dataDir = join(folder, 'data');
});

afterEach(async () => {
  // Whoever a failed test left running.
  if ((await findPid()) !== undefined) await start().then((embedded) => embedded.stop());
  await rm(folder, { recursive: true, force: true });
});

function cluster(): string {
  return join(dataDir, `postgres-${major}`);
}

function start(): Promise<Embedded> {
  return startEmbedded({ dataDir, report: () => undefined, settings });
}

async function findPid(): Promise<number | undefined> {
  const pid = (await readPostmaster(cluster()))?.pid;
  return pid !== undefined && isAlive(pid) ? pid : undefined;
}

async function run(
  url: string,
  ...statements: readonly ReturnType<typeof sql>[]
): Promise<readonly unknown[]> {
  const db = openDatabase(url, { maxConnections: 1, applicationName: 'embedded-test' });
  try {
    let rows: readonly unknown[] = [];
    for (const statement of statements) rows = await query(db, statement);
    return rows;
  } finally {
    await db.close();
  }
}

type Answer = { readonly url?: string; readonly code?: string; readonly message?: string };

async function startProcess(env: NodeJS.ProcessEnv = {}): Promise<{ child: ChildProcess; answer: Answer }> {
  const script = fileURLToPath(new URL('../../../test/support/embedded-process.ts', import.meta.url));
  const child = fork(script, [dataDir], { execArgv: ['--import', 'tsx'], env: { ...process.env, ...env } });
  const [answer] = (await once(child, 'message')) as [Answer];
  return { child, answer };
}

async function end(child: ChildProcess, how: 'stop' | 'kill'): Promise<void> {
  const ended = once(child, 'exit');
  if (how === 'stop') child.send('stop');
  else child.kill('SIGKILL');
  await ended;
}

test('what was written is there after a stop and a start', async () => {
  const first = await start();
  await run(first.url, sql`create table kept (id int)`, sql`insert into kept values (7)`);
  await first.stop();
  expect(await findPid()).toBeUndefined();

  const second = await start();

  expect(await run(second.url, sql`select id from kept`)).toEqual([{ id: 7 }]);
  await second.stop();
});

test('accents fold, so that names can be compared', async () => {
  const embedded = await start();

  const rows = await run(
    embedded.url,
    sql`create extension pg_trgm`,
    sql`select lower('ÉÑ') as lower, cardinality(show_trgm('É')) > 0 as has_trigrams`,
  );

  expect(rows).toEqual([{ lower: 'éñ', has_trigrams: true }]);
  await embedded.stop();
});

test('by default it flushes, and keeps values out of its log', async () => {
  const embedded = await startEmbedded({ dataDir, report: () => undefined });
  const secret = 'ZZTEST-SECRET';
  const db = openDatabase(embedded.url, { maxConnections: 1, applicationName: 'log-test' });

  await execute(db, sql`create table person (name text primary key)`);
  await execute(db, sql`insert into person values (${secret})`);
  await execute(db, sql`insert into person values (${secret})`).catch(() => 0);
  await execute(db, sql`select ${secret}::text::date`).catch(() => 0);
  const rows = await query(
    db,
    sql`select current_setting('fsync') as fsync, current_setting('synchronous_commit') as sync`,
  );
  await db.close();
  await embedded.stop();

  expect(rows).toEqual([{ fsync: 'on', sync: 'on' }]);
  const logs = (await readdir(join(cluster(), 'log'))).map((name) =>
    readFile(join(cluster(), 'log', name), 'utf8'),
  );
  const text = (await Promise.all(logs)).join('');
  expect(text).toContain('ready to accept connections');
  expect(text).not.toContain('SECRET');
});

test('a second process joins, and the server stays until the last one stops', async () => {
  const { child, answer } = await startProcess();
  const pid = await findPid();

  const second = await start();
  expect(second.url).toBe(answer.url);
  await end(child, 'stop');
  expect(await run(second.url, sql`select 1 as one`)).toEqual([{ one: 1 }]);
  expect(await findPid()).toBe(pid);

  await second.stop();
  expect(await findPid()).toBeUndefined();
});

test('the server of a hub that was killed is adopted', async () => {
  const { child } = await startProcess();
  const pid = await findPid();
  await end(child, 'kill');

  const next = await start();

  expect(await findPid()).toBe(pid);
  await next.stop();
  expect(await findPid()).toBeUndefined();
});

test('a server that was killed is started again with all it had confirmed', async () => {
  const first = await start();
  await run(first.url, sql`create table kept (id int)`, sql`insert into kept values (7)`);
  process.kill((await findPid()) ?? 0, 'SIGKILL');

  const second = await start();

  expect(await run(second.url, sql`select id from kept`)).toEqual([{ id: 7 }]);
  await second.stop();
});

test('a lock file whose process is something else by now does not stop it', async () => {
  await (await start()).stop();
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  await writeFile(join(cluster(), 'postmaster.pid'), `${other.pid}\n${cluster()}\n1\n5432\n${cluster()}\n\n`);

  const embedded = await start();

  expect(await run(embedded.url, sql`select 1 as one`)).toEqual([{ one: 1 }]);
  await embedded.stop();
  await end(other, 'kill');
});

test('three processes that start at once on nothing share one server', async () => {
  const processes = await Promise.all([startProcess(), startProcess(), startProcess()]);

  expect(new Set(processes.map(({ answer }) => answer.url)).size).toBe(1);
  expect(processes[0]?.answer.url).toBeDefined();
  await Promise.all(processes.map(({ child }) => end(child, 'stop')));
  expect(await findPid()).toBeUndefined();
  expect((await readdir(dataDir)).filter((name) => name.includes('.new-'))).toEqual([]);
});

test('a data directory with a very long name works', async () => {
  dataDir = join(folder, 'long'.repeat(30), 'data');

  const embedded = await start();

  expect(await run(embedded.url, sql`select 1 as one`)).toEqual([{ one: 1 }]);
  expect(decodeURIComponent(embedded.url)).not.toContain('longlong');
  await embedded.stop();
});

test('a cluster of another major version is not replaced by an empty one', async () => {
  await mkdir(join(dataDir, 'postgres-9'), { recursive: true });

  await expect(start()).rejects.toMatchObject({ code: 'embedded-version', fate: 'permanent' });
});

test('without any Postgres the way out is named', async () => {
  const nowhere = startEmbedded({ dataDir, report: () => undefined, from: [] });

  await expect(nowhere).rejects.toThrow('DATABASE_URL');
});

test('a cluster that cannot start says where the reason is', async () => {
  await (await start()).stop();
  await rename(join(cluster(), 'global'), join(cluster(), 'global-lost'));

  await expect(start()).rejects.toMatchObject({
    code: 'embedded-start',
    message: expect.stringContaining(dataDir) as string,
  });
});

// The launcher finds no `unshare` on an empty PATH, as in a container that forbids user namespaces.
const WITHOUT_NAMESPACES = { PATH: '/nonexistent' };

test.runIf(isRoot)('root without user namespaces runs it as another user', async () => {
  const { child, answer } = await startProcess(WITHOUT_NAMESPACES);

  expect(answer).toMatchObject({ url: expect.stringContaining('postgres://') as string });
  expect(await run(answer.url ?? '', sql`select 1 as one`)).toEqual([{ one: 1 }]);
  await end(child, 'stop');
  const later = await start();
  await later.stop();
});

test.runIf(isRoot)('root without user namespaces is told that a private folder will not do', async () => {
  await chmod(folder, 0o700);

  const { child, answer } = await startProcess(WITHOUT_NAMESPACES);

  expect(answer.code).toBe('data-dir-private');
  expect(answer.message).toContain('DATA_DIR');
  child.kill();
});

test.runIf(isRoot)('root with user namespaces works in a private folder', async () => {
  await chmod(folder, 0o700);

  const embedded = await start();

  expect(await run(embedded.url, sql`select 1 as one`)).toEqual([{ one: 1 }]);
  await embedded.stop();
});
