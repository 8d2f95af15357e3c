/** What can be searched by what: one table for the parser, the CapabilityStatement and the documents. */

export type ResourceType =
  | 'ServiceRequest'
  | 'Task'
  | 'Appointment'
  | 'DocumentReference'
  | 'Patient'
  | 'Practitioner'
  | 'PractitionerRole'
  | 'Organization';

export type ParameterKind =
  | 'id'
  /** Number of a referral or order. */
  | 'number'
  /** A number of the resource itself: of a patient, or of a partner. */
  | 'ownNumber'
  | 'patient'
  | 'patientNumber'
  | 'partner'
  | 'partnerNumber'
  | 'referral'
  | 'status'
  | 'businessStatus'
  | 'updated'
  | 'person'
  | 'organisation';

export type SearchType = {
  readonly parameters: Readonly<Record<string, ParameterKind>>;
  readonly includes: readonly string[];
  readonly revincludes: readonly string[];
};

const always = { _id: 'id', _lastUpdated: 'updated' } as const;
const ofPatient = {
  patient: 'patient',
  subject: 'patient',
  'patient.identifier': 'patientNumber',
  'subject.identifier': 'patientNumber',
  'patient:identifier': 'patientNumber',
  'subject:identifier': 'patientNumber',
} as const;
const ofRequester = {
  requester: 'partner',
  'requester.identifier': 'partnerNumber',
  'requester:identifier': 'partnerNumber',
} as const;

export const searchTypes: Readonly<Record<ResourceType, SearchType>> = {
  ServiceRequest: {
    parameters: { ...always, identifier: 'number', ...ofPatient, ...ofRequester, status: 'status' },
    includes: [
      'ServiceRequest:subject',
      'ServiceRequest:patient',
      'ServiceRequest:requester',
      'ServiceRequest:performer',
    ],
    revincludes: ['Task:focus', 'Appointment:based-on', 'DocumentReference:related'],
  },
  Task: {
    parameters: {
      ...always,
      identifier: 'number',
      ...ofPatient,
      ...ofRequester,
      focus: 'referral',
      status: 'status',
      'business-status': 'businessStatus',
    },
    includes: ['Task:focus', 'Task:patient', 'Task:subject', 'Task:requester', 'Task:owner'],
    revincludes: [],
  },
  Appointment: {
    parameters: {
      ...always,
      patient: 'patient',
      'patient.identifier': 'patientNumber',
      'patient:identifier': 'patientNumber',
      'based-on': 'referral',
    },
    includes: ['Appointment:patient', 'Appointment:based-on'],
    revincludes: [],
  },
  DocumentReference: {
    parameters: { ...always, ...ofPatient, related: 'referral' },
    includes: ['DocumentReference:patient', 'DocumentReference:subject', 'DocumentReference:related'],
    revincludes: [],
  },
  Patient: { parameters: { _id: 'id', identifier: 'ownNumber' }, includes: [], revincludes: [] },
  Practitioner: {
    parameters: { _id: 'id', identifier: 'ownNumber' },
    includes: [],
    revincludes: ['PractitionerRole:practitioner'],
  },
  PractitionerRole: {
    parameters: { _id: 'id', practitioner: 'person', organization: 'organisation' },
    includes: ['PractitionerRole:practitioner', 'PractitionerRole:organization'],
    revincludes: [],
  },
  Organization: { parameters: { _id: 'id', identifier: 'ownNumber' }, includes: [], revincludes: [] },
};

export function isResourceType(text: string): text is ResourceType {
  return Object.hasOwn(searchTypes, text);
}

/** What says who a patient is: asked by POST, so that it stands in no address and in nobody's log. */
export function namesPatient(type: ResourceType, name: string): boolean {
  const isOfPatient = /^(patient|subject|for)[.:](?!Patient$)/.test(name);
  const isOwn = /^(identifier|name|family|given|birthdate|phone|email|address|telecom)(?:[:.-]|$)/.test(name);
  return isOfPatient || (type === 'Patient' && isOwn);
}

/** SearchParameter type (R4) of a kind. */
export const parameterTypes: Readonly<Record<ParameterKind, 'token' | 'reference' | 'date'>> = {
  id: 'token',
  number: 'token',
  ownNumber: 'token',
  patient: 'reference',
  patientNumber: 'token',
  partner: 'reference',
  partnerNumber: 'token',
  referral: 'reference',
  status: 'token',
  businessStatus: 'token',
  updated: 'date',
  person: 'reference',
  organisation: 'reference',
};
