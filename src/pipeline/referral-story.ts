import type { NoteView } from '../domain/note.ts';
import type { ReferralView } from '../domain/referral.ts';
import type { ParcelSubject } from '../sdk/destination.ts';
import type { Delivery } from '../store/deliveries.ts';
import type { Partner } from '../store/partners.ts';
import type { PatientDetails } from '../store/patients.ts';
import type { PacketReferral, Recipient } from './packet/packet-input.ts';

/** Everything a document about a referral may say. */
export type ReferralStory = {
  readonly view: ReferralView;
  readonly patient: PatientDetails;
  readonly partner: Partner | undefined;
};

/** What a reader of the ledger calls this referral: short, and nobody's name. */
export function referralReference(id: string): string {
  return `R-${id.replaceAll('-', '').slice(-8).toUpperCase()}`;
}

export function aboutOf(
  delivery: Delivery,
  { view, patient, partner }: ReferralStory,
  note: NoteView | undefined,
): ParcelSubject {
  const npi = partner?.identifiers.find((id) => id.system === 'npi')?.value;
  return {
    patient,
    referralId: delivery.referralId,
    ...(view.placerOrder === undefined
      ? {}
      : { placerOrder: { system: view.placerOrder.system, value: view.placerOrder.value } }),
    referrer: {
      ...(npi === undefined ? {} : { npi }),
      ...present({ family: partner?.family, given: partner?.given, organisation: partner?.organisation }),
    },
    ...(note === undefined ? {} : { note: noteSubject(note) }),
  };
}

function noteSubject(note: NoteView): NonNullable<ParcelSubject['note']> {
  const npi = note.author?.identifiers.find((id) => id.system === 'npi')?.value;
  return {
    documentId: note.documentId.value,
    title: note.title ?? 'Visit note',
    isAmendment: note.isAmendment,
    ...(note.serviceAt === undefined ? {} : { serviceAt: note.serviceAt }),
    ...(note.signedAt === undefined ? {} : { signedAt: note.signedAt }),
    author: {
      ...(npi === undefined ? {} : { npi }),
      ...present({ family: note.author?.name?.family, given: note.author?.name?.given }),
    },
  };
}

export function recipientOf({ partner, view }: ReferralStory): Recipient {
  const organisation = partner?.organisation ?? (partner?.kind === 'organisation' ? partner.name : undefined);
  const role = partner !== undefined && isOnlyPcp(partner.id, view) ? 'pcp' : 'referrer';
  const person =
    partner?.kind === 'organisation'
      ? undefined
      : (present({ family: partner?.family, given: partner?.given, credential: partner?.credential }) ??
        view.referrer?.claim.name);
  return {
    organisation,
    person,
    phone: partner?.phone ?? undefined,
    fax: partner?.fax ?? undefined,
    role,
  };
}

/** They get a copy and did not refer. */
function isOnlyPcp(partnerId: string, { pcp, referrer }: ReferralView): boolean {
  return pcp?.partnerId === partnerId && referrer?.partnerId !== partnerId;
}

export function packetPatient({ patient }: ReferralStory) {
  return {
    name: present({ family: patient.family, given: patient.given, middle: patient.middle }),
    birthDate: patient.birthDate,
  };
}

export function packetReferral(delivery: Delivery, view: ReferralView): PacketReferral {
  return {
    reference: referralReference(delivery.referralId),
    orderNumber: view.placerOrder?.value,
    reason: view.reason,
  };
}

function present<T extends Record<string, string | null | undefined>>(value: T): { [K in keyof T]?: string } {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  ) as { [K in keyof T]?: string };
}
