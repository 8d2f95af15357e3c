const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The example schedule of Standard Webhooks 1.0: pause before the second, third, … try. Its last pause repeats. */
const PAUSES_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;

const JITTER = 0.2;
/** A receiver may ask for patience, not for silence. */
const LONGEST_WISH_MS = 24 * HOUR_MS;
/** The answers whose Retry-After counts (429, and the gateway's 502, 503, 504). */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Pause after the n-th failure in a row (from 1), in milliseconds, ±20 %. `random` is in [0, 1). */
export function pauseAfterFailureMs(failures: number, random: number): number {
  const pause = PAUSES_MS[Math.min(Math.max(failures, 1), PAUSES_MS.length) - 1] ?? 24 * HOUR_MS;
  return Math.round(pause * (1 - JITTER + 2 * JITTER * random));
}

/**
 * The pause a busy receiver asked for with Retry-After (RFC 9110, 10.2.3: seconds or a date), in milliseconds and at most a day;
 * undefined when it did not ask or is not busy.
 */
export function wishedPauseMs(
  status: number,
  retryAfter: string | undefined,
  nowMs: number,
): number | undefined {
  const wish = retryAfter?.trim() ?? '';
  if (!BUSY.has(status) || wish === '') return undefined;
  const pause = /^\d{1,9}$/.test(wish) ? Number(wish) * SECOND_MS : Date.parse(wish) - nowMs;
  if (Number.isNaN(pause)) return undefined;
  return Math.min(Math.max(pause, 0), LONGEST_WISH_MS);
}
