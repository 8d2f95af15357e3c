import { execFile } from 'node:child_process';
import { chmod, chown, cp, lstat, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../../lib/failure.ts';
import { linkLibraries, probe, type Binaries } from './binaries.ts';

/** As whom Postgres runs. It refuses to run as root, and containers and CI machines are root. */
export interface Account {
  readonly binaries: Binaries;
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[];
  readonly identity: { readonly uid?: number; readonly gid?: number };
  /** Gives a file or folder, with all it holds, to the account. */
  readonly own: (path: string) => Promise<void>;
}

/**
 * Chooses the account for the cluster at `cluster` (which need not exist yet).
 *
 * 1. Not root: ourselves.
 * 2. Root, and the kernel grants user namespaces: ourselves inside a namespace without ids, where Postgres sees no root.
 *    Nothing has to change owner, and folders only root may enter (`/root`) work.
 * 3. Else the user `postgres` or `nobody`; the programs are copied once to where that user can read them.
 *
 * Throws `data-dir-private` (permanent), naming DATA_DIR, when case 3 cannot enter the folder.
 */
export async function chooseAccount(binaries: Binaries, cluster: string): Promise<Account> {
  if (process.getuid?.() !== 0) return { binaries, prefix: [], identity: {}, own: async () => undefined };
  const owner = await ownerOf(cluster);
  const namespace = ['unshare', '--user', '--'];
  // A cluster another user owns stays with that user: inside the namespace we could not read it.
  if ((owner === undefined || owner === 0) && (await works([...namespace, binaries.postgres, '-V'], {}))) {
    return { binaries, prefix: namespace, identity: {}, own: async () => undefined };
  }
  const user = await findUser(owner);
  const identity = { uid: user.uid, gid: user.gid };
  // sh and not node: node itself may be installed below /root.
  if (!(await works(['/bin/sh', '-c', 'cd -- "$0"', dirname(cluster)], identity))) {
    const message = `DATA_DIR (${dirname(cluster)}) is in a folder that only root may enter, and Postgres must not run as root: choose another DATA_DIR.`;
    throw new Failure('permanent', 'data-dir-private', message);
  }
  return {
    binaries: await makeReadable(binaries, identity),
    prefix: [],
    identity,
    own: (path) => chownAll(path, user),
  };
}

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

type Identity = Account['identity'];

const run = promisify(execFile);
const PROBE_TIMEOUT_MS = 10_000;

async function works(command: readonly string[], identity: Identity): Promise<boolean> {
  const [program = '', ...parameters] = command;
  return run(program, parameters, { timeout: PROBE_TIMEOUT_MS, cwd: '/', ...identity }).then(
    () => true,
    () => false,
  );
}

async function ownerOf(path: string): Promise<number | undefined> {
  return lstat(path).then(
    (found) => found.uid,
    () => undefined,
  );
}

/** The owner the cluster already has, else `postgres`, else `nobody`. Postgres wants an id that has a name. */
async function findUser(owner: number | undefined): Promise<User> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line): User => {
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  });
  const candidates = [
    users.find((user) => owner !== undefined && owner !== 0 && user.uid === owner),
    users.find((user) => user.name === 'postgres'),
    users.find((user) => user.name === 'nobody'),
  ];
  const chosen = candidates.find((user) => user !== undefined && user.uid > 0);
  if (chosen !== undefined) return chosen;
  const message =
    'Postgres must not run as root and this machine has no user postgres or nobody: set DATABASE_URL.';
  throw new Failure('permanent', 'no-postgres-user', message);
}

async function makeReadable(binaries: Binaries, identity: Identity): Promise<Binaries> {
  if (await works([binaries.postgres, '-V'], identity)) return binaries;
  const copied = binaries.bundle === undefined ? undefined : await copyBundle(binaries.bundle);
  if (copied !== undefined && (await works([copied.postgres, '-V'], identity))) return copied;
  const message = `The programs of Postgres in ${dirname(binaries.postgres)} cannot be run by the user it has to run as: set DATABASE_URL.`;
  throw new Failure('permanent', 'no-postgres', message);
}

/** Copies the 60 MB once per version. Complete or absent: it is renamed into place. */
async function copyBundle(bundle: string): Promise<Binaries | undefined> {
  const manifest = JSON.parse(await readFile(join(dirname(bundle), 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const target = join(tmpdir(), `referloop-postgres-${manifest.version}`);
  if (!(await isOurs(target))) {
    const fresh = await mkdtemp(`${target}-`);
    await chmod(fresh, 0o755);
    await cp(bundle, join(fresh, basename(bundle)), { recursive: true, verbatimSymlinks: true });
    await linkLibraries(join(fresh, basename(bundle)));
    // Loses against another process that was faster, and against a stranger's folder of that name, which is not used.
    await rename(fresh, target).catch(() => rm(fresh, { recursive: true, force: true }));
  }
  const copied = join(target, basename(bundle));
  return (await isOurs(target)) ? probe(join(copied, 'bin'), copied) : undefined;
}

/** A folder in /tmp that anybody else could have made or can write to must not be executed. */
async function isOurs(folder: string): Promise<boolean> {
  return lstat(folder).then(
    (found) => found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0,
    () => false,
  );
}

async function chownAll(path: string, user: User): Promise<void> {
  const found = await lstat(path);
  await chown(path, user.uid, user.gid);
  if (!found.isDirectory()) return;
  for (const name of await readdir(path)) await chownAll(join(path, name), user);
}
