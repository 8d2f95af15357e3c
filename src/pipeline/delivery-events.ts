import type { DeliveryEventType } from '../domain/event-catalogue.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { NewEvent } from '../store/events.ts';

/** What is told to other systems of a delivery. */
export function deliveryEvent(
  type: DeliveryEventType,
  delivery: Pick<Delivery, 'id' | 'referralId' | 'partnerId' | 'purpose' | 'destination'>,
  subjectVersion: number,
  code?: string,
): NewEvent {
  const { id, referralId, partnerId, purpose, destination } = delivery;
  return {
    id: newId(),
    type,
    subjectKind: 'delivery',
    subjectId: id,
    subjectVersion,
    occurredAt: now(),
    data: { deliveryId: id, referralId, partnerId, purpose, destination, code },
  };
}
