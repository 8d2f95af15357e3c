import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openPort } from '../../../test/contracts/door.ts';
import { noSshd, startSshd } from '../../../test/support/sshd.ts';
import type { Channel } from '../../sdk/channel.ts';
import { sources } from '../../sources/index.ts';
import { portOfChannel } from '../listening.ts';
import { checkFhirServers } from './fhir-servers.ts';
import { checkMailboxes } from './mailboxes.ts';
import { checkWaysIn } from './ways-in.ts';

const sshd = noSshd === undefined ? await startSshd() : undefined;
afterAll(() => sshd?.stop());

const publicUrl = 'https://hub.practice.example';

function channel(name: string, sourceName: string, config: object): Channel {
  const source = sources.find((one) => one.name === sourceName);
  if (!source) throw new Error(`there is no source ${sourceName}`);
  return { name, source, config } as unknown as Channel;
}

const levelsOf = async (...channels: readonly Channel[]) =>
  (await checkWaysIn(channels, publicUrl)).map(({ name, level, said }) => [name, level, said]);

test.skipIf(!sshd)('SFTP: the login, the key, the folder, and what is wrong with each', async () => {
  const good = {
    host: '127.0.0.1',
    port: sshd?.port,
    hostKeys: [(await sshd?.fingerprint()) ?? ''],
    username: sshd?.username,
    auth: { privateKeyFile: sshd?.privateKeyFile },
    patterns: ['*.csv'],
  };
  for (const name of ['one.csv', 'two.txt']) await writeFile(join(sshd?.home ?? '', name), 'id\n');
  const otherKey = `SHA256:${'A'.repeat(43)}`;

  const found = await levelsOf(
    channel('exports', 'sftp', good),
    channel('foreign', 'sftp', { ...good, hostKeys: [otherKey] }),
    channel('closed', 'sftp', { ...good, username: 'zztest-nobody' }),
    channel('unmade', 'sftp', { ...good, folder: 'nowhere' }),
    channel('moving', 'sftp', { ...good, after: { do: 'move', folder: 'taken' } }),
    channel('away', 'sftp', { ...good, port: 1 }),
  );

  expect(found).toEqual([
    ['exports', 'ok', 'logged in, the server’s key is the pinned one; 1 of 2 files are the channel’s'],
    ['foreign', 'fail', expect.stringContaining((await sshd?.fingerprint()) ?? '-')],
    ['closed', 'fail', expect.stringContaining('refused the login')],
    ['unmade', 'fail', 'The server says it is not there.'],
    ['moving', 'fail', expect.stringContaining('after.folder')],
    ['away', 'fail', expect.stringContaining('ECONNREFUSED')],
  ]);
});

test('pull: one request; folder: there and ours; webhook: where, and by what proof', async () => {
  const server = await openPort((request) =>
    Promise.resolve(
      request.url.endsWith('/gone') ? new Response('', { status: 404 }) : Response.json({ data: [{}, {}] }),
    ),
  );
  const path = await mkdtemp(join(tmpdir(), 'referloop-doctor-'));
  const secret = 'ZZTEST-secret';

  const found = await levelsOf(
    channel('asked', 'pull', { url: server.url, records: { list: '/data' } }),
    channel('elsewhere', 'pull', { url: server.url, records: { list: '/items' } }),
    channel('gone', 'pull', { url: `${server.url}gone`, file: { name: 'export.csv' } }),
    channel('scans', 'folder', { path }),
    channel('unmounted', 'folder', { path: join(path, 'nowhere') }),
    channel('posts', 'webhook', { proof: { scheme: 'hmac', header: 'X-Signature', secrets: [secret] } }),
  );
  await server.close();

  expect(found).toEqual([
    ['asked', 'ok', 'the platform answers, with 2 records'],
    ['elsewhere', 'fail', expect.stringContaining('records.list')],
    ['gone', 'fail', 'The server answered 404.'],
    ['scans', 'ok', expect.stringContaining(path)],
    ['unmounted', 'fail', expect.stringContaining('is no folder')],
    ['posts', 'ok', `posts come to ${publicUrl}/v1/channels/posts/messages, proof: hmac in X-Signature`],
  ]);
  expect(JSON.stringify(found)).not.toContain(secret);
});

test('an inbox at a gateway is listed and nothing in it is touched', async () => {
  const actions: (string | null)[] = [];
  const server = await openPort(async (request) => {
    actions.push(new URLSearchParams(await request.text()).get('action'));
    return Response.json({ Status: 'Success', Result: [] });
  });
  const account = { accessId: '1', accessPassword: 'ZZTEST', accountZone: 'America/New_York' };

  const found = await levelsOf(channel('faxes', 'srfax', { ...account, apiUrl: server.url }));
  await server.close();

  expect(found).toEqual([['faxes', 'ok', 'the gateway’s inbox can be read; 0 of its faxes are unread']]);
  expect(new Set(actions)).toEqual(new Set(['Get_Fax_Inbox']));
});

test('every source is looked at by something', async () => {
  const unseen: string[] = [];
  for (const { name } of sources) {
    const one = channel('some', name, { port: 2575, path: '/nowhere', host: '127.0.0.1' });
    const looks = [
      ...(await checkWaysIn([one], publicUrl)),
      ...(await checkMailboxes([one])),
      ...(await checkFhirServers([one])),
      ...(portOfChannel(one) ? ['its port'] : []),
    ];
    if (looks.length !== 1) unseen.push(name);
  }
  expect(unseen).toEqual([]);
});
