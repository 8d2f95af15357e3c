import { createHash } from 'node:crypto';
import type {
  Bundle,
  Communication,
  DocumentReference,
  Identifier,
  Patient,
  Reference,
  Task,
} from 'fhir/r4.js';
import type { Parcel, ParcelDocument, ParcelSubject } from '../../sdk/destination.ts';
import type { FhirSettings } from './config.ts';

/** What the server has that a parcel speaks of. */
export type Found = {
  readonly patient: Reference & { readonly contained?: Patient };
  readonly request: Reference | undefined;
  readonly task: Task | undefined;
  /** The document an amendment takes the place of. */
  readonly former: Reference | undefined;
};

const LOINC = 'http://loinc.org';
const NPI = 'http://hl7.org/fhir/sid/us-npi';
const BUSINESS_STATUS = 'http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS';

type Purpose = {
  readonly title: string;
  readonly loinc?: { readonly code: string; readonly display: string };
  /** Where the referral stands now (DOMAIN 3.2). */
  readonly task?: { readonly status: Task['status']; readonly business: string; readonly display: string };
};

const purposes: Readonly<Record<Parcel['purpose'], Purpose>> = {
  note: {
    title: 'Visit note',
    loinc: { code: '11488-4', display: 'Consult note' },
    task: { status: 'completed', business: '7.0', display: 'Service request fulfillment completed' },
  },
  no_show: {
    title: 'Missed appointment',
    task: { status: 'in-progress', business: '5.1.2', display: 'Event unattended' },
  },
  cancellation: {
    title: 'Cancelled appointment',
    task: { status: 'in-progress', business: '5.1.3', display: 'Event cancelled' },
  },
  correction: { title: 'Correction of a notice' },
  liaison_alert: { title: 'Notice' },
  request: { title: 'Request for information' },
};

/** Our number of the delivery: what a repeat is recognised by. */
export function deliveryIdentifier(settings: FhirSettings, key: string): Identifier {
  return { system: settings.deliverySystem, value: key };
}

/** `identifier=…`, for If-None-Exist (FHIR R4, 3.1.0.8.1). */
export function ifNoneExist(settings: FhirSettings, key: string): string {
  return `identifier=${encodeURIComponent(token(deliveryIdentifier(settings, key)))}`;
}

/** `system|value` of a search, with what has a meaning there escaped (3.1.1.2.1). */
export function token({ system, value }: Identifier): string {
  const escape = (text: string | undefined): string => (text ?? '').replace(/[\\,$|]/g, '\\$&');
  return `${escape(system)}|${escape(value)}`;
}

/** A numbering authority as the server calls it; undefined: it has no URI, and nobody there could know it. */
export function serverIdentifier(
  settings: FhirSettings,
  { system, value }: { readonly system: string; readonly value: string },
): Identifier | undefined {
  const uri = settings.systems[system] ?? (/^(urn:|https?:\/\/)/.test(system) ? system : undefined);
  return uri === undefined ? undefined : { system: uri, value };
}

export function documentReference(
  settings: FhirSettings,
  parcel: Parcel,
  document: ParcelDocument,
  found: Found,
): DocumentReference {
  const { about, purpose } = parcel;
  const note = about?.note;
  const { title, loinc } = purposes[purpose];
  const { contained, ...subject } = found.patient;
  const serviceAt = note?.serviceAt;
  return {
    resourceType: 'DocumentReference',
    ...(contained === undefined ? {} : { contained: [contained] }),
    ...(note && { masterIdentifier: { system: settings.documentSystem, value: note.documentId } }),
    identifier: [deliveryIdentifier(settings, parcel.key)],
    status: 'current',
    ...(note && { docStatus: note.isAmendment ? 'amended' : 'final' }),
    type: { ...(loinc && { coding: [{ system: LOINC, ...loinc }] }), text: note?.title ?? title },
    ...(note && {
      category: [
        {
          coding: [
            {
              system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
              code: 'clinical-note',
              display: 'Clinical Note',
            },
          ],
        },
      ],
    }),
    subject,
    date: parcel.composedAt,
    ...(note?.author && { author: [personReference(note.author)] }),
    ...(found.former && { relatesTo: [{ code: 'replaces', target: found.former }] }),
    description: parcel.subject,
    content: [{ attachment: attachmentOf(parcel, document), ...(document.mediaType === 'text/xml' && ccda) }],
    ...(serviceAt !== undefined || found.request
      ? {
          context: {
            ...(serviceAt === undefined ? {} : { period: { start: serviceAt } }),
            ...(found.request && { related: [found.request] }),
          },
        }
      : {}),
  };
}

