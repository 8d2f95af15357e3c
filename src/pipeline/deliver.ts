import { codeOf, fateOf } from '../lib/failure.ts';
import { once, type Repeatable } from '../store/asked-once.ts';
import type { Tx } from '../store/database.ts';
import {
  changeDelivery,
  findDelivery,
  lockDelivery,
  type Delivery,
  type DeliveryNow,
  type DeliveryStatus,
  type Endpoint,
} from '../store/deliveries.ts';
import { listFollowers, nextOfLane, takeUnconfirmed } from '../store/delivery-rounds.ts';
import { findEffect, setEffectState } from '../store/effects.ts';
import { letVersionsGo, listHoldQuestions, settleHoldQuestions } from '../store/held.ts';
import { takePen } from '../store/ledger.ts';
import { findOnItsWay } from '../store/other-ways.ts';
import { transaction } from '../store/transaction.ts';
import { block, claimDelivery, findWay, isDue, keepsTurns, supersede } from './claim-delivery.ts';
import { composeParcel, type Composed } from './compose.ts';
import { recordOutcome, recordPostponed } from './delivery-outcome.ts';
import { holdBack } from './hold-back.ts';
import type { Hub, Way } from './hub.ts';
import { deliveryTo, laneOf, queueDeliveries } from './release.ts';
import { sendParcel, withinLimit } from './send-parcel.ts';
import { sentParcelOf } from './sent-parcel.ts';

/** Longest a destination may think about what became of one parcel. */
const CONFIRM_LIMIT_MS = 20_000;
/** Parcels of each destination that are asked after in one round. */
const CONFIRM_BATCH = 100;
/** Questions under way at once. */
const CONFIRM_AT_ONCE = 8;

/** How often what changes while it is made is made anew before others have their turn. */
const LOOKS = 3;

/** Parcels of one lane that one job sends, so that a long line does not keep the others waiting. */
const TURNS = 10;

/**
 * The sixth verb: sends what is due, once, and records what the other side said. Safe to run twice, also at the same time. Parcels to one
 * address go one after another in the order they were decided: a job sends whose turn it is, which may be another than its own.
 */
export async function deliver(hub: Hub, deliveryId: string): Promise<void> {
  const seen = await findDelivery(hub.db, deliveryId);
  if (!seen) return;
  // Who tells one's own people when keeps no order.
  if (!keepsTurns(seen)) return deliverOne(hub, seen);
  // Settled or not: the hub that sent it may have been gone before the next one of its lane had its turn.
  let last: string | undefined;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const id = await nextOfLane(hub.db, seen);
    const next = id === undefined || id === last ? undefined : await findDelivery(hub.db, id);
    if (!next) return;
    await deliverOne(hub, next);
    await wakeFollowers(hub, next);
    last = id;
  }
  const id = await nextOfLane(hub.db, seen);
  if (id !== undefined)
    await transaction(hub.db, (tx) => hub.enqueue(tx, [{ deliveryId: id, lane: laneOf(seen) }]));
}

/** What one office is told of a referral goes in order, also where its ways differ. */
async function wakeFollowers(hub: Hub, before: Delivery): Promise<void> {
  const followers = await listFollowers(hub.db, before);
  if (followers.length === 0) return;
  await transaction(hub.db, (tx) =>
    hub.enqueue(
      tx,
      followers.map((one) => ({ deliveryId: one.id, lane: laneOf(one) })),
    ),
  );
}

async function deliverOne(hub: Hub, seen: DeliveryNow): Promise<void> {
  if (!isDue(seen)) return;
  const way = await findWay(hub, seen);
  if (!way) return;
  for (let look = 0; look < LOOKS; look += 1) if ((await tryOnce(hub, way, seen)) === 'settled') return;
  await transaction(hub.db, (tx) => hub.enqueue(tx, [{ deliveryId: seen.id, lane: laneOf(seen) }]));
}

/** `changed`: what it rests on changed while it was made, and nothing left; look again. */
async function tryOnce(hub: Hub, way: Way, seen: DeliveryNow): Promise<'settled' | 'changed'> {
  const look = await holdBack(hub, seen);
  if (look.isHeld) return 'settled';
  // Composed before anything says "sending": up to there a failure, or the end of this hub, leaves no doubt.
  const composed = await composeSafely(hub, seen);
  if (composed.kind === 'ready') {
    const claim = await claimDelivery(hub, seen, look.moment);
    if (claim === 'changed') return claim;
    if (!claim) return 'settled';
    const outcome = await sendParcel(hub, way, claim.delivery, composed.parcel);
    const { packet } = composed;
    await recordOutcome(hub, claim.delivery, { outcome, attemptId: claim.attemptId, packet });
  } else if (composed.kind === 'postponed') await recordPostponed(hub, seen, composed.code);
  else if (composed.kind === 'blocked') await block(hub, seen, composed);
  else await supersede(hub, seen);
  return 'settled';
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

/** Another way than the one it went. */
type OtherWay = Pick<Endpoint, 'destination' | 'address' | 'settings'>;

/**
 * Sends again by hand, whatever became of it (or `only` while it stands so: who comes second sends nothing). Returns the id of the
 * delivery that is on its way: of the one that was to go there anyway, when there is one.
 */
export async function resendDelivery(
  hub: Hub,
  deliveryId: string,
  person: string,
  way?: OtherWay,
  only?: readonly DeliveryStatus[],
  wish?: Repeatable,
): Promise<string | undefined> {
  const sent = await transaction(hub.db, (tx) =>
    once(tx, wish, async () => {
      const position = await takePen(tx);
      return resendIn(tx, hub, position, { deliveryId, person, way, only });
    }),
  );
  hub.wake('events');
  return sent;
}

/** The same as part of a larger change. The caller holds the pen; events go after `position`. `undefined`: nothing was written. */
export async function resendIn(
  tx: Tx,
  hub: Hub,
  position: number,
  wish: {
    readonly deliveryId: string;
    readonly person: string;
    readonly way?: OtherWay | undefined;
    readonly only?: readonly DeliveryStatus[] | undefined;
  },
): Promise<string | undefined> {
  const { deliveryId, person, way, only } = wish;
  const delivery = await lockDelivery(tx, deliveryId);
  const effect = delivery && (await findEffect(tx, delivery.effectKey));
  if (!delivery || !effect || (only && !only.includes(delivery.status))) return undefined;
  const again = deliveryTo(effect, way ?? delivery, person);
  if (['dead', 'ambiguous', 'failed_transient', 'queued'].includes(delivery.status))
    await changeDelivery(tx, delivery.id, {
      status: 'cancelled',
      code: 'resent',
      detail: `sent again by hand`,
    });
  // Held meanwhile: what was asked about it is answered by this.
  const waited = await listHoldQuestions(tx, [effect.key]);
  await setEffectState(tx, [effect.key], 'released');
  await letVersionsGo(tx, effect.key);
  await settleHoldQuestions(tx, waited);
  // Asked for twice, in two windows or by two people, it goes once.
  const onItsWay = await findOnItsWay(tx, delivery, again);
  if (onItsWay !== undefined) return onItsWay;
  await queueDeliveries(tx, hub, position, [again]);
  return again.id;
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
  const sent = sentParcelOf(delivery);
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
