import { expireReferrals } from '../pipeline/expire.ts';
import type { Hub } from '../pipeline/hub.ts';
import { startLoop, type Loop } from './loop.ts';

/** Nothing expires to the minute. */
const PAUSE_MS = 10 * 60_000;

/** Looks for referrals whose time has run out. */
export function startExpireReferrals(hub: Hub, onError: (code: string) => void): Loop {
  return startLoop(() => expireReferrals(hub), onError, PAUSE_MS);
}
