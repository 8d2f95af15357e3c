import type { Delivery, Endpoint } from '../store/deliveries.ts';
import { listEndpointsFor } from '../store/directory/endpoint-choice.ts';
import type { ConsoleDeps } from './console-context.ts';

/** What is wrong with a form, and which: its section opens with it. */
export type DeliveryProblems = { readonly act: string; readonly problems: readonly string[] };

/** Where else this office takes such things, best first, as far as a person has checked it and this hub can go there. */
export async function knownWays(deps: ConsoleDeps, delivery: Delivery): Promise<readonly Endpoint[]> {
  const { partnerId, referralId } = delivery;
  if (partnerId === null) return [];
  const purpose = delivery.purpose === 'note' ? 'notes' : 'notices';
  const [found = []] = await listEndpointsFor(deps.hub.db, [{ partnerId, referralId, purpose }]);
  return found.filter((one) => one.verifiedAt !== null && deps.hub.destinations.has(one.destination));
}
