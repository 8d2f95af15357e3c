import type { Channel } from '../../sdk/channel.ts';
import { imap } from '../../sources/imap/index.ts';
import { tryMailbox } from '../../sources/imap/try-mailbox.ts';
import { fail, look, ok, type Finding } from './finding.ts';

/** A token and a mail server, both far away. */
const MAILBOX_MS = 15_000;

/** Whether every mailbox a channel looks into can be logged in to. */
export function checkMailboxes(channels: readonly Channel[]): Promise<readonly Finding[]> {
  const mailboxes = channels.filter((channel) => channel.source.name === imap.name);
  return Promise.all(
    mailboxes.map((channel) => look('ways in', channel.name, () => checkMailbox(channel.config), MAILBOX_MS)),
  );
}

async function checkMailbox(config: unknown) {
  const missing = await tryMailbox(config);
  return missing.length === 0
    ? ok('the mailbox can be logged in to')
    : fail(
        `the mailbox has no folder ${missing.map((folder) => `“${folder}”`).join(', ')}`,
        'Make it, or change the channel’s folders.',
      );
}
