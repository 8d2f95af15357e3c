import { readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  demoEnvironment,
  holdPort,
  runCommand,
  startCommand,
  type RunningCommand,
} from '../../test/support/cli.ts';
import { openDatabase, queryOne, sql, type Database } from '../store/database.ts';
import { startEmbedded, type Embedded } from '../store/embedded/start.ts';

const SLOW_MS = 120_000;

describe('npm start', () => {
  let env: Awaited<ReturnType<typeof demoEnvironment>>;
  let hub: RunningCommand;
  let embedded: Embedded;
  let db: Database;

  beforeAll(async () => {
    env = await demoEnvironment();
    hub = startCommand(['start'], env);
    await hub.says(/is ready/);
    embedded = await startEmbedded({ dataDir: env.DATA_DIR, report: () => undefined });
    db = openDatabase(embedded.url, { maxConnections: 2, applicationName: 'test' });
  }, SLOW_MS);

  afterAll(async () => {
    hub.kill('SIGKILL');
    await hub.ended;
    await db.close();
    await embedded.stop();
    await rm(dirname(env.DATA_DIR), { recursive: true, force: true });
  });

  const countClosed = async (): Promise<number> =>
    (
      await queryOne<{ readonly count: number }>(
        db,
        sql`select count(*) as count from referral where state = 'closed'`,
      )
    )?.count ?? 0;

  test('says where to go, who signs in, and what to try', async () => {
    const said = await hub.says(/Next:/);
    const password = (await readFile(join(env.DATA_DIR, 'admin-password'), 'utf8')).trim();

    expect(said).toContain(`http://localhost:${env['PORT']}`);
    expect(said).toContain(`mllp://127.0.0.1:${env['MLLP_PORT']}`);
    expect(said).toContain(password);
    expect((await stat(join(env.DATA_DIR, 'admin-password'))).mode & 0o777).toBe(0o600);
  });

  test('plays a morning in which a first loop closes', { timeout: SLOW_MS }, async () => {
    await expect.poll(countClosed, { timeout: 60_000, interval: 200 }).toBeGreaterThan(0);
  });

  test('a second start beside it is refused in one sentence', async () => {
    const second = await runCommand(['start'], env);

    expect(second.code).toBe(1);
    expect(second.stderr.trim()).toBe(
      `PORT: a hub runs on http://127.0.0.1:${env['PORT']} already. Open it, or set PORT and MLLP_PORT (and DATA_DIR) to start another one.`,
    );
  });

  test('a message of one’s own is taken and shown', async () => {
    const tried = await runCommand(['try', 'fixtures/st-anne/siu/s12-booked-with-order', '--send'], env);

    expect(tried.code).toBe(0);
    expect(tried.stdout).toContain('answered AA');
    expect(tried.stdout).toContain('/messages?control=C0001');
  });

  test(
    'killed and started again it has its data and plays no second morning',
    { timeout: SLOW_MS },
    async () => {
      const closed = await countClosed();
      hub.kill('SIGKILL');
      await hub.ended;

      hub = startCommand(['start'], env);
      const said = await hub.says(/is ready[^]*Your data is as you left it/);

      expect(said).not.toContain('morning');
      expect(await countClosed()).toBeGreaterThanOrEqual(closed);
    },
  );

  test('a day played through the running hub loses nothing', { timeout: SLOW_MS }, async () => {
    const day = await runCommand(['demo', '--speed', '36000'], env);

    expect(day.stdout).toMatch(/lost\s+0 {3}/);
    expect(day.stdout).toMatch(/loops closed\s+[1-9]/);
    expect(day.code).toBe(0);
  });

  test('a signal stops it in order', { timeout: SLOW_MS }, async () => {
    hub.kill('SIGTERM');
    const { code, stdout } = await hub.ended;

    expect(code).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe('Stopped.');
  });
});

describe('a port that is taken', () => {
  test.each(['PORT', 'MLLP_PORT'])('%s is named in one sentence', async (name) => {
    const env = await demoEnvironment();
    const holder = await holdPort();

    const { code, stderr } = await runCommand(['start'], { ...env, [name]: String(holder.port) });

    await holder.release();
    expect(code).toBe(1);
    expect(stderr.trim()).toBe(
      `${name}: something else listens on port ${holder.port}. Set ${name}=${holder.port + 1} (or any free port) and start again.`,
    );
  });
});
