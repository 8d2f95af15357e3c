import { localDay } from '../domain/practice-time.ts';
import type { ReadMessage } from './read.ts';

/** What came in each channel on each day of the practice, and how much of it could not be read. */
export function countsOf(batch: readonly ReadMessage[], zone: string) {
  const counts = new Map<
    string,
    { channel: string; day: string; received: number; invalid: number; lastAt: string }
  >();
  for (const { message, mapped } of batch) {
    const day = localDay(message.received_at, zone);
    const key = `${message.channel}|${day}`;
    const count = counts.get(key) ?? {
      channel: message.channel,
      day,
      received: 0,
      invalid: 0,
      lastAt: message.received_at,
    };
    count.received += 1;
    if (mapped.outcome === 'invalid') count.invalid += 1;
    if (message.received_at > count.lastAt) count.lastAt = message.received_at;
    counts.set(key, count);
  }
  return [...counts.values()];
}
