import { addMinutes } from '../domain/practice-time.ts';
import { retryDelayMs } from '../domain/retry.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Outcome } from '../sdk/destination.ts';
import { blameOfFax, wrongNumberCodes } from '../sdk/fax-outcome.ts';
import type { Tx } from '../store/database.ts';
import { correctLastAttempt, countAttempts, rememberPacket } from '../store/attempt-ends.ts';
import {
  changeDelivery,
  endAttempt,
  listTried,
  lockDelivery,
  setEndpointHealth,
  startAttempt,
  type Delivery,
} from '../store/deliveries.ts';
import { findEffect } from '../store/effects.ts';
import { appendEvents } from '../store/events.ts';
import { blockEffects } from '../store/held.ts';
import { takePen } from '../store/ledger.ts';
import { hasArrived, hasOtherWay, stopOtherWays } from '../store/other-ways.ts';
import { transaction } from '../store/transaction.ts';
import { deliveryEvent } from './delivery-events.ts';
import type { Hub } from './hub.ts';
import { settleBundle } from './letters/settle-bundle.ts';
import { recordNoteDelivered } from './note-delivered.ts';
import { deliveryTo, endpointsOf, laneOf, queueDeliveries } from './release.ts';
import { openingOf, planSending } from './sending.ts';

/** Code of a delivery whose hub was gone before it could say how far it got. */
export const INTERRUPTED = 'interrupted';

type Report = {
  readonly outcome: Outcome;
  /** The attempt that heard it. */
  readonly attemptId?: string;
  readonly packet?: { readonly sha256: string; readonly bytes: number; readonly pages: number } | undefined;
  /** A person's word counts, whatever the hub did meanwhile. */
  readonly isByHand?: true;
};

/**
 * Writes down what the other side said, with everything that follows from it, in one transaction. `seen` is the delivery as the
 * caller knows it: when somebody else has moved it on, this report comes too late and changes nothing. Returns whether it counted.
 */
export async function recordOutcome(hub: Hub, seen: Delivery, report: Report): Promise<boolean> {
  const { outcome, attemptId } = report;
  const hasCounted = await transaction(hub.db, async (tx) => {
    const lastPosition = await takePen(tx);
    const current = await lockDelivery(tx, seen.id);
    const code = 'code' in outcome ? outcome.code : undefined;
    // What an attempt heard is its own, even when it is of no use any more.
    if (attemptId !== undefined) await endAttempt(tx, attemptId, outcome.status, code, outcome.detail);
    const isNews = current !== undefined && counts(report, seen, current);
    // Whoever tells the end, these pages were handed over: an arrival is proved by their number.
    if (report.packet && current?.attempts === seen.attempts && !(isNews && outcome.status !== 'failed'))
      await rememberPacket(tx, current.id, report.packet);
    if (!isNews) return false;
    // Told afterwards, it is how the newest try ended.
    if (attemptId === undefined && outcome.status === 'failed')
      await correctLastAttempt(tx, seen.id, 'failed', outcome.code, outcome.detail);
    if (outcome.status === 'failed') await recordFailure(tx, hub, current, outcome, lastPosition);
    else await recordArrival(tx, hub, current, outcome, report.packet, lastPosition);
    if (current.purpose === 'bundle') await settleBundle(tx, hub, current.id);
    return true;
  });
  if (hasCounted) hub.wake('events');
  return hasCounted;
}

/** Nothing was sent, because the parcel cannot be made just now: tried again after a pause like any other failure. */
export async function recordPostponed(hub: Hub, seen: Delivery, code: string): Promise<void> {
  const detail = 'The packet could not be made just now. Nothing was sent.';
  await transaction(hub.db, async (tx) => {
    const lastPosition = await takePen(tx);
    const current = await lockDelivery(tx, seen.id);
    if (!current || current.status !== seen.status || current.attempts !== seen.attempts) return;
    const attemptId = newId();
    await startAttempt(tx, attemptId, seen.id);
    await endAttempt(tx, attemptId, 'not_sent', code, detail);
    const tried = { ...current, attempts: current.attempts + 1 };
    await recordFailure(tx, hub, tried, { status: 'failed', fate: 'transient', code, detail }, lastPosition);
  });
}

function counts({ isByHand }: Report, seen: Delivery, current: Delivery): boolean {
  if (isByHand) return current.status !== 'delivered' && current.status !== 'cancelled';
  if (current.attempts !== seen.attempts) return false;
  if (current.status === seen.status) return true;
  // It was taken for dead and was only slow: what it says is better than not knowing.
  return seen.status === 'sending' && current.status === 'ambiguous' && current.code === INTERRUPTED;
}

async function recordArrival(
  tx: Tx,
  hub: Hub,
  current: Delivery,
  { status, reference, detail, isFinal }: Exclude<Outcome, { readonly status: 'failed' }>,
  packet: Report['packet'],
  lastPosition: number,
): Promise<void> {
  const at = now();
  await changeDelivery(tx, current.id, {
    status,
    detail: detail ?? null,
    sentAt: current.sentAt ?? at,
    ...(status === 'delivered' && { deliveredAt: at }),
    ...(reference !== undefined && { reference }),
    ...(packet !== undefined && { packet }),
    ...(isFinal && { isFinal }),
  });
  // Asked after, it may say no more than that nobody will ever know.
  if (status !== current.status) await publish(tx, lastPosition, current, status, undefined);
  if (status !== 'delivered') return;
  await setEndpointHealth(tx, current, 'ok');
  if (current.purpose !== 'liaison_alert') await stopOtherWays(tx, current);
  if (current.purpose === 'note') await recordNoteDelivered(tx, hub, current, at);
}

