import { Command, Option } from 'commander';
import { createToken, listTokens, revokeToken, type TokenScope } from '../store/tokens.ts';
import { isId } from './ids.ts';
import { withStore } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

const LISTED = 1_000;

/** `referloop token`: keys of the API. */
export function tokenCommand(): Command {
  const create = new Command('create')
    .description('make a key; it is shown once')
    .addOption(
      new Option(
        '--scope <scope>',
        'channel: post messages to one channel; events: read events and referrals; fhir: read referrals and patients by FHIR; operator: everything',
      )
        .choices(['channel', 'events', 'fhir', 'operator'])
        .makeOptionMandatory(),
    )
    .option('--channel <name>', 'the channel a channel key opens')
    .requiredOption('--label <text>', 'who or what uses it')
    .addHelpText(
      'after',
      '\nExamples:\n  referloop token create --scope channel --channel demo-platform --label "web form"\n  referloop token create --scope events --label "CRM"\n  referloop token create --scope fhir --label "EMR of the group"',
    )
    .action((options: CreateOptions) => run(() => createOne(options)));
  const list = new Command('list')
    .description('show all keys, without their secret part')
    .addHelpText('after', '\nExample:\n  referloop token list')
    .action(() => run(listAll));
  const revoke = new Command('revoke')
    .description('shut a key out from now on')
    .argument('<id>', 'its id from `token list`')
    .addHelpText('after', '\nExample:\n  referloop token revoke 0197…')
    .action((id: string) => run(() => revokeOne(id)));
  return new Command('token')
    .description('keys of the API')
    .addCommand(create)
    .addCommand(list)
    .addCommand(revoke);
}

type CreateOptions = { readonly scope: TokenScope; readonly channel?: string; readonly label: string };

async function createOne(options: CreateOptions): Promise<void> {
  const { id, token } = await withStore((db) => createToken(db, options));
  console.log(token);
  console.error(
    `Shown this once. Use it as "Authorization: Bearer <token>"; revoke it with: referloop token revoke ${id}`,
  );
}

async function listAll(): Promise<void> {
  const tokens = await withStore((db) => listTokens(db, LISTED));
  if (tokens.length === 0) console.log('There are no keys yet. Make one with: referloop token create --help');
  for (const one of tokens) {
    const state = one.revokedAt === null ? `last used ${one.lastUsedAt ?? 'never'}` : 'revoked';
    console.log([one.id, one.scope, one.channel ?? 'all channels', one.label, state].join('  '));
  }
}

async function revokeOne(id: string): Promise<void> {
  if (!isId(id)) refuse(`"${id}" is no key’s id: see referloop token list.`);
  const isRevoked = await withStore((db) => revokeToken(db, id));
  if (!isRevoked) refuse('There is no such key, or it was revoked before.');
  console.log('Revoked.');
}
