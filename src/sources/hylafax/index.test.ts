import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openDoor, openPort } from '../../../test/contracts/door.ts';
import { createInbox, describeSource, type Inbox } from '../../../test/contracts/source.ts';
import { hylafax } from './index.ts';

const tiff = (number: number): Buffer => Buffer.from(`II*\0 page ${number} of an invented fax`);
const script = join(import.meta.dirname, 'faxrcvd-referloop.sh');
const TOKEN = 'ZZTEST-token';
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

describeSource({
  source: hylafax,
  config: {},
  badConfigs: [
    { field: 'maxBytes', config: { maxBytes: 0 } },
    { field: 'maxByte', config: { maxByte: 1 } },
  ],
  message: tiff,
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await post(door.url, { file: message });
        return { isPositive: response.ok, bytes: Buffer.from((await outcomeOf(response)).messageId ?? '') };
      },
      close: door.close,
    };
  },
});

type Fields = Readonly<Record<string, string | Uint8Array>>;

function post(url: string, fields: Fields): Promise<Response> {
  const form = new FormData();
  const all: Fields = {
    qfile: 'recvq/fax000000042.tif',
    devid: 'ttyS0',
    commid: '00000123',
    'error-msg': '',
    ...fields,
  };
  for (const [name, value] of Object.entries(all)) {
    if (typeof value === 'string') form.set(name, value);
    else form.set(name, new Blob([value], { type: 'image/tiff' }), 'file.tif');
  }
  return fetch(url, { method: 'POST', body: form });
}

async function outcomeOf(
  response: Response,
): Promise<{ messageId?: string; outcome?: string; code?: string }> {
  return (await response.json()) as { messageId?: string; outcome?: string; code?: string };
}

async function start(inbox: Inbox): Promise<string> {
  const running = await hylafax.start(inbox.context({}));
  const door = await openDoor(inbox);
  opened.push(running.stop, door.close);
  return door.url;
}

describe('what is posted', () => {
  test('a fax with all that the server knows of it', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);
    const faxinfo = 'recvq/fax000000042.tif:\n      Sender: ZZTEST FAMILY MED\n       Pages: 3\n';

    await post(url, { file: tiff(1), CIDNumber: '13125550142', CIDName: 'ZZTEST', faxinfo });

    expect(inbox.arrivals[0]).toMatchObject({
      contentType: 'image/tiff',
      transport: {
        kind: 'fax',
        gateway: 'hylafax',
        fromNumber: '3125550142',
        callerName: 'ZZTEST',
        csid: 'ZZTEST FAMILY MED',
        pages: 3,
        notice: { commid: '00000123', devid: 'ttyS0' },
      },
    });
    expect(inbox.arrivals[0]?.identity).toMatch(/^hylafax:00000123:fax000000042\.tif:[0-9a-f]{16}$/);
    expect(inbox.arrivals[0]?.transport).not.toHaveProperty('isPartial');
  });

  test('pages that came before the line broke are taken, as a part', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    await post(url, { file: tiff(1), 'error-msg': 'T.30 T2 timeout, expected page not received' });

    expect(inbox.arrivals[0]?.transport?.isPartial).toBe(true);
    expect(inbox.arrivals[0]?.transport?.notice?.['error-msg']).toContain('T2 timeout');
    expect(inbox.arrivals[0]).not.toHaveProperty('fault');
  });

  test('a call without a page is kept with the reason, so that a person can ask for it again', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    const response = await post(url, { 'error-msg': 'No carrier detected', CIDNumber: '3125550142' });

    expect(response.status).toBe(200);
    expect(inbox.arrivals[0]?.fault).toEqual({
      code: 'reception-failed',
      reason: expect.stringContaining('No carrier detected') as string,
    });
    expect(inbox.arrivals[0]?.transport?.fromNumber).toBe('3125550142');
  });

  test('a counter that starts anew after a reinstallation is no repeat of the old one', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    await post(url, { file: tiff(1) });
    await post(url, { file: tiff(2) });
    await post(url, { file: tiff(2) });

    expect(new Set(inbox.arrivals.map((arrival) => arrival.identity)).size).toBe(2);
  });

  test('what is no such form is refused and not stored', async () => {
    const inbox = createInbox(() => undefined);
    const url = await start(inbox);

    const answers = [
      await fetch(url, { method: 'POST', body: 'hello' }),
      await fetch(url, {
        method: 'POST',
        body: '--x\r\nbroken',
        headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
      }),
      await post(url, { commid: '', file: tiff(1) }),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([400, 400, 400]);
    expect((await fetch(url)).status).toBe(405);
    expect(inbox.arrivals).toEqual([]);
  });
});

