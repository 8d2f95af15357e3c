import { listExpiring, type ExpiryLimits } from '../store/expiring.ts';
import type { Hub } from './hub.ts';
import { said, withReferral } from './person-statement.ts';

const BATCH = 200;
const defaults: ExpiryLimits = { attempts: 3, days: 30 };

/**
 * States that time has run out, as a fact like any other, as of the moment it did: a booking or a visit that is heard of later still
 * wins. Returns how many.
 */
export async function expireReferrals(hub: Hub): Promise<number> {
  const limits = hub.policy.expiry ?? defaults;
  const due = await listExpiring(hub.db, hub.policy.zone, limits, BATCH);
  let expired = 0;
  for (const { id } of due) {
    const answer = await withReferral(hub, id, undefined, async (tx, referral) => {
      // Somebody may have booked since the list was read.
      const [still] = await listExpiring(tx, hub.policy.zone, limits, 1, id);
      if (!still) return undefined;
      const about = await said(tx, referral);
      return { fact: { ...about, kind: 'referral_expired', effectiveAt: still.at, reason: still.reason } };
    });
    if (answer === 'done') expired += 1;
  }
  return expired;
}
