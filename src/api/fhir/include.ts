import type { FhirResource } from 'fhir/r4.js';
import { toAppointment, toDocumentReference } from '../../pipeline/fhir-out/encode-care.ts';
import { toPartner, toPatient } from '../../pipeline/fhir-out/encode-people.ts';
import { toServiceRequest, toTask } from '../../pipeline/fhir-out/encode-referral.ts';
import { listReferralsOut, type ReferralOut } from '../../store/fhir-out.ts';
import { loadPartnersOut, loadPatientsOut } from '../../store/fhir-out-people.ts';
import type { Asked } from './asked.ts';
import type { Serving } from './serving.ts';

/** What a page leads to. */
export type Reach = { readonly referralId: string; readonly patientId: string };

export function partsOfReferrals(rows: readonly ReferralOut[]): readonly Reach[] {
  return rows.map(({ id, patientId }) => ({ referralId: id, patientId }));
}

/** What `_include` and `_revinclude` add to a page, each once: a query for patients, one for partners, one for referrals of parts. */
export async function includedWith(
  { db, publicUrl, practice }: Serving,
  { type, includes }: Pick<Asked, 'type' | 'includes'>,
  rows: readonly ReferralOut[],
  reach: readonly Reach[],
): Promise<readonly FhirResource[]> {
  const has = (...names: readonly string[]): boolean => names.some((name) => includes.includes(name));
  const found: FhirResource[] = [];
  if (has(...patientIncludes)) {
    const ids = new Set(reach.map((one) => one.patientId));
    found.push(...(await loadPatientsOut(db, [...ids])).map((row) => toPatient(row, publicUrl)));
  }
  if (has('ServiceRequest:requester', 'Task:requester')) {
    const ids = new Set(rows.flatMap((row) => (row.mergedInto === null ? (row.referrer?.id ?? []) : [])));
    found.push(...(await loadPartnersOut(db, [...ids])).map((row) => toPartner(row, publicUrl)));
  }
  if (has('ServiceRequest:performer', 'Task:owner') && rows.length > 0) found.push(practice);
  if (has('Task:focus') && rows.length > 0) {
    // Of Tasks their orders; reversed, of orders their Tasks.
    const encode = type === 'Task' ? toServiceRequest : toTask;
    found.push(...rows.flatMap((row) => encode(row, publicUrl) ?? []));
  }
  if (has('Appointment:based-on', 'DocumentReference:related') && rows.length === 0) {
    const ids = [...new Set(reach.map((one) => one.referralId))];
    const referrals = await listReferralsOut(db, { ids }, ids.length);
    found.push(...referrals.flatMap((row) => toServiceRequest(row, publicUrl) ?? []));
  }
  for (const row of rows) found.push(...partsOf(row, has, publicUrl));
  return found;
}

const patientIncludes = [
  'ServiceRequest:subject',
  'ServiceRequest:patient',
  'Task:patient',
  'Task:subject',
  'Appointment:patient',
  'DocumentReference:patient',
  'DocumentReference:subject',
];

function partsOf(
  row: ReferralOut,
  has: (...names: readonly string[]) => boolean,
  publicUrl: string,
): readonly FhirResource[] {
  if (row.mergedInto !== null) return [];
  const { id: referralId, patientId, version, updatedAt, view } = row;
  const of = { referralId, patientId, version, updatedAt };
  return [
    ...(has('Appointment:based-on')
      ? view.appointments.map((item) => toAppointment({ ...of, item }, publicUrl))
      : []),
    ...(has('DocumentReference:related')
      ? view.notes.map((item) => toDocumentReference({ ...of, item }, publicUrl))
      : []),
  ];
}
