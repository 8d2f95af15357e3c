import { Failure } from '../lib/failure.ts';
import { sha256Hex } from '../lib/sha256.ts';
import type { NoteView } from '../domain/note.ts';
import type { Parcel, ParcelDocument } from '../sdk/destination.ts';
import type { Delivery } from '../store/deliveries.ts';
import { wrapInCcda } from './compose-ccda.ts';
import type { Hub } from './hub.ts';
import type { Packet } from './packet/packet-input.ts';
import { toFaxTiff } from './packet/to-fax-tiff.ts';
import { aboutOf, packetPatient, packetReferral, recipientOf, type ReferralStory } from './referral-story.ts';

/** A parcel ready to send, or why there is none: a question for a person. */
export type Composed =
  | {
      readonly kind: 'ready';
      readonly parcel: Parcel;
      readonly packet?: SentPacket;
    }
  /** A newer version exists, or the author took it back: nothing to send any more. */
  | { readonly kind: 'superseded' }
  | {
      readonly kind: 'blocked';
      readonly review: 'note_incomplete' | 'note_unreadable';
      readonly code: string;
      readonly detail: string;
    };

/** What is remembered of the document that was sent. */
export type SentPacket = { readonly sha256: string; readonly bytes: number; readonly pages: number };

/** What every document about one referral says, whoever made it. */
export function commonOf(hub: Hub, delivery: Delivery, story: ReferralStory) {
  const recipient = recipientOf(story);
  return {
    practice: hub.practice,
    recipient: isFax(hub, delivery) ? { ...recipient, fax: delivery.address } : recipient,
    patient: packetPatient(story),
    referral: packetReferral(delivery, story.view),
    // The delivery's own time: a retry composes the same bytes.
    composedAt: delivery.createdAt,
    zone: hub.policy.zone,
  };
}

/** What rings a fax machine has the number that is dialled on its cover, and not another one of the office. */
function isFax(hub: Hub, { destination, address }: Delivery): boolean {
  const way = hub.destinations.get(destination);
  return way?.adapter.documentType === 'image/tiff' && /^\+?[\d\s().-]{7,20}$/.test(address);
}

/** The packet in the form its destination takes, as a parcel about a referral. */
export async function readyParcel(
  hub: Hub,
  delivery: Delivery,
  story: ReferralStory,
  packet: Packet,
  subject: string,
  note?: NoteView,
): Promise<Composed> {
  const about = aboutOf(delivery, story, note);
  const isCcda = note !== undefined && delivery.settings['format'] === 'ccda';
  const wrap = (pdf: Packet): Uint8Array => wrapInCcda(hub, delivery, about, note, pdf);
  return await readyDocument(hub, delivery, packet, subject, { about, ...(isCcda && { wrap }) });
}

type Beside = {
  readonly about?: Parcel['about'];
  /** The pages as the document the partner's own system reads. */
  readonly wrap?: (pdf: Packet) => Uint8Array;
};

/** The same without anything said beside the document: it concerns several patients. */
export async function readyDocument(
  hub: Hub,
  delivery: Delivery,
  packet: Packet,
  subject: string,
  { about, wrap }: Beside = {},
): Promise<Composed> {
  const { document, sha256 } = await documentFor(hub, delivery, packet, wrap);
  return {
    kind: 'ready',
    packet: { sha256, bytes: document.bytes.length, pages: document.pages },
    parcel: {
      ...parcelBase(hub, delivery, subject),
      text: `The attached document concerns ${about ? 'a patient' : 'patients'} you referred to ${hub.practice.name}. Questions: ${hub.practice.phone}.`,
      document,
      ...(about === undefined ? {} : { about }),
    },
  };
}

/** A destination that rings a fax machine is handed the very pages the machine will send. */
async function documentFor(
  hub: Hub,
  delivery: Delivery,
  packet: Packet,
  wrap: Beside['wrap'],
): Promise<{ readonly document: ParcelDocument; readonly sha256: string }> {
  const mediaType = hub.destinations.get(delivery.destination)?.adapter.documentType ?? 'application/pdf';
  if (wrap && mediaType === 'application/pdf') {
    const bytes = wrap(packet);
    return { document: { mediaType: 'text/xml', bytes, pages: packet.pages }, sha256: sha256Hex(bytes) };
  }
  const { bytes, pages, sha256 } = mediaType === 'image/tiff' ? await toFaxTiff(packet.bytes) : packet;
  return { document: { mediaType, bytes, pages }, sha256 };
}

export function parcelBase(hub: Hub, delivery: Delivery, subject: string) {
  return {
    key: delivery.id,
    purpose: parcelPurposes[delivery.purpose] ?? (delivery.purpose as Parcel['purpose']),
    address: delivery.address,
    settings: delivery.settings,
    subject: `${subject} - ${hub.practice.name}`,
    composedAt: delivery.createdAt,
  };
}

/** What destinations make of what people send by hand. */
const parcelPurposes: Readonly<Record<string, Parcel['purpose']>> = {
  letter: 'request',
  status: 'request',
  bundle: 'note',
};

/** What a person has to settle before it can be sent; everything else may pass by itself and is thrown on. */
export function blockedBy(error: unknown): Composed {
  if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
  return { kind: 'blocked', review: 'note_unreadable', code: error.code, detail: error.message };
}
