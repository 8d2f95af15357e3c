import type { Effect } from '../domain/consequences.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import type { NewEvent } from '../store/events.ts';
import { claimFirstReferrals, type AccountReferral } from '../store/first-referrals.ts';

type OwnedEffect = Effect & { readonly referralId: string };

/** Every counted referral plans one alert; the first alert of an account is its first referral. */
export async function firstReferrals(tx: Tx, planned: readonly OwnedEffect[]): Promise<readonly NewEvent[]> {
  const alerts = planned.filter((one) => one.kind === 'alert_liaison');
  const firsts = await claimFirstReferrals(
    tx,
    alerts.map(({ partnerId, referralId, dueAt }) => ({ partnerId, referralId, at: dueAt })),
  );
  return firsts.map((first) => {
    const alert = alerts.find((one) => one.referralId === first.referralId);
    return accountEvent('partner.first_referral', first, alert);
  });
}

export function accountEvent(
  type: 'partner.first_referral' | 'partner.first_referral_voided',
  { accountId, referralId }: AccountReferral,
  alert: OwnedEffect | undefined,
): NewEvent {
  return {
    id: newId(),
    type,
    subjectKind: 'partner',
    subjectId: accountId,
    subjectVersion: 1,
    occurredAt: alert?.dueAt ?? now(),
    data: { partnerId: accountId, referralId, referredBy: alert?.partnerId },
  };
}
