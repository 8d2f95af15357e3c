import { listWaiting, type WaitingMessage } from '../store/waiting-messages.ts';
import { atLeisure } from './at-leisure.ts';
import { channelOf } from './channel-of.ts';
import type { Hub } from './hub.ts';
import { judgedIds, takeJudged } from './feed/judged.ts';
import type { FhirRound } from './fhir-round.ts';
import { readMessage, type ReadMessage } from './read.ts';

/** What messages say, by their ids: read before their turn. */
export type ReadAhead = ReadonlyMap<string, ReadMessage>;

export const nothingAhead: ReadAhead = new Map();

/**
 * Reads the oldest waiting messages beside those at hand, while the database is busy with these. Only what says the same whenever it is
 * read, whatever is applied before it: bytes and a mapping, nothing looked up. It is no more than a note of work done: the round the
 * messages belong to lists and claims them as if nobody had looked. What fails here fails again there, and is told there.
 */
export async function readAhead(
  hub: Pick<Hub, 'db' | 'channels'>,
  atHand: readonly string[],
  limit: number,
  inlineBytes: number,
): Promise<ReadAhead> {
  try {
    // Rows of a file were mapped when they were judged.
    if (judgedIds(hub.channels, limit).length === limit) return nothingAhead;
    const waiting = await listWaiting(hub.db, limit, inlineBytes, { beside: atHand });
    const steady = waiting.filter((message) => isSteady(hub, message));
    const read = await atLeisure(steady, (message) => readMessage(hub, message));
    return new Map(read.filter((one) => !one.children).map((one) => [one.message.id, one]));
  } catch {
    // The round itself meets whatever it was, with what to do about it.
    return nothingAhead;
  }
}

/** The oldest waiting messages. Whose bytes nobody needs comes without: those that were read before, or whose rows were judged. */
export function listRound(
  hub: Pick<Hub, 'db' | 'channels'>,
  ahead: ReadAhead,
  limit: number,
  inlineBytes: number,
): Promise<readonly WaitingMessage[]> {
  const read = [...ahead.keys(), ...judgedIds(hub.channels, limit)];
  return listWaiting(hub.db, limit, inlineBytes, { read });
}

/** What was read before, of the message as it is now. */
export function takeAhead(ahead: ReadAhead, message: WaitingMessage): ReadMessage | undefined {
  const read = ahead.get(message.id);
  return read && { ...read, message };
}

/** What a message says; of a row that was judged, what it said then. */
export async function readOnce(
  hub: Pick<Hub, 'db' | 'channels'>,
  message: WaitingMessage,
  round: FhirRound,
): Promise<ReadMessage> {
  const mapped = message.reason_code === null ? takeJudged(hub.channels, message) : undefined;
  return mapped === undefined
    ? readMessage(hub, message, round)
    : { message: { ...message, body: null }, mapped };
}

/** Documents, FHIR and packages depend on what else is known; a large body is read when there is need. */
function isSteady({ channels }: Pick<Hub, 'channels'>, message: WaitingMessage): boolean {
  const format = channelOf(channels, message)?.mapping.format;
  const isPlain = message.reason_code === null && message.parent_id === null && message.body !== null;
  return isPlain && (format === 'hl7v2' || format === 'record');
}
