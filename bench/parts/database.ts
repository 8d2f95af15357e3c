import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, query, sql, type Database } from '../../src/store/database.ts';
import { startEmbedded } from '../../src/store/embedded/start.ts';
import { migrate } from '../../src/store/migrate.ts';

export type BenchDatabase = {
  readonly db: Database;
  readonly url: string;
  /** Version and the settings that decide what a commit is worth, for the report. */
  readonly described: string;
  readonly close: () => Promise<void>;
};

/**
 * A migrated database whose commits are flushed: the embedded server with its production settings on a fresh folder, or a new
 * database on the server BENCH_DATABASE_URL names.
 */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const given = process.env['BENCH_DATABASE_URL'];
  const server =
    given === undefined || given === '' ? await startOwn() : { url: given, stop: () => Promise.resolve() };
  const name = `referloop_bench_${process.pid}`;
  const admin = openDatabase(server.url, { maxConnections: 1, applicationName: 'bench-admin' });
  await admin.pool.query(`create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const db = openDatabase(url.href, { maxConnections: 2, applicationName: 'bench' });
  await migrate(db);
  const settings = await query<{ name: string; setting: string }>(
    db,
    sql`select name, setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit', 'shared_buffers', 'wal_sync_method') order by name`,
  );
  return {
    db,
    url: url.href,
    described: `${given === undefined ? 'embedded Postgres' : 'Postgres of BENCH_DATABASE_URL'}: ${settings.map((one) => `${one.name} ${one.setting}`).join(', ')}`,
    close: async () => {
      await db.close();
      await admin.pool.query(`drop database if exists ${name} with (force)`);
      await admin.close();
      await server.stop();
    },
  };
}

async function startOwn(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'referloop-bench-'));
  const embedded = await startEmbedded({ dataDir, report: () => undefined });
  return {
    url: embedded.url,
    stop: async () => {
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
