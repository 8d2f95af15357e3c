import { codeOf, fateOf } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import type { Outcome } from '../sdk/destination.ts';
import type { Tx } from '../store/database.ts';
import {
  changeDelivery,
  endAttempt,
  findDelivery,
  insertDeliveries,
  listUnconfirmed,
  lockDelivery,
  startAttempt,
  type Delivery,
  type Endpoint,
} from '../store/deliveries.ts';
import { findEffect, setEffectState } from '../store/effects.ts';
import { askReviews } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import { composeParcel, type Composed } from './compose.ts';
import { recordOutcome } from './delivery-outcome.ts';
import type { Hub, Way } from './hub.ts';
import { deliveryTo, laneOf } from './release.ts';

/** Longest any destination may take: the adapters' own time-outs are shorter and say more. */
const SEND_TIMEOUT_MS = 120_000;
const CONFIRM_BATCH = 100;

/** The sixth verb: sends one delivery once, and records what the other side said. Safe to run twice. */
export async function deliver(hub: Hub, deliveryId: string): Promise<void> {
  const claim = await transaction(hub.db, (tx) => claimDelivery(tx, hub, deliveryId));
  if (!claim) return;
  const { delivery, way, attemptId } = claim;
  const composed = await composeSafely(hub, delivery);
  if (composed.kind === 'blocked')
    return transaction(hub.db, (tx) => block(tx, delivery, attemptId, composed));
  if (composed.kind === 'superseded') return transaction(hub.db, (tx) => supersede(tx, delivery, attemptId));
  const outcome = await send(way, composed);
  await recordOutcome(hub, delivery, attemptId, outcome, composed);
}

/** Asks destinations what became of what they took over. Returns how many are settled now. */
export async function confirmSent(hub: Hub): Promise<number> {
  let settled = 0;
  for (const delivery of await listUnconfirmed(hub.db, CONFIRM_BATCH)) {
    const confirm = hub.destinations.get(delivery.destination)?.open.confirm;
    if (!confirm || delivery.sentAt === null) continue;
    const sent = {
      key: delivery.id,
      address: delivery.address,
      settings: delivery.settings,
      sentAt: delivery.sentAt,
    };
    const outcome = await confirm(
      { ...sent, ...(delivery.reference === null ? {} : { reference: delivery.reference }) },
      AbortSignal.timeout(SEND_TIMEOUT_MS),
    );
    if (!outcome || outcome.status === 'sent') continue;
    await recordOutcome(hub, delivery, undefined, outcome, undefined);
    settled += 1;
  }
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
  if (delivery.status === 'delivered' || delivery.status === 'cancelled') return 'already_answered';
  await recordOutcome(
    hub,
    delivery,
    undefined,
    { status: 'delivered', reference: `by hand: ${person}`, detail: how },
    undefined,
  );
  return 'done';
}

type Claim = { readonly delivery: Delivery; readonly way: Way; readonly attemptId: string };

async function claimDelivery(tx: Tx, hub: Hub, deliveryId: string): Promise<Claim | undefined> {
  const delivery = await lockDelivery(tx, deliveryId);
  if (!delivery || !['queued', 'failed_transient', 'sending'].includes(delivery.status)) return undefined;
  const way = hub.destinations.get(delivery.destination);
  if (!way) {
    const detail = `The destination "${delivery.destination}" is not set up on this hub.`;
    await changeDelivery(tx, delivery.id, { status: 'dead', code: 'no-destination', detail });
    return undefined;
  }
  // "sending" means a worker died between handing over and writing down: it may have arrived.
  if (delivery.status === 'sending' && !way.adapter.isRepeatHarmless) {
    await changeDelivery(tx, delivery.id, {
      status: 'ambiguous',
      code: 'interrupted',
      detail: 'The hub stopped while sending. It may have arrived: ask, then send again or confirm.',
    });
    return undefined;
  }
  const attemptId = newId();
  await startAttempt(tx, attemptId, delivery.id);
  await changeDelivery(tx, delivery.id, { status: 'sending', attempts: delivery.attempts + 1 });
  return { delivery: { ...delivery, attempts: delivery.attempts + 1 }, way, attemptId };
}

async function composeSafely(hub: Hub, delivery: Delivery): Promise<Composed> {
  try {
    return await composeParcel(hub, delivery);
  } catch (error) {
    if (fateOf(error) === 'transient') throw error;
    return {
      kind: 'blocked',
      review: 'note_unreadable',
      code: codeOf(error),
      detail: 'The note could not be turned into a packet.',
    };
  }
}

/** The packet cannot be made: a person has to complete the note, and nothing was sent. */
async function block(
  tx: Tx,
  delivery: Delivery,
  attemptId: string,
  composed: Extract<Composed, { kind: 'blocked' }>,
): Promise<void> {
  await endAttempt(tx, attemptId, 'not_sent', composed.code, composed.detail);
  await changeDelivery(tx, delivery.id, {
    status: 'cancelled',
    code: composed.code,
    detail: composed.detail,
  });
  await setEffectState(tx, [delivery.effectKey], 'blocked');
  await askReviews(tx, [
    {
      key: `${composed.review}|${delivery.effectKey}`,
      kind: composed.review,
      referralId: delivery.referralId,
      ...(delivery.documentKey === null ? {} : { documentKey: delivery.documentKey }),
      question: { reason: composed.detail },
    },
  ]);
}

async function supersede(tx: Tx, delivery: Delivery, attemptId: string): Promise<void> {
  const detail = 'A newer version of the note exists, or its author took it back.';
  await endAttempt(tx, attemptId, 'not_sent', 'superseded', detail);
  await changeDelivery(tx, delivery.id, { status: 'cancelled', code: 'superseded', detail });
}

async function send(way: Way, composed: Extract<Composed, { kind: 'ready' }>): Promise<Outcome> {
  try {
    return await way.open.deliver(composed.parcel, AbortSignal.timeout(SEND_TIMEOUT_MS));
  } catch (error) {
    return {
      status: 'failed',
      fate: fateOf(error),
      code: codeOf(error),
      detail: 'The destination failed unexpectedly.',
    };
  }
}
