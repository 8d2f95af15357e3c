import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { readChannels } from '../load-channels.ts';
import type { DeclaredProblem } from '../load-declared.ts';
import { readCrms } from '../load-crm.ts';
import { readWays } from '../load-ways.ts';
import type { Mapping } from '../sdk/mapping.ts';
import { commandConfig } from './open-offline-hub.ts';
import {
  filesBelow,
  inputEnding,
  loadMapping,
  mapInput,
  projectRoot,
  readFixtureSettings,
  type FixtureSettings,
} from './fixtures.ts';
import { run, sentenceOf } from './run.ts';

/** `referloop check`: everything that can be known of channels and mappings without running them. */
export function checkCommand(): Command {
  return new Command('check')
    .description('check every channel, every mapping and every fixture, and print all problems')
    .addHelpText(
      'after',
      '\nExample:\n  referloop check\n  CHANNELS_DIR=/srv/referloop/channels referloop check',
    )
    .action(() => run(check));
}

async function check(): Promise<void> {
  const { channelsDir, waysDir, crmDir } = commandConfig();
  const root = projectRoot(channelsDir);
  const channels = await readChannels(channelsDir);
  const ways = await readWays(waysDir);
  const crms = await readCrms(crmDir);
  const mappings = await checkMappings(root);
  const fixtures = await checkFixtures(root);
  const problems = [
    ...inFolder(channelsDir, channels.problems),
    ...inFolder(waysDir ?? '', ways.problems),
    ...inFolder(crmDir ?? '', crms.problems),
    ...portProblems(channels.channels),
    ...mappings.problems,
    ...fixtures.problems,
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error(`${problems.length === 1 ? '1 problem' : `${problems.length} problems`}.`);
    process.exitCode = 1;
    return;
  }
  console.log(
    `${channels.channels.length} channels, ${ways.ways.length} ways out, ${crms.crms.length} CRMs, ${mappings.count} mappings and ${fixtures.count} fixtures are in order.`,
  );
}

function inFolder(folder: string, problems: readonly DeclaredProblem[]): readonly string[] {
  return problems.map(
    ({ file, problem }) => `${relative(process.cwd(), join(resolve(folder), basename(file)))}: ${problem}`,
  );
}

type Checked = { readonly count: number; readonly problems: readonly string[] };

async function checkMappings(root: string): Promise<Checked> {
  const folder = join(root, 'mappings');
  const files = await filesBelow(folder, '.mapping.ts');
  const problems: string[] = [];
  for (const file of files) {
    const name = relative(folder, file)
      .replaceAll('\\', '/')
      .replace(/\.mapping\.ts$/, '');
    try {
      const mapping = await loadMapping(file);
      if (mapping.name !== name)
        problems.push(
          `${relative(process.cwd(), file)}: name is "${mapping.name}", and the file says "${name}"`,
        );
    } catch (error) {
      problems.push(`${relative(process.cwd(), file)}: ${sentenceOf(error)}`);
    }
  }
  return { count: files.length, problems };
}

async function checkFixtures(root: string): Promise<Checked> {
  const problems: string[] = [];
  let count = 0;
  for (const file of await filesBelow(join(root, 'fixtures'), 'channel.json')) {
    try {
      const settings = await readFixtureSettings(file);
      const mapping = await loadMapping(join(root, settings.mapping));
      const inputs = await filesBelow(dirname(file), inputEnding(mapping));
      count += inputs.length;
      for (const input of inputs) problems.push(...(await mapsBadly(input, mapping, settings)));
    } catch (error) {
      problems.push(`${relative(process.cwd(), file)}: ${sentenceOf(error)}`);
    }
  }
  return { count, problems };
}

async function mapsBadly(
  file: string,
  mapping: Mapping,
  { sender, zone, receivedAt }: FixtureSettings,
): Promise<readonly string[]> {
  try {
    mapInput(mapping, await readFile(file), { channel: sender, sender, zone, receivedAt });
    return [];
  } catch (error) {
    return [`${relative(process.cwd(), file)}: ${mapping.name} fails on it: ${sentenceOf(error)}`];
  }
}

/** Two channels cannot listen on one port. */
function portProblems(channels: Awaited<ReturnType<typeof readChannels>>['channels']): readonly string[] {
  const holders = new Map<number, string>();
  return channels.flatMap((channel) => {
    const port = (channel.config as { readonly port?: unknown } | undefined)?.port;
    if (typeof port !== 'number' || port === 0) return [];
    const holder = holders.get(port);
    holders.set(port, holder ?? channel.name);
    return holder === undefined ? [] : [`${channel.name}: config.port: ${port} is the port of ${holder} too`];
  });
}
