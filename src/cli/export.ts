import { Command } from 'commander';
import { exportOutreach } from '../pipeline/import/export-outreach.ts';
import { withStore } from './open-offline-hub.ts';
import { run } from './run.ts';

/** `referloop export`: what people take out as files. */
export function exportCommand(): Command {
  const outreach = new Command('outreach')
    .description('the outreach sheet with its sixteen columns and those of its own, as CSV')
    .addHelpText('after', '\nExample:\n  referloop export outreach > outreach.csv')
    .action(() =>
      run(() =>
        withStore(async (db) => {
          for await (const piece of exportOutreach(db)) process.stdout.write(piece);
        }),
      ),
    );
  return new Command('export').description('take data out as files').addCommand(outreach);
}