async function recordFailure(
  tx: Tx,
  hub: Hub,
  delivery: Delivery,
  outcome: Extract<Outcome, { status: 'failed' }>,
  lastPosition: number,
): Promise<void> {
  const isByItself = delivery.createdBy === null && delivery.purpose !== 'liaison_alert';
  // Handed over as a letter, or sent another way meanwhile: the office has it, so nobody tries on.
  if (isByItself && outcome.fate !== 'ambiguous' && (await hasArrived(tx, delivery)))
    return changeDelivery(tx, delivery.id, {
      status: 'cancelled',
      code: outcome.code,
      detail: outcome.detail,
    });
  const way = hub.destinations.get(delivery.destination);
  const said = { attempts: delivery.attempts, code: outcome.code, detail: outcome.detail };
  const mayRepeat =
    outcome.fate === 'transient' ||
    (outcome.fate === 'ambiguous' && (way?.adapter.isRepeatHarmless ?? false)) ||
    (await mayBeMisdialled(tx, delivery, outcome.code));
  const pausedUntil = addMinutes(now(), retryDelayMs(delivery.attempts, Math.random()) / 60_000);
  if (mayRepeat && pausedUntil < delivery.deadlineAt) {
    const { nextAttemptAt, deadlineAt } = withinHours(hub, delivery, pausedUntil);
    await changeDelivery(tx, delivery.id, { status: 'failed_transient', nextAttemptAt, deadlineAt, ...said });
    return hub.enqueue(tx, [{ deliveryId: delivery.id, lane: laneOf(delivery), startAfter: nextAttemptAt }]);
  }
  if (outcome.fate === 'ambiguous') {
    await changeDelivery(tx, delivery.id, { status: 'ambiguous', ...said });
    await publish(tx, lastPosition, delivery, 'failed', outcome.code);
    return;
  }
  await changeDelivery(tx, delivery.id, { status: 'dead', ...said });
  // A document no gateway can fax says nothing of the number.
  if (outcome.fate === 'permanent' && blameOfFax(outcome.code) !== 'document')
    await setEndpointHealth(tx, delivery, 'suspect');
  const position = await publish(tx, lastPosition, delivery, 'failed', outcome.code);
  await fallBack(tx, hub, delivery, position);
}

/** Exchanges call numbers wrong now and then: a number is, when it was twice. */
const WRONG_NUMBERS = 2;

async function mayBeMisdialled(tx: Tx, delivery: Delivery, code: string): Promise<boolean> {
  if (!wrongNumberCodes.includes(code)) return false;
  return (await countAttempts(tx, delivery.id, wrongNumberCodes)) < WRONG_NUMBERS;
}

/** An office that is closed by then is tried when it opens; that time does not count against the delivery. */
function withinHours(hub: Hub, { office, deadlineAt }: Delivery, at: string) {
  const nextAttemptAt = office === null ? at : openingOf(hub, office, at);
  const closed = Date.parse(nextAttemptAt) - Date.parse(at);
  return { nextAttemptAt, deadlineAt: addMinutes(deadlineAt, closed / 60_000) };
}

/**
 * A permanent refusal moves on to the partner's next endpoint; the last one leaves a dead letter. When only numbers are left that nobody
 * vouches for, a person is asked.
 */
async function fallBack(tx: Tx, hub: Hub, delivery: Delivery, position: number): Promise<void> {
  if (delivery.partnerId === null || delivery.purpose === 'liaison_alert' || delivery.createdBy !== null)
    return;
  const effect = await findEffect(tx, delivery.effectKey);
  // What somebody sent another way meanwhile would go twice.
  if (!effect || (await hasOtherWay(tx, delivery))) return;
  const endpoints = (await endpointsOf(tx, [effect])).get(effect.key) ?? [];
  const tried = await listTried(tx, effect.key);
  const untried = endpoints.filter(
    (one) =>
      one.health === 'ok' &&
      !tried.some((other) => other.destination === one.destination && other.address === one.address),
  );
  const [planned] = await planSending(tx, hub, [effect], new Map([[effect.key, untried]]));
  if (planned?.kind === 'hold' && planned.hold.code !== 'no_endpoint') await blockEffects(tx, [planned.hold]);
  if (planned?.kind !== 'send') return;
  const other = deliveryTo(effect, planned.endpoint, undefined, planned.waits);
  const next = await appendEvents(tx, position, [deliveryEvent('delivery.fallback', other, 1)]);
  await queueDeliveries(tx, hub, next, [other]);
}

/** Returns the position of the last event. */
async function publish(
  tx: Tx,
  lastPosition: number,
  delivery: Delivery,
  status: 'sent' | 'delivered' | 'failed',
  code: string | undefined,
): Promise<number> {
  if (delivery.purpose === 'liaison_alert') return lastPosition;
  const event = deliveryEvent(`delivery.${status}`, delivery, delivery.attempts + 1, code);
  return appendEvents(tx, lastPosition, [event]);
}
