import { now } from '../../lib/clock.ts';
import { busyOf } from '../../sdk/crm-http.ts';
import { wishedPauseMs } from '../webhook/schedule.ts';

const PAUSES_MS = [5_000, 30_000, 2 * 60_000, 10 * 60_000, 30 * 60_000] as const;
const LONGEST_MS = 30 * 60_000;
const JITTER = 0.2;

/** Tries of one record before it is parked: about five hours. */
export const MOST_TRIES = 12;

/** Pause after the n-th failure in a row (from 1), in milliseconds, ±20 %. `random` is in [0, 1). */
export function crmPauseMs(failures: number, random: number): number {
  const pause = PAUSES_MS[Math.min(Math.max(failures, 1), PAUSES_MS.length) - 1] ?? LONGEST_MS;
  return Math.round(pause * (1 - JITTER + 2 * JITTER * random));
}

/** The same for a failure of the whole connection; what the CRM asked for (Retry-After) is waited out in full. */
export function pauseAfterMs(error: unknown, failures: number): number {
  const busy = busyOf(error);
  const wished =
    busy === undefined ? 0 : (wishedPauseMs(busy.status, busy.retryAfter, Date.parse(now())) ?? 0);
  return Math.max(crmPauseMs(failures, Math.random()), wished);
}
