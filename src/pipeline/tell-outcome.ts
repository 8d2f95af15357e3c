import type { Heard, Outcome, Told } from '../sdk/destination.ts';
import { failedFax } from '../sdk/fax-outcome.ts';
import { acknowledge, findDelivery, findDeliveryByReference, type Delivery } from '../store/deliveries.ts';
import { appendEvents } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import { deliveryEvent } from './delivery-events.ts';
import { recordOutcome } from './delivery-outcome.ts';
import type { Hub } from './hub.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** News of a parcel that the destination heard by itself. Recorded, with everything that follows from it, when it resolves. */
export async function tellOutcome(hub: Hub, destination: string, told: Told): Promise<Heard> {
  const delivery = await findTold(hub, destination, told);
  if (!delivery) return 'unknown';
  const { acknowledged } = told;
  const outcome = provedBy(told, delivery);
  const isOpened = acknowledged !== undefined && (await recordAcknowledged(hub, delivery, acknowledged));
  const isRecorded =
    outcome !== undefined && isNews(delivery, outcome) && (await recordOutcome(hub, delivery, { outcome }));
  return isOpened || isRecorded ? 'recorded' : 'known';
}

/** An arrival with fewer pages than were handed over is none. */
function provedBy({ outcome, pagesArrived }: Told, { packetPages }: Delivery): Outcome | undefined {
  if (outcome?.status !== 'delivered' || pagesArrived === undefined || packetPages === null) return outcome;
  return pagesArrived < packetPages
    ? failedFax('partial', `${pagesArrived} of ${packetPages} pages`)
    : outcome;
}

/** Somebody there has it in hand: told to other systems once. False: that was known. */
async function recordAcknowledged(hub: Hub, delivery: Delivery, how: string): Promise<boolean> {
  const isNew = await transaction(hub.db, async (tx) => {
    const position = await takePen(tx);
    if (!(await acknowledge(tx, delivery.id, how))) return false;
    if (delivery.purpose === 'liaison_alert') return true;
    await appendEvents(tx, position, [
      deliveryEvent('delivery.acknowledged', delivery, delivery.attempts + 1),
    ]);
    return true;
  });
  if (isNew) hub.wake('events');
  return isNew;
}

/** The parcel that is meant, if it went out this way: one destination must not speak for another. */
async function findTold(hub: Hub, destination: string, told: Told): Promise<Delivery | undefined> {
  if ('reference' in told) return findDeliveryByReference(hub.db, destination, told.reference);
  const delivery = uuid.test(told.key) ? await findDelivery(hub.db, told.key) : undefined;
  return delivery?.destination === destination ? delivery : undefined;
}

/**
 * What arrived has arrived, whatever was believed before; a failure concerns what is out there now, not a try that is over. "On its
 * way" is news only of what nobody knew the end of, or when it is further on its way: the other side has another name for it now.
 */
function isNews({ status, reference }: Delivery, outcome: Outcome): boolean {
  if (outcome.status === 'delivered') return status !== 'delivered' && status !== 'cancelled';
  if (outcome.status === 'sent') {
    const isFurther = outcome.reference !== undefined && outcome.reference !== reference;
    return status === 'ambiguous' || (status === 'sent' && isFurther);
  }
  return status === 'sending' || status === 'sent' || status === 'ambiguous';
}
