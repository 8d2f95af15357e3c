import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { describeDestination, parcel, type Peer } from '../../../test/contracts/destination.ts';
import { openPort } from '../../../test/contracts/door.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';
import { inventedDocument, OFFICE, withDocument } from '../../../test/support/fax-vendor.ts';
import { hylafaxOut } from './index.ts';

type Config = Parameters<typeof hylafaxOut.open>[0]['config'];

const run = promisify(execFile);
const never = new AbortController().signal;
const { key } = parcel(OFFICE, {});
const mark = `${key}:2`;
const SECRET = 'ZZTEST-secret-of-the-script';
const closes: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

/**
 * A stand-in of HylaFAX's clients, our own, which says what those of 6.0.7 say: sendfax takes one job and says its number, faxstat prints jobs as
 * the JobFmt of the caller's ~/.hylarc says. `says`: what sendfax says on its error output instead, and ends with 1.
 */
async function openServer(says = '') {
  const folder = await mkdtemp(join(tmpdir(), 'hylafax-'));
  closes.push(() => rm(folder, { recursive: true, force: true }));
  const program = async (name: string, lines: readonly string[]): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
    return path;
  };
  const sendfax = await program('sendfax', [
    `env > ${folder}/environment`,
    `printf '%s\\n' "$@" > ${folder}/args.$$`,
    ...(says === '' ? [] : [`echo "${says}" >&2`, 'exit 1']),
    `for last; do :; done; cp "$last" ${folder}/sent.tif`,
    'echo "request id is 42 (group id 42) for host localhost (1 file)"',
  ]);
  const faxstat = await program('faxstat', [
    'grep -q "^JobFmt: \\"referloop|%j|%J|%a|%P|%s\\"$" "$HOME/.hylarc" || exit 2',
    `[ "$1 $2" = "-s -d" ] || exit 3`,
    `echo "HylaFAX scheduler on vm: Running"; echo; echo "referloop|JID|JobTag|State|Pages|Status"; cat ${folder}/jobs`,
  ]);
  const jobs = (...lines: readonly string[]): Promise<void> =>
    writeFile(join(folder, 'jobs'), `${lines.join('\n')}\n`);
  await jobs();
  const calls = async (): Promise<readonly string[][]> => {
    const names = (await readdir(folder)).filter((name) => name.startsWith('args.'));
    return Promise.all(
      names.map(async (name) => (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n')),
    );
  };
  return { folder, sendfax, faxstat, jobs, calls };
}

const programs = new Map<Peer, { readonly sendfax: string; readonly faxstat: string }>();
const peer = (says?: string) => async (): Promise<Peer> => {
  const server = await openServer(says);
  const received = async (): Promise<readonly string[]> =>
    (await server.calls()).map((args) => args[args.indexOf('-i') + 1] ?? '');
  const made: Peer = { address: OFFICE, received, close: () => Promise.resolve() };
  programs.set(made, server);
  return made;
};

describeDestination({
  destination: withDocument(hylafaxOut),
  config: (made) => ({ sendfax: programs.get(made)?.sendfax, faxstat: programs.get(made)?.faxstat }),
  settings: {},
  badConfigs: [
    { field: 'sendfax', config: { sendfax: 'sendfax; rm' } },
    { field: 'server', config: { server: 'fax server' } },
    { field: 'notifySecret', config: { notifySecret: 'short' } },
    { field: 'environment', config: { environment: { PATH: '/tmp' } } },
    { field: 'sendFax', config: { sendFax: 'x' } },
  ],
  badEndpoints: [{ field: 'address', endpoint: { address: '-d 5550142', settings: {} } }],
  peers: {
    willing: peer(),
    refusing: peer('fax.tif: unable to convert: ZZTEST'),
    away: peer('Can not reach service 4559 at host localhost.'),
    silent: peer('Broken pipe'),
  },
});

async function open(config: Partial<Config> = {}, says = '') {
  const server = await openServer(says);
  const { sendfax, faxstat } = server;
  const hearing = destinationContext({ sendfax, faxstat, settleSeconds: 0, askSeconds: 0, ...config });
  const opened = await hylafaxOut.open(hearing.context);
  const sent = { key, address: OFFICE, settings: {}, sentAt: '2026-01-05T18:00:00.000Z', pages: 2 };
  return {
    ...hearing,
    server,
    send: () => opened.deliver(parcel(OFFICE, {}, { document: inventedDocument() }), never),
    confirm: (reference?: string) =>
      opened.confirm?.({ ...sent, ...(reference !== undefined && { reference }) }, never),
  };
}

describe('a job', () => {
  test('is one call without a cover, tagged with our reference', async () => {
    const { server, send } = await open({ server: 'fax.practice.example:4559', numbers: 'digits' });

    expect(await send()).toEqual({ status: 'sent', reference: '42' });
    const [args = []] = await server.calls();
    expect(args.slice(0, -1).join(' ')).toBe(
      `-n -D -m -t 1 -T 1 -i ${mark} -d 13125550142 -h fax.practice.example:4559`,
    );
    expect(await readFile(join(server.folder, 'sent.tif'))).toEqual(inventedDocument().bytes);
    await expect(readFile(args.at(-1) ?? '')).rejects.toThrow('ENOENT');
  });

  test('is made without the secrets of the hub’s own environment', async () => {
    process.env['ZZTEST_SECRET'] = 'ZZTEST-password-of-the-database';
    closes.push(() => Promise.resolve(delete process.env['ZZTEST_SECRET']));
    const { server, send } = await open({ environment: { FAXUSER: 'referloop' } });
    expect(await send()).toMatchObject({ status: 'sent' });

    const given = await readFile(join(server.folder, 'environment'), 'utf8');
    expect(given).not.toContain('ZZTEST_SECRET');
    const names = given
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/=.*/s, ''));
    // PWD, _, SHLVL, OLDPWD: the shell's own.
    expect(names.filter((name) => !/^(?:PWD|_|SHLVL|OLDPWD)$/.test(name)).toSorted()).toEqual(
      ['FAXUSER', 'HOME', 'LANG', 'LC_ALL', 'PATH'].filter(
        (name) => name === 'FAXUSER' || name === 'LC_ALL' || name in process.env,
      ),
    );
  });

  test('is none where there is no sendfax, or the server lets nobody in', async () => {
    const missing = await open({ sendfax: '/nowhere/sendfax' });
    expect(await missing.send()).toMatchObject({ fate: 'transient', code: 'fax-account' });
    const locked = await open({}, "Password:Login failed: 500 'PASS ': Syntax error, expecting password.");
    expect(await locked.send()).toMatchObject({ fate: 'transient', code: 'fax-account' });
    const lost = await open({}, 'Warning, getaddrinfo failed with -2: Name or service not known');
    expect(await lost.send()).toMatchObject({ fate: 'transient', code: 'gateway-unreachable' });
  });
});

