import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { codeOf } from '../lib/failure.ts';
import { loadChannels } from '../load-channels.ts';
import { makeDocuments } from './docs/documents.ts';
import { projectRoot } from './fixtures.ts';
import { commandConfig } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

/** `referloop docs`: the documents that code, channels and fixtures already say. */
export function docsCommand(): Command {
  return new Command('docs')
    .description(
      'write the interface documents: channels with the fields they read, states, events, configuration, OpenAPI',
    )
    .option('--out <folder>', 'where to', 'docs/generated')
    .option('--check', 'write nothing; fail when a document is out of date')
    .addHelpText(
      'after',
      '\nExamples:\n  referloop docs\n  CHANNELS_DIR=/srv/referloop/channels referloop docs --out /srv/referloop/docs',
    )
    .action((options: DocsOptions) => run(() => docs(options)));
}

type DocsOptions = { readonly out: string; readonly check?: true };

async function docs({ out, check }: DocsOptions): Promise<void> {
  const { channelsDir } = commandConfig();
  const documents = await makeDocuments(await loadChannels(channelsDir), projectRoot(channelsDir));
  const stale: string[] = [];
  for (const [name, text] of documents) if ((await readOr(join(out, name), '')) !== text) stale.push(name);
  if (check) {
    if (stale.length > 0) refuse(`Out of date in ${out}: ${stale.join(', ')}. Run: npm run docs`);
    console.log(`${documents.size} generated documents are up to date.`);
    return;
  }
  await mkdir(out, { recursive: true });
  for (const name of stale) await writeFile(join(out, name), documents.get(name) ?? '');
  console.log(stale.length === 0 ? 'Nothing has changed.' : `Written to ${out}: ${stale.join(', ')}.`);
}

async function readOr(file: string, missing: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return missing;
    throw error;
  }
}
