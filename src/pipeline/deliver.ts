import { codeOf, fateOf } from '../lib/failure.ts';
import {
  changeDelivery,
  findDelivery,
  insertDeliveries,
  lockDelivery,
  takeUnconfirmed,
  type Delivery,
  type Endpoint,
} from '../store/deliveries.ts';
import { findEffect, setEffectState } from '../store/effects.ts';
import { transaction } from '../store/transaction.ts';
import { block, claimDelivery, findWay, isDue, supersede } from './claim-delivery.ts';
import { composeParcel, type Composed } from './compose.ts';
import { recordOutcome, recordPostponed } from './delivery-outcome.ts';
import type { Hub } from './hub.ts';
import { deliveryTo, laneOf } from './release.ts';
import { sendParcel, withinLimit } from './send-parcel.ts';

/** Longest a destination may think about what became of one parcel. */
const CONFIRM_LIMIT_MS = 20_000;
/** Parcels of each destination that are asked after in one round. */
const CONFIRM_BATCH = 100;
/** Questions under way at once. */
const CONFIRM_AT_ONCE = 8;

/** The sixth verb: sends one delivery once, and records what the other side said. Safe to run twice, also at the same time. */
export async function deliver(hub: Hub, deliveryId: string): Promise<void> {
  const seen = await findDelivery(hub.db, deliveryId);
  if (!seen || !isDue(seen)) return;
  const way = await findWay(hub, seen);
  if (!way) return;
  // Composed before anything says "sending": up to there a failure, or the end of this hub, leaves no doubt.
  const composed = await composeSafely(hub, seen);
  if (composed.kind === 'postponed') return recordPostponed(hub, seen, composed.code);
  if (composed.kind === 'blocked') return block(hub, seen, composed);
  if (composed.kind === 'superseded') return supersede(hub, seen);
  const claim = await claimDelivery(hub, seen);
  if (!claim) return;
  const outcome = await sendParcel(hub, way, claim.delivery, composed.parcel);
  const { packet } = composed;
  await recordOutcome(hub, claim.delivery, { outcome, attemptId: claim.attemptId, packet });
}

/**
 * Asks destinations what became of what they took over. Returns how many are settled now. A destination that fails is reported
 * with its code and asked again in its turn.
 */
export async function confirmSent(
  hub: Hub,
  onError: (code: string) => void = () => undefined,
): Promise<number> {
  const talkative = [...hub.destinations.values()].filter((way) => way.open.confirm !== undefined);
  const names = talkative.map((way) => way.adapter.name);
  const waiting = await takeUnconfirmed(hub.db, names, CONFIRM_BATCH);
  let settled = 0;
  const askOn = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        if (await confirmOne(hub, next)) settled += 1;
      } catch (error) {
        onError(codeOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: CONFIRM_AT_ONCE }, askOn));
  return settled;
}

/** Sends again by hand, whatever became of it. Returns the id of the delivery that is on its way. */
export async function resendDelivery(
  hub: Hub,
  deliveryId: string,
  person: string,
  way?: Pick<Endpoint, 'destination' | 'address' | 'settings'>,
): Promise<string | undefined> {
  return transaction(hub.db, async (tx) => {
    const delivery = await lockDelivery(tx, deliveryId);
    const effect = delivery && (await findEffect(tx, delivery.effectKey));
    if (!delivery || !effect) return undefined;
    const again = deliveryTo(effect, way ?? delivery, person);
    if (['dead', 'ambiguous', 'failed_transient', 'queued'].includes(delivery.status))
      await changeDelivery(tx, delivery.id, {
        status: 'cancelled',
        code: 'resent',
        detail: `sent again by hand`,
      });
    await insertDeliveries(tx, [again]);
    await setEffectState(tx, [effect.key], 'released');
    await hub.enqueue(tx, [{ deliveryId: again.id, lane: laneOf(again) }]);
    return again.id;
  });
}

/** A person vouches that it arrived: a phone call, a letter handed over. */
export async function confirmDelivery(
  hub: Hub,
  deliveryId: string,
  how: string,
  person: string,
): Promise<'done' | 'already_answered' | 'not_found'> {
  const delivery = await findDelivery(hub.db, deliveryId);
  if (!delivery) return 'not_found';
  const outcome = { status: 'delivered', reference: `by hand: ${person}`, detail: how } as const;
  const isNews = await recordOutcome(hub, delivery, { outcome, isByHand: true });
  return isNews ? 'done' : 'already_answered';
}

async function confirmOne(hub: Hub, delivery: Delivery): Promise<boolean> {
  const confirm = hub.destinations.get(delivery.destination)?.open.confirm;
  if (!confirm) return false;
  const { id, address, settings, reference, packetPages } = delivery;
  const sent = {
    key: id,
    address,
    settings,
    sentAt: delivery.sentAt ?? delivery.updatedAt,
    ...(reference !== null && { reference }),
    ...(packetPages !== null && { pages: packetPages }),
  };
  const outcome = await withinLimit(CONFIRM_LIMIT_MS, (signal) => confirm(sent, signal));
  const isNothingNew = outcome?.status === 'sent' && !outcome.isFinal && delivery.status === 'sent';
  if (!outcome || isNothingNew) return false;
  return recordOutcome(hub, delivery, { outcome });
}

/** A parcel that cannot be made now may be made later: nothing is known to be wrong with the note. */
type Postponed = { readonly kind: 'postponed'; readonly code: string };

async function composeSafely(hub: Hub, delivery: Delivery): Promise<Composed | Postponed> {
  try {
    return await composeParcel(hub, delivery);
  } catch (error) {
    if (fateOf(error) === 'transient') return { kind: 'postponed', code: codeOf(error) };
    return {
      kind: 'blocked',
      review: 'note_unreadable',
      code: codeOf(error),
      detail: 'The note could not be turned into a packet.',
    };
  }
}
