import type { NoteDelivered } from '../domain/fact.ts';
import type { Tx } from '../store/database.ts';
import type { Delivery } from '../store/deliveries.ts';
import { findReferral } from '../store/ledger.ts';
import { apply } from './apply.ts';
import type { Hub } from './hub.ts';

/** Proof of arrival is a fact like any other: it is what closes the loop. The caller holds the pen. */
export async function recordNoteDelivered(tx: Tx, hub: Hub, delivery: Delivery, at: string): Promise<void> {
  const referral = await findReferral(tx, delivery.referralId);
  const note = referral?.view.notes.find((one) => one.key === delivery.documentKey);
  if (!referral || !note || delivery.partnerId === null) return;
  const fact: NoteDelivered = {
    kind: 'note_delivered',
    effectiveAt: at,
    links: [],
    lineage: [],
    documentId: note.documentId,
    contentSha256: delivery.contentSha256 ?? note.contentSha256,
    partnerId: delivery.partnerId,
    deliveryId: delivery.id,
  };
  const statement = {
    patientId: referral.patientId,
    claim: { identifiers: [] },
    facts: [{ fact }],
    channel: 'hub',
    sender: 'hub',
  };
  await apply(tx, [statement], hub.policy);
}
