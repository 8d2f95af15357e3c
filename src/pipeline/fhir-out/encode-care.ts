import type { Appointment, AppointmentParticipant, DocumentReference } from 'fhir/r4.js';
import type { AppointmentView } from '../../domain/appointment.ts';
import type { AppointmentStatus, ContentRef } from '../../domain/fact.ts';
import type { NoteView } from '../../domain/note.ts';
import type { PartOut } from '../../store/fhir-out.ts';
import { claimedParty, metaOf, patientOf, PRACTICE } from './encode-referral.ts';
import { baseOf, contentId, identifierOf, partId } from './names.ts';

/** Appointments and notes of a referral, each with an id made of the referral's and its own key. */

type Of<Item> = Omit<PartOut<Item>, 'nr' | 'place'>;

const appointmentStatuses: Readonly<Record<AppointmentStatus, Appointment['status']>> = {
  requested: 'proposed',
  booked: 'booked',
  arrived: 'arrived',
  fulfilled: 'fulfilled',
  no_show: 'noshow',
  cancelled: 'cancelled',
  voided: 'entered-in-error',
};

/** R4 Appointment. The ledger keeps no end and R4 wants both or neither (app-2): the end is the start. */
export function toAppointment(row: Of<AppointmentView>, publicUrl: string): Appointment {
  const { item, referralId } = row;
  const time = timeOf(item);
  // Without a time only what is proposed or cancelled may stand (app-3).
  const status = appointmentStatuses[item.status];
  const provider = item.provider && claimedParty(item.provider, publicUrl);
  const [kind, system, value] = splitKey(item.key);
  return {
    resourceType: 'Appointment',
    id: partId(referralId, item.key),
    meta: metaOf(row),
    identifier:
      kind === 'appointment' && system !== undefined && value !== undefined
        ? [identifierOf({ system, value }, publicUrl)]
        : undefined,
    status: time === undefined && status !== 'cancelled' ? 'proposed' : status,
    cancelationReason:
      item.status === 'cancelled' && item.reason !== undefined ? { text: item.reason } : undefined,
    serviceType: item.service === undefined ? undefined : [{ text: item.service }],
    start: time,
    end: time,
    created: item.firstAt,
    basedOn: [{ reference: `ServiceRequest/${referralId}` }],
    participant: [
      accepted(patientOf(row)),
      ...(provider ? [accepted(provider)] : []),
      ...(item.location === undefined ? [] : [accepted({ display: item.location })]),
    ],
  };
}

const noteStatuses: Readonly<Record<NoteView['status'], Pick<DocumentReference, 'status' | 'docStatus'>>> = {
  draft: { status: 'current', docStatus: 'preliminary' },
  final: { status: 'current', docStatus: 'final' },
  withdrawn: { status: 'entered-in-error', docStatus: 'entered-in-error' },
  wrong: { status: 'entered-in-error', docStatus: 'entered-in-error' },
};

/** R4 DocumentReference: what is known of a note. Its bytes are at the attachment's address, where they may be handed out. */
export function toDocumentReference(row: Of<NoteView>, publicUrl: string): DocumentReference {
  const { item, referralId } = row;
  const { status, docStatus } = noteStatuses[item.status];
  const author = item.author && claimedParty(item.author, publicUrl);
  const signer = item.signer && claimedParty(item.signer, publicUrl);
  return {
    resourceType: 'DocumentReference',
    id: partId(referralId, item.key),
    meta: metaOf(row),
    masterIdentifier: identifierOf(item.documentId, publicUrl),
    status,
    docStatus: item.status === 'final' && item.isAmendment ? 'amended' : docStatus,
    type: {
      coding: [{ system: 'http://loinc.org', code: '11488-4', display: 'Consult note' }],
      text: item.title,
    },
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
          },
        ],
      },
    ],
    subject: patientOf(row),
    date: item.statusAt,
    author: author ? [author] : undefined,
    authenticator: signer,
    custodian: { reference: `Organization/${PRACTICE}` },
    securityLabel: item.hold === undefined ? undefined : [securityLabel(item.hold)],
    content: contentOf(row, publicUrl),
    context: {
      period: item.serviceAt === undefined ? undefined : { start: item.serviceAt },
      related: [{ reference: `ServiceRequest/${referralId}` }],
    },
  };
}

/** Final, and no person has to release it first: what an office might be sent by itself. */
export function isServable(note: NoteView): boolean {
  return note.status === 'final' && note.hold === undefined && note.messageId !== undefined;
}

/** The part of a referral's notes a Binary id means, with its note. */
export function findContent(
  referralId: string,
  notes: readonly NoteView[],
  id: string,
): { readonly note: NoteView; readonly content: ContentRef } | undefined {
  for (const note of notes) {
    const content = note.content.find((one) => contentId(referralId, one.sha256) === id);
    if (content) return { note, content };
  }
  return undefined;
}

/** What the bytes of a note are, as a media type. */
export function mediaTypeOf({ mediaType, encoding, charset }: ContentRef): string {
  if (!mediaType.startsWith('text/')) return mediaType;
  const set = encoding === 'text' ? 'utf-8' : charset;
  return set === undefined ? mediaType : `${mediaType}; charset=${set}`;
}

function contentOf({ item, referralId }: Of<NoteView>, publicUrl: string): DocumentReference['content'] {
  const title = item.title ?? 'Visit note';
  if (item.content.length === 0) return [{ attachment: { title } }];
  return item.content.map((part) => {
    const url = `${baseOf(publicUrl)}/Binary/${contentId(referralId, part.sha256)}`;
    return { attachment: { contentType: mediaTypeOf(part), title, ...(isServable(item) ? { url } : {}) } };
  });
}

function securityLabel(hold: NonNullable<NoteView['hold']>) {
  const code = hold === 'very_restricted' ? 'V' : 'R';
  return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code }] };
}

function accepted(actor: AppointmentParticipant['actor']): AppointmentParticipant {
  return { actor, status: 'accepted' };
}

/** Its start; for one whose start nobody told, when it was heard that the patient came or did not. */
function timeOf({ start, status, statusAt }: AppointmentView): string | undefined {
  if (start !== undefined) return start;
  return status === 'arrived' || status === 'fulfilled' || status === 'no_show' ? statusAt : undefined;
}

/** `appointment|<system>|<value>`; a fingerprint has no bars. */
function splitKey(key: string): readonly (string | undefined)[] {
  return /^([a-z]+)\|([^|]*)\|(.*)$/s.exec(key)?.slice(1) ?? [];
}
