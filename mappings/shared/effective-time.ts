import type { Hl7Message } from '#hub';
import type { CommonReading, EffectivePath } from './rules.ts';
import { readTime } from './times.ts';

/** When something happened, by the sender's clock, and where that stands. */
export type EventTime = {
  readonly effectiveAt: string;
  readonly sequence: number | undefined;
  readonly lineage: readonly string[];
};

/**
 * DOMAIN 7.4.2: appointments by MSH-7, visits by EVN-6 or EVN-2, notes by TXA-22.15 or TXA-8. A cancelled document (T11) still
 * carries the time it was signed, and an edited one often keeps it: there the time of the event counts, or the retraction would
 * sort before the note it retracts.
 */
export function standardEffectivePaths(message: Hl7Message): readonly EffectivePath[] {
  const type = message.get('MSH-9.1');
  const trigger = message.get('MSH-9.2') ?? '';
  if (type === 'ADT') return ['EVN-6', 'EVN-2', 'MSH-7'];
  if (type !== 'MDM') return ['MSH-7'];
  if (trigger === 'T11') return ['EVN-6', 'EVN-2', 'MSH-7'];
  if (amendingTriggers.has(trigger)) return [['TXA-22[*].15', 'TXA-8[*]', 'EVN-6', 'EVN-2'], 'MSH-7'];
  return ['TXA-22[*].15', 'TXA-8[*]', 'MSH-7'];
}

/** Addendum, edit and replacement, with and without content. */
export const amendingTriggers: ReadonlySet<string> = new Set(['T05', 'T06', 'T07', 'T08', 'T09', 'T10']);

/** The first of these places with a time of day; no later than five minutes after the hub received the message. */
export function readEventTime(
  message: Hl7Message,
  paths: readonly EffectivePath[],
  reading: CommonReading,
): EventTime {
  const { message: tracked, lineage } = message.tracked();
  const sequence = readSequence(tracked);
  const { receivedAt } = reading.context;
  for (const path of paths) {
    const instant = latestOf(tracked, typeof path === 'string' ? [path] : path, reading);
    if (instant === undefined) continue;
    const at = withinSkew(instant, receivedAt);
    if (at !== instant) {
      const where = typeof path === 'string' ? path : path[0];
      reading.warn(
        'clock-skew',
        where,
        "The sender's time lies more than five minutes ahead of ours: ours was taken.",
      );
    }
    return { effectiveAt: at, sequence, lineage: lineage() };
  }
  reading.warn('no-time', 'MSH-7', 'The message names no usable time: the time of receipt was taken.');
  return { effectiveAt: new Date(receivedAt).toISOString(), sequence, lineage: lineage() };
}

/** Clocks of healthy senders stay within this (DOMAIN 7.4.2). */
const clockSkewMs = 5 * 60_000;

function withinSkew(instant: string, receivedAt: string): string {
  const received = Date.parse(receivedAt);
  return Date.parse(instant) > received + clockSkewMs ? new Date(received).toISOString() : instant;
}

function latestOf(message: Hl7Message, paths: readonly string[], reading: CommonReading): string | undefined {
  const instants = paths.flatMap((path) => {
    const time = readTime(message, path, reading);
    return time?.instant ?? [];
  });
  return instants.toSorted().at(-1);
}

/** MSH-13, where the sender counts its messages. */
function readSequence(message: Hl7Message): number | undefined {
  const text = message.get('MSH-13');
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
