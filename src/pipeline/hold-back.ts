import { holds } from '../domain/delivery-policy.ts';
import type { Queryable, Tx } from '../store/database.ts';
import type { Delivery, DeliveryNow } from '../store/deliveries.ts';
import { setEffectState } from '../store/effects.ts';
import { blockEffects } from '../store/held.ts';
import { takePen } from '../store/ledger.ts';
import { hasOtherWay } from '../store/other-ways.ts';
import { isObjectedNote, recheckDelivery, type Recheck } from '../store/sending-facts.ts';
import { transaction } from '../store/transaction.ts';
import { cancel, keepsTurns, lockAs } from './claim-delivery.ts';
import { isStillWanted } from './compose.ts';
import type { Hub } from './hub.ts';

/** `moment`: as things stood when it was asked; whoever claims the delivery compares (`recheckDelivery`). */
export type Look = { readonly isHeld: boolean; readonly moment?: string };

/**
 * Asked right before something is made, and again when it changed meanwhile: it may have waited a night. The patient objects since: held.
 * The address was taken out of the directory: decided anew. What a person sends by hand is that person's decision, as far as the person
 * could know: an objection that came later holds it too. What arrived another way does not go again by itself.
 */
export async function holdBack(hub: Hub, seen: DeliveryNow): Promise<Look> {
  if (!keepsTurns(seen)) return { isHeld: false };
  const found = await recheckDelivery(hub.db, seen.id);
  if (!found) return { isHeld: false };
  const code = reasonOf(seen, found);
  if (code === undefined) return { isHeld: false, moment: found.moment };
  const isSettled = await transaction(hub.db, async (tx) => {
    // Who holds and releases by hand locks effect and deliveries in another order.
    await takePen(tx);
    const delivery = await lockAs(tx, seen);
    if (!delivery) return true;
    const now = await recheckDelivery(tx, seen.id);
    if (!now || reasonOf(delivery, now) !== code) return false;
    await hold(tx, delivery, code);
    return true;
  });
  hub.wake('effects');
  // Let go between the two: whoever claims it sees that it changed.
  return isSettled ? { isHeld: true } : { isHeld: false, moment: found.moment };
}

async function hold(tx: Tx, delivery: Delivery, code: Reason): Promise<void> {
  if (code === 'arrived') return cancel(tx, delivery, code, 'It arrived another way first.');
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
}

type Reason = 'patient_objection' | 'endpoint_gone' | 'arrived';

/**
 * Why something that failed must not go again to the same address without a look at it: what many at once are asked before they are
 * sent again. `undefined`: it may.
 */
export async function whyNotAgain(hub: Hub, delivery: Delivery): Promise<Reason | 'not_wanted' | undefined> {
  const found = await recheckDelivery(hub.db, delivery.id);
  const reason = found && reasonOf({ ...delivery, createdBy: null }, found);
  return reason ?? ((await isStillWanted(hub, delivery)) ? undefined : 'not_wanted');
}

/** The patient objects to what this carries, and nobody answers for it. */
export async function isObjectedTo(db: Queryable, delivery: Delivery): Promise<boolean> {
  const found = await recheckDelivery(db, delivery.id);
  return (
    found !== undefined &&
    reasonOf(delivery, { ...found, isGone: false, hasArrived: false }) === 'patient_objection'
  );
}

function reasonOf(
  { purpose, createdBy }: Delivery,
  { isObjected, isObjectionNew, isGone, hasArrived, cleared }: Recheck,
): Reason | undefined {
  if (createdBy !== null) return purpose === 'note' && isObjectionNew ? 'patient_objection' : undefined;
  if (isGone) return 'endpoint_gone';
  if (hasArrived) return 'arrived';
  return purpose === 'note' && isObjectedNote({ isObjected, cleared }) ? 'patient_objection' : undefined;
}
