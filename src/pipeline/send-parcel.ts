import { codeOf, Failure, fateOf } from '../lib/failure.ts';
import type { Outcome, Parcel } from '../sdk/destination.ts';
import { keepAlive, type Delivery } from '../store/deliveries.ts';
import type { Hub, Way } from './hub.ts';

/** Longest any destination may take: the adapters' own time-outs are shorter and say more. */
const SEND_LIMIT_MS = 120_000;
/** What a destination has to say after it was told to stop is worth hearing: it knows how far it got. */
const LAST_WORD_MS = 5_000;
/** Between signs of life: a few fit into the lease that a delivery under way has in the store. */
const PULSE_MS = 5_000;

/** Sends once. While it lasts the delivery shows a pulse, so that nobody takes this hub for dead. Never throws. */
export async function sendParcel(hub: Hub, way: Way, delivery: Delivery, parcel: Parcel): Promise<Outcome> {
  // A sign that cannot be given ends the lease, and its end is harmless: the outcome counts all the same.
  const pulse = setInterval(
    () => void keepAlive(hub.db, delivery.id, delivery.attempts).catch(() => undefined),
    PULSE_MS,
  );
  try {
    return await withinLimit(SEND_LIMIT_MS, (signal) => way.open.deliver(parcel, signal));
  } catch (error) {
    return {
      status: 'failed',
      fate: fateOf(error),
      code: codeOf(error),
      detail: 'The destination failed unexpectedly.',
    };
  } finally {
    clearInterval(pulse);
  }
}

/** Asks a destination something; aborts it after `limitMs`, and goes on without its answer soon after (`no-answer`, ambiguous). */
export async function withinLimit<Answer>(
  limitMs: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(new DOMException('Took too long.', 'TimeoutError')), limitMs);
  let end: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const noAnswer = new Failure('ambiguous', 'no-answer', 'The destination did not answer in time.');
    end = setTimeout(() => reject(noAnswer), limitMs + LAST_WORD_MS);
  });
  try {
    return await Promise.race([ask(stop.signal), silence]);
  } finally {
    clearTimeout(limit);
    clearTimeout(end);
  }
}
