import { Command } from 'commander';
import { withStore } from './open-offline-hub.ts';
import { run } from './run.ts';

/** `referloop migrate`: brings the database up to this version. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database up to this version; every start does the same')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=postgres://referloop@db/referloop referloop migrate')
    .action(() => run(migrateStore));
}

async function migrateStore(): Promise<void> {
  // Opening a store checks and migrates it.
  await withStore(async (_, config) => {
    console.log(
      `The database is up to date (${config.databaseUrl === undefined ? `embedded, in ${config.dataDir}` : 'DATABASE_URL'}).`,
    );
  });
}
