import type { FieldValue } from '../domain/directory/provenance.ts';
import { Failure } from '../lib/failure.ts';
import type { Tx } from '../store/database.ts';
import { lockDelivery, type Delivery } from '../store/deliveries.ts';
import { findEndpointOf } from '../store/delivery-list.ts';
import { confirmEndpoint } from '../store/held.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import { resendIn } from './deliver.ts';
import { editEndpointIn, putEndpointIn, retireEndpointIn } from './directory-endpoints.ts';
import type { Edited, Editor } from './directory-record.ts';
import type { Hub } from './hub.ts';

export type Fixed =
  | { readonly outcome: 'sent'; readonly deliveryId: string }
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'refused'; readonly problems: readonly string[] };

/**
 * A number was wrong: the right one takes its place where it was entered (the office's or a doctor's), the wrong one is retired, and
 * this goes out to the right one: all of it or nothing. Whoever says so has checked it with the office.
 */
export async function fixAddress(
  hub: Hub,
  delivery: Pick<Delivery, 'id'>,
  right: { readonly address: string; readonly faxNumber?: string },
  by: Editor,
): Promise<Fixed> {
  const fixed = await transaction(hub.db, async (tx): Promise<Fixed> => {
    const position = await takePen(tx);
    // Somebody else may have moved it on since the page was shown: what is there now is mended.
    const current = await lockDelivery(tx, delivery.id);
    if (!current || current.partnerId === null) return { outcome: 'not_found' };
    const before = await findEndpointOf(tx, current);
    const way = wayTo(hub, current, right);
    const edited = await enter(tx, hub, current, before, way, by);
    if (edited.outcome === 'refused')
      return { outcome: 'refused', problems: edited.problems.map((one) => `${one.field}: ${one.problem}`) };
    if (edited.outcome !== 'saved') return { outcome: 'not_found' };
    // Checked with the office: that it replaces another number is no question any more.
    await confirmEndpoint(tx, edited.id, by.person);
    if (before && before.address !== way.address) await retireEndpointIn(tx, before.id, undefined, by);
    const deliveryId = await resendIn(tx, hub, position, { deliveryId: current.id, person: by.person, way });
    // Without its effect there is no delivery; thrown, it takes back what was written.
    if (deliveryId === undefined)
      throw new Failure('permanent', 'delivery-gone', 'There is nothing to send.');
    return { outcome: 'sent', deliveryId };
  });
  hub.wake('effects');
  hub.wake('events');
  return fixed;
}

/** As its destination writes it: a number may be typed in many ways. */
function wayTo(
  hub: Hub,
  { destination, settings: known }: Delivery,
  { address, faxNumber }: { readonly address: string; readonly faxNumber?: string },
): Right & { readonly destination: string } {
  const typed = { address, settings: { ...known, ...(faxNumber === undefined ? {} : { faxNumber }) } };
  const read = hub.destinations.get(destination)?.adapter.endpoint.safeParse(typed);
  return { destination, ...(read?.data ?? typed) };
}

type Before = Awaited<ReturnType<typeof findEndpointOf>>;
type Right = { readonly address: string; readonly settings: Readonly<Record<string, unknown>> };

/** The same address with another fax number in its settings is the same endpoint, edited. */
function enter(
  tx: Tx,
  hub: Hub,
  { destination, partnerId: forWhom }: Delivery,
  before: Before,
  right: Right,
  by: Editor,
): Promise<Edited> {
  const settings = right.settings as Readonly<Record<string, FieldValue>>;
  const verified = { ...by, isVerified: true };
  if (before?.address === right.address)
    return editEndpointIn(tx, hub, before.id, { fields: { settings, health: 'ok' } }, verified);
  const fresh = { destination, address: right.address, settings };
  if (!before) return putEndpointIn(tx, hub, forWhom ?? '', fresh, verified);
  const { partnerId, rank, roleId } = before;
  const endpoint = { ...fresh, rank, roleId, purposes: [...before.purposes] };
  return putEndpointIn(tx, hub, partnerId, endpoint, verified);
}
