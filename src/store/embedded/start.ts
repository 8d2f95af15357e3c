import { execFile, type ChildProcess } from 'node:child_process';
import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Failure } from '../../lib/failure.ts';
import { chooseAccount, type Account } from './account.ts';
import { findBinaries, type Binaries, type BinariesFrom } from './binaries.ts';
import { assertSameMajor, createCluster, isCreated, launch, startLog, type Settings } from './cluster.ts';
import {
  answers,
  disarm,
  hasPidFile,
  isAlive,
  isPostgres,
  readPostmaster,
  urlOf,
  type Postmaster,
} from './postmaster.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Told what takes time, one sentence each. */
  readonly report: (line: string) => void;
  /** Server settings that differ from the durable defaults. For tests. */
  readonly settings?: Settings;
  /** Where Postgres may come from; by default the bundled one, else the system's. */
  readonly from?: readonly BinariesFrom[];
}

export interface Embedded {
  readonly url: string;
  /** Stops the server, unless another living hub process still uses it. */
  readonly stop: () => Promise<void>;
}

/**
 * Runs a real Postgres on `<dataDir>/postgres-<major>`: creates it the first time, joins it when it already runs
 * (a second process, or a hub that was killed), starts it otherwise.
 *
 * Throws Failures (permanent) whose message names DATA_DIR or DATABASE_URL: `no-postgres`, `embedded-version`,
 * `embedded-initdb`, `embedded-start`, `data-dir-private`, `no-postgres-user`, `socket-folder`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const binaries = await findBinaries(options.from);
  await mkdir(options.dataDir, { recursive: true });
  const dataDir = await realpath(options.dataDir);
  await assertSameMajor(dataDir, binaries.major);
  const cluster = join(dataDir, `postgres-${binaries.major}`);
  // Announced before looking: a process that is about to stop the server must see us.
  await announce(cluster);
  try {
    const server = await reach(cluster, binaries, options);
    return { url: urlOf(server), stop: () => leave(cluster, binaries) };
  } catch (error) {
    await withdraw(cluster);
    throw error;
  }
}

const POLL_MS = 15;
/** Replaying a long log after a crash takes minutes; giving up sooner would only start over. */
const START_TIMEOUT_MS = 10 * 60_000;
/** Tries when the server exits at once: the remains of a killed one need a moment to go. */
const LAUNCHES = 10;
const PAUSE_BETWEEN_LAUNCHES_MS = 300;
const SLOW_START_MS = 3_000;

async function reach(cluster: string, binaries: Binaries, options: EmbeddedOptions): Promise<Postmaster> {
  let account: Account | undefined;
  let child: ChildProcess | undefined;
  let launches = 0;
  const startedAt = performance.now();
  for (let patience = SLOW_START_MS; performance.now() - startedAt < START_TIMEOUT_MS;) {
    const server = await readPostmaster(cluster);
    const running = server !== undefined && (await isPostgres(server.pid));
    if (running && (await answers(server))) return server;
    if (!running && !isRunning(child)) {
      if (launches === LAUNCHES) break;
      if (launches > 0) await wait(PAUSE_BETWEEN_LAUNCHES_MS);
      account ??= await chooseAccount(binaries, cluster);
      child = await startOnce(cluster, account, server, options);
      launches += 1;
    }
    if (performance.now() - startedAt > patience) {
      options.report('Waiting for the database: it may be recovering from a crash.');
      patience *= 4;
    }
    await wait(POLL_MS);
  }
  const said = await readFile(startLog(cluster), 'utf8').catch(() => '');
  const message = `The database in ${cluster} does not start. ${said.trim().split('\n').slice(-3).join(' ')} See ${cluster}/log.`;
  throw new Failure('permanent', 'embedded-start', message);
}

async function startOnce(
  cluster: string,
  account: Account,
  stale: Postmaster | undefined,
  options: EmbeddedOptions,
): Promise<ChildProcess> {
  if (stale !== undefined && isAlive(stale.pid)) await disarm(cluster);
  if (!(await isCreated(cluster))) {
    options.report(`Creating the database in ${cluster}.`);
    await createCluster(cluster, account, options.settings ?? {});
  }
  await account.own(cluster);
  return launch(cluster, account, options.settings ?? {});
}

function isRunning(child: ChildProcess | undefined): boolean {
  return (
    child !== undefined && child.pid !== undefined && child.exitCode === null && child.signalCode === null
  );
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
const FAST_MS = 30_000;

async function leave(cluster: string, binaries: Binaries): Promise<void> {
  await withdraw(cluster);
  if (await othersUse(cluster)) return;
  const server = await readPostmaster(cluster);
  if (server === undefined || !(await isPostgres(server.pid))) return;
  await signal(cluster, binaries, server.pid, 'fast');
  if (await goes(cluster, server.pid)) return;
  // Immediate: nothing committed is lost, the next start replays the log.
  await signal(cluster, binaries, server.pid, 'immediate');
  await goes(cluster, server.pid);
}

async function signal(
  cluster: string,
  binaries: Binaries,
  pid: number,
  mode: 'fast' | 'immediate',
): Promise<void> {
  if (process.platform === 'win32') {
    await promisify(execFile)(binaries.pgCtl, ['stop', '-D', cluster, '-m', mode, '-W']).catch(
      () => undefined,
    );
    return;
  }
  if (isAlive(pid)) process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
}

/** Waits for the lock file to go, not for the process: without its parent a dead process may keep its number. */
async function goes(cluster: string, pid: number): Promise<boolean> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < FAST_MS) {
    if (!(await hasPidFile(cluster)) || !isAlive(pid)) return true;
    await wait(POLL_MS);
  }
  return false;
}

/** One empty file per process that uses the server, named by its process id. */
function usersFolder(cluster: string): string {
  return `${cluster}-users`;
}

async function announce(cluster: string): Promise<void> {
  await mkdir(usersFolder(cluster), { recursive: true });
  await writeFile(join(usersFolder(cluster), String(process.pid)), '');
}

async function withdraw(cluster: string): Promise<void> {
  await rm(join(usersFolder(cluster), String(process.pid)), { force: true });
}

async function othersUse(cluster: string): Promise<boolean> {
  const names = await readdir(usersFolder(cluster)).catch((): string[] => []);
  return names.some((name) => isAlive(Number(name)));
}
