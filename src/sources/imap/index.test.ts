import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createInbox, describeSource, turns } from '../../../test/contracts/source.ts';
import type { Inbox } from '../../../test/contracts/source.ts';
import { until } from '../../../test/contracts/until.ts';
import { noDovecot, PASSWORD, startDovecot } from '../../../test/support/dovecot.ts';
import { mailWithSheet, plainMail } from '../../../test/support/mails.ts';
import type { RunningSource } from '../../sdk/source.ts';
import { imap } from './index.ts';

type Config = Parameters<typeof imap.start>[0]['config'];

const dovecot = noDovecot === undefined ? await startDovecot() : undefined;
afterAll(() => dovecot?.stop());

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const configOf = (user: string): Config => ({
  host: '127.0.0.1',
  port: dovecot?.port ?? 1,
  security: 'none',
  auth: { user, password: PASSWORD },
  // The hint must do: no test waits for a look that comes by itself, but where it says so.
  pollSeconds: 3_600,
  reconnectSeconds: 0.05,
});

async function start(inbox: Inbox, config: Config): Promise<RunningSource> {
  const running = await imap.start(inbox.context(config));
  open.push(running.stop);
  return running;
}

async function openMailbox(user: string, folder = 'INBOX') {
  if (!dovecot) throw new Error('there is no mail server');
  const client = await dovecot.client(user, folder);
  open.push(() => client.logout());
  const uids = async (name: string): Promise<readonly number[]> => {
    // A folder nobody made yet is empty.
    if (!(await client.status(name, { messages: true }).catch(() => false))) return [];
    await client.mailboxOpen(name);
    await client.noop();
    return (await client.search({ all: true }, { uid: true })) || [];
  };
  return {
    append: async (bytes: Buffer, name = 'INBOX'): Promise<number> => {
      const appended = await client.append(name, bytes, [], new Date('2026-01-05T15:00:00Z'));
      return (appended && appended.uid) || 0;
    },
    create: (name: string) => client.mailboxCreate(name),
    uids,
    flags: async (name: string): Promise<readonly string[]> => {
      await client.mailboxOpen(name);
      const found = await client.fetchAll('1:*', { flags: true }, { uid: true });
      return found.flatMap((mail) => [...(mail.flags ?? [])]);
    },
    bytes: async (name: string): Promise<Buffer | undefined> => {
      await client.mailboxOpen(name);
      return (await client.fetchAll('1:*', { source: true }, { uid: true }))[0]?.source;
    },
  };
}

const eventsOf = (inbox: Inbox, kind: string): number =>
  inbox.events.filter((event) => event.kind === kind).length;

let senders = 0;

