import { wantedEffects, type Effect } from '../domain/consequences.ts';
import { Failure } from '../lib/failure.ts';
import type { Delivery } from '../store/deliveries.ts';
import { findReferral } from '../store/ledger.ts';
import { findPartner } from '../store/partners.ts';
import { loadPatient } from '../store/patients.ts';
import { escalationParcel, tellsEscalations } from './compose-escalations.ts';
import { noteParcel } from './compose-note.ts';
import { correctedKey, noticeParcel } from './compose-notice-parcel.ts';
import type { Composed } from './compose-ready.ts';
import type { Hub } from './hub.ts';
import { isOrdered, orderParcel } from './letters/order-parcel.ts';
import type { ReferralStory } from './referral-story.ts';
import { alertParcel, tellParcel, tellsAlerts } from './tell/compose-tell.ts';

export type { Composed } from './compose-ready.ts';

/** Makes what a delivery carries. The same delivery composes to the same bytes: nothing but stored data goes in. */
export async function composeParcel(hub: Hub, delivery: Delivery): Promise<Composed> {
  if (tellsEscalations(delivery)) {
    const parcel = await escalationParcel(hub, delivery);
    return parcel ? { kind: 'ready', parcel } : { kind: 'superseded' };
  }
  if (tellsAlerts(delivery)) {
    const parcel = await tellParcel(hub, delivery);
    return parcel ? { kind: 'ready', parcel } : { kind: 'superseded' };
  }
  const referral = await findReferral(hub.db, delivery.referralId);
  const patient = referral && (await loadPatient(hub.db, referral.patientId));
  if (!referral || !patient)
    throw new Failure('permanent', 'referral-gone', 'The referral of this delivery does not exist any more.');
  const partner = delivery.partnerId === null ? undefined : await findPartner(hub.db, delivery.partnerId);
  const story: ReferralStory = { view: referral.view, patient, partner };
  if (isOrdered(delivery)) return orderParcel(hub, delivery, story);
  if (!isStillTrue(delivery, wantedEffects(referral.id, referral.view, hub.policy)))
    return { kind: 'superseded' };
  if (delivery.purpose === 'liaison_alert')
    return { kind: 'ready', parcel: alertParcel(hub, delivery, story) };
  return delivery.purpose === 'note' ? noteParcel(hub, delivery, story) : noticeParcel(hub, delivery, story);
}

/** Whether the ledger still calls for it, whoever asked for it. What people order (letters, bundles) says for itself when it is made. */
export async function isStillWanted(hub: Hub, delivery: Delivery): Promise<boolean> {
  if (isOrdered(delivery) || delivery.purpose === 'liaison_alert') return true;
  const referral = await findReferral(hub.db, delivery.referralId);
  if (!referral) return false;
  return isStillTrue({ ...delivery, createdBy: null }, wantedEffects(referral.id, referral.view, hub.policy));
}

/**
 * The ledger still calls for it, asked again before every try: a retry must not tell an office what meanwhile is not so. What a
 * person sends by hand is the person's decision. A correction is moot when what it corrects is true again.
 */
function isStillTrue(delivery: Delivery, wanted: readonly Effect[]): boolean {
  if (delivery.createdBy !== null) return true;
  const isWanted = (key: string): boolean => wanted.some((effect) => effect.key === key);
  return delivery.purpose === 'correction' ? !isWanted(correctedKey(delivery)) : isWanted(delivery.effectKey);
}
