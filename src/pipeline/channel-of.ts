import type { Channel } from '../sdk/channel.ts';
import type { WaitingMessage } from '../store/waiting-messages.ts';

/**
 * The channel of a message, as this message is read: one that came out of a package has the mapping of packages. Undefined when the
 * channel, or its mapping of such messages, is not configured any more.
 */
export function channelOf(
  channels: ReadonlyMap<string, Channel>,
  { channel: name, format }: Pick<WaitingMessage, 'channel' | 'format'>,
): Channel | undefined {
  const channel = channels.get(name);
  if (!channel || format === null) return channel;
  const mapping = channel.packages?.[format];
  return mapping && { ...channel, mapping };
}