describe.skipIf(!dovecot)('with a real mail server', () => {
  describeSource({
    source: imap,
    config: configOf('contract'),
    badConfigs: [
      { field: 'auth', config: { ...configOf('a'), auth: { user: 'a' } } },
      { field: 'security', config: { ...configOf('a'), host: 'mail.practice.example' } },
      { field: 'pollSecond', config: { ...configOf('a'), pollSecond: 1 } },
      { field: 'folders', config: { ...configOf('a'), folders: ['Processed'] } },
    ],
    message: (number) => plainMail(number),
    connect: async (_running, inbox) => {
      await until(() => eventsOf(inbox, 'connected') > 0);
      if (eventsOf(inbox, 'disconnected') > 0) {
        // Only the senders of this test are logged in still.
        await until(async () => (await dovecot?.sessions('contract')) === senders);
        throw new Error('nobody is logged in');
      }
      const client = await dovecot!.client('contract');
      senders += 1;
      return {
        // A mailbox answers by what becomes of the mail: moved, or still there.
        send: async (message) => {
          const failures = eventsOf(inbox, 'failed');
          const appended = await client.append('INBOX', Buffer.from(message));
          const range = String(appended && appended.uid);
          let isMoved = false;
          await until(async () => {
            // Without it the server may go on telling of a mail that is gone.
            await client.noop();
            isMoved = ((await client.search({ uid: range }, { uid: true })) || []).length === 0;
            return isMoved || eventsOf(inbox, 'failed') > failures;
          });
          return { isPositive: isMoved, bytes: new Uint8Array() };
        },
        close: async () => {
          senders -= 1;
          await client.logout();
        },
      };
    },
  });

  describe('a mail', () => {
    test('comes by the server’s hint, is stored as it is, and then lies read in Processed', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('idle');
      await start(inbox, configOf('idle'));
      await until(() => eventsOf(inbox, 'connected') > 0);
      await until(async () => (await mailbox.uids('Failed')).length === 0);

      await mailbox.append(plainMail(1));
      await inbox.arrived(1);

      expect(inbox.arrivals[0]).toMatchObject({
        peer: 'idle (INBOX)',
        contentType: 'message/rfc822',
        transport: {
          kind: 'mail',
          fromAddress: 'frontdesk@office.example',
          fromName: 'ZZTEST Front Desk',
          subject: 'Referral 1',
          sentAt: '2026-01-05T14:30:00.000Z',
          receivedAt: '2026-01-05T15:00:00.000Z',
        },
      });
      expect(inbox.arrivals[0]?.identity).toMatch(/^1@office\.example [0-9a-f]{64}$/);
      await until(async () => (await mailbox.uids('Processed')).length === 1);
      expect(await mailbox.uids('INBOX')).toEqual([]);
      expect(await mailbox.flags('Processed')).toContain('\\Seen');
      expect(await mailbox.bytes('Processed')).toEqual(plainMail(1));
    });

    test('that waited before the hub came is taken, and the oldest first', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('waiting');
      for (const number of [1, 2, 3]) await mailbox.append(plainMail(number));

      await start(inbox, configOf('waiting'));
      await inbox.arrived(3);

      expect(inbox.arrivals.map((arrival) => arrival.transport?.subject)).toEqual([
        'Referral 1',
        'Referral 2',
        'Referral 3',
      ]);
    });

    test('is neither moved nor marked as read before it is stored', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('held');
      const release = inbox.hold();
      await mailbox.append(plainMail(1));
      await start(inbox, configOf('held'));
      await inbox.arrived(1);
      await turns(50);

      expect(await mailbox.uids('INBOX')).toHaveLength(1);
      expect(await mailbox.flags('INBOX')).not.toContain('\\Seen');
      expect(await mailbox.uids('Processed')).toEqual([]);

      release();
      await until(async () => (await mailbox.uids('Processed')).length === 1);
    });

    test('that could not be stored stays unread, and comes again by itself', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('refused');
      inbox.failNext();
      const release = inbox.hold();
      await mailbox.append(plainMail(1));
      await start(inbox, { ...configOf('refused'), pollSeconds: 1 });
      await inbox.arrived(1);
      release();
      await until(() => eventsOf(inbox, 'failed') === 1);
      expect(await mailbox.flags('INBOX')).not.toContain('\\Seen');

      await inbox.arrived(2);
      await until(async () => (await mailbox.uids('Processed')).length === 1);
      expect(inbox.stored.size).toBe(1);
    });

    test('that fails does not stand in the way of the next', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('next');
      inbox.failNext();
      for (const number of [1, 2]) await mailbox.append(plainMail(number));
      await start(inbox, configOf('next'));

      await until(async () => (await mailbox.uids('Processed')).length === 1);
      expect(inbox.arrivals.map((arrival) => arrival.transport?.subject)).toEqual([
        'Referral 1',
        'Referral 2',
      ]);
      expect(await mailbox.uids('INBOX')).toHaveLength(1);
    });

    test('stored before the hub fell, not moved yet, is recognised and moved', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('again');
      await inbox.context({}).receive({ body: plainMail(1), peer: 'before' });
      await mailbox.append(plainMail(1));

      await start(inbox, configOf('again'));
      await until(async () => (await mailbox.uids('Processed')).length === 1);

      expect(inbox.stored.size).toBe(1);
    });

    test('of twenty megabytes comes whole', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('big');
      const big = mailWithSheet(15_000_000);
      await mailbox.append(big);

      await start(inbox, configOf('big'));
      await inbox.arrived(1);

      expect(inbox.arrivals[0]?.body.byteLength).toBeGreaterThan(20_000_000);
      expect(Buffer.from(inbox.arrivals[0]?.body ?? []).equals(big)).toBe(true);
    });

    test('over the limit is told of with its head, and lies in Failed', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('large');
      await mailbox.append(mailWithSheet(10_000));

      await start(inbox, { ...configOf('large'), maxBytes: 5_000 });
      await until(async () => (await mailbox.uids('Failed')).length === 1);

      expect(inbox.arrivals).toHaveLength(1);
      expect(inbox.arrivals[0]?.fault?.code).toBe('mail-too-large');
      expect(inbox.arrivals[0]?.fault?.reason).toContain('maxBytes');
      expect(inbox.arrivals[0]?.transport).toMatchObject({ subject: 'Sheet' });
      expect(inbox.arrivals[0]?.body.byteLength).toBeLessThan(300);
      expect([...(await mailbox.uids('INBOX')), ...(await mailbox.uids('Processed'))]).toEqual([]);
    });
  });

  describe('folders', () => {
    /** Modified UTF-7 on the wire (RFC 3501 5.1.3). */
    const NAMED = 'Überweisungen & Faxe';

    test('are watched beside one another, and the same mail in two is one', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('two');
      await mailbox.create(NAMED);
      await start(inbox, { ...configOf('two'), folders: ['INBOX', NAMED] });
      await until(() => eventsOf(inbox, 'connected') === 2);
      await mailbox.append(plainMail(1), 'INBOX');
      await mailbox.append(plainMail(1, ['Received: from elsewhere']), NAMED);
      await until(async () => (await mailbox.uids('Processed')).length === 2);

      const [one, other] = inbox.arrivals;
      expect(new Set([one?.peer, other?.peer])).toEqual(new Set([`two (${NAMED})`, 'two (INBOX)']));
      expect(one?.identity).toBe(other?.identity);
    });

    test('with new numbers are looked at from the beginning', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('renumbered');
      const { memory } = inbox.context({});
      const first = await start(inbox, configOf('renumbered'));
      await mailbox.append(plainMail(1));
      await until(async () => (await mailbox.uids('Processed')).length === 1);
      await first.stop();
      const before = await memory.recall('cursor:INBOX');
      const [validity] = (before ?? '').split(':');
      // As if a hundred mails had been taken: under the old numbers the next one would be passed over.
      await memory.remember('cursor:INBOX', `${validity}:100`);
      await mailbox.append(plainMail(2));

      await dovecot?.changeUidValidity('renumbered', 'INBOX');
      await start(inbox, configOf('renumbered'));
      await until(async () => (await mailbox.uids('Processed')).length === 2);

      expect(before).toMatch(/^\d+:1$/);
      await until(async () => (await memory.recall('cursor:INBOX'))?.endsWith(':2') === true);
      expect(await memory.recall('cursor:INBOX')).not.toContain(`${validity}:`);
    });

    test('that are missing are said, and looked for again', async () => {
      const inbox = createInbox();
      const mailbox = await openMailbox('missing');
      await start(inbox, { ...configOf('missing'), folders: ['Faxes'] });
      await until(() => eventsOf(inbox, 'failed') > 0);

      await mailbox.create('Faxes');
      await mailbox.append(plainMail(1), 'Faxes');

      await inbox.arrived(1);
      expect(inbox.arrivals[0]?.peer).toBe('missing (Faxes)');
    });
  });

  test('stopping moves what is being stored, and leaves the rest', async () => {
    const inbox = createInbox();
    const mailbox = await openMailbox('stopped');
    for (const number of [1, 2]) await mailbox.append(plainMail(number));
    const release = inbox.hold();
    const running = await start(inbox, configOf('stopped'));
    await inbox.arrived(1);

    const stopped = running.stop();
    release();
    await stopped;

    expect(inbox.arrivals).toHaveLength(1);
    expect(await mailbox.uids('Processed')).toHaveLength(1);
    expect(await mailbox.uids('INBOX')).toHaveLength(1);
  });
});
