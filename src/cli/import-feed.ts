import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { columnsByHeader } from '../formats/feed/propose-columns.ts';
import type { Hub } from '../pipeline/hub.ts';
import { profileSource } from '../pipeline/feed/export-profile.ts';
import { feedChannelOf } from '../pipeline/feed/import-feed.ts';
import { keepFeed } from '../pipeline/feed/keep-feed.ts';
import { previewFeed } from '../pipeline/feed/preview-feed.ts';
import { reportRejects } from '../pipeline/feed/reject-report.ts';
import { runImport } from '../pipeline/import/run-import.ts';
import { findFeedColumns, saveFeedColumns } from '../store/feeds.ts';
import { findImport } from '../store/imports.ts';
import { describeMapped } from './describe-mapped.ts';
import { isId } from './ids.ts';
import { PERSON, withOfflineHub, withStore } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

type Options = {
  readonly channel?: string;
  readonly assist?: boolean;
  readonly saveColumns?: boolean;
  readonly missingIsMeant?: boolean;
};

const SHOWN = 5;

/** `referloop import feed`: a file of referrals or appointments for a channel that reads records. */
export function feedCommand(): Command {
  return new Command('feed')
    .description(
      'a file of referrals (CSV, TSV, JSON, NDJSON) for a channel; a running hub carries it into the ledger',
    )
    .argument('<file>', 'the file')
    .option('--channel <name>', 'the channel whose file it is')
    .option(
      '--assist',
      'show which column seems to be what and how the first rows would land; nothing is written',
    )
    .option('--save-columns', 'keep the proposed columns for the channel, and print them as a mapping file')
    .option('--missing-is-meant', 'rows a full export lacks are withdrawn, however many')
    .addHelpText(
      'after',
      '\nExamples:\n  referloop import feed export.csv --channel valley --assist\n  referloop import feed export.csv --channel valley',
    )
    .action((file: string, options: Options) =>
      run(() => (options.assist === true ? assist(file, options) : importFile(file, options))),
    );
}

/** `referloop import rejects`: rows of a file that could not be taken, with what to do. */
export function rejectsCommand(): Command {
  return new Command('rejects')
    .description('rows of a feed that could not be taken, as CSV with their own columns')
    .argument('<id>', 'the import')
    .addHelpText('after', '\nExample:\n  referloop import rejects 0192f3c0-… > rejects.csv')
    .action((id: string) => run(() => rejects(id)));
}

async function assist(path: string, options: Options): Promise<void> {
  await withOfflineHub(async (hub) => {
    const feed = feedChannelOf(hub.channels, options.channel);
    const saved = await findFeedColumns(hub.db, feed.channel.name);
    const { proposals } = await previewFeed(path, feed, {});
    const columns = saved?.columns ?? columnsByHeader(proposals);
    for (const one of proposals.columns)
      console.log(
        `${one.header} → ${one.column ?? 'nothing of ours'}${one.by === 'values' ? ' (by its values: please check)' : ''}${
          one.doubt === undefined ? '' : ` (! ${one.doubt})`
        }`,
      );
    if (proposals.lacking.length > 0) console.log(`Still missing: ${proposals.lacking.join(', ')}.`);
    const { rows } = await previewFeed(path, feed, columns);
    const refused = rows.filter(({ mapped }) => mapped.outcome === 'invalid').length;
    console.log(`\nThe first ${rows.length} rows as they would land (${refused} could not be taken):`);
    for (const { row, mapped } of rows.slice(0, SHOWN))
      console.log([`Row ${row}`, ...describeMapped(mapped, feed.channel)].join('\n'));
    console.log('\nNothing was written. Run it again without --assist to import.');
    if (options.saveColumns !== true) return;
    await saveFeedColumns(hub.db, { channel: feed.channel.name, columns, savedBy: PERSON });
    console.log(`\nThe columns are kept for ${feed.channel.name}. As a mapping file:\n`);
    console.log(profileSource(feed.channel.name, columns));
  });
}

async function importFile(path: string, options: Options): Promise<void> {
  await withOfflineHub(async (hub, config) => {
    const { channel } = feedChannelOf(hub.channels, options.channel);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return refuse(`${path} is no file.`);
    const file = {
      name: basename(path),
      peer: PERSON,
      identity: `${PERSON}: ${path} ${found.mtimeMs} ${found.size}${options.missingIsMeant === true ? ' meant' : ''}`,
      content: createReadStream(path) as AsyncIterable<Uint8Array>,
    };
    const { importId, outcome } = await keepFeed(hub.db, config.importsDir, channel.name, file, {
      createdBy: PERSON,
      options: options.missingIsMeant === true ? { isMissingMeant: true } : {},
    });
    if (outcome === 'duplicate') console.log('This very file was handed in before; it goes on where it is.');
    await follow(hub, importId);
  });
}

/** Works on it, or follows whoever does. */
async function follow(hub: Hub, id: string): Promise<void> {
  await runImport(hub, id);
  for (;;) {
    const now = await findImport(hub.db, id);
    if (!now) return refuse('The import is gone.');
    const isOver = now.state !== 'waiting' && now.state !== 'running';
    console.log(
      `${now.fileName}: ${now.state}, ${now.rowsRead} rows read: ${now.rowsNew} new, ${now.rowsChanged} changed, ${now.rowsSame} the same, ${now.rowsBad} bad.${
        now.problem === null ? '' : ` ${now.problem}`
      }`,
    );
    if (isOver) {
      if (now.state === 'failed') process.exitCode = 1;
      else
        console.log(
          `A running hub carries its rows into the ledger. Rows it cannot take: referloop import rejects ${id}`,
        );
      return;
    }
    await wait(2_000);
  }
}

async function rejects(id: string): Promise<void> {
  if (!isId(id)) refuse(`"${id}" is no import’s id.`);
  await withStore(async (db) => {
    const one = await findImport(db, id);
    if (!one) return refuse('There is no such import.');
    for await (const piece of reportRejects(db, one)) process.stdout.write(piece);
  });
}
