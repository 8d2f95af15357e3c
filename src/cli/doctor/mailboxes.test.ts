import { afterAll, expect, test } from 'vitest';
import { noDovecot, PASSWORD, startDovecot } from '../../../test/support/dovecot.ts';
import type { Channel } from '../../sdk/channel.ts';
import { http } from '../../sources/http/index.ts';
import { imap } from '../../sources/imap/index.ts';
import { portOfChannel } from '../listening.ts';
import { checkMailboxes } from './mailboxes.ts';

const dovecot = noDovecot === undefined ? await startDovecot() : undefined;
afterAll(() => dovecot?.stop());

const mailbox = (name: string, change: object = {}): Channel =>
  ({
    name,
    source: imap,
    config: {
      host: '127.0.0.1',
      port: dovecot?.port ?? 1,
      security: 'none',
      auth: { user: name, password: PASSWORD },
      ...change,
    },
  }) as unknown as Channel;

test.skipIf(!dovecot)(
  'mailboxes that can be logged in to, and those that cannot, with the reason',
  async () => {
    const channels = [
      mailbox('faxes'),
      mailbox('scans', { folders: ['INBOX', 'Scans'] }),
      mailbox('closed', { auth: { user: 'closed', password: 'ZZTEST-wrong' } }),
      mailbox('away', { port: 1 }),
      { name: 'web', source: http, config: {} } as unknown as Channel,
    ];

    const findings = await checkMailboxes(channels);

    expect(findings.map(({ name, level }) => [name, level])).toEqual([
      ['faxes', 'ok'],
      ['scans', 'fail'],
      ['closed', 'fail'],
      ['away', 'fail'],
    ]);
    expect(findings.map(({ said }) => said)).toEqual([
      'the mailbox can be logged in to',
      'the mailbox has no folder “Scans”',
      expect.stringContaining('refused the login'),
      expect.stringContaining('cannot be reached (ECONNREFUSED)'),
    ]);
    expect(JSON.stringify(findings)).not.toContain('ZZTEST-wrong');
  },
);

test('a mailbox’s port is none of ours', () => {
  expect(portOfChannel(mailbox('faxes', { port: 993 }))).toBeUndefined();
});
