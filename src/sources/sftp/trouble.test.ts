import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeFiles } from '../../../test/contracts/files.ts';
import { createInbox } from '../../../test/contracts/source.ts';
import { until } from '../../../test/contracts/until.ts';
import { startScriptedServer, type ScriptedServer } from '../../../test/support/sftp-server.ts';
import { sftpSourceConfig } from './config.ts';
import { sftp } from './index.ts';
import { fingerprintOf } from '../../sdk/sftp/session.ts';

type Config = Parameters<typeof sftp.start>[0]['config'];

const password = 'ZZTEST-sftp-password';
let server: ScriptedServer;
const opened: (() => Promise<void>)[] = [];
beforeEach(async () => {
  server = await startScriptedServer(password);
});
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
  await server.stop();
});

async function start(change: Partial<Config> = {}) {
  const inbox = createInbox(() => undefined);
  const files = takeFiles(inbox);
  const config: Config = {
    host: '127.0.0.1',
    port: server.port,
    hostKeys: [fingerprintOf(server.hostKey)],
    username: 'zztest',
    auth: { password },
    stillSeconds: 0,
    pollSeconds: 0.02,
    timeoutSeconds: 5,
    ...change,
  };
  const running = await sftp.start(files.context(config));
  opened.push(running.stop);
  return { inbox, files, stop: running.stop };
}

test('a password opens it; a wrong one is tried ever more seldom', async () => {
  server.show({ name: 'export.csv', content: Buffer.from('id\n') });
  const { files } = await start();
  await until(() => files.files.length === 1);

  const before = server.logins.length;
  const wrong = await start({ auth: { password: 'ZZTEST-wrong' }, pollSeconds: 0.01 });
  await until(() => wrong.inbox.events.length === 3);

  expect(wrong.inbox.events[0]?.sentence).toContain('refused the login');
  expect(JSON.stringify(wrong.inbox.events)).not.toContain('ZZTEST-wrong');
  expect(server.logins.length).toBeGreaterThan(before);
});

test('a foreign server hears neither name nor password', async () => {
  const { inbox } = await start({ hostKeys: [`SHA256:${'A'.repeat(43)}`] });

  await until(() => inbox.events.length === 1);

  expect(inbox.events[0]?.sentence).toContain(fingerprintOf(server.hostKey));
  expect(server.logins).toEqual([]);
});

test('names that lead elsewhere are no files, there or here', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'zztest-elsewhere-'));
  opened.push(() => rm(elsewhere, { recursive: true }));
  server.show(
    // From wherever the hub stands this is the folder above.
    { name: `${'../'.repeat(30)}${elsewhere.slice(1)}/escaped.csv`, content: Buffer.from('id\n') },
    { name: '..', content: Buffer.from('id\n') },
    { name: 'a\\b.csv', content: Buffer.from('id\n') },
    { name: 'line\nbreak.csv', content: Buffer.from('id\n') },
    { name: 'good.csv', content: Buffer.from('id\n1\n') },
  );
  const { inbox, files } = await start();

  await until(() => files.files.length === 1);

  expect(files.files.map(({ name }) => name)).toEqual(['good.csv']);
  // `..` is none of the library's files either.
  expect(inbox.events[0]?.sentence).toMatch(/^[34] files on the server have names that lead elsewhere/);
  expect(inbox.events).toHaveLength(1);
  expect(await readdir(elsewhere)).toEqual([]);
});

test('a file that breaks off goes on where it broke', async () => {
  const content = Buffer.alloc(2_000_000, 'platformReferralId\n');
  server.show({ name: 'export.csv', content });
  server.breakAfter(1_000_000);
  const { inbox, files } = await start();

  await until(() => files.files.length === 1);

  expect(files.files[0]?.bytes.equals(content)).toBe(true);
  expect(files.offered()).toBe(1);
  expect(inbox.events).toEqual([]);
  expect(server.reads.filter((offset) => offset === 0)).toHaveLength(1);
});

test('a list that promises more than there is stores nothing', async () => {
  const shown = { name: 'export.csv', content: Buffer.from('id\n1\n') };
  server.show({ ...shown, content: new Proxy(shown.content, { get: lieAboutLength }) });
  const { inbox, files } = await start();

  await until(() => inbox.events.length > 0);

  expect(inbox.events[0]?.sentence).toContain('changed while it was fetched');
  expect(files.files).toEqual([]);
});

function lieAboutLength(target: Buffer, key: string | symbol): unknown {
  if (key === 'length') return 1_000;
  const value: unknown = Reflect.get(target, key);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}

test('a server that falls silent in the middle is given up, and stopping waits for nobody', async () => {
  server.show({ name: 'export.csv', content: Buffer.from('id\n1\n') });
  server.fallSilent();
  // Long enough for a slow machine to shake hands before the silence.
  const { inbox, files, stop } = await start({ timeoutSeconds: 3 });

  await until(() => inbox.events.length > 0);
  await stop();

  expect(inbox.events[0]?.sentence).toContain('did not answer in time');
  expect(files.files).toEqual([]);
});

test('a private key may stand in the channel, in one line; what is none is refused by its name', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = String(privateKey.export({ format: 'pem', type: 'pkcs1' })).replaceAll('\n', '\\n');
  const base = { host: 'sftp.platform.example', hostKeys: [`SHA256:${'A'.repeat(43)}`], username: 'zztest' };

  expect(sftpSourceConfig.safeParse({ ...base, auth: { privateKey: pem } }).success).toBe(true);
  const refused = sftpSourceConfig.safeParse({ ...base, auth: { privateKey: 'nonsense' } });
  expect(JSON.stringify(refused.error?.issues)).toContain('the private key cannot be read');
});
