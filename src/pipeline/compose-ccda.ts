import { uuidOf, writeConsultationNote } from '../formats/ccda-out/consultation-note.ts';
import type { NoteView } from '../domain/note.ts';
import type { ParcelSubject } from '../sdk/destination.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { Hub } from './hub.ts';
import type { Packet } from './packet/packet-input.ts';

/** The pages of a note inside a C-CDA consultation note, for a partner whose system files it by itself (endpoint setting `format: 'ccda'`). */
export function wrapInCcda(
  hub: Pick<Hub, 'practice'>,
  delivery: Delivery,
  { patient, note, referrer, placerOrder }: ParcelSubject,
  view: NoteView | undefined,
  pdf: Packet,
): Uint8Array {
  const author = personOf(view?.author);
  const signer = personOf(view?.signer) ?? author;
  return writeConsultationNote({
    // Not of the delivery: the same note sent again is the same document.
    id: uuidOf(delivery.effectKey),
    title: note?.title ?? 'Visit note',
    composedAt: delivery.createdAt,
    documentId: note?.documentId,
    replaces: note?.replaces,
    patient,
    author,
    signer,
    signedAt: note?.signedAt,
    referrer,
    practice: hub.practice,
    placerOrder,
    serviceAt: view?.serviceDate ?? view?.serviceAt,
    pdf: pdf.bytes,
  });
}

function personOf(party: NoteView['author']) {
  if (party === undefined) return undefined;
  const npi = party.identifiers.find((id) => id.system === 'npi')?.value;
  return { npi, family: party.name?.family, given: party.name?.given };
}
