import { Command } from 'commander';
import { findUrlProblem } from '../pipeline/webhook/address.ts';
import { lastPosition } from '../store/events.ts';
import { insertWebhook, listWebhooks } from '../store/webhooks.ts';
import { withStore } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

const LISTED = 1_000;

/** `referloop webhook`: receivers of events. */
export function webhookCommand(): Command {
  const add = new Command('add')
    .description('send events to an address, from now on; the signing secret is shown once')
    .argument('<url>', 'where events are posted')
    .option('--types <list>', 'only these types, separated by commas (default: all)', (text: string) =>
      text.split(',').map((one) => one.trim()),
    )
    .option('--description <text>', 'what it is for', '')
    .addHelpText(
      'after',
      '\nExample:\n  referloop webhook add https://crm.example/hooks/referloop --types referral.received,referral.closed',
    )
    .action((url: string, options: AddOptions) => run(() => addOne(url, options)));
  const list = new Command('list')
    .description('show all receivers')
    .addHelpText('after', '\nExample:\n  referloop webhook list')
    .action(() => run(listAll));
  return new Command('webhook').description('receivers of events').addCommand(add).addCommand(list);
}

type AddOptions = { readonly types?: readonly string[]; readonly description: string };

async function addOne(url: string, { types = [], description }: AddOptions): Promise<void> {
  const { id, secret } = await withStore(async (db, config) => {
    const problem = findUrlProblem(url, { allowPrivate: config.allowPrivateWebhooks });
    if (problem) refuse(problem.reason);
    return insertWebhook(db, { url, description, types, position: await lastPosition(db) });
  });
  console.log(`${url} gets every event from now on (webhook ${id}).`);
  console.log(`Signing secret (shown this once): ${secret}`);
}

async function listAll(): Promise<void> {
  const webhooks = await withStore((db) => listWebhooks(db, LISTED));
  if (webhooks.length === 0)
    console.log('There are no webhooks yet. Add one with: referloop webhook add <url>');
  for (const one of webhooks) {
    const state =
      one.state === 'disabled'
        ? `disabled (${one.disabledReason ?? 'unknown'})`
        : one.failingSince === null
          ? 'active'
          : `failing since ${one.failingSince}`;
    console.log(
      [one.id, one.url, one.types.length === 0 ? 'all types' : one.types.join(','), state].join('  '),
    );
  }
}
