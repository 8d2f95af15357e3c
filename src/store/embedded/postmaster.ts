import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

/** What `postmaster.pid` says about the server of a cluster. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Folder of the unix socket, or a loopback address. Empty in the first moments of a start. */
  readonly host: string;
}

/** The server that left a `postmaster.pid`, running or not; undefined when there is none. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = await readFile(pidFile(cluster), 'utf8').then(
    (text) => text.split('\n'),
    (): string[] => [],
  );
  // Lines: pid, data directory, start time, port, socket folder, listen address (PostgreSQL manual, "Database File Layout").
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), host: lines[4] || (lines[5] ?? '') };
}

/** Connection string of the server's own database. */
export function urlOf(server: Pick<Postmaster, 'host' | 'port'>): string {
  return `postgres://postgres@localhost:${server.port}/postgres?host=${encodeURIComponent(server.host)}`;
}

/** True when the server takes a connection and answers a query. False while it starts, recovers or shuts down. */
export async function answers(server: Pick<Postmaster, 'host' | 'port'>): Promise<boolean> {
  if (server.host === '') return false;
  const client = new Client({
    connectionString: urlOf(server),
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const PROBE_TIMEOUT_MS = 2_000;

/** True when the process lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * True when the process lives and is a Postgres. After a hard stop of a container the old number often belongs to
 * something else, and Postgres itself would then refuse to start for ever.
 */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  const name = process.platform === 'linux' ? readFile(`/proc/${pid}/comm`, 'utf8') : processName(pid);
  return name.then(
    (text) => /postgres/.test(text),
    () => false,
  );
}

/**
 * Makes a stale `postmaster.pid` harmless. Its process id becomes ours: Postgres takes a lock file that names its own
 * parent for stale, yet still checks the shared memory block named further down, which deleting the file would skip.
 */
export async function disarm(cluster: string): Promise<void> {
  const text = await readFile(pidFile(cluster), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  await writeFile(pidFile(cluster), text.replace(/^.*/, String(process.pid)));
}

/** True while there is a `postmaster.pid`: the server removes it as the last thing it does. */
export async function hasPidFile(cluster: string): Promise<boolean> {
  return readFile(pidFile(cluster)).then(
    () => true,
    () => false,
  );
}

function pidFile(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

const run = promisify(execFile);

async function processName(pid: number): Promise<string> {
  const { stdout } = await run('ps', ['-p', String(pid), '-o', 'comm='], { timeout: PROBE_TIMEOUT_MS });
  return stdout;
}
