import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import generic from '../../mappings/feed/generic-referrals.mapping.ts';
import { runImport } from '../../src/pipeline/import/run-import.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { folder, pull, sftp, webhook } from '../../src/public.ts';
import { startSources, type RunningSources } from '../../src/start-sources.ts';
import { findImportToDo } from '../../src/store/imports.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { openPort } from '../contracts/door.ts';
import { until } from '../contracts/until.ts';
import { createFeedHub, feedChannel, type FeedHub } from '../support/feed.ts';
import { noSshd, startSshd } from '../support/sshd.ts';

/** One export and one post of an invented platform, through each of the four ways in, to the ledger. */
let hub: FeedHub;
const sshd = noSshd === undefined ? await startSshd() : undefined;
let running: RunningSources | undefined;

beforeAll(async () => {
  hub = await createFeedHub();
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await execute(hub.hub.db, sql`delete from source_memory`);
});
afterAll(async () => {
  await sshd?.stop();
  await hub.close();
});

const head =
  'platformReferralId,status,patientLast,patientFirst,patientDob,referringNpi,referringLast,referringFirst\n';
/** Nobody is like anybody else: who might be the same person is another test's question. */
const people: Readonly<Record<string, readonly [string, string, string]>> = {
  'TEST-FOLDER': ['ZZTESTBAKER', 'Ada', '1980-02-29'],
  'TEST-SFTP': ['ZZTESTOKORO', 'Ibrahim', '1955-07-14'],
  'TEST-PUSH': ['ZZTESTLINDGREN', 'Sigrid', '1991-11-03'],
  'TEST-PULL': ['ZZTESTMOREAU', 'Luc', '1948-05-21'],
  'TEST-PULLFILE': ['ZZTESTNAKAGAWA', 'Yumi', '2001-09-09'],
  'TEST-POST': ['ZZTESTFERREIRA', 'Paulo', '1973-12-30'],
  'TEST-POSTTABLE': ['ZZTESTWHITEHORSE', 'Nell', '1966-04-17'],
};

function recordOf(id: string) {
  const [patientLast = '', patientFirst = '', patientDob = ''] = people[id] ?? [];
  const referrer = { referringNpi: '1234567893', referringLast: 'ZZTESTREF', referringFirst: 'Robert' };
  return { platformReferralId: id, status: 'New', patientLast, patientFirst, patientDob, ...referrer };
}

const row = (id: string): string => `${Object.values(recordOf(id)).join()}\n`;

async function start<Config>(name: string, source: Channel<Config>['source'], config: Config): Promise<void> {
  const channel = { ...feedChannel(name, generic), source, config } as Channel;
  (hub.hub.channels as Map<string, Channel>).set(name, channel);
  const log = pino({ level: 'silent' });
  running = await startSources([channel], hub.intake, hub.hub.db, log, 'https://hub.example', hub.folder);
}

/** Runs what is queued and processes what is stored, until this referral of the platform is in the ledger. */
async function untilKnown(id: string, channel: string): Promise<void> {
  await until(async () => {
    const next = await findImportToDo(hub.hub.db);
    if (next) await runImport(hub.hub, next.id);
    await hub.settle();
    const found = await query(
      hub.hub.db,
      sql`select from referral r where r.kind <> 'none' and exists
            (select from fact f where f.referral_id = r.id and f.channel = ${channel} and strpos(f.body::text, ${`"${id}"`}) > 0)`,
    );
    return found.length > 0;
  });
}

function eventsOf(channel: string) {
  return query(hub.hub.db, sql`select kind, sentence from channel_event where channel = ${channel}`);
}

test('a watched folder', async () => {
  const path = await mkdtemp(join(tmpdir(), 'referloop-exports-'));
  await start('feed-folder', folder, { path, stillSeconds: 0, pollSeconds: 0.02 });
  await writeFile(join(path, '.export.csv'), head + row('TEST-FOLDER'));
  await rename(join(path, '.export.csv'), join(path, 'export.csv'));

  await untilKnown('TEST-FOLDER', 'feed-folder');
  expect(await readdir(join(path, 'processed'))).toHaveLength(1);
});

