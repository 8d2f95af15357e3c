import type { CodeableConcept, Identifier, Period, Reference, ServiceRequest, Task } from 'fhir/r4.js';
import type { PartyClaim } from '../../domain/fact.ts';
import type { ReferralView } from '../../domain/referral.ts';
import { icd10cmCategory } from '../../lib/icd-10-cm.ts';
import type { ReferralOut } from '../../store/fhir-out.ts';
import { identifierOf, partId, referralSystem } from './names.ts';
import {
  BUSINESS_STATUS_SYSTEM,
  businessStatuses,
  mergedStanding,
  standingOf,
  type BusinessStatus,
} from './state-table.ts';

/** A referral as the order somebody made (ServiceRequest) and as the work on it (Task). Both have the referral's id. */

/** The practice itself, as an Organization. */
export const PRACTICE = 'practice';
const practice: Reference = { reference: `Organization/${PRACTICE}` };

const mergedWords = 'It is the same referral as another one.';

/** What somebody asked for. Undefined: nobody asked (FHIR shows no order). R4 ServiceRequest. */
export function toServiceRequest(row: ReferralOut, publicUrl: string): ServiceRequest | undefined {
  const { view } = row;
  const standing = row.mergedInto === null ? standingOf(view.state, facetsOf(view)) : mergedStanding;
  if (!standing) return undefined;
  const base = {
    resourceType: 'ServiceRequest' as const,
    id: row.id,
    meta: metaOf(row),
    status: standing.request,
    intent: 'order' as const,
    subject: patientOf(row),
  };
  if (row.mergedInto !== null)
    return {
      ...base,
      identifier: [ownNumber(row.id, publicUrl, 'old')],
      supportingInfo: [{ reference: `ServiceRequest/${row.mergedInto}`, display: mergedWords }],
    };
  return {
    ...base,
    ...detailsOf(view),
    identifier: numbersOf(row, publicUrl),
    replaces: listed(row.replaces.map((id) => ({ reference: `ServiceRequest/${id}` }))),
    requester: requesterOf(row, publicUrl),
    performer: [practice, ...performersOf(view, publicUrl)],
  };
}

function detailsOf(view: ReferralView): Partial<ServiceRequest> {
  return {
    category: [
      { coding: [{ system: 'http://snomed.info/sct', code: '3457005', display: 'Patient referral' }] },
    ],
    priority: view.priority,
    code: view.service === undefined ? undefined : { text: view.service },
    authoredOn: view.orderedAt ?? view.receivedAt,
    occurrencePeriod: view.expiresOn === undefined ? undefined : { end: view.expiresOn },
    reasonCode: listed([
      ...(view.reason === undefined ? [] : [{ text: view.reason }]),
      ...view.diagnoses.map(diagnosisOf),
    ]),
  };
}

/** The practice's work on a referral. Undefined: nobody asked for it. R4 Task, business status of BSeR and 360X. */
export function toTask(row: ReferralOut, publicUrl: string): Task | undefined {
  const { view } = row;
  const isMerged = row.mergedInto !== null;
  const standing = isMerged ? mergedStanding : standingOf(view.state, facetsOf(view));
  if (!standing) return undefined;
  const base = {
    resourceType: 'Task' as const,
    id: row.id,
    meta: metaOf(row),
    identifier: [ownNumber(row.id, publicUrl, isMerged ? 'old' : 'official')],
    status: standing.task,
    intent: 'order' as const,
    focus: { reference: `ServiceRequest/${row.id}` },
    for: patientOf(row),
    lastModified: row.updatedAt,
  };
  if (isMerged) return { ...base, statusReason: { text: mergedWords } };
  return {
    ...base,
    businessStatus: standing.business === undefined ? undefined : businessConcept(standing.business),
    statusReason: reasonOf(view),
    priority: view.priority,
    code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill' }] },
    executionPeriod: executionOf(view),
    authoredOn: view.receivedAt,
    requester: requesterOf(row, publicUrl),
    owner: practice,
    restriction: view.expiresOn === undefined ? undefined : { period: { end: view.expiresOn } },
    output: listed(deliveredNotes(row)),
  };
}

export function metaOf({
  version,
  updatedAt,
  ...row
}: Pick<ReferralOut, 'version' | 'updatedAt'> & Partial<ReferralOut>) {
  const isMerged = row.mergedInto !== undefined && row.mergedInto !== null;
  return { versionId: isMerged ? `${version}-merged` : String(version), lastUpdated: updatedAt };
}

