import { holds } from '../domain/delivery-policy.ts';
import type { Delivery, DeliveryNow } from '../store/deliveries.ts';
import { setEffectState } from '../store/effects.ts';
import { blockEffects } from '../store/held.ts';
import { hasOtherWay } from '../store/other-ways.ts';
import { recheckDelivery, type Recheck } from '../store/sending-facts.ts';
import { transaction } from '../store/transaction.ts';
import { cancel, keepsTurns, lockAs } from './claim-delivery.ts';
import { isStillWanted } from './compose.ts';
import type { Hub } from './hub.ts';

/**
 * Asked again right before something goes out by itself: it may have waited a night. The patient objects since: held. The address was
 * taken out of the directory: decided anew. `true`: it must not be sent. What a person sends by hand is that person's decision.
 */
export async function holdBack(hub: Hub, seen: DeliveryNow): Promise<boolean> {
  if (!keepsTurns(seen) || seen.createdBy !== null) return false;
  const found = await recheckDelivery(hub.db, seen.id);
  const code = found && reasonOf(seen, found);
  if (code === undefined) return false;
  await transaction(hub.db, async (tx) => {
    const delivery = await lockAs(tx, seen);
    if (!delivery) return;
    // What went out another way meanwhile is not decided anew: it would go twice.
    const isElsewhere = await hasOtherWay(tx, delivery);
    if (code === 'endpoint_gone') {
      await cancel(tx, delivery, code, 'This address is not the office’s any more.');
      return isElsewhere ? undefined : setEffectState(tx, [delivery.effectKey], 'planned');
    }
    await cancel(tx, delivery, code, holds[code].sentence);
    if (isElsewhere) return;
    const { effectKey: key, referralId, partnerId, documentKey } = delivery;
    const review = {
      key: `${code}|${key}`,
      kind: code,
      referralId,
      ...(partnerId === null ? {} : { partnerId }),
      ...(documentKey === null ? {} : { documentKey }),
      question: { reason: holds[code].sentence },
    };
    await blockEffects(tx, [{ key, code, review }]);
  });
  hub.wake('effects');
  return true;
}

/**
 * Why something that failed must not go again to the same address without a look at it: what many at once are asked before they are
 * sent again. `undefined`: it may.
 */
export async function whyNotAgain(
  hub: Hub,
  delivery: Delivery,
): Promise<'patient_objection' | 'endpoint_gone' | 'not_wanted' | undefined> {
  const found = await recheckDelivery(hub.db, delivery.id);
  const reason = found && reasonOf(delivery, found);
  return reason ?? ((await isStillWanted(hub, delivery)) ? undefined : 'not_wanted');
}

function reasonOf(
  { purpose }: Delivery,
  { isObjected, isGone, cleared }: Recheck,
): 'patient_objection' | 'endpoint_gone' | undefined {
  if (isGone) return 'endpoint_gone';
  return purpose === 'note' && isObjected && !cleared.includes('patient_objection')
    ? 'patient_objection'
    : undefined;
}
