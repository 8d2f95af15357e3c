import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../../lib/failure.ts';
import type { Account } from './account.ts';

/** Server settings by name, as on the command line of Postgres. */
export type Settings = Readonly<Record<string, string>>;

const SETTINGS: Settings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '60',
  shared_buffers: '128MB',
  jit: 'off',
  // The job tables turn over fast; the default of a minute lets their indexes bloat.
  autovacuum_naptime: '10s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'referloop',
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgres-%a.log',
  log_rotation_age: '1d',
  log_truncate_on_rotation: 'on',
  log_checkpoints: 'off',
  // Errors of statements are for the hub alone: Postgres quotes the values it refuses, and those are patients' data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

/** Refuses a data directory whose cluster another major version made: starting a new, empty one beside it would look like loss. */
export async function assertSameMajor(dataDir: string, major: number): Promise<void> {
  const names = await readdir(dataDir);
  const clusters = names.filter((name) => /^postgres-\d+$/.test(name));
  if (clusters.length === 0 || clusters.includes(`postgres-${major}`)) return;
  const message =
    `DATA_DIR (${dataDir}) holds ${clusters.join(', ')}, but the Postgres found here is version ${major}. ` +
    'Dump the old one and restore it, or set DATABASE_URL.';
  throw new Failure('permanent', 'embedded-version', message);
}

/** True when the cluster has been created. */
export async function isCreated(cluster: string): Promise<boolean> {
  return access(join(cluster, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/** Creates the cluster, complete or not at all: it is made beside its place and renamed. Losing a race is no error. */
export async function createCluster(cluster: string, account: Account, settings: Settings): Promise<void> {
  const fresh = `${cluster}.new-${process.pid}`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await account.own(fresh);
  // Without the builtin C.UTF-8 (Postgres 17 and later) or the system's, lower('É') does nothing and pg_trgm drops letters.
  const builtin =
    account.binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const parameters = [
    '-D',
    fresh,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    ...builtin,
  ];
  if (settings['fsync'] === 'off') parameters.push('--no-sync');
  const [program = '', ...rest] = [...account.prefix, account.binaries.initdb, ...parameters];
  try {
    await run(program, rest, {
      cwd: dirname(cluster),
      env: environment(),
      timeout: INITDB_TIMEOUT_MS,
      ...account.identity,
    });
    await rename(fresh, cluster);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (await isCreated(cluster)) return;
    const said = (error as { readonly stderr?: string }).stderr?.trim() ?? '';
    throw new Failure(
      'permanent',
      'embedded-initdb',
      `The database in ${cluster} could not be created: ${said}`,
      {
        cause: error,
      },
    );
  }
}

/** Starts the server in the background. It outlives the hub, so that a crash of one is no crash of the other. */
export async function launch(cluster: string, account: Account, overrides: Settings): Promise<ChildProcess> {
  const settings: Settings = { ...SETTINGS, ...(await listenOn(cluster, account)), ...overrides };
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program = '', ...rest] = [
    ...account.prefix,
    account.binaries.postgres,
    '-D',
    cluster,
    ...parameters,
  ];
  const log = await open(startLog(cluster), 'w');
  try {
    const child = spawn(program, rest, {
      cwd: dirname(cluster),
      env: environment(),
      // Its own process group: Ctrl-C at the hub must not stop the database before the hub has finished.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
      ...account.identity,
    });
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Where the first lines of the server go, until its own log in the cluster takes over. */
export function startLog(cluster: string): string {
  return `${cluster}-start.log`;
}

const run = promisify(execFile);
/** Takes a second; a loaded laptop with a spinning disk may need many. */
const INITDB_TIMEOUT_MS = 180_000;

/** The hub's environment without the variables that steer Postgres programs. Fixed language: messages end up in ours. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', LANG: 'C' };
}

async function listenOn(cluster: string, account: Account): Promise<Settings> {
  if (process.platform === 'win32') {
    return { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(await findFreePort()) };
  }
  const folder = await makeSocketFolder(cluster, account);
  return {
    listen_addresses: '',
    unix_socket_directories: folder,
    unix_socket_permissions: '0700',
    port: '5432',
  };
}

/** The kernel's limit is 104 bytes on macOS and 108 on Linux, with the final zero. */
const LONGEST_SOCKET_PATH = 100;

/** The cluster itself, or, when that path is too long, a private folder in the system's temporary one. */
async function makeSocketFolder(cluster: string, account: Account): Promise<string> {
  if (Buffer.byteLength(join(cluster, '.s.PGSQL.5432')) < LONGEST_SOCKET_PATH) return cluster;
  const folder = join(
    tmpdir(),
    `referloop-${createHash('sha256').update(cluster).digest('hex').slice(0, 16)}`,
  );
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined);
  const found = await lstat(folder);
  const [us, them] = [process.getuid?.(), account.identity.uid];
  // Every local user may write to /tmp, and whoever owns this folder is superuser of the database.
  if (!found.isDirectory() || (found.uid !== us && found.uid !== them)) {
    throw new Failure(
      'permanent',
      'socket-folder',
      `${folder} belongs to somebody else. Choose a shorter DATA_DIR.`,
    );
  }
  await chmod(folder, 0o700);
  await account.own(folder);
  return folder;
}

async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
