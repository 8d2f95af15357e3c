import type { FhirResource } from './reading.ts';
import { isObject } from './references.ts';

/** What tells that a resource was written in another version of FHIR than R4: the version, and where it shows. */
export type OtherVersion = { readonly version: string; readonly path: string };

/**
 * The versions disagree about members of the same name, so a resource of another one would be read wrongly and not only in part.
 * By types, members and shapes that R4 does not have (HL7, "R4 differences" pages of each resource).
 */
export function otherVersion(resource: FhirResource): OtherVersion | undefined {
  const type = resource.resourceType;
  const ofType = otherTypes[type];
  if (ofType !== undefined) return { version: ofType, path: type };
  const sign = signs.find((one) => one.type === type && one.shows(resource));
  return sign && { version: sign.version, path: `${type}.${sign.member}` };
}

const otherTypes: Readonly<Record<string, string>> = {
  ReferralRequest: 'STU3 or DSTU2',
  ProcedureRequest: 'STU3 or DSTU2',
  DiagnosticOrder: 'DSTU2',
  DiagnosticRequest: 'STU3',
  Order: 'DSTU2',
  OrderResponse: 'DSTU2',
  DeviceUseRequest: 'DSTU2',
  CommunicationPlan: 'STU3',
  EncounterHistory: 'R5',
  Transport: 'R5',
  Permission: 'R5',
  SubscriptionTopic: 'R5',
};

type Sign = {
  readonly type: string;
  readonly member: string;
  readonly version: string;
  readonly shows: (resource: FhirResource) => boolean;
};

const has = (type: string, member: string, version: string): Sign => ({
  type,
  member,
  version,
  shows: (resource) => resource[member] !== undefined,
});
const isList = (type: string, member: string, version: string): Sign => ({
  type,
  member,
  version,
  shows: (resource) => Array.isArray(resource[member]),
});
const isNoList = (type: string, member: string, version: string): Sign => ({
  type,
  member,
  version,
  shows: (resource) => isObject(resource[member]),
});
/** A member of one of the parts of a list, or of the one object. */
const inside = (type: string, member: string, part: string, version: string): Sign => ({
  type,
  member: `${member}.${part}`,
  version,
  shows: (resource) => {
    const value = resource[member];
    const parts = Array.isArray(value) ? value : [value];
    return parts.some((one) => isObject(one) && one[part] !== undefined);
  },
});

const signs: readonly Sign[] = [
  has('Appointment', 'incomingReferral', 'STU3'),
  has('Appointment', 'cancellationReason', 'R5'),
  has('Appointment', 'virtualService', 'R5'),
  has('Appointment', 'subject', 'R5'),
  inside('Appointment', 'serviceType', 'concept', 'R5'),
  {
    type: 'Appointment',
    member: 'participant.required',
    version: 'R5',
    shows: ({ participant }) =>
      Array.isArray(participant) &&
      participant.some((one) => isObject(one) && typeof one.required === 'boolean'),
  },
  isList('Encounter', 'class', 'R5'),
  has('Encounter', 'actualPeriod', 'R5'),
  has('Encounter', 'plannedStartDate', 'R5'),
  inside('Encounter', 'participant', 'actor', 'R5'),
  has('Encounter', 'incomingReferral', 'STU3'),
  {
    type: 'Encounter',
    member: 'class',
    version: 'DSTU2',
    shows: (resource) => typeof resource['class'] === 'string',
  },
  has('DocumentReference', 'indexed', 'STU3 or DSTU2'),
  has('DocumentReference', 'created', 'STU3 or DSTU2'),
  has('DocumentReference', 'attester', 'R5'),
  inside('DocumentReference', 'content', 'profile', 'R5'),
  isList('DocumentReference', 'context', 'R5'),
  {
    type: 'DocumentReference',
    member: 'content.format',
    version: 'DSTU2',
    shows: ({ content }) =>
      Array.isArray(content) && content.some((one) => isObject(one) && Array.isArray(one['format'])),
  },
  inside('ServiceRequest', 'code', 'concept', 'R5'),
  inside('ServiceRequest', 'code', 'reference', 'R5'),
  has('ServiceRequest', 'reason', 'R5'),
  has('ServiceRequest', 'bodyStructure', 'R5'),
  has('Task', 'requestedPerformer', 'R5'),
  has('Task', 'requestedPeriod', 'R5'),
  inside('Task', 'requester', 'agent', 'STU3'),
  isList('Task', 'reason', 'R5'),
  has('Composition', 'class', 'STU3 or DSTU2'),
  isList('Composition', 'subject', 'R5'),
  isList('Composition', 'identifier', 'R5'),
  isList('DiagnosticReport', 'codedDiagnosis', 'STU3 or DSTU2'),
  has('DiagnosticReport', 'supportingInfo', 'R5'),
  inside('DiagnosticReport', 'performer', 'actor', 'STU3'),
  has('Communication', 'notDone', 'STU3'),
  has('Patient', 'careProvider', 'DSTU2'),
  has('Patient', 'animal', 'STU3 or DSTU2'),
  isNoList('Practitioner', 'name', 'DSTU2'),
  has('Practitioner', 'practitionerRole', 'DSTU2'),
  has('PractitionerRole', 'availability', 'R5'),
  has('PractitionerRole', 'contact', 'R5'),
  has('Organization', 'qualification', 'R5'),
];