test.skipIf(!sshd)('an SFTP server of the platform', async () => {
  await start('feed-sftp', sftp, {
    host: '127.0.0.1',
    port: sshd?.port ?? 1,
    hostKeys: [(await sshd?.fingerprint()) ?? ''],
    username: sshd?.username ?? '',
    auth: { privateKeyFile: sshd?.privateKeyFile ?? '' },
    folder: 'outbox',
    after: { do: 'delete' },
    stillSeconds: 0,
    pollSeconds: 0.05,
  });
  const outbox = join(sshd?.home ?? '', 'outbox');
  await mkdir(outbox, { recursive: true });
  await writeFile(join(outbox, '.export.csv'), head + row('TEST-SFTP'));
  await rename(join(outbox, '.export.csv'), join(outbox, 'export.csv'));

  await untilKnown('TEST-SFTP', 'feed-sftp');
  await until(async () => (await readdir(outbox)).length === 0);
  expect(await eventsOf('feed-sftp')).toEqual([]);
});

test.skipIf(!sshd)('SFTP push: they put a file on our machine, into the folder that is watched', async () => {
  const path = join(sshd?.home ?? '', 'platform-in');
  await mkdir(path, { recursive: true });
  await start('feed-push', folder, { path, stillSeconds: 0, pollSeconds: 0.02 });
  const export_ = join(await mkdtemp(join(tmpdir(), 'referloop-platform-')), 'export.csv');
  await writeFile(export_, head + row('TEST-PUSH'));

  await sshd?.sftp(
    `put ${export_} platform-in/.export.csv`,
    'rename platform-in/.export.csv platform-in/export.csv',
  );

  await untilKnown('TEST-PUSH', 'feed-push');
  expect(await readdir(join(path, 'processed'))).toHaveLength(1);
});

test('an API that is asked, record by record, and a file that is fetched whole', async () => {
  const platform = await openPort((request) =>
    Promise.resolve(
      request.url.endsWith('export.csv')
        ? new Response(head + row('TEST-PULLFILE'), { headers: { ETag: '"one"' } })
        : Response.json({ data: [recordOf('TEST-PULL')] }),
    ),
  );
  await start('feed-pull', pull, {
    url: `${platform.url}referrals?since={since}`,
    records: { list: '/data', id: '/platformReferralId' },
    pollSeconds: 0.05,
  });
  await untilKnown('TEST-PULL', 'feed-pull');
  await running?.stop();
  await start('feed-pull-file', pull, { url: `${platform.url}export.csv`, file: { name: 'export.csv' } });
  await untilKnown('TEST-PULLFILE', 'feed-pull-file');
  await running?.stop();
  await platform.close();
  expect([...(await eventsOf('feed-pull')), ...(await eventsOf('feed-pull-file'))]).toEqual([]);
});

test('posts of the platform: one record, and a table', async () => {
  const secret = 'ZZTEST-platform-secret';
  const proof = { scheme: 'hmac' as const, header: 'X-Signature', secrets: [secret] };
  await start('feed-posts', webhook, { proof, idHeader: 'X-Delivery' });
  const door = running?.doors.get('feed-posts');
  const post = async (
    body: string,
    type: string,
    delivery: string,
    key = secret,
  ): Promise<number | undefined> => {
    const headers = {
      'Content-Type': type,
      'X-Delivery': delivery,
      'X-Signature': createHmac('sha256', key).update(body).digest('hex'),
    };
    const request = new Request('https://hub.example/', { method: 'POST', body, headers });
    return (await door?.handle(request, '192.0.2.1:5000'))?.status;
  };
  const referral = JSON.stringify(recordOf('TEST-POST'));
  const forged = referral.replace('TEST-POST', 'TEST-FORGED');

  expect(door?.hasOwnCheck).toBe(true);
  expect(await post(referral, 'application/json', 'd-1')).toBe(200);
  expect(await post(referral, 'application/json', 'd-1')).toBe(200);
  expect(await post(head + row('TEST-POSTTABLE'), 'text/csv', 'd-2')).toBe(200);
  expect(await post(forged, 'application/json', 'd-3', 'other')).toBe(401);

  await untilKnown('TEST-POST', 'feed-posts');
  await untilKnown('TEST-POSTTABLE', 'feed-posts');
  const messages = await query(hub.hub.db, sql`select from message where channel = 'feed-posts'`);
  expect(messages).toHaveLength(2);
});

test.each(['referrals.csv', 'referrals.ndjson'])(
  'the sample %s is taken without a complaint',
  async (name) => {
    const bytes = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'feeds', 'samples', name));
    const run = await hub.importText(bytes, { name });
    await hub.settle();

    expect(run).toMatchObject({ state: 'done', rowsRead: 3, rowsBad: 0 });
    const broken = await query(
      hub.hub.db,
      sql`select reason from message where channel = 'valley' and state = 'invalid'`,
    );
    expect(broken).toEqual([]);
  },
);