/** C-CDA R2.1 with an unstructured body, as IHE and US Core name it. */
const ccda = {
  format: {
    system: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
    code: 'urn:hl7-org:sdwg:ccda-nonXMLBody:2.1',
    display: 'For documents following C-CDA 2.1 constraints using a non structured body.',
  },
};

/** The hash of FHIR R4 is SHA-1 (2.24.0, Attachment). */
function attachmentOf({ subject, composedAt }: Parcel, { mediaType, bytes }: ParcelDocument) {
  return {
    contentType: mediaType,
    data: Buffer.from(bytes).toString('base64'),
    size: bytes.byteLength,
    hash: createHash('sha1').update(bytes).digest('base64'),
    title: subject,
    creation: composedAt,
  };
}

export function communication(
  settings: FhirSettings,
  parcel: Parcel,
  document: Reference,
  { patient, request }: Found,
): Communication {
  const { contained, ...subject } = patient;
  const { task } = purposes[parcel.purpose];
  return {
    resourceType: 'Communication',
    ...(contained === undefined ? {} : { contained: [contained] }),
    identifier: [deliveryIdentifier(settings, parcel.key)],
    ...(request && { basedOn: [request] }),
    status: 'completed',
    subject,
    topic: { text: parcel.subject },
    ...(task && { reasonCode: [{ text: task.display }] }),
    sent: parcel.composedAt,
    recipient: [{ reference: parcel.address }],
    payload: [{ contentString: parcel.text }, { contentReference: document }],
  };
}

/** Tasks nobody works on any more are left as they are. */
const ended: ReadonlySet<Task['status']> = new Set([
  'completed',
  'cancelled',
  'rejected',
  'failed',
  'entered-in-error',
]);

/** The Task as this parcel leaves it; undefined: it says nothing about it, or the Task is over. A later note of it is one more output. */
export function taskAfter(parcel: Parcel, task: Task, document: Reference): Task | undefined {
  const { task: standing } = purposes[parcel.purpose];
  const isNote = parcel.purpose === 'note';
  const isDone = task.status === 'completed' && isNote;
  if (!standing || (ended.has(task.status) && !isDone)) return undefined;
  const output = { type: { text: purposes[parcel.purpose].title }, valueReference: document };
  return {
    ...task,
    status: standing.status,
    businessStatus: {
      coding: [{ system: BUSINESS_STATUS, code: standing.business, display: standing.display }],
    },
    lastModified: parcel.composedAt,
    ...(isNote && { output: [...(task.output ?? []), output] }),
  };
}

/** What we know of a patient the server does not. */
export function containedPatient(
  settings: FhirSettings,
  patient: ParcelSubject['patient'],
): Reference & { readonly contained: Patient } {
  const { family, given, birthDate, sex } = patient;
  const genders: Readonly<Record<string, Patient['gender']>> = {
    M: 'male',
    F: 'female',
    O: 'other',
    U: 'unknown',
  };
  const gender = genders[sex ?? ''];
  const identifier = patient.identifiers.flatMap((one) => serverIdentifier(settings, one) ?? []);
  return {
    reference: '#patient',
    contained: {
      resourceType: 'Patient',
      id: 'patient',
      ...(identifier.length > 0 && { identifier }),
      name: [{ ...(family && { family }), ...(given && { given: [given] }) }],
      ...(birthDate !== undefined && /^\d{4}(-\d\d(-\d\d)?)?$/.test(birthDate) && { birthDate }),
      ...(gender && { gender }),
    },
  };
}

function personReference({ npi, family, given }: NonNullable<NonNullable<ParcelSubject['note']>['author']>) {
  const display = [given, family].filter(Boolean).join(' ');
  return {
    type: 'Practitioner',
    ...(npi === undefined ? {} : { identifier: { system: NPI, value: npi } }),
    ...(display === '' ? {} : { display }),
  };
}

export const DOCUMENT_URN = 'urn:uuid:0b8f1f4e-6a1f-4c53-9a57-3f0f6f1e7d01';

/** Everything of one parcel, all or nothing: each create only where our number is not there yet. */
export function transactionOf(
  creates: readonly { readonly resource: DocumentReference | Communication; readonly fullUrl?: string }[],
  task: Task | undefined,
  condition: string,
): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      ...creates.map(({ resource, fullUrl }) => ({
        ...(fullUrl === undefined ? {} : { fullUrl }),
        resource,
        request: { method: 'POST' as const, url: resource.resourceType, ifNoneExist: condition },
      })),
      ...(task
        ? [
            {
              resource: task,
              request: {
                method: 'PUT' as const,
                url: `Task/${task.id ?? ''}`,
                ...(task.meta?.versionId === undefined ? {} : { ifMatch: `W/"${task.meta.versionId}"` }),
              },
            },
          ]
        : []),
    ],
  };
}
