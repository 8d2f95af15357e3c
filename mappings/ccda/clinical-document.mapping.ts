import type {
  CcdaDocument,
  CcdaMapping,
  Fact,
  Link,
  MappingContext,
  NoteStated,
  PartyClaim,
  PartyRole,
  PatientClaim,
} from '#hub';
import { parseTimestamp, toInstant } from '#hub';
import { distinctLinks } from '../shared/links.ts';
import { present } from '../shared/present.ts';
import { dayOf, identifierOf, partyOf, patientOf } from './parts.ts';

/** LOINC: Referral note (C-CDA template 2.16.840.1.113883.10.20.22.1.14). */
const REFERRAL_NOTE = '57133-1';
/** LOINC: Reason for referral. */
const REASON_FOR_REFERRAL = '42349-1';
/** A reason is a sentence or a few; more is a letter that stands in the document. */
const MOST_REASON = 1_000;

/**
 * Clinical documents (HL7 C-CDA): a referral note is a referral, any other document a note. It is final when somebody signed it with legal
 * effect (`legalAuthenticator`); its loop is closed by `inFulfillmentOf/order/id`.
 */
const clinicalDocument: CcdaMapping = {
  name: 'ccda/clinical-document',
  version: 1,
  format: 'ccda',
  map: (document, context) => {
    const patient = patientOf(document.patient, context);
    const { id } = document;
    if (id === undefined)
      return {
        outcome: 'invalid',
        code: 'no-document-id',
        path: 'ClinicalDocument/id',
        reason: 'The document has no number: a later version could not be told from a new document.',
      };
    const facts =
      document.code?.code === REFERRAL_NOTE
        ? referralFacts(document, id, context)
        : noteFacts(document, id, context);
    return {
      outcome: 'facts',
      subjects: [{ patient, facts: [describe(document, patient, context), ...facts] }],
      warnings: warningsOf(patient),
    };
  },
};

export default clinicalDocument;

type Id = NonNullable<CcdaDocument['id']>;

function describe(document: CcdaDocument, patient: PatientClaim, context: MappingContext): Fact {
  return {
    kind: 'patient_described',
    patient,
    links: [],
    effectiveAt: timeOf(document, context),
    lineage: ['recordTarget/patientRole'],
  };
}

function referralFacts(document: CcdaDocument, id: Id, context: MappingContext): readonly Fact[] {
  const said = { effectiveAt: timeOf(document, context), links: linksOf(document, id, context) };
  const reason = document.sections.find(({ code }) => code?.code === REASON_FOR_REFERRAL)?.text;
  const [recipient] = document.recipients;
  return [
    {
      ...said,
      kind: 'referral_requested',
      lineage: ['section[code=42349-1]/text', 'effectiveTime'],
      orderedAt: said.effectiveAt,
      ...present({ reason: reason?.slice(0, MOST_REASON) || undefined }),
    },
    ...named(said, 'referrer', document.referrers[0] ?? document.authors[0]),
    ...named(said, 'referred_to', recipient),
    ...named({ ...said, links: [] }, 'pcp', document.pcps[0]),
  ];
}

function noteFacts(document: CcdaDocument, id: Id, context: MappingContext): readonly Fact[] {
  const said = { effectiveAt: timeOf(document, context), links: linksOf(document, id, context) };
  return [
    {
      ...said,
      ...statement(document, id, context),
      lineage: ['id', 'legalAuthenticator', 'inFulfillmentOf'],
    },
    ...named(said, 'referrer', document.referrers[0]),
    ...named({ ...said, links: [] }, 'pcp', document.pcps[0]),
  ];
}

function statement(
  document: CcdaDocument,
  id: Id,
  context: MappingContext,
): Omit<NoteStated, 'effectiveAt' | 'links' | 'lineage'> {
  const { signer, parent, setId, bytes, sha256 } = document;
  const service = document.service?.from ?? document.encounter?.from;
  return {
    kind: 'note_stated',
    // All versions of a document share its set.
    documentId: identifierOf(setId ?? id),
    status: signer === undefined ? 'draft' : 'final',
    isAmendment: parent !== undefined,
    content: [
      {
        path: 'ClinicalDocument',
        slices: [{ offset: 0, length: bytes }],
        joiner: '',
        encoding: 'none',
        mediaType: 'text/xml',
        sha256,
      },
    ],
    ...present({
      parentId: setId === undefined && parent !== undefined ? identifierOf(parent.id) : undefined,
      title: document.title ?? document.code?.name,
      serviceAt: instantOf(service, context),
      serviceDate: dayOf(service),
      author: partyOf(document.authors[0]),
      signer: partyOf(signer),
      signedAt: instantOf(signer?.time, context),
      hold: HOLDS[document.confidentiality ?? ''],
    }),
  };
}

/** HL7 Confidentiality. */
const HOLDS: Readonly<Record<string, NoteStated['hold']>> = { R: 'restricted', V: 'very_restricted' };

/** The referral it answers or is, by every number that is told of it; the visit; the document. */
function linksOf(document: CcdaDocument, id: Id, context: MappingContext): readonly Link[] {
  const orders = document.orders.map((order): Link => ({ kind: 'referral', ...identifierOf(order) }));
  const visits = (document.encounter?.ids ?? []).map((visit): Link => ({
    kind: 'visit',
    ...identifierOf(visit),
  }));
  return distinctLinks([
    ...(context.packageLinks ?? []),
    ...orders,
    ...visits,
    { kind: 'document', ...identifierOf(document.setId ?? id) },
  ]);
}

function named(
  said: { readonly effectiveAt: string; readonly links: readonly Link[] },
  role: PartyRole,
  party: CcdaDocument['authors'][number] | undefined,
): readonly Fact[] {
  const claim: PartyClaim | undefined = partyOf(party);
  if (claim === undefined || party === undefined) return [];
  return [{ ...said, kind: 'party_named', role, party: claim, lineage: [party.path] }];
}

/** When it was written; a day without a clock is noon of the sender's day in every zone of the country. */
function timeOf(document: CcdaDocument, context: MappingContext): string {
  const day = dayOf(document.time);
  return (
    instantOf(document.time, context) ?? (day === undefined ? context.receivedAt : `${day}T17:00:00.000Z`)
  );
}

function instantOf(text: string | undefined, { zone }: MappingContext): string | undefined {
  const timestamp = text === undefined ? undefined : parseTimestamp(text);
  return timestamp && toInstant(timestamp, { zone })?.instant;
}

function warningsOf({ identifiers, name }: PatientClaim) {
  return [
    ...(identifiers.length === 0
      ? [
          {
            code: 'no-patient-id',
            path: 'recordTarget/patientRole/id',
            text: 'The patient has no usable number.',
          },
        ]
      : []),
    ...(name === undefined
      ? [
          {
            code: 'no-patient-name',
            path: 'recordTarget/patientRole/patient/name',
            text: 'The patient has no name.',
          },
        ]
      : []),
  ];
}