/** A fax server's machine: its spool, the script's settings, and a `faxinfo` that answers as the real one. */
async function openServer(url: string) {
  const home = await mkdtemp(join(tmpdir(), 'referloop-hylafax-'));
  opened.push(() => rm(home, { recursive: true, force: true }));
  const at = (...parts: string[]): string => join(home, ...parts);
  await mkdir(at('recvq'));
  await mkdir(at('bin'));
  await writeFile(at('token'), `${TOKEN}\n`);
  await writeFile(
    at('bin', 'faxinfo'),
    '#!/bin/sh\nprintf "%s:\\n      Sender: ZZTEST FAMILY MED\\n       Pages: 2\\n" "$1"\n',
  );
  await chmod(at('bin', 'faxinfo'), 0o755);
  const env = {
    PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`,
    REFERLOOP_CONF: at('none.conf'),
    REFERLOOP_URL: url,
    REFERLOOP_TOKEN_FILE: at('token'),
    REFERLOOP_SPOOL: at('waiting'),
    HYLAFAX_SPOOL: home,
  };
  const run = (...args: string[]): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      execFile('bash', [script, ...args], { env }, (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : 0;
        resolve({ code, output: `${stdout}${stderr}` });
      });
    });
  return { at, run, waiting: () => readdir(at('waiting')) };
}

/** The hub's port with its check of the token before the source. */
async function openHub(inbox: Inbox, isUp: () => boolean = () => true): Promise<string> {
  const running = await hylafax.start(inbox.context({}));
  const door = await openPort((request) => {
    if (!isUp()) return Promise.resolve(new Response(null, { status: 503 }));
    const isKnown = request.headers.get('authorization') === `Bearer ${TOKEN}`;
    if (!isKnown) return Promise.resolve(new Response(null, { status: 401 }));
    return inbox.handle(request, '127.0.0.1:1');
  });
  opened.push(running.stop, door.close);
  return door.url;
}

describe('the script', () => {
  test('hands over what faxrcvd is called with, byte for byte, and keeps nothing', async () => {
    const inbox = createInbox(() => undefined);
    const { at, run, waiting } = await openServer(await openHub(inbox));
    await writeFile(at('recvq', 'fax000000042.tif'), tiff(1));

    // A caller's name is whatever the caller wants it to be.
    const name = '"; rm -rf / #\' $(id) <@x>';
    const result = await run('recvq/fax000000042.tif', 'ttyS0', '00000123', '', '3125550142', name);

    expect(result).toEqual({ code: 0, output: '' });
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(tiff(1));
    expect(inbox.arrivals[0]?.transport).toMatchObject({
      fromNumber: '3125550142',
      callerName: name,
      csid: 'ZZTEST FAMILY MED',
      pages: 2,
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
    expect(await waiting()).toEqual([]);
  });

  test('a reception that broke off says why; one without a page has no file', async () => {
    const inbox = createInbox(() => undefined);
    const { at, run } = await openServer(await openHub(inbox));
    await writeFile(at('recvq', 'fax1.tif'), tiff(1));

    await run('recvq/fax1.tif', 'ttyS0', '1', 'T.30 T2 timeout', '3125550142');
    await run('recvq/fax2.tif', 'ttyS0', '2', 'No carrier detected');

    expect(inbox.arrivals[0]?.transport?.isPartial).toBe(true);
    expect(inbox.arrivals[1]?.fault?.code).toBe('reception-failed');
  });

  test('what the hub could not take waits, and --resend hands it over', async () => {
    const inbox = createInbox(() => undefined);
    let isUp = false;
    const { at, run, waiting } = await openServer(await openHub(inbox, () => isUp));
    await writeFile(at('recvq', 'fax1.tif'), tiff(1));

    const first = await run('recvq/fax1.tif', 'ttyS0', '1', '');
    await rm(at('recvq', 'fax1.tif'));
    const second = await run('--resend');
    isUp = true;
    const third = await run('--resend');

    expect([first.code, second.code, third.code]).toEqual([75, 75, 0]);
    expect(first.output).not.toContain(TOKEN);
    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(tiff(1));
    expect(await waiting()).toEqual([]);
  });

  test('a wrong token and missing settings are said, and the fax waits', async () => {
    const inbox = createInbox(() => undefined);
    const { at, run, waiting } = await openServer(await openHub(inbox));
    await writeFile(at('recvq', 'fax1.tif'), tiff(1));
    await writeFile(at('token'), 'another\n');

    const refused = await run('recvq/fax1.tif', 'ttyS0', '1', '');
    await rm(at('token'));
    const unset = await run('recvq/fax1.tif', 'ttyS0', '1', '');

    expect(refused.code).toBe(75);
    expect(unset).toMatchObject({
      code: 78,
      output: expect.stringContaining('REFERLOOP_TOKEN_FILE') as string,
    });
    expect(await waiting()).toHaveLength(1);
    expect(inbox.arrivals).toEqual([]);
  });
});
