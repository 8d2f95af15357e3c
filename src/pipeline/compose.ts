import type { AppointmentView } from '../domain/appointment.ts';
import { noteEffectKey, wantedEffects, type Effect } from '../domain/consequences.ts';
import type { NoteView } from '../domain/note.ts';
import type { ReferralView } from '../domain/referral.ts';
import { Failure } from '../lib/failure.ts';
import type { Parcel } from '../sdk/destination.ts';
import { listDeliveriesOf, type Delivery } from '../store/deliveries.ts';
import { findEffect } from '../store/effects.ts';
import { findReferral } from '../store/ledger.ts';
import { findPartner } from '../store/partners.ts';
import { loadPatient } from '../store/patients.ts';
import { liaisonMail } from './liaison-mail.ts';
import { escalationParcel, tellsEscalations } from './compose-escalations.ts';
import type { Hub } from './hub.ts';
import { loadNoteBytes } from './note-bytes.ts';
import {
  aboutOf,
  packetPatient,
  packetReferral,
  recipientOf,
  referralReference,
  type ReferralStory,
} from './referral-story.ts';
import { composeNotice } from './packet/compose-notice.ts';
import { composePacket } from './packet/compose-packet.ts';
import type { Notice, Packet } from './packet/packet-input.ts';
import { checkProofOfService, PROOF_GAP_WORDS } from './packet/proof.ts';

/** A parcel ready to send, or why there is none: a question for a person. */
export type Composed =
  | {
      readonly kind: 'ready';
      readonly parcel: Parcel;
      readonly packet?: { readonly sha256: string; readonly bytes: number; readonly pages: number };
    }
  /** A newer version exists, or the author took it back: nothing to send any more. */
  | { readonly kind: 'superseded' }
  | {
      readonly kind: 'blocked';
      readonly review: 'note_incomplete' | 'note_unreadable';
      readonly code: string;
      readonly detail: string;
    };

/** Makes what a delivery carries. The same delivery composes to the same bytes: nothing but stored data goes in. */
export async function composeParcel(hub: Hub, delivery: Delivery): Promise<Composed> {
  if (tellsEscalations(delivery)) {
    const parcel = await escalationParcel(hub, delivery);
    return parcel ? { kind: 'ready', parcel } : { kind: 'superseded' };
  }
  const referral = await findReferral(hub.db, delivery.referralId);
  const patient = referral && (await loadPatient(hub.db, referral.patientId));
  if (!referral || !patient)
    throw new Failure('permanent', 'referral-gone', 'The referral of this delivery does not exist any more.');
  const partner = delivery.partnerId === null ? undefined : await findPartner(hub.db, delivery.partnerId);
  const story: ReferralStory = { view: referral.view, patient, partner };
  if (!isStillTrue(delivery, wantedEffects(referral.id, referral.view, hub.policy)))
    return { kind: 'superseded' };
  if (delivery.purpose === 'liaison_alert')
    return { kind: 'ready', parcel: alertParcel(hub, delivery, story) };
  return delivery.purpose === 'note' ? noteParcel(hub, delivery, story) : noticeParcel(hub, delivery, story);
}

/**
 * The ledger still calls for it, asked again before every try: a retry must not tell an office what meanwhile is not so. What a
 * person sends by hand is the person's decision. A correction is moot when what it corrects is true again.
 */
function isStillTrue(delivery: Delivery, wanted: readonly Effect[]): boolean {
  if (delivery.createdBy !== null) return true;
  const isWanted = (key: string): boolean => wanted.some((effect) => effect.key === key);
  return delivery.purpose === 'correction' ? !isWanted(correctedKey(delivery)) : isWanted(delivery.effectKey);
}

/** `correct_no_show|<key of the effect that was told>`. */
function correctedKey(delivery: Delivery): string {
  return delivery.effectKey.slice(delivery.effectKey.indexOf('|') + 1);
}

function alertParcel(hub: Hub, delivery: Delivery, { view, partner }: ReferralStory): Parcel {
  const { subject, text } = liaisonMail(delivery.referralId, view, partner, hub.publicUrl);
  return { ...base(hub, delivery, subject), text };
}

async function noteParcel(hub: Hub, delivery: Delivery, story: ReferralStory): Promise<Composed> {
  const partnerId = delivery.partnerId ?? '';
  const note = story.view.notes.find((one) => noteEffectKey(partnerId, one) === delivery.effectKey);
  if (!note || note.status !== 'final') return { kind: 'superseded' };
  const packetNote = {
    title: note.title,
    serviceDate: note.serviceDate,
    author: note.author?.name,
    signer: (note.signer ?? note.author)?.name,
    signedAt: note.signedAt,
    isAmendment: note.isAmendment,
    replacesSentAt: note.deliveries.find(
      (one) => one.partnerId === delivery.partnerId && one.contentSha256 !== note.contentSha256,
    )?.at,
  };
  const gaps = checkProofOfService({ patient: packetPatient(story), note: packetNote });
  if (gaps.length > 0) {
    const missing = gaps.map((gap) => PROOF_GAP_WORDS[gap]).join(', ');
    return {
      kind: 'blocked',
      review: 'note_incomplete',
      code: 'proof-incomplete',
      detail: `The note lacks ${missing}.`,
    };
  }
  try {
    const packet = await composePacket({
      ...common(hub, delivery, story),
      note: packetNote,
      content: await loadContent(hub, note),
    });
    return ready(
      hub,
      delivery,
      story,
      packet,
      `Visit note for your referral ${referralReference(delivery.referralId)}`,
      note,
    );
  } catch (error) {
    if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
    return { kind: 'blocked', review: 'note_unreadable', code: error.code, detail: error.message };
  }
}

