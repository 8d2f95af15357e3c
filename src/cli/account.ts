import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { ensureAccount } from '../pipeline/sign-in.ts';
import { findAccountByEmail, type AccountRole } from '../store/accounts.ts';
import { withStore } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

/** `referloop account create`: somebody who can sign in. */
export function accountCommand(): Command {
  const create = new Command('create')
    .description(
      'make an account that can sign in, with a password that is shown once; an account that exists gets a new password',
    )
    .argument('<email>', 'the address to sign in with')
    .addOption(
      new Option(
        '--role <role>',
        'admin: everything; staff: patients and reviews; operator: channels and envelopes, no patients',
      )
        .choices(['admin', 'staff', 'operator'])
        .default('staff'),
    )
    .addHelpText('after', '\nExample:\n  referloop account create desk@practice.example --role staff')
    .action((email: string, options: { readonly role: AccountRole }) =>
      run(() => createAccount(email, options.role)),
    );
  return new Command('account').description('people who can sign in').addCommand(create);
}

async function createAccount(email: string, role: AccountRole): Promise<void> {
  if (!z.email().safeParse(email).success) refuse(`"${email}" is not an e-mail address.`);
  const password = randomBytes(12).toString('base64url');
  await withStore(async (db) => {
    const isKnown = (await findAccountByEmail(db, email.toLowerCase())) !== undefined;
    await ensureAccount(db, email, password, role);
    console.log(
      isKnown ? `${email} has a new password; open sessions have ended.` : `${email} can sign in as ${role}.`,
    );
  });
  console.log(`Password (shown this once): ${password}`);
}
