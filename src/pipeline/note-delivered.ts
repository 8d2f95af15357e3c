import type { Identifier, NoteDelivered } from '../domain/fact.ts';
import type { Tx } from '../store/database.ts';
import type { Delivery } from '../store/deliveries.ts';
import { findReferral } from '../store/ledger.ts';
import { apply } from './apply.ts';
import type { Hub } from './hub.ts';

/** Proof of arrival is a fact like any other: it is what closes the loop. The caller holds the pen. */
export async function recordNoteDelivered(tx: Tx, hub: Hub, delivery: Delivery, at: string): Promise<void> {
  const referral = await findReferral(tx, delivery.referralId);
  const { partnerId, contentSha256 } = delivery;
  if (!referral || partnerId === null || contentSha256 === null) return;
  const fact: NoteDelivered = {
    kind: 'note_delivered',
    effectiveAt: at,
    links: [],
    lineage: [],
    documentId: deliveredDocument(delivery.effectKey, partnerId, contentSha256),
    contentSha256,
    partnerId,
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

/** `deliver_note|<partner>|<system>|<value>|<content>`: what was sent, whatever became of the note since. */
function deliveredDocument(effectKey: string, partnerId: string, contentSha256: string): Identifier {
  const key = effectKey.slice(`deliver_note|${partnerId}|`.length, -`|${contentSha256}`.length);
  const split = key.indexOf('|');
  return { system: key.slice(0, split), value: key.slice(split + 1) };
}
