import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import referral from '../../mappings/document/referral.mapping.ts';
import type { Door } from '../../src/api/api-deps.ts';
import { openLog } from '../../src/log.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { imap } from '../../src/sources/imap/index.ts';
import { mail } from '../../src/sources/mail/index.ts';
import { startSources, type RunningSources } from '../../src/start-sources.ts';
import { query, sql } from '../../src/store/database.ts';
import { until } from '../contracts/until.ts';
import { createTestApi, type TestApi } from '../support/api.ts';
import { noDovecot, PASSWORD, startDovecot } from '../support/dovecot.ts';
import { mailWithSheet, plainMail } from '../support/mails.ts';

const dovecot = noDovecot === undefined ? await startDovecot() : undefined;
const doors = new Map<string, Door>();
const signingKey = 'ZZTEST-signing-key';
let api: TestApi;
let running: RunningSources;

const common = { owner: 'it@practice.example', zone: 'America/New_York', mapping: referral };
const channels = [
  ...(dovecot
    ? [
        {
          ...common,
          name: 'mailbox',
          source: imap,
          config: {
            host: '127.0.0.1',
            port: dovecot.port,
            security: 'none',
            auth: { user: 'flow', password: PASSWORD },
            maxBytes: 100_000,
            pollSeconds: 3_600,
          },
        },
      ]
    : []),
  { ...common, name: 'mailgun', source: mail, config: { shape: 'mailgun', signingKey } },
] as readonly Channel[];

beforeAll(async () => {
  api = await createTestApi({ doors });
  running = await open();
});
afterAll(async () => {
  await running.stop();
  await api.close();
  await dovecot?.stop();
});

async function open(): Promise<RunningSources> {
  const opened = await startSources(
    channels,
    api.intake,
    api.hub.db,
    openLog('silent'),
    'https://hub.example',
  );
  for (const [name, door] of opened.doors) doors.set(name, door);
  return opened;
}

type Row = {
  readonly state: string;
  readonly body: string;
  readonly repeats: number;
  readonly type: string;
  readonly reason: string | null;
  readonly transport: Readonly<Record<string, unknown>>;
};

const rows = (channel: string): Promise<readonly Row[]> =>
  query<Row>(
    api.hub.db,
    sql`select state, encode(body, 'base64') as body, repeats, type, reason, transport
        from message where channel = ${channel} order by id`,
  );

const bytesOf = (row: Row | undefined): Buffer => Buffer.from(row?.body ?? '', 'base64');

describe.skipIf(!dovecot)('a mailbox', () => {
  const append = async (bytes: Buffer): Promise<void> => {
    const client = await dovecot!.client('flow');
    await client.append('INBOX', bytes);
    await client.logout();
  };
  const countIn = async (folder: string): Promise<number> => {
    const client = await dovecot!.client('flow');
    const found = await client.status(folder, { messages: true }).catch(() => false as const);
    await client.logout();
    return (found && found.messages) || 0;
  };

  test('its mails are in the database before they are moved, whole, and wait to be read', async () => {
    await append(plainMail(1));
    await until(async () => (await countIn('Processed')) === 1);

    const [row] = await rows('mailbox');

    expect(row).toMatchObject({ state: 'reading', type: 'mail', repeats: 0 });
    expect(bytesOf(row)).toEqual(plainMail(1));
    expect(row?.transport).toMatchObject({ kind: 'mail', fromAddress: 'frontdesk@office.example' });
  });

  test('the same mail again, and after a restart, is a repeat', async () => {
    await append(plainMail(1, ['Received: again']));
    await until(async () => (await countIn('Processed')) === 2);
    await running.stop();
    await append(plainMail(1));
    running = await open();
    await until(async () => (await countIn('Processed')) === 3);

    const found = await rows('mailbox');

    expect(found.map(({ repeats }) => repeats)).toEqual([2]);
  });

  test('a mail with bytes no text can have is stored as it is', async () => {
    const odd = Buffer.concat([
      Buffer.from('Subject: =?utf-8?Q?a=00b?=\r\nFrom: =?utf-8?Q?=F0=9F?= <a@a.example>\r\n\r\n'),
      // No NUL: IMAP cannot carry one.
      Buffer.from([1, 0xff, 0xfe, 0x80]),
    ]);
    await append(odd);
    await until(async () => (await countIn('Processed')) === 4);

    const row = (await rows('mailbox')).at(-1);

    expect(bytesOf(row).equals(odd)).toBe(true);
    expect(row?.transport['subject']).toBe('ab');
  });

  test('a mail that is too large is where a person sees it, with the reason', async () => {
    await append(mailWithSheet(200_000));
    await until(async () => (await countIn('Failed')) === 1);
    while ((await processWaiting(api.hub)) > 0);

    const row = (await rows('mailbox')).at(-1);

    expect(row?.state).toBe('invalid');
    expect(row?.reason).toMatch(/The mail has \d+ bytes; this channel takes at most 100000 \(maxBytes\)/);
  });
});

test('a mail that Mailgun posts is stored, and its token serves no other after a restart', async () => {
  const post = async (number: number): Promise<number> => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const token = 'zz'.repeat(25);
    const signature = createHmac('sha256', signingKey).update(`${timestamp}${token}`).digest('hex');
    const body = new URLSearchParams({
      timestamp,
      token,
      signature,
      'body-mime': plainMail(number).toString(),
    });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const path = '/v1/channels/mailgun/messages';
    const response = await api.call('POST', path, { token: null, body: body.toString(), headers });
    return response.status;
  };

  const before = [await post(1), await post(2)];
  await running.stop();
  running = await open();
  const after = [await post(2), await post(1)];

  expect([...before, ...after]).toEqual([200, 406, 406, 200]);
  const found = await rows('mailgun');
  expect(found.map((row) => [row.state, bytesOf(row).equals(plainMail(1))])).toEqual([['reading', true]]);
});
