import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { accountCommand } from './account.ts';
import { checkCommand } from './check.ts';
import { crmCommand } from './crm.ts';
import { demoCommand } from './demo.ts';
import { docsCommand } from './docs.ts';
import { doctorCommand } from './doctor.ts';
import { endpointCommand } from './endpoint.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { migrateCommand } from './migrate.ts';
import { newCommand } from './new-channel.ts';
import { rebuildCommand } from './rebuild.ts';
import { replayCommand } from './replay.ts';
import { resendCommand } from './resend.ts';
import { serveCommand } from './serve.ts';
import { startCommand } from './start.ts';
import { tokenCommand } from './token.ts';
import { tryCommand } from './try.ts';
import { webhookCommand } from './webhook.ts';

/** Runs one command of `referloop`. Every error is one sentence and exit code 1. */
export async function runCli(argv: readonly string[]): Promise<void> {
  await makeProgram().parseAsync(argv);
}

/** All commands. */
export function makeProgram(): Command {
  const program = new Command('referloop')
    .description(
      'The closed-loop referral hub. `npm start` shows it with invented patients; `referloop serve` is for real ones.',
    )
    .version(readVersion())
    .showHelpAfterError('Add --help to see how it is used.');
  const commands = [
    startCommand,
    demoCommand,
    tryCommand,
    serveCommand,
    checkCommand,
    newCommand,
    docsCommand,
    doctorCommand,
    migrateCommand,
    rebuildCommand,
    replayCommand,
    resendCommand,
    endpointCommand,
    importCommand,
    exportCommand,
    tokenCommand,
    webhookCommand,
    crmCommand,
    accountCommand,
  ];
  for (const make of commands) program.addCommand(make());
  return program;
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
