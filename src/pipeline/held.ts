import { insertAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import {
  changeDelivery,
  findDelivery,
  lockDelivery,
  type Delivery,
  type Endpoint,
} from '../store/deliveries.ts';
import { setEffectState, withdrawUnsent } from '../store/effects.ts';
import {
  blockEffects,
  clearHolds,
  confirmEndpoint,
  decideOffers,
  forgetClearing,
  letVersionsGo,
  lockHeld,
  lockWaitingFor,
  settleHoldQuestions,
  type HeldEffect,
} from '../store/held.ts';
import { takePen } from '../store/ledger.ts';
import { answerReview, answerReviewsByKey, findReview } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import type { Hub } from './hub.ts';
import { changing } from './person-statement.ts';
import { deliveryTo, laneOf, queueDeliveries } from './release.ts';
import { releaseNote } from './resolve.ts';

/** How a person lets something go. */
export type Release = {
  /** Why, in the person's words. */
  readonly because: string;
  /** Another way, instead of those the directory knows: sent there by hand. */
  readonly way?: Pick<Endpoint, 'destination' | 'address' | 'settings'>;
  /** For notes a doctor's office is offered: what holds for the next ones. */
  readonly office?: 'always' | 'never';
};

/** `needs_way`: there is no address; name one. `already_answered`: it is not held (any more). */
export type Released = 'done' | 'not_found' | 'already_answered' | 'needs_way';

/** Lets something go that is held; `id` as `listHeld` names it. */
export async function releaseHeld(hub: Hub, id: string, person: string, how: Release): Promise<Released> {
  const review = await findReview(hub.db, id);
  if (review?.kind === 'note_held') {
    await audit(hub, person, 'note_released', review.referralId ?? id);
    return releaseNote(hub, id, person);
  }
  const delivery = await findDelivery(hub.db, id);
  if (delivery) return hurry(hub, delivery, person, how);
  return changing<Released>(hub, async (tx) => {
    const position = await takePen(tx);
    const effect = await lockHeld(tx, id);
    if (!effect) return 'not_found';
    if (effect.state !== 'blocked') return 'already_answered';
    await insertAudit(tx, auditOf(person, 'delivery_released', effect.id));
    if (how.way === undefined) return letGo(tx, effect, person, how);
    await setEffectState(tx, [effect.key], 'released');
    await letVersionsGo(tx, effect.key);
    await queueDeliveries(tx, hub, position, [deliveryTo(effect, how.way, person)]);
    if (effect.holdReview !== null) await settleHoldQuestions(tx, [effect.holdReview]);
    return 'done';
  });
}

/** The same, by the question that is asked about it: everything that waits for its answer goes. */
export async function releaseReview(
  hub: Hub,
  reviewId: string,
  person: string,
  how: Omit<Release, 'way'>,
): Promise<Released> {
  return changing<Released>(hub, async (tx) => {
    await takePen(tx);
    const review = await findReview(tx, reviewId);
    if (!review || !heldKinds.has(review.kind)) return 'not_found';
    const [effect] = await lockWaitingFor(tx, review.key);
    if (review.state !== 'open') return 'already_answered';
    await insertAudit(tx, auditOf(person, 'delivery_released', effect?.id ?? review.id));
    if (effect) return letGo(tx, effect, person, how);
    await answerReview(tx, reviewId, { released: true, because: how.because }, person);
    return 'done';
  });
}

/** Questions that something waits for. */
const heldKinds: ReadonlySet<string> = new Set([
  'unverified_number',
  'changed_number',
  'patient_objection',
  'offer_note',
]);

/** One answer serves all that wait for it: a number is confirmed for everybody, an office is decided about once. */
async function letGo(tx: Tx, effect: HeldEffect, person: string, how: Release): Promise<Released> {
  const { hold, holdReview, key } = effect;
  const answer = {
    released: true,
    because: how.because,
    ...(how.office === undefined ? {} : { office: how.office }),
  };
  const clear = { code: hold ?? '', person, because: how.because };
  if (hold === 'no_endpoint' || hold === null) return 'needs_way';
  if (hold === 'unverified_number' || hold === 'changed_number') {
    const endpointId = (holdReview ?? '').slice(hold.length + 1);
    await confirmEndpoint(tx, endpointId, person);
    const waiting = holdReview === null ? [effect] : await lockWaitingFor(tx, holdReview);
    await setEffectState(
      tx,
      waiting.map((one) => one.key),
      'planned',
    );
  } else if (hold === 'offer_asked' && how.office !== undefined) {
    await decideOffers(tx, (holdReview ?? '').slice('offer_note|'.length), how.office, person);
    const waiting = holdReview === null ? [effect] : await lockWaitingFor(tx, holdReview);
    await setEffectState(
      tx,
      waiting.map((one) => one.key),
      how.office === 'never' ? 'withdrawn' : 'planned',
    );
  } else await clearHolds(tx, [key], clear);
  if (hold === 'by_person') await letVersionsGo(tx, key);
  if (holdReview === null) return 'done';
  const isShared = hold === 'offer_asked' && how.office === undefined;
  // One of several was let go: the question stays open for the others.
  if (isShared && (await lockWaitingFor(tx, holdReview)).length > 0) return 'done';
  await answerReviewsByKey(tx, [holdReview], answer, person);
  return 'done';
}

/** It waits for the office to open, and a person cannot wait. */
async function hurry(hub: Hub, { id }: Delivery, person: string, how: Release): Promise<Released> {
  return transaction(hub.db, async (tx) => {
    const delivery = await lockDelivery(tx, id);
    if (delivery?.status !== 'queued' || !delivery.isPausing) return 'already_answered';
    await insertAudit(tx, auditOf(person, 'delivery_hurried', id));
    await changeDelivery(tx, id, {
      status: 'queued',
      detail: `Sent before the office opens: ${how.because}`,
    });
    await hub.enqueue(tx, [{ deliveryId: id, lane: laneOf(delivery) }]);
    return 'done';
  });
}

/**
 * A person holds something back that is not on the line yet; `id` is an effect's or one of its deliveries'. `too_late`: somebody has it,
 * or may have it; then nothing is stopped, also not what is sent once more.
 */
export async function holdEffect(
  hub: Hub,
  id: string,
  person: string,
  because: string,
): Promise<'done' | 'not_found' | 'too_late'> {
  return changing(hub, async (tx) => {
    await takePen(tx);
    const effect = await lockHeld(tx, id);
    if (!effect) return 'not_found';
    if (effect.state === 'withdrawn') return 'too_late';
    if (effect.state === 'released' && !(await withdrawUnsent(tx, effect.key))) return 'too_late';
    await insertAudit(tx, auditOf(person, 'delivery_held', effect.id));
    await forgetClearing(tx, effect.key, 'by_person');
    await blockEffects(tx, [{ key: effect.key, code: 'by_person', detail: because, by: person }]);
    if (effect.holdReview !== null) await settleHoldQuestions(tx, [effect.holdReview]);
    return 'done';
  });
}

function auditOf(actor: string, action: string, objectId: string) {
  return { actor, action, objectKind: 'delivery', objectId };
}

async function audit(hub: Hub, person: string, action: string, id: string): Promise<void> {
  await insertAudit(hub.db, auditOf(person, action, id));
}
