import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import {
  changeDelivery,
  endAttempt,
  lockDelivery,
  startAttempt,
  type Delivery,
  type DeliveryNow,
} from '../store/deliveries.ts';
import { takeTurn } from '../store/delivery-rounds.ts';
import { withdrawReleased } from '../store/effects.ts';
import { blockEffects } from '../store/held.ts';
import { findReferral, takePen } from '../store/ledger.ts';
import { hasOtherWay } from '../store/other-ways.ts';
import { recheckDelivery } from '../store/sending-facts.ts';
import { transaction } from '../store/transaction.ts';
import { composeParcel, type Composed } from './compose.ts';
import { INTERRUPTED } from './delivery-outcome.ts';
import type { Hub, Way } from './hub.ts';
import { partBundle } from './letters/part-bundle.ts';
import { laneOf } from './release.ts';

/**
 * Somebody may send it now. One that is under way belongs to the hub that sends it; when that hub is gone its lease ends, and the
 * delivery is found again by its next job or by recovery.
 */
export function isDue(delivery: DeliveryNow): boolean {
  if (delivery.isUnderWay || delivery.isPausing) return false;
  return ['queued', 'failed_transient', 'sending'].includes(delivery.status);
}

/** Parcels to offices go one after another to each address; who tells the practice's own people keeps no order. */
export function keepsTurns({ purpose }: Delivery): boolean {
  return purpose !== 'liaison_alert';
}

/** How to send a due delivery. `undefined`: it cannot or must not be sent, and the delivery says why now. */
export async function findWay(hub: Hub, seen: DeliveryNow): Promise<Way | undefined> {
  const way = hub.destinations.get(seen.destination);
  if (!way) {
    const detail = `The destination "${seen.destination}" is not set up on this hub.`;
    await transaction(hub.db, async (tx) => {
      if (!(await lockAs(tx, seen))) return;
      await changeDelivery(tx, seen.id, { status: 'dead', code: 'no-destination', detail });
    });
    return undefined;
  }
  if (seen.status !== 'sending' || way.adapter.isRepeatHarmless) return way;
  // A hub died between handing over and writing down: it may have arrived.
  await transaction(hub.db, async (tx) => {
    if (!(await lockAs(tx, seen))) return;
    await changeDelivery(tx, seen.id, {
      status: 'ambiguous',
      code: INTERRUPTED,
      detail: 'The hub stopped while sending. It may have arrived: ask, then send again or confirm.',
    });
  });
  return undefined;
}

/**
 * Whose delivery it is while it is sent: written before the first byte leaves. `undefined`: somebody else was faster. `changed`: something
 * it rests on is not as it was at `moment` (a patient objects, a note was marked, corrected or held), so nothing is claimed and it is
 * looked at again. What changes after this comes too late.
 */
export async function claimDelivery(
  hub: Hub,
  seen: DeliveryNow,
  moment: string | undefined,
): Promise<{ readonly delivery: Delivery; readonly attemptId: string } | 'changed' | undefined> {
  return transaction(hub.db, async (tx) => {
    if (keepsTurns(seen) && !(await takeTurn(tx, seen, seen.id))) return undefined;
    const current = await lockAs(tx, seen);
    if (!current) return undefined;
    if (keepsTurns(seen) && (await recheckDelivery(tx, seen.id))?.moment !== moment) return 'changed';
    const attemptId = newId();
    const claimed = { status: 'sending', attempts: current.attempts + 1 } as const;
    await startAttempt(tx, attemptId, current.id);
    await changeDelivery(tx, current.id, claimed);
    return { delivery: { ...current, ...claimed }, attemptId };
  });
}

/** The packet cannot be made: a person has to complete the note, and nothing was sent. */
export async function block(
  hub: Hub,
  seen: DeliveryNow,
  { review, code, detail }: Extract<Composed, { kind: 'blocked' }>,
): Promise<void> {
  await transaction(hub.db, async (tx) => {
    // Who holds and releases by hand locks effect and deliveries in another order.
    await takePen(tx);
    const delivery = await lockAs(tx, seen);
    if (!delivery) return;
    await cancel(tx, delivery, code, detail);
    // What went out another way, or is going, is not asked about: its answer would send it twice.
    if (await hasOtherWay(tx, delivery)) return;
    const asked = {
      key: `${review}|${delivery.effectKey}`,
      kind: review,
      referralId: delivery.referralId,
      ...(delivery.documentKey === null ? {} : { documentKey: delivery.documentKey }),
      question: { reason: detail },
    };
    await blockEffects(tx, [{ key: delivery.effectKey, code: review, detail, review: asked }]);
  });
}

/**
 * Nobody wants it any more. Its effect is withdrawn, unless another delivery of it went out: when it is wanted again it is sent
 * again. Asked a second time, and decided with the pen in hand: what came to be wanted between the two must not be forgotten.
 */
export async function supersede(hub: Hub, seen: DeliveryNow): Promise<void> {
  const before = await findReferral(hub.db, seen.referralId);
  const isSure = (await composeParcel(hub, seen)).kind === 'superseded';
  await transaction(hub.db, async (tx) => {
    await takePen(tx);
    const delivery = await lockAs(tx, seen);
    if (!delivery) return;
    const referral = await findReferral(tx, seen.referralId);
    // A merge of partners gives it another key: what was looked for under the old one is not gone.
    const isMoved = delivery.referralId !== seen.referralId || delivery.effectKey !== seen.effectKey;
    if (!isSure || isMoved || referral?.version !== before?.version)
      return hub.enqueue(tx, [{ deliveryId: delivery.id, lane: laneOf(delivery) }]);
    await cancel(
      tx,
      delivery,
      'superseded',
      'What it says is no longer so, or a newer version of it exists.',
    );
    const stopped = await withdrawReleased(tx, [delivery.effectKey]);
    if (delivery.purpose === 'bundle' && stopped.length > 0) await partBundle(tx, delivery.effectKey);
  });
  hub.wake('effects');
}

/** Locks it and returns it, if it still is what the caller saw and nobody else has it in hand. */
export async function lockAs(tx: Tx, seen: DeliveryNow): Promise<DeliveryNow | undefined> {
  const current = await lockDelivery(tx, seen.id);
  const isSame = current?.status === seen.status && current.attempts === seen.attempts;
  return isSame && isDue(current) ? current : undefined;
}

export async function cancel(tx: Tx, delivery: Delivery, code: string, detail: string): Promise<void> {
  const attemptId = newId();
  await startAttempt(tx, attemptId, delivery.id);
  await endAttempt(tx, attemptId, 'not_sent', code, detail);
  await changeDelivery(tx, delivery.id, { status: 'cancelled', code, detail });
}
