import type { SentParcel } from '../sdk/destination.ts';
import type { Delivery } from '../store/deliveries.ts';

/** What a destination is told about a parcel that it had in hand. */
export function sentParcelOf(delivery: Delivery): SentParcel {
  const { id, address, settings, reference, packetPages } = delivery;
  return {
    key: id,
    address,
    settings,
    // Of one whose end nobody knows it is the last try that counts.
    sentAt: (delivery.status === 'ambiguous' ? null : delivery.sentAt) ?? delivery.updatedAt,
    ...(reference !== null && { reference }),
    ...(packetPages !== null && { pages: packetPages }),
  };
}
