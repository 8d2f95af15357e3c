import { now } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import type { Tx } from '../../store/database.ts';
import { changeDelivery, lockDelivery, type Delivery } from '../../store/deliveries.ts';
import { appendEvents } from '../../store/events.ts';
import { takePen } from '../../store/ledger.ts';
import { insertBundledDelivery, listBundleNotes, type BundleNote } from '../../store/letters-bundles.ts';
import { findOrder } from '../../store/letters-orders.ts';
import { deliveryEvent } from '../delivery-events.ts';
import type { Hub } from '../hub.ts';
import { recordNoteDelivered } from '../note-delivered.ts';

/** What is told of a note when its parcel came to this; between tries nothing is. */
const SHARED = { sent: 'sent', delivered: 'delivered', dead: 'failed', ambiguous: 'failed' } as const;

/**
 * What became of a parcel of several notes becomes of each of them: every note has a delivery record of its own, events and, when it
 * arrived, the proof that closes its loop. For the transaction that recorded the parcel's outcome; the caller holds the pen.
 */
export async function settleBundle(tx: Tx, hub: Hub, bundleId: string): Promise<void> {
  const bundle = await lockDelivery(tx, bundleId);
  if (!bundle || !Object.hasOwn(SHARED, bundle.status)) return;
  const order = await findOrder(tx, bundle.effectKey);
  for (const note of await listBundleNotes(tx, bundle.effectKey))
    await settleNote(tx, hub, bundle, note, order?.createdBy ?? 'hub');
}

async function settleNote(
  tx: Tx,
  hub: Hub,
  bundle: Delivery,
  note: BundleNote,
  person: string,
): Promise<void> {
  const id = note.deliveryId ?? newId();
  if (note.deliveryId === null) await insertBundledDelivery(tx, bundle, note, { id, createdBy: person });
  const before = await lockDelivery(tx, id);
  const status = bundle.status as keyof typeof SHARED;
  if (!before || before.status === status || before.status === 'delivered') return;
  const { sentAt, deliveredAt, reference, code, detail } = bundle;
  await changeDelivery(tx, id, {
    status,
    code,
    detail,
    ...(sentAt !== null && { sentAt }),
    ...(deliveredAt !== null && { deliveredAt }),
    ...(reference !== null && { reference }),
    // Who asks after the parcel hears of all its notes.
    isFinal: true,
  });
  const event = deliveryEvent(`delivery.${SHARED[status]}`, before, before.attempts + 1, code ?? undefined);
  await appendEvents(tx, await takePen(tx), [event]);
  if (status === 'delivered') await recordNoteDelivered(tx, hub, before, deliveredAt ?? now());
}
