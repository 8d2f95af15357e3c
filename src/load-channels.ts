import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeOf, Failure } from './lib/failure.ts';
import { channelShape, type Channel } from './sdk/channel.ts';

/** What is wrong with which channel file, in words. */
export type ChannelProblem = { readonly file: string; readonly problem: string };

const suffix = '.channel.ts';

/** Loads and checks every `*.channel.ts` of a directory: all channels that are right, and every problem of the others. */
export async function readChannels(
  directory: string,
): Promise<{ readonly channels: readonly Channel[]; readonly problems: readonly ChannelProblem[] }> {
  const names = await channelFiles(directory);
  const channels: Channel[] = [];
  const problems: ChannelProblem[] = [];
  for (const name of names) {
    const found = await readChannel(join(directory, name));
    if ('problems' in found) problems.push(...found.problems.map((problem) => ({ file: name, problem })));
    else channels.push(found.channel);
  }
  for (const name of repeated(channels.map((channel) => channel.name)))
    problems.push({ file: directory, problem: `two files declare a channel named "${name}"` });
  return { channels, problems };
}

/** The same, all or nothing: throws one Failure that lists every problem. */
export async function loadChannels(directory: string): Promise<readonly Channel[]> {
  const { channels, problems } = await readChannels(directory);
  if (problems.length === 0) return channels;
  const lines = problems.map((one) => `  ${one.file}: ${one.problem}`);
  throw new Failure('permanent', 'channels', `These channels cannot be used:\n${lines.join('\n')}`);
}

async function channelFiles(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(suffix)).toSorted();
  } catch (error) {
    throw new Failure(
      'permanent',
      'channels-dir',
      `CHANNELS_DIR: the directory ${directory} cannot be read (${codeOf(error)}).`,
      { cause: error },
    );
  }
}

async function readChannel(
  file: string,
): Promise<{ readonly channel: Channel } | { readonly problems: readonly string[] }> {
  let declared: unknown;
  try {
    const loaded = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown };
    declared = loaded.default;
  } catch (error) {
    return { problems: [`does not load: ${error instanceof Error ? error.message : codeOf(error)}`] };
  }
  if (declared === undefined)
    return { problems: ['has no default export: write `export default defineChannel({ … })`'] };
  const shape = channelShape.safeParse(declared);
  if (!shape.success)
    return {
      problems: shape.error.issues.map((issue) => `${issue.path.join('.') || 'channel'}: ${issue.message}`),
    };
  const channel = declared as Channel;
  const config = channel.source.config.safeParse(channel.config);
  const wrong = config.success
    ? []
    : config.error.issues.map((issue) => `config.${issue.path.join('.')}: ${issue.message}`);
  if (basename(file) !== `${channel.name}${suffix}`)
    wrong.push(`name: is "${channel.name}", so the file must be ${channel.name}${suffix}`);
  return wrong.length > 0 ? { problems: wrong } : { channel };
}

function repeated(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
