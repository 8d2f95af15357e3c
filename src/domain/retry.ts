/** First pause after a transient failure, doubled each time. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 30 * 60_000;

/**
 * Pause before the next try: exponential with full jitter above half, so that partners who come back are not met by everybody at
 * once. `random` is in [0, 1).
 */
export function retryDelayMs(attempts: number, random: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(pause * (0.5 + random / 2));
}
