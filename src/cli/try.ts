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
import type { Mapping } from '../sdk/mapping.ts';
import { describeMapped, describeText } from './describe-mapped.ts';
import { filesBelow, fixtureSettingsOf, loadMapping, projectRoot } from './fixtures.ts';
import { commandConfig } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';
import { sendToHub } from './send-to-hub.ts';

/** `referloop try`: what the hub makes of a file. */
export function tryCommand(): Command {
  return new Command('try')
    .description(
      'read and map HL7, FHIR and record files and show what they say; with --send hand them to the running hub',
    )
    .argument(
      '<file>',
      'an HL7 file (segments may end with CR, LF or CR LF), a FHIR resource or Bundle, or one record, both in JSON; or a folder of them',
    )
    .option(
      '--channel <name>',
      'map and send as this channel (default: the fixture’s own mapping; for --send demo-emr or demo-fhir)',
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
  referloop try docs/fhir/sample-transaction.json --channel demo-fhir --send --token rl_channel_…
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

/** The demo's channels. */
const SENT_TO = { hl7v2: 'demo-emr', fhir: 'demo-fhir' } as const;

async function tryOut(path: string, options: TryOptions): Promise<void> {
  const config = commandConfig();
  const files = await filesOf(path);
  for (const file of files) {
    const content = await readFile(file);
    const channel = await channelFor(file, content, options, config);
    const isHl7 = channel.mapping.format === 'hl7v2';
    for (const message of isHl7 ? messagesOf(content) : [content]) {
      console.log(`${file}: ${isHl7 ? titleOf(message) : titles[channel.mapping.format]}`);
      if (options.show) console.log(describeText(message, channel.charset).join('\n'));
      console.log(describeMapped(readAndMap(channel, message, now()), channel).join('\n'));
      if (options.send) console.log((await sendToHub(message, channel, config, options.token)).join('\n'));
    }
  }
}

/** What is told of a file that is not HL7. */
const titles: Readonly<Record<Mapping['format'], string>> = {
  hl7v2: 'HL7',
  fhir: 'FHIR',
  record: 'a record',
  ccda: 'a clinical document',
  document: 'a document',
};

function titleOf(message: Uint8Array): string {
  const { type, controlId } = readEnvelope(message);
  return `${type ?? 'no HL7 message'}${controlId === undefined ? '' : `, control id ${controlId}`}`;
}

const ENDINGS = ['.hl7', '.fhir.json', '.record.json', '.xml'];

async function filesOf(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) =>
    refuse(`${path} cannot be read (${codeOf(error)}).`),
  );
  if (!found.isDirectory()) return [path];
  const files = (await Promise.all(ENDINGS.map((ending) => filesBelow(path, ending)))).flat().toSorted();
  return files.length > 0
    ? files
    : refuse(`There is no file in ${path} that ends with ${ENDINGS.join(', ')}.`);
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
  content: Uint8Array,
  options: TryOptions,
  config: ReturnType<typeof commandConfig>,
): Promise<Channel> {
  const { channels } = await readChannels(config.channelsDir);
  const isFhir = isFhirFile(content);
  const usual = isFhir ? SENT_TO.fhir : SENT_TO.hl7v2;
  const named = channels.find(
    (channel) => channel.name === (options.channel ?? (options.send ? usual : undefined)),
  );
  if (named) return named;
  if (options.channel !== undefined || options.send)
    refuse(
      `There is no channel "${options.channel ?? usual}" in ${config.channelsDir}; there is ${channels.map((channel) => channel.name).join(', ') || 'none'}.`,
    );
  const root = projectRoot(config.channelsDir);
  const settings = await fixtureSettingsOf(file, root);
  const builtIn = isFhir ? 'mappings/fhir/all.mapping.ts' : 'mappings/hl7v2/all.mapping.ts';
  const mapping = await loadMapping(join(root, settings?.mapping ?? builtIn));
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

function isFhirFile(content: Uint8Array): boolean {
  const text = Buffer.from(content).toString('utf8');
  return /^\uFEFF?\s*\{/.test(text) && text.includes('"resourceType"');
}

/** A file needs no way in. */
const NO_SOURCE = {
  name: 'file',
  summary: 'a file on this machine',
  config: { safeParse: () => ({ success: true }) },
  start: () => Promise.reject(new Error('A file does not listen.')),
} as unknown as Channel['source'];