/** Where a note comes in several forms, the one its author laid out. */
const preferred = [
  'application/pdf',
  'text/rtf',
  'text/html',
  'text/xml',
  'application/fhir+json',
  'text/plain',
] as const;

async function loadContent(hub: Hub, note: NoteView) {
  const ref =
    preferred.map((type) => note.content.find((one) => one.mediaType === type)).find(Boolean) ??
    note.content[0];
  if (!ref || note.messageId === undefined)
    throw new Failure('permanent', 'note-without-content', 'The note has no content.');
  // Sending one of several would look like the whole note.
  if (note.content.filter((one) => one.mediaType === ref.mediaType).length > 1)
    throw new Failure(
      'permanent',
      'note-in-parts',
      'The note comes in several documents, and the hub sends one. Have the sender combine them, or send it by hand.',
    );
  const bytes = await loadNoteBytes(hub.db, note.messageId, ref);
  return {
    mediaType: ref.mediaType,
    bytes,
    ...(ref.encoding === 'text' || ref.charset === undefined ? {} : { charset: ref.charset }),
  };
}

async function noticeParcel(hub: Hub, delivery: Delivery, story: ReferralStory): Promise<Composed> {
  const effect = await findEffect(hub.db, delivery.effectKey);
  const told = story.view.appointments.find((one) => one.key === effect?.appointmentKey);
  const packet = await composeNotice({
    ...common(hub, delivery, story),
    notice: noticeOf(delivery, told ?? story.view.appointment, await toldAt(hub, delivery), story.view),
  });
  const subjects: Readonly<Record<string, string>> = {
    no_show: 'Missed appointment',
    cancellation: 'Cancelled appointment',
    correction: 'Correction',
  };
  return ready(
    hub,
    delivery,
    story,
    packet,
    `${subjects[delivery.purpose] ?? 'Notice'}: your referral ${referralReference(delivery.referralId)}`,
  );
}

function noticeOf(
  delivery: Delivery,
  told: AppointmentView | undefined,
  at: string,
  view: ReferralView,
): Notice {
  const appointmentAt = told?.start ?? view.receivedAt;
  const isBooked = view.state === 'scheduled' && view.appointment?.start !== undefined;
  if (delivery.purpose === 'no_show')
    return { kind: 'no_show', appointmentAt, ...providerOf(told), next: { kind: 'will_call' } };
  if (delivery.purpose === 'cancellation')
    return {
      kind: 'cancellation',
      appointmentAt,
      ...providerOf(told),
      cancelledBy: 'unknown',
      next: { kind: 'will_call' },
    };
  const hasCome = told !== undefined && hasAttended(told, view);
  if (isBooked && !hasCome)
    return {
      kind: 'rebooked',
      appointmentAt: view.appointment?.start ?? appointmentAt,
      formerAt: toldSlot(delivery) ?? appointmentAt,
      ...providerOf(view.appointment),
    };
  return {
    kind: 'correction',
    told: delivery.effectKey.startsWith('correct_no_show') ? 'no_show' : 'cancellation',
    toldAt: at,
    why: hasCome ? 'attended' : 'entered_in_error',
  };
}

/** When the notice went out that this one corrects. */
async function toldAt(hub: Hub, delivery: Delivery): Promise<string> {
  const former = (await listDeliveriesOf(hub.db, delivery.referralId)).find(
    (one) => one.effectKey === correctedKey(delivery),
  );
  return former?.sentAt ?? former?.createdAt ?? delivery.createdAt;
}

/** The appointment was kept, or the patient was there that day. */
function hasAttended(told: AppointmentView, view: ReferralView): boolean {
  if (told.status === 'fulfilled' || told.status === 'arrived') return true;
  return view.visits.some(
    (visit) =>
      visit.localDate === told.localDate && (visit.status === 'arrived' || visit.status === 'finished'),
  );
}

/** The slot that was told stands at the end of the effect's key: the appointment itself may have moved since. */
function toldSlot(delivery: Delivery): string | undefined {
  const slot = delivery.effectKey.slice(delivery.effectKey.lastIndexOf('|') + 1);
  return Number.isNaN(Date.parse(slot)) ? undefined : slot;
}

function providerOf(appointment: AppointmentView | undefined) {
  return appointment?.provider?.name === undefined ? {} : { provider: appointment.provider.name };
}

function common(hub: Hub, delivery: Delivery, story: ReferralStory) {
  return {
    practice: hub.practice,
    recipient: recipientOf(story),
    patient: packetPatient(story),
    referral: packetReferral(delivery, story.view),
    // The delivery's own time: a retry composes the same bytes.
    composedAt: delivery.createdAt,
    zone: hub.policy.zone,
  };
}

function ready(
  hub: Hub,
  delivery: Delivery,
  story: ReferralStory,
  packet: Packet,
  subject: string,
  note?: NoteView,
): Composed {
  return {
    kind: 'ready',
    packet: { sha256: packet.sha256, bytes: packet.bytes.length, pages: packet.pages },
    parcel: {
      ...base(hub, delivery, subject),
      text: `The attached document concerns a patient you referred to ${hub.practice.name}. Questions: ${hub.practice.phone}.`,
      document: { mediaType: 'application/pdf', bytes: packet.bytes, pages: packet.pages },
      about: aboutOf(delivery, story, note),
    },
  };
}

function base(hub: Hub, delivery: Delivery, subject: string) {
  return {
    key: delivery.id,
    purpose: delivery.purpose as Parcel['purpose'],
    address: delivery.address,
    settings: delivery.settings,
    subject: `${subject} - ${hub.practice.name}`,
    composedAt: delivery.createdAt,
  };
}
