import { loadDeclared, readDeclared, type DeclaredProblem, type Kind } from './load-declared.ts';
import { channelShape, type Channel } from './sdk/channel.ts';

const kind: Kind<Channel> = {
  word: 'channel',
  setting: 'CHANNELS_DIR',
  shape: channelShape,
  configOf: (channel) => channel.source.config,
};

/** Loads and checks every `*.channel.ts` of a directory: all channels that are right, and every problem of the others. */
export async function readChannels(
  directory: string,
): Promise<{ readonly channels: readonly Channel[]; readonly problems: readonly DeclaredProblem[] }> {
  const { declared, problems } = await readDeclared(directory, kind);
  return { channels: declared, problems };
}

/** The same, all or nothing: throws one Failure that lists every problem. */
export function loadChannels(directory: string): Promise<readonly Channel[]> {
  return loadDeclared(directory, kind);
}