export function patientOf({ patientId }: Pick<ReferralOut, 'patientId'>): Reference {
  return { reference: `Patient/${patientId}` };
}

/** Somebody a message named: by number and name, because not everybody is in the directory. */
export function claimedParty(claim: PartyClaim, publicUrl: string): Reference | undefined {
  if (claim.kind !== 'person' && claim.kind !== 'organisation') return undefined;
  const [first] = claim.identifiers;
  const display = displayOf(claim);
  if (first === undefined && display === undefined) return undefined;
  return {
    type: partnerType(claim.kind),
    identifier: first === undefined ? undefined : identifierOf(first, publicUrl),
    display,
  };
}

function facetsOf(view: ReferralView) {
  return { isOnHold: view.isOnHold, isNoteDelivered: view.milestones.noteDeliveredAt !== undefined };
}

function ownNumber(id: string, publicUrl: string, use: Identifier['use']): Identifier {
  return { use, system: referralSystem(publicUrl), value: id };
}

const placer: CodeableConcept = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }],
};

function numbersOf(row: ReferralOut, publicUrl: string): Identifier[] {
  const numbers = row.numbers.map((link) => ({
    ...identifierOf(link, publicUrl),
    ...(link.kind === 'order' ? { type: placer } : {}),
  }));
  return [
    ownNumber(row.id, publicUrl, 'official'),
    ...row.replaces.map((id) => ownNumber(id, publicUrl, 'old')),
    ...numbers,
  ];
}

function requesterOf({ view, referrer }: ReferralOut, publicUrl: string): Reference | undefined {
  const claimed = view.referrer && claimedParty(view.referrer.claim, publicUrl);
  if (!referrer) return claimed;
  const type = partnerType(referrer.kind);
  return { ...claimed, type, reference: `${type}/${referrer.id}` };
}

/** What a partner is in FHIR. */
export function partnerType(kind: 'person' | 'organisation'): 'Practitioner' | 'Organization' {
  return kind === 'person' ? 'Practitioner' : 'Organization';
}

function performersOf(view: ReferralView, publicUrl: string): Reference[] {
  const provider = view.appointment?.provider;
  const reference = provider && claimedParty(provider, publicUrl);
  return reference ? [reference] : [];
}

const diagnosisCode = new RegExp(String.raw`^${icd10cmCategory}(?:\.[\dA-Z]{1,4})?(?=\s|$)`);

/** `H40.1131` or `H40.1131 Primary open-angle glaucoma`, as senders write it. */
function diagnosisOf(text: string): CodeableConcept {
  const code = diagnosisCode.exec(text.trim())?.[0];
  if (code === undefined) return { text };
  return { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }], text };
}

function businessConcept(code: BusinessStatus): CodeableConcept {
  return { coding: [{ system: BUSINESS_STATUS_SYSTEM, code, display: businessStatuses[code] }] };
}

function reasonOf(view: ReferralView): CodeableConcept | undefined {
  const text = view.state === 'closed' ? undefined : (view.milestones.endedBecause ?? view.reviewReason);
  return text === undefined ? undefined : { text };
}

/** From the first answer to the end; nothing while nobody has done anything. */
function executionOf({ milestones }: ReferralView): Period | undefined {
  const { respondedAt, endedAt } = milestones;
  const start =
    respondedAt !== undefined && endedAt !== undefined && respondedAt > endedAt ? undefined : respondedAt;
  return start === undefined && endedAt === undefined ? undefined : { start, end: endedAt };
}

/** Notes that provably reached the referrer. */
function deliveredNotes({ id, view }: ReferralOut) {
  const referrerId = view.referrer?.partnerId;
  return view.notes
    .filter((note) => note.deliveries.some((delivery) => delivery.partnerId === referrerId))
    .map((note) => ({
      type: { text: 'Visit note' },
      valueReference: { reference: `DocumentReference/${partId(id, note.key)}` },
    }));
}

function displayOf({ kind, name, organisation }: PartyClaim): string | undefined {
  if (kind === 'organisation') return organisation;
  const text = [name?.given, name?.middle, name?.family, name?.suffix].filter(Boolean).join(' ');
  return text === '' ? organisation : text;
}

/** R4 has no empty lists. */
export function listed<T>(items: readonly T[]): T[] | undefined {
  return items.length === 0 ? undefined : [...items];
}
