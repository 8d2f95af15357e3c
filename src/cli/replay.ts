import { Command, Option } from 'commander';
import type { Hub } from '../pipeline/hub.ts';
import { replayMessage } from '../pipeline/process.ts';
import { listMessages, type MessageFilter } from '../store/message-search.ts';
import { findMessage } from '../store/messages.ts';
import { isId } from './ids.ts';
import { withOfflineHub } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

/** `referloop replay`: maps stored messages again. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('map stored messages again with the mapping of today; the hub may be running')
    .argument('[message-id]', 'one message')
    .option('--channel <name>', 'all messages of a channel in a state')
    .addOption(
      new Option('--state <state>', 'with --channel: which of them')
        .choices(['invalid', 'review', 'filtered', 'applied'])
        .default('invalid'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  referloop replay 0197a3c2-5b1e-7cc0-9f6e-2d4b8a1c3e5f\n  referloop replay --channel st-anne-scheduling --state invalid',
    )
    .action((id: string | undefined, options: ReplayOptions) => run(() => replay(id, options)));
}

type ReplayOptions = { readonly channel?: string; readonly state: NonNullable<MessageFilter['state']> };

const PAGE = 200;

async function replay(id: string | undefined, options: ReplayOptions): Promise<void> {
  if ((id === undefined) === (options.channel === undefined))
    refuse('Name one message, or a channel with --channel.');
  if (id !== undefined && !isId(id)) refuse(`"${id}" is no message’s id.`);
  await withOfflineHub(async (hub) => {
    if (id !== undefined) return replayOne(hub, id);
    const counts = await replayAll(hub, {
      state: options.state,
      ...(options.channel === undefined ? {} : { channel: options.channel }),
    });
    const words = [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
    console.log(
      words === '' ? `The channel has no message that is ${options.state}.` : `Mapped again: ${words}.`,
    );
  });
}

async function replayOne(hub: Hub, id: string): Promise<void> {
  if (!(await replayMessage(hub, id))) refuse('There is no such message.');
  const message = await findMessage(hub.db, id);
  console.log(
    `The message is now ${message?.state ?? 'gone'}${message?.reason ? `: ${message.reason}` : '.'}`,
  );
}

/** Newest first, in pages: what a replay leaves in its state is not met again. */
async function replayAll(hub: Hub, filter: MessageFilter): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let before: string | undefined;
  for (;;) {
    const page = await listMessages(hub.db, filter, PAGE, before);
    for (const { id } of page) {
      await replayMessage(hub, id);
      const state = (await findMessage(hub.db, id))?.state ?? 'gone';
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    before = page.at(-1)?.id;
    if (page.length < PAGE || before === undefined) return counts;
  }
}
