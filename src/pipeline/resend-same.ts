import type { Repeatable } from '../store/asked-once.ts';
import { findDelivery } from '../store/deliveries.ts';
import { resendDelivery } from './deliver.ts';
import { whyNotAgain } from './hold-back.ts';
import type { Hub } from './hub.ts';

/** What a person is told when the address is no more to be used. */
export const ADDRESS_GONE =
  'This address was taken out of the directory, or is known to be wrong: choose another way.';

/** Sends again by hand to the same address, unless that was taken out of the directory or is known to be wrong. `wish`: said again, it is not sent again. */
export async function resendSame(
  hub: Hub,
  deliveryId: string,
  person: string,
  wish?: Repeatable,
): Promise<{ readonly deliveryId: string } | 'not_found' | 'address_gone'> {
  const delivery = await findDelivery(hub.db, deliveryId);
  if (!delivery) return 'not_found';
  if ((await whyNotAgain(hub, delivery)) === 'endpoint_gone') return 'address_gone';
  const again = await resendDelivery(hub, deliveryId, person, undefined, undefined, wish);
  return again === undefined ? 'not_found' : { deliveryId: again };
}
