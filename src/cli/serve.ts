import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { openLog } from '../log.ts';
import { startHub } from '../main.ts';
import { ensureAccount } from '../pipeline/sign-in.ts';
import { run } from './run.ts';
import { stopOnSignal } from './stop-signals.ts';

/** `referloop serve`: the hub for real patients. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'run the hub for real patients; everything that must not be guessed is asked for in the environment',
    )
    .addHelpText(
      'after',
      `
Example:
  DATABASE_URL=postgres://referloop@db/referloop CHANNELS_DIR=channels PUBLIC_URL=https://referrals.practice.example … referloop serve

Run it without settings to see everything it needs.`,
    )
    .action(() => run(serve));
}

async function serve(): Promise<void> {
  const config = readConfig(process.env, 'serve');
  const running = await startHub(config, openLog(config.logLevel));
  try {
    await ensureAccount(running.hub.db, config.admin.email, config.admin.password);
  } catch (error) {
    await running.stop();
    throw error;
  }
  // Before anybody is told that it runs: a signal may be the answer.
  const stopped = stopOnSignal(running.stop);
  console.log(`Referloop is ready: ${config.publicUrl} (listening on ${config.host}:${config.port}).`);
  for (const channel of running.channels)
    console.log(`  ${channel.name}: ${running.addresses.get(channel.name) ?? channel.source.name}`);
  await stopped;
}
