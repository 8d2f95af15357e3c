import type { Link } from '../domain/fact.ts';
import type { Channel } from '../sdk/channel.ts';
import type { Queryable } from '../store/database.ts';
import { listSiblings } from '../store/package-messages.ts';
import type { WaitingMessage } from '../store/waiting-messages.ts';
import { channelOf } from './channel-of.ts';

const NUMBERS: ReadonlySet<Link['kind']> = new Set(['referral', 'order']);

/**
 * The numbers of the referral that the HL7 message of the same package names: a clinical document often names none (IHE 360X: the number
 * stands in ORC-2). Empty for whatever came by itself.
 */
export async function packageLinks(
  db: Queryable,
  channels: ReadonlyMap<string, Channel>,
  message: WaitingMessage,
  linksIn: (channel: Channel, body: Uint8Array, receivedAt: string) => readonly Link[],
): Promise<readonly Link[]> {
  if (message.format !== 'ccda' || message.parent_id === null) return [];
  const channel = channelOf(channels, { channel: message.channel, format: 'hl7v2' });
  if (!channel) return [];
  const siblings = await listSiblings(db, message.parent_id, 'hl7v2');
  return siblings
    .flatMap((sibling) => linksIn(channel, sibling.body, sibling.receivedAt))
    .filter(({ kind }) => NUMBERS.has(kind));
}
