import { addMinutes } from '../domain/practice-time.ts';
import { retryDelayMs } from '../domain/retry.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Outcome } from '../sdk/destination.ts';
import type { Tx } from '../store/database.ts';
import {
  changeDelivery,
  endAttempt,
  insertDeliveries,
  listEndpoints,
  lockDelivery,
  setEndpointHealth,
  type Delivery,
} from '../store/deliveries.ts';
import { findEffect } from '../store/effects.ts';
import { appendEvents } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import type { Composed } from './compose.ts';
import type { Hub } from './hub.ts';
import { recordNoteDelivered } from './note-delivered.ts';
import { deliveryTo, laneOf } from './release.ts';

/** Writes down what the other side said, with everything that follows from it, in one transaction. */
export async function recordOutcome(
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
