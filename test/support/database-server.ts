import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PgBoss } from 'pg-boss';
import type { TestProject } from 'vitest/node';
import { newId } from '../../src/lib/ids.ts';
import { execute, openDatabase, type Database } from '../../src/store/database.ts';
import { startEmbedded, type Embedded } from '../../src/store/embedded/start.ts';
import { isAlive } from '../../src/store/embedded/postmaster.ts';
import { migrate } from '../../src/store/migrate.ts';
import { plain } from './plain-sql.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server of this test run and the migrated database that tests clone. */
    readonly databaseServer: { readonly url: string; readonly template: string };
  }
}

/**
 * Vitest global setup: one Postgres for the whole run, with a template database that has our migrations and the schema of
 * pg-boss. A server of our own in a temporary folder, or the one TEST_DATABASE_URL names (its user must be allowed to
 * create databases). Returns the tear-down.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const template = `referloop_template_${newId().replaceAll('-', '')}`;
  const admin = openDatabase(server.url, { maxConnections: 1, applicationName: 'test-setup' });
  try {
    await execute(admin, plain(`create database ${template}`));
    await prepare(urlFor(server.url, template));
  } catch (error) {
    await dropAll(admin, template);
    await server.stop();
    throw error;
  }
  project.provide('databaseServer', { url: server.url, template });
  return async () => {
    await dropAll(admin, template);
    await server.stop();
  };
}

/** The connection string of another database on the same server. */
export function urlFor(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Nothing a test writes has to survive a power cut. */
const FAST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '64MB',
};

const FOLDER = 'referloop-test-';

async function startServer(): Promise<Embedded> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: async () => undefined };
  await sweep();
  const dataDir = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
  const server = await startEmbedded({ dataDir, report: () => undefined, settings: FAST_SETTINGS });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Servers survive a test run that was killed: the next run stops them and removes their folders. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const dataDir = join(tmpdir(), name);
    const left = (await readdir(dataDir).catch((): string[] => [])).some((entry) =>
      /^postgres-\d+$/.test(entry),
    );
    // Another run may be sweeping the same folder: whoever is second finds nothing to do.
    await sweepOne(dataDir, left).catch(() => undefined);
  }
}

async function sweepOne(dataDir: string, hasCluster: boolean): Promise<void> {
  if (hasCluster) {
    const server = await startEmbedded({ dataDir, report: () => undefined, settings: FAST_SETTINGS });
    await server.stop();
  }
  await rm(dataDir, { recursive: true, force: true });
}

/** Installing both schemas takes 200 ms, cloning them a quarter of that. */
async function prepare(url: string): Promise<void> {
  const db = openDatabase(url, { maxConnections: 2, applicationName: 'test-template' });
  try {
    await migrate(db);
  } finally {
    await db.close();
  }
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  await boss.start();
  await boss.stop({ graceful: false });
}

/** The template and all its clones: a failed test leaves some behind on a server that is not ours to remove. */
async function dropAll(admin: Database, template: string): Promise<void> {
  try {
    const { rows } = await admin.pool.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [template],
    );
    for (const { datname } of rows) {
      await execute(admin, plain(`drop database if exists ${datname} with (force)`));
    }
  } finally {
    await admin.close();
  }
}
