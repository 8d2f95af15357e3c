import type { FhirResource } from 'fhir/r4.js';
import {
  findContent,
  isServable,
  mediaTypeOf,
  toAppointment,
  toDocumentReference,
} from '../../pipeline/fhir-out/encode-care.ts';
import { toPartner, toPatient, toPractitionerRole } from '../../pipeline/fhir-out/encode-people.ts';
import { PRACTICE, toServiceRequest, toTask } from '../../pipeline/fhir-out/encode-referral.ts';
import { partId, referralOfPart } from '../../pipeline/fhir-out/names.ts';
import { loadNoteBytes } from '../../pipeline/note-bytes.ts';
import type { Database } from '../../store/database.ts';
import { findReferralOut, type ReferralOut } from '../../store/fhir-out.ts';
import { listRolesOut, loadPartnersOut, loadPatientsOut } from '../../store/fhir-out-people.ts';
import { isUuid } from './asked.ts';
import { refusal, type Refusal } from './outcome.ts';
import type { ResourceType } from './search-types.ts';
import type { Serving } from './serving.ts';

/** A resource and whose patient's it is, for the audit. */
export type Read = { readonly resource: FhirResource; readonly patientId?: string };

/** One resource by its id; undefined: there is none. */
export async function readResource(
  serving: Serving,
  type: ResourceType,
  id: string,
): Promise<Read | undefined> {
  const { db, publicUrl } = serving;
  switch (type) {
    case 'ServiceRequest':
    case 'Task': {
      const row = isUuid(id) ? await findReferralOut(db, id) : undefined;
      const resource = row && (type === 'Task' ? toTask : toServiceRequest)(row, publicUrl);
      return row && resource && { resource, patientId: row.patientId };
    }
    case 'Appointment':
    case 'DocumentReference':
      return readPart(serving, type, id);
    case 'Patient': {
      const [row] = isUuid(id) ? await loadPatientsOut(db, [id]) : [];
      return row && { resource: toPatient(row, publicUrl), patientId: row.aliasOf ?? row.id };
    }
    case 'PractitionerRole': {
      const [row] = isUuid(id) ? await listRolesOut(db, 'id', [id], 1) : [];
      return row && { resource: toPractitionerRole(row) };
    }
    case 'Practitioner':
    case 'Organization': {
      if (type === 'Organization' && id === PRACTICE) return { resource: serving.practice };
      const [row] = isUuid(id) ? await loadPartnersOut(db, [id]) : [];
      const isKind = row?.kind === (type === 'Practitioner' ? 'person' : 'organisation');
      return row && isKind ? { resource: toPartner(row, publicUrl) } : undefined;
    }
  }
}

async function readPart(
  { db, publicUrl }: Serving,
  type: 'Appointment' | 'DocumentReference',
  id: string,
): Promise<Read | undefined> {
  const row = await referralWithPart(db, id);
  if (!row) return undefined;
  const { id: referralId, patientId, version, updatedAt, view } = row;
  const of = { referralId, patientId, version, updatedAt };
  const isMeant = ({ key }: { readonly key: string }): boolean => samePart(id, key);
  if (type === 'Appointment') {
    const item = view.appointments.find(isMeant);
    return item && { resource: toAppointment({ ...of, item }, publicUrl), patientId };
  }
  const item = view.notes.find(isMeant);
  return item && { resource: toDocumentReference({ ...of, item }, publicUrl), patientId };
}

/** A part of a referral that was merged went with it: its old id still finds it, under its new one. */
function samePart(id: string, key: string): boolean {
  return partId('', key) === id.slice(id.indexOf('.'));
}

async function referralWithPart(db: Database, id: string): Promise<ReferralOut | undefined> {
  let next = referralOfPart(id);
  for (let hops = 0; next !== undefined && hops < MOST_HOPS; hops += 1) {
    const row: ReferralOut | undefined = await findReferralOut(db, next);
    if (!row || row.mergedInto === null) return row;
    next = row.mergedInto;
  }
  return undefined;
}

/** A referral merged into one that was merged itself: nobody makes long chains. */
const MOST_HOPS = 10;

export type NoteBytes = {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly patientId: string;
  /** The DocumentReference that says what it is. */
  readonly documentId: string;
};

/** The bytes of a note by its Binary id. A note that a person has to release first, or that is no more, gives nothing away. */
export async function readBinary({ db }: Serving, id: string): Promise<NoteBytes | Refusal | undefined> {
  const row = await referralWithPart(db, id);
  const found =
    row &&
    row.view.kind === 'explicit' &&
    findContent(row.id, row.view.notes, `${row.id}${id.slice(id.indexOf('.'))}`);
  if (!row || !found) return undefined;
  const { note, content } = found;
  if (!isServable(note) || note.messageId === undefined)
    return refusal(403, 'suppressed', 'A person has to release this note, or its author took it back.');
  return {
    bytes: await loadNoteBytes(db, note.messageId, content),
    mediaType: mediaTypeOf(content),
    patientId: row.patientId,
    documentId: partId(row.id, note.key),
  };
}
