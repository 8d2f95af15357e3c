import { Command } from 'commander';
import { decodePosition } from '../api/cursor.ts';
import { isPublishedEventType } from '../domain/event-catalogue.ts';
import { findUrlProblem } from '../pipeline/webhook/address.ts';
import { askReplay, planReplay, type ReplayWish } from '../pipeline/webhook/replay.ts';
import { lastPosition } from '../store/events.ts';
import { findWebhook, insertWebhook, listWebhooks } from '../store/webhooks.ts';
import { isId } from './ids.ts';
import { PERSON, withStore } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

const LISTED = 1_000;

/** `referloop webhook`: receivers of events. */
export function webhookCommand(): Command {
  const add = new Command('add')
    .description('send events to an address, from now on; the signing secret is shown once')
    .argument('<url>', 'where events are posted')
    .option('--types <list>', 'only these types, separated by commas (default: all)', listOf)
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
  return new Command('webhook')
    .description('receivers of events')
    .addCommand(add)
    .addCommand(list)
    .addCommand(replayCommand());
}

function replayCommand(): Command {
  return new Command('replay')
    .description('send events to a receiver again: one, since a time, or after a cursor')
    .argument('<webhook-id>', 'its id, as `webhook list` shows it')
    .option('--event <id>', 'this one event')
    .option('--since <instant>', 'all recorded at or after this instant: 2026-03-02T10:00:00Z')
    .option('--after <cursor>', 'all after this cursor of the event log; "" for the whole log')
    .option(
      '--types <list>',
      'only these types, separated by commas (default: all the receiver takes)',
      listOf,
    )
    .option('--per-second <count>', 'at most so many a second, 1 to 500', '50')
    .option('--dry-run', 'count, and send nothing')
    .addHelpText(
      'after',
      '\nExample:\n  referloop webhook replay 0197a3c2-5b1e-7cc0-9f6e-2d4b8a1c3e5f --since 2026-03-02T10:00:00Z --dry-run',
    )
    .action((id: string, options: ReplayOptions) => run(() => replay(id, options)));
}

const listOf = (text: string): readonly string[] => text.split(',').map((one) => one.trim());

type ReplayOptions = {
  readonly event?: string;
  readonly since?: string;
  readonly after?: string;
  readonly types?: readonly string[];
  readonly perSecond: string;
  readonly dryRun?: true;
};

const MOST_PER_SECOND = 500;

async function replay(id: string, options: ReplayOptions): Promise<void> {
  if (!isId(id)) refuse(`"${id}" is no webhook’s id.`);
  const wish = wishOf(options);
  const perSecond = Number(options.perSecond);
  if (!Number.isInteger(perSecond) || perSecond < 1 || perSecond > MOST_PER_SECOND)
    refuse(`--per-second is a whole number from 1 to ${MOST_PER_SECOND}.`);
  await withStore(async (db) => {
    if (options.dryRun) {
      const { count } = await planReplay(db, id, wish);
      return console.log(`${count} events would be sent again. Nothing was sent.`);
    }
    const { count } = await askReplay(db, id, wish, { perSecond, askedBy: PERSON });
    console.log(`A running hub sends ${count} events again, at most ${perSecond} a second.`);
  });
}

function wishOf({ event, since, after, types }: ReplayOptions): ReplayWish {
  if ([event, since, after].filter((one) => one !== undefined).length !== 1)
    refuse('Say one of --event, --since and --after.');
  if (event !== undefined && !isId(event)) refuse(`"${event}" is no event’s id.`);
  if (since !== undefined && Number.isNaN(Date.parse(since)))
    refuse(`"${since}" is no instant. Write it as 2026-03-02T10:00:00Z.`);
  const unknown = types?.find((type) => !isPublishedEventType(type));
  if (unknown !== undefined) refuse(`There is no event type "${unknown}".`);
  const position = after === undefined || after === '' ? 0 : decodePosition(after);
  if (position === undefined) refuse(`"${after}" is no cursor of the event log.`);
  return {
    ...(event === undefined ? {} : { eventId: event }),
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(after === undefined ? {} : { after: position }),
    ...(types === undefined ? {} : { types }),
  };
}

type AddOptions = { readonly types?: readonly string[]; readonly description: string };

async function addOne(url: string, { types = [], description }: AddOptions): Promise<void> {
  const unknown = types.find((type) => !isPublishedEventType(type));
  if (unknown !== undefined) refuse(`There is no event type "${unknown}".`);
  const { id, secret, keys } = await withStore(async (db, config) => {
    const problem = findUrlProblem(url, { allowPrivate: config.allowPrivateWebhooks });
    if (problem) refuse(problem.reason);
    const made = await insertWebhook(db, { url, description, types, position: await lastPosition(db) });
    return { ...made, keys: (await findWebhook(db, made.id))?.publicKeys ?? [] };
  });
  console.log(`${url} gets every event from now on (webhook ${id}).`);
  console.log(`Signing secret (shown this once): ${secret}`);
  console.log(`Public key, for signatures v1a: ${keys.join(' ')}`);
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
