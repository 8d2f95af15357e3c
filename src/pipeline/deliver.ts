import { addMinutes } from '../domain/practice-time.ts';
import { retryDelayMs } from '../domain/retry.ts';
import { now } from '../lib/clock.ts';
import { codeOf, fateOf } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import type { Outcome } from '../sdk/destination.ts';
import {
  changeDelivery,
  endAttempt,
  findDelivery,
  insertDeliveries,
  listEndpoints,
  listUnconfirmed,
  lockDelivery,
  setEndpointHealth,
  startAttempt,
  type Delivery,
} from '../store/deliveries.ts';
import type { Tx } from '../store/database.ts';
import { appendEvents } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import { composeParcel, type Composed } from './compose.ts';
import type { Hub, Way } from './hub.ts';
import { recordNoteDelivered } from './note-delivered.ts';
import { deliveryTo, laneOf } from './release.ts';
import { findEffect, setEffectState } from '../store/effects.ts';
import { askReviews } from '../store/reviews.ts';

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
  const outcome = await send(way, composed);
  await record(hub, delivery, attemptId, outcome, composed);
}

/** Asks destinations what became of what they took over. Returns how many are settled now. */
export async function confirmSent(hub: Hub): Promise<number> {
  let settled = 0;
  for (const delivery of await listUnconfirmed(hub.db, CONFIRM_BATCH)) {
    const confirm = hub.destinations.get(delivery.destination)?.open.confirm;
    if (!confirm || delivery.sentAt === null) continue;
    const sent = {
      key: parcelKey(delivery),
      address: delivery.address,
      settings: delivery.settings,
      sentAt: delivery.sentAt,
    };
    const outcome = await confirm(
      { ...sent, ...(delivery.reference === null ? {} : { reference: delivery.reference }) },
      AbortSignal.timeout(SEND_TIMEOUT_MS),
    );
    if (!outcome || outcome.status === 'sent') continue;
    await record(hub, delivery, undefined, outcome, undefined);
    settled += 1;
  }
  return settled;
}

/** Sends again by hand, whatever became of it. Returns the id of the delivery that is on its way. */
export async function resendDelivery(
  hub: Hub,
  deliveryId: string,
  person: string,
): Promise<string | undefined> {
  return transaction(hub.db, async (tx) => {
    const delivery = await lockDelivery(tx, deliveryId);
    const effect = delivery && (await findEffect(tx, delivery.effectKey));
    if (!delivery || !effect) return undefined;
    const { settings, address, destination } = delivery;
    const again = deliveryTo(effect, { destination, address, settings }, person);
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
  await record(
    hub,
    delivery,
    undefined,
    { status: 'delivered', reference: `by hand: ${person}`, detail: how },
    undefined,
  );
  return 'done';
}

/** What every try of a delivery carries, so that the other side knows a repeat: one effect to one address. */
export function parcelKey(delivery: Pick<Delivery, 'id'>): string {
  return delivery.id;
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

async function record(
  hub: Hub,
  delivery: Delivery,
  attemptId: string | undefined,
  outcome: Outcome,
  composed: Extract<Composed, { kind: 'ready' }> | undefined,
): Promise<void> {
  await transaction(hub.db, async (tx) => {
    const lastPosition = await takePen(tx);
    const current = await lockDelivery(tx, delivery.id);
    if (!current || current.status === 'delivered') return;
    const detail = outcome.detail;
    if (attemptId !== undefined)
      await endAttempt(tx, attemptId, outcome.status, 'code' in outcome ? outcome.code : undefined, detail);
    const packet = composed?.packet === undefined ? {} : { packet: composed.packet };
    if (outcome.status === 'failed') return recordFailure(tx, hub, current, outcome, lastPosition);
    const at = now();
    const reference = outcome.reference === undefined ? {} : { reference: outcome.reference };
    const times =
      outcome.status === 'sent' ? { sentAt: at } : { sentAt: current.sentAt ?? at, deliveredAt: at };
    await changeDelivery(tx, current.id, {
      status: outcome.status,
      detail: detail ?? null,
      ...reference,
      ...times,
      ...packet,
    });
    await publish(tx, lastPosition, current, outcome.status, undefined);
    if (outcome.status !== 'delivered') return;
    await setEndpointHealth(tx, current, 'ok');
    if (current.purpose === 'note') await recordNoteDelivered(tx, hub, current, at);
  });
  hub.wake('events');
}

async function recordFailure(
  tx: Tx,
  hub: Hub,
  delivery: Delivery,
  outcome: Extract<Outcome, { status: 'failed' }>,
  lastPosition: number,
): Promise<void> {
  const way = hub.destinations.get(delivery.destination);
  const said = { code: outcome.code, detail: outcome.detail };
  const mayRepeat =
    outcome.fate === 'transient' ||
    (outcome.fate === 'ambiguous' && (way?.adapter.isRepeatHarmless ?? false));
  const nextAttemptAt = addMinutes(now(), retryDelayMs(delivery.attempts, Math.random()) / 60_000);
  if (mayRepeat && nextAttemptAt < delivery.deadlineAt) {
    await changeDelivery(tx, delivery.id, { status: 'failed_transient', nextAttemptAt, ...said });
    return hub.enqueue(tx, [{ deliveryId: delivery.id, lane: laneOf(delivery), startAfter: nextAttemptAt }]);
  }
  if (outcome.fate === 'ambiguous') {
    await changeDelivery(tx, delivery.id, { status: 'ambiguous', ...said });
    return publish(tx, lastPosition, delivery, 'failed', outcome.code);
  }
  await changeDelivery(tx, delivery.id, { status: 'dead', ...said });
  if (outcome.fate === 'permanent') await setEndpointHealth(tx, delivery, 'suspect');
  await publish(tx, lastPosition, delivery, 'failed', outcome.code);
  await fallBack(tx, hub, delivery);
}

/** A permanent refusal moves on to the partner's next endpoint; the last one leaves a dead letter. */
async function fallBack(tx: Tx, hub: Hub, delivery: Delivery): Promise<void> {
  if (delivery.partnerId === null || delivery.purpose === 'liaison_alert' || delivery.createdBy !== null)
    return;
  const endpoints = await listEndpoints(tx, [delivery.partnerId]);
  const at = endpoints.findIndex(
    (one) => one.destination === delivery.destination && one.address === delivery.address,
  );
  const next = endpoints
    .slice(at + 1)
    .find((one) => one.health === 'ok' && hub.destinations.has(one.destination));
  const effect = next && (await findEffect(tx, delivery.effectKey));
  if (!next || !effect) return;
  const other = deliveryTo(effect, next);
  await insertDeliveries(tx, [other]);
  await hub.enqueue(tx, [{ deliveryId: other.id, lane: laneOf(other) }]);
}

async function publish(
  tx: Tx,
  lastPosition: number,
  delivery: Delivery,
  status: 'sent' | 'delivered' | 'failed',
  code: string | undefined,
): Promise<void> {
  if (delivery.purpose === 'liaison_alert') return;
  await appendEvents(tx, lastPosition, [
    {
      id: newId(),
      type: `delivery.${status}`,
      subjectKind: 'delivery',
      subjectId: delivery.id,
      subjectVersion: delivery.attempts + 1,
      occurredAt: now(),
      data: {
        deliveryId: delivery.id,
        referralId: delivery.referralId,
        partnerId: delivery.partnerId,
        purpose: delivery.purpose,
        destination: delivery.destination,
        code,
      },
    },
  ]);
}