describe('what became of it', () => {
  test.each([
    [`referloop|42|${mark}|D| 2:2 |`, { status: 'delivered', reference: '42' }],
    [`referloop|42|${mark}|D|1:2|`, { code: 'fax-partial' }],
    [`referloop|42|${mark}|W| 0:0 |`, { status: 'sent' }],
    [`referloop|42|${mark}|F|0:2|Busy signal detected`, { code: 'fax-busy' }],
    [`referloop|42|${mark}|F|1:2|Failure to train remote modem`, { code: 'fax-partial' }],
    [`referloop|42|${mark}|F|0:2|No carrier detected`, { code: 'fax-no-machine', fate: 'permanent' }],
    [`referloop|42|${mark}|F|0:2|Something | else`, { code: 'fax-failed', fate: 'transient' }],
  ])('%s is looked up', async (line, outcome) => {
    const { server, confirm } = await open();
    await server.jobs('referloop|41|nightly report|D|1:1|', line);
    expect(await confirm('42')).toMatchObject(outcome);
    expect(await confirm()).toMatchObject(outcome);
  });

  test('is the newest of several with our reference, and that there is none when the queues have none', async () => {
    const { server, confirm } = await open();
    await server.jobs(`referloop|9|${mark}|F|0:2|Busy`, `referloop|10|${mark}|F|0:2|No answer from remote`);
    expect(await confirm()).toMatchObject({ code: 'fax-no-answer' });
    await server.jobs('referloop|41|nightly report|D|1:1|');
    expect(await confirm()).toMatchObject({ code: 'fax-never-taken' });
    expect(await confirm('42')).toBeUndefined();
  });

  test('is told by the script with our secret', async () => {
    const { server, knock, told } = await open({ notifySecret: SECRET });
    const port = await openPort((request) => {
      const url = request.url.replace(/^http:\/\/[^/]+/, 'https://hub.example');
      return knock(new Request(url, request));
    });
    closes.push(port.close);
    const lines = [`jobid:42`, `jobtag:${mark}`, 'receiver:ZZTESTFIELD', 'npages:2', 'totpages:2', 'status:'];
    const script = join(import.meta.dirname, 'notify-referloop.sh');
    const call = async (secret: string, why: string, job: readonly string[]): Promise<void> => {
      await writeFile(join(server.folder, 'q42'), `${job.join('\n')}\n`);
      await writeFile(join(server.folder, 'secret'), `${secret}\n`);
      const env = {
        ...process.env,
        REFERLOOP_STATUS_URL: `${port.url}v1/destinations/under-test/status`,
        REFERLOOP_SECRET_FILE: join(server.folder, 'secret'),
      };
      await run('sh', [script, join(server.folder, 'q42'), why, '0:38'], { env });
    };

    await expect(call('guessed-secret', 'done', lines)).rejects.toThrow(/401/);
    await call(SECRET, 'requeued', lines);
    await call(SECRET, 'format_failed', lines);
    await call(SECRET, 'done', lines);
    await call(SECRET, 'done', ['jobid:41', 'jobtag:nightly report', 'npages:1', 'totpages:1']);
    expect(told).toMatchObject([
      { reference: '42', outcome: { code: 'fax-document' } },
      { key, outcome: { status: 'delivered', reference: '42' } },
    ]);
  });
});
