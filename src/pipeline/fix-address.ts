import type { FieldValue } from '../domain/directory/provenance.ts';
import type { Delivery } from '../store/deliveries.ts';
import { findEndpointOf } from '../store/delivery-list.ts';
import { confirmEndpoint } from '../store/held.ts';
import { transaction } from '../store/transaction.ts';
import { resendDelivery } from './deliver.ts';
import { editEndpoint, putEndpoint, retireEndpoint } from './directory-endpoints.ts';
import type { Edited, Editor } from './directory-record.ts';
import type { Hub } from './hub.ts';

export type Fixed =
  | { readonly outcome: 'sent'; readonly deliveryId: string }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

/**
 * A number was wrong: the right one takes its place where it was entered (the office's or a doctor's), the wrong one is retired, and
 * this goes out to the right one. Whoever says so has checked it with the office.
 */
export async function fixAddress(
  hub: Hub,
  delivery: Delivery,
  right: { readonly address: string; readonly faxNumber?: string },
  by: Editor,
): Promise<Fixed> {
  if (delivery.partnerId === null) return { outcome: 'not_found' };
  const before = await findEndpointOf(hub.db, delivery);
  const { faxNumber } = right;
  const typed = {
    address: right.address,
    settings: { ...delivery.settings, ...(faxNumber === undefined ? {} : { faxNumber }) },
  };
  // As its destination writes it: a number may be typed in many ways.
  const read = hub.destinations.get(delivery.destination)?.adapter.endpoint.safeParse(typed);
  const { address, settings } = read?.data ?? typed;
  const edited = await enter(hub, delivery, before, { address, settings }, by);
  if (edited.outcome === 'refused')
    return { outcome: 'refused', problems: edited.problems.map((one) => `${one.field}: ${one.problem}`) };
  if (edited.outcome !== 'saved') return { outcome: 'not_found' };
  // Checked with the office: that it replaces another number is no question any more.
  await transaction(hub.db, (tx) => confirmEndpoint(tx, edited.id, by.person));
  if (before && before.address !== address) await retireEndpoint(hub, before.id, undefined, by);
  const way = { destination: delivery.destination, address, settings };
  const deliveryId = await resendDelivery(hub, delivery.id, by.person, way);
  return deliveryId === undefined ? { outcome: 'not_found' } : { outcome: 'sent', deliveryId };
}

type Before = Awaited<ReturnType<typeof findEndpointOf>>;
type Right = { readonly address: string; readonly settings: Readonly<Record<string, unknown>> };

/** The same address with another fax number in its settings is the same endpoint, edited. */
function enter(hub: Hub, delivery: Delivery, before: Before, right: Right, by: Editor): Promise<Edited> {
  const settings = right.settings as Readonly<Record<string, FieldValue>>;
  const verified = { ...by, isVerified: true };
  if (before?.address === right.address)
    return editEndpoint(hub, before.id, { fields: { settings, health: 'ok' } }, verified);
  const { destination } = delivery;
  const fresh = { destination, address: right.address, settings };
  if (!before) return putEndpoint(hub, delivery.partnerId ?? '', fresh, verified);
  const { partnerId, rank, roleId } = before;
  return putEndpoint(hub, partnerId, { ...fresh, rank, roleId, purposes: [...before.purposes] }, verified);
}
