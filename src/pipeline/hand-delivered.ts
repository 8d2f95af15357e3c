import { findDelivery } from '../store/deliveries.ts';
import { confirmDelivery, resendDelivery } from './deliver.ts';
import type { Hub } from './hub.ts';

/** The way out by which people carry letters: a person prints it, and another says who took it. */
export const BY_HAND = { destination: 'print', address: 'by hand', settings: {} } as const;

/** The same thing as a letter for a person to print. Returns the id of its delivery; what was tried before stays in its history. */
export async function printDelivery(
  hub: Hub,
  deliveryId: string,
  person: string,
): Promise<string | undefined> {
  const delivery = await findDelivery(hub.db, deliveryId);
  if (delivery?.destination === BY_HAND.destination && delivery.status === 'sent') return delivery.id;
  return resendDelivery(hub, deliveryId, person, BY_HAND);
}

/** `at`: when it was handed over, in words. */
export type HandedOver = { readonly receiver: string; readonly at: string };

/**
 * Somebody took the letter: delivered, with who vouches for it, who took it and when (DOMAIN 7.6). What failed by another way is
 * logged as a letter of its own.
 */
export async function handOver(
  hub: Hub,
  deliveryId: string,
  { receiver, at }: HandedOver,
  person: string,
): Promise<'done' | 'already_answered' | 'not_found'> {
  const delivery = await findDelivery(hub.db, deliveryId);
  if (!delivery) return 'not_found';
  const isLetter = delivery.destination === BY_HAND.destination && delivery.status !== 'dead';
  const id = isLetter ? deliveryId : await resendDelivery(hub, deliveryId, person, BY_HAND, open);
  return id === undefined
    ? 'already_answered'
    : confirmDelivery(hub, id, `Handed to ${receiver}, ${at}.`, person);
}

/** A person may carry what is not there yet. */
const open = ['queued', 'sending', 'sent', 'failed_transient', 'ambiguous', 'dead'] as const;
