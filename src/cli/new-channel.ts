import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { codeOf } from '../lib/failure.ts';
import { readChannels } from '../load-channels.ts';
import { channelFile, fixtureMessage, fixtureSettings, type ChannelChoices } from './channel-template.ts';
import { fixtureSettingsOf, loadMapping, mapInput, projectRoot } from './fixtures.ts';
import { portOfChannel } from './listening.ts';
import { commandConfig } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

/** `referloop new channel`: the files of a new connection. */
export function newCommand(): Command {
  const channel = new Command('channel')
    .description('write a channel and a first fixture for it; nothing that exists is touched')
    .argument('<name>', 'kebab-case: <sender>-<purpose>')
    .addOption(
      new Option('--source <source>', 'how messages arrive').choices(['mllp', 'http']).default('mllp'),
    )
    .option('--zone <zone>', 'IANA zone of the sender’s clock (default: the practice’s)')
    .option('--owner <email>', 'who answers for it (default: LIAISON_EMAIL)')
    .option('--port <number>', 'for mllp (default: the next free one)', Number)
    .addHelpText(
      'after',
      '\nExample:\n  referloop new channel lakeside-scheduling --zone America/Denver --owner interfaces@practice.example',
    )
    .action((name: string, options: NewOptions) => run(() => newChannel(name, options)));
  return new Command('new').description('write the first version of something').addCommand(channel);
}

type NewOptions = {
  readonly source: 'mllp' | 'http';
  readonly zone?: string;
  readonly owner?: string;
  readonly port?: number;
};

/** Where site ports begin, if no channel has one yet. */
const FIRST_PORT = 6661;

async function newChannel(name: string, options: NewOptions): Promise<void> {
  const config = commandConfig();
  if (!/^[a-z][a-z0-9-]{1,62}$/.test(name))
    refuse(`"${name}" is not kebab-case: letters, digits and hyphens, such as lakeside-scheduling.`);
  if (options.owner !== undefined && !z.email().safeParse(options.owner).success)
    refuse('--owner is not an e-mail address.');
  const choices: ChannelChoices = {
    name,
    owner: options.owner ?? config.liaisonEmail,
    zone: options.zone ?? config.practice.zone,
    source: options.source,
    port: options.port ?? (await nextPort(config.channelsDir)),
  };
  const root = projectRoot(config.channelsDir);
  const [file, fixtures] = [
    join(resolve(config.channelsDir), `${name}.channel.ts`),
    join(root, 'fixtures', name),
  ];
  for (const path of [file, fixtures])
    if (await exists(path)) refuse(`${shown(path)} exists already and is not overwritten.`);
  const first = join(fixtures, 'siu', 'booked', 'input.hl7');
  await write(join(fixtures, 'channel.json'), fixtureSettings(choices));
  await write(first, fixtureMessage(choices));
  await write(join(dirname(first), 'expected.json'), await expected(first, root));
  await write(file, channelFile(choices));
  const files = [file, join(fixtures, 'channel.json'), first, join(dirname(first), 'expected.json')];
  console.log(
    [
      'Written:',
      ...files.map((path) => `  ${shown(path)}`),
      '',
      'Next: referloop check, then',
      `  referloop try ${shown(first)}`,
    ].join('\n'),
  );
}

/** What the mapping makes of the fixture today: read it as if it were code, it is the specification. */
async function expected(input: string, root: string): Promise<string> {
  const settings = await fixtureSettingsOf(input, root);
  if (!settings) return refuse(`${shown(input)} is in no fixtures folder.`);
  const { sender, zone, receivedAt } = settings;
  const mapping = await loadMapping(join(root, settings.mapping));
  const mapped = mapInput(mapping, await readFile(input), {
    channel: `${sender}-fixture`,
    sender,
    zone,
    receivedAt,
  });
  return `${JSON.stringify(mapped, undefined, 2)}\n`;
}

async function nextPort(channelsDir: string): Promise<number> {
  const { channels } = await readChannels(channelsDir);
  const taken = channels
    .flatMap((channel) => portOfChannel(channel)?.port ?? [])
    .filter((port) => port >= FIRST_PORT);
  return Math.max(FIRST_PORT - 1, ...taken) + 1;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: 'wx' });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: unknown) => codeOf(error) !== 'ENOENT',
  );
}

function shown(path: string): string {
  return relative(process.cwd(), path);
}
