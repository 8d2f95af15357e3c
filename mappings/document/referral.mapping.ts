import type {
  DecidedDocument,
  DocumentMapping,
  Fact,
  FieldName,
  Identifier,
  Link,
  MappingContext,
  PartyClaim,
  PatientClaim,
  Subject,
} from '#hub';
import { addressFromCanonical, memberIdentifier, nameFromCanonical } from '../shared/canonical.ts';
import { present } from '../shared/present.ts';

/** Faxes, e-mails and uploads whose fields are settled: each referral in them is a subject of its own. */
const referral: DocumentMapping = {
  name: 'document/referral',
  version: 1,
  format: 'document',
  map: (documents, context) => ({
    outcome: 'facts',
    subjects: documents.map((document) => subjectOf(document, context)),
    warnings: [],
  }),
};

export default referral;

function subjectOf(document: DecidedDocument, context: MappingContext): Subject {
  const patient = patientOf(document, context);
  const facts =
    document.kind === 'status' ? statusFacts(document, context) : referralFacts(document, patient, context);
  return { patient, facts, position: document.ordinal - 1 };
}

function referralFacts(
  document: DecidedDocument,
  patient: PatientClaim,
  context: MappingContext,
): readonly Fact[] {
  const said = saying(document);
  const links = linksOf(document, context);
  const orderedOn = one(document, 'ordered_on');
  return [
    { ...said('patient_name', 'birth_date'), kind: 'patient_described', links: [], patient },
    {
      ...said('reason', 'diagnosis', 'service', 'urgency', 'ordered_on'),
      kind: 'referral_requested',
      links,
      ...present({
        priority: priorityOf(one(document, 'urgency')),
        reason: one(document, 'reason'),
        diagnoses: document.values.diagnosis,
        service: one(document, 'service'),
        expiresOn: one(document, 'expires_on'),
        // A day without a clock: noon of the sender's day is on that day in every zone of the country.
        orderedAt: orderedOn === undefined ? undefined : `${orderedOn}T17:00:00.000Z`,
        authorisationNumber: one(document, 'authorisation_number'),
      }),
    },
    ...named(document, 'referrer', referrerOf(document), links, [
      'referrer_name',
      'referrer_npi',
      'referrer_practice',
    ]),
    ...named(document, 'pcp', doctorOf(document, 'pcp_name', 'pcp_npi', 'pcp_phone'), [], ['pcp_name']),
    ...named(document, 'referred_to', doctorOf(document, 'requested_provider'), links, [
      'requested_provider',
    ]),
  ];
}

function statusFacts(document: DecidedDocument, context: MappingContext): readonly Fact[] {
  const status = one(document, 'platform_status');
  if (status === undefined) return [];
  const { transport } = document;
  const platform = transport.fromAddress?.split('@')[1] ?? transport.fromNumber ?? transport.kind;
  const links = linksOf(document, context).filter(({ system }) => system !== DOCUMENT_SYSTEM);
  return [{ ...saying(document)('platform_status'), kind: 'platform_status', links, platform, status }];
}

/** When the sender says it was sent; where in the document each fact was read. */
function saying(document: DecidedDocument) {
  const { sentAt, receivedAt } = document.transport;
  return (...fields: readonly FieldName[]) => ({
    effectiveAt: sentAt !== undefined && sentAt < receivedAt ? sentAt : receivedAt,
    lineage: [`document:${document.id}`, ...fields.filter((field) => document.values[field] !== undefined)],
  });
}

function named(
  document: DecidedDocument,
  role: 'referrer' | 'pcp' | 'referred_to',
  party: PartyClaim | undefined,
  links: readonly Link[],
  fields: readonly FieldName[],
): readonly Fact[] {
  if (party === undefined) return [];
  return [{ ...saying(document)(...fields), kind: 'party_named', role, links, party }];
}

const DOCUMENT_SYSTEM = 'document';

/** The document itself ties its facts together; the sender's own numbers tie it to what else is heard of the referral. */
function linksOf(document: DecidedDocument, context: MappingContext): readonly Link[] {
  const number = one(document, 'referral_number');
  const own: Link = { kind: 'referral', system: DOCUMENT_SYSTEM, value: document.id };
  if (number === undefined) return [own];
  return [own, { kind: 'referral', system: `${officeScope(document, context)}:referral`, value: number }];
}

/** Numbers of an office mean something only there. */
function officeScope({ partnerId, transport }: DecidedDocument, context: MappingContext): string {
  return partnerId ?? transport.fromNumber ?? transport.fromAddress ?? context.sender;
}

function patientOf(document: DecidedDocument, context: MappingContext): PatientClaim {
  const phone = one(document, 'patient_phone');
  const name = one(document, 'patient_name');
  const address = one(document, 'patient_address');
  const mrn = one(document, 'patient_mrn');
  const identifiers: readonly Identifier[] = [
    ...(mrn === undefined
      ? []
      : [{ system: `${officeScope(document, context)}:mrn`, value: mrn, type: 'MR' }]),
    ...memberIdentifier(one(document, 'payer'), one(document, 'member_id')),
  ];
  return {
    identifiers,
    ...present({
      name: name === undefined ? undefined : nameFromCanonical(name),
      birthDate: one(document, 'birth_date'),
      sex: sexOf(one(document, 'sex')),
      phones: phone === undefined ? undefined : [phone],
      address: address === undefined ? undefined : addressFromCanonical(address),
    }),
  };
}

function referrerOf(document: DecidedDocument): PartyClaim | undefined {
  const { partnerId } = document;
  const organisation = one(document, 'referrer_practice');
  const person = doctorOf(document, 'referrer_name', 'referrer_npi', 'referrer_phone');
  if (person === undefined && organisation === undefined && partnerId === undefined) return undefined;
  const address = addressFromCanonical(one(document, 'referrer_address') ?? '');
  const { city, state, zip } = address;
  return {
    ...(person ?? { kind: 'organisation', identifiers: [] }),
    ...present({
      organisation,
      phone: one(document, 'referrer_phone'),
      fax: one(document, 'referrer_fax'),
      city,
      state,
      zip,
      partnerId,
    }),
  };
}

function doctorOf(
  document: DecidedDocument,
  nameField: FieldName,
  npiField?: FieldName,
  phoneField?: FieldName,
): PartyClaim | undefined {
  const name = one(document, nameField);
  const npi = npiField && one(document, npiField);
  if (name === undefined && npi === undefined) return undefined;
  return {
    kind: 'person',
    identifiers: npi === undefined ? [] : [{ system: 'npi', value: npi }],
    ...present({
      npiCertainty: npi === undefined ? undefined : ('certain' as const),
      name: name === undefined ? undefined : nameFromCanonical(name),
      phone: phoneField && one(document, phoneField),
    }),
  };
}

function priorityOf(urgency: string | undefined): 'routine' | 'urgent' | 'stat' | undefined {
  return urgency === 'routine' || urgency === 'urgent' || urgency === 'stat' ? urgency : undefined;
}

function sexOf(sex: string | undefined): PatientClaim['sex'] {
  return sex === 'F' || sex === 'M' || sex === 'O' || sex === 'U' ? sex : undefined;
}

function one({ values }: DecidedDocument, field: FieldName): string | undefined {
  return values[field]?.[0];
}
