import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { splitBatch } from '../formats/hl7v2/batch.ts';
import { readEnvelope } from '../formats/hl7v2/envelope.ts';
import { codeOf } from '../lib/failure.ts';
import { now } from '../lib/clock.ts';
import { readChannels } from '../load-channels.ts';
import { readAndMap } from '../pipeline/read.ts';
import type { Channel } from '../sdk/channel.ts';
import { describeMapped, describeText } from './describe-mapped.ts';
import { filesBelow, fixtureSettingsOf, loadMapping, projectRoot } from './fixtures.ts';
import { commandConfig } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';
import { sendToHub } from './send-to-hub.ts';

/** `referloop try`: what the hub makes of a file. */
export function tryCommand(): Command {
  return new Command('try')
    .description('read and map HL7 files and show what they say; with --send hand them to the running hub')
    .argument('<file>', 'an HL7 file (segments may end with CR, LF or CR LF), or a folder of .hl7 files')
    .option(
      '--channel <name>',
      'map and send as this channel (default: the fixture’s own mapping; for --send demo-emr)',
    )
    .option('--show', 'print the message too')
    .option('--send', 'send it to the running hub and print its answer')
    .option(
      '--token <token>',
      'for channels over HTTP; see `referloop token create`',
      process.env['REFERLOOP_TOKEN'],
    )
    .addHelpText(
      'after',
      `
Examples:
  referloop try fixtures/st-anne/siu/s12-booked-with-order
  referloop try message.hl7 --channel st-anne-scheduling --show
  referloop try message.hl7 --send`,
    )
    .action((path: string, options: TryOptions) => run(() => tryOut(path, options)));
}

export type TryOptions = {
  readonly channel?: string;
  readonly show?: true;
  readonly send?: true;
  readonly token?: string;
};

const SENT_TO = 'demo-emr';

async function tryOut(path: string, options: TryOptions): Promise<void> {
  const config = commandConfig();
  const files = await filesOf(path);
  for (const file of files) {
    const channel = await channelFor(file, options, config);
    for (const message of messagesOf(await readFile(file))) {
      const envelope = readEnvelope(message);
      console.log(
        `${file}: ${envelope.type ?? 'no HL7 message'}${envelope.controlId === undefined ? '' : `, control id ${envelope.controlId}`}`,
      );
      if (options.show) console.log(describeText(message, channel.charset).join('\n'));
      console.log(describeMapped(readAndMap(channel, message, now()), channel).join('\n'));
      if (options.send) console.log((await sendToHub(message, channel, config, options.token)).join('\n'));
    }
  }
}

async function filesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) =>
    refuse(`${path} cannot be read (${codeOf(error)}).`),
  );
  if (!found.isDirectory()) return [path];
  const files = await filesBelow(path, '.hl7');
  return files.length > 0 ? files : refuse(`There is no .hl7 file in ${path}.`);
}

/** Editors write LF; HL7 segments end with CR. Several messages in one file are taken one by one. */
function messagesOf(file: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(file).toString('latin1');
  // MLLP framing in a captured file is no part of the message.
  const plain = Buffer.from(text.replace(/[\x0b\x1c]/g, '').replace(/\r\n|\n/g, '\r'), 'latin1');
  return splitBatch(plain).messages.map(({ offset, length }) => plain.subarray(offset, offset + length));
}

async function channelFor(
  file: string,
  options: TryOptions,
  config: ReturnType<typeof commandConfig>,
): Promise<Channel> {
  const { channels } = await readChannels(config.channelsDir);
  const named = channels.find(
    (channel) => channel.name === (options.channel ?? (options.send ? SENT_TO : undefined)),
  );
  if (named) return named;
  if (options.channel !== undefined || options.send)
    refuse(
      `There is no channel "${options.channel ?? SENT_TO}" in ${config.channelsDir}; there is ${channels.map((channel) => channel.name).join(', ') || 'none'}.`,
    );
  const root = projectRoot(config.channelsDir);
  const settings = await fixtureSettingsOf(file, root);
  const mapping = await loadMapping(join(root, settings?.mapping ?? 'mappings/hl7v2/all.mapping.ts'));
  const sender = settings?.sender ?? 'try';
  return {
    name: sender,
    owner: config.liaisonEmail,
    source: NO_SOURCE,
    config: {},
    zone: settings?.zone ?? config.practice.zone,
    mapping,
  };
}

/** A file needs no way in. */
const NO_SOURCE = {
  name: 'file',
  summary: 'a file on this machine',
  config: { safeParse: () => ({ success: true }) },
  start: () => Promise.reject(new Error('A file does not listen.')),
} as unknown as Channel['source'];
