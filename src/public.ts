/**
 * `#hub`: everything channels and mappings may use. Nothing else of `src/` is theirs, so nothing else can break them.
 */

// What a channel and a mapping are.
export { defineChannel, type Channel, type MessageEnvelope } from './sdk/channel.ts';
export type {
  CcdaMapping,
  DocumentMapping,
  FhirMapping,
  Hl7Mapping,
  Mapped,
  Mapping,
  MappingContext,
  MappingWarning,
  RecordMapping,
  Subject,
} from './sdk/mapping.ts';

// What a way out is, and the destinations it may use.
export { defineWay, type WayOut } from './sdk/way.ts';
export { direct } from './destinations/direct/index.ts';
export { email } from './destinations/email/index.ts';
export { fhir as fhirOut } from './destinations/fhir/index.ts';
export { folder as folderOut } from './destinations/folder/index.ts';
export { mllp as mllpOut } from './destinations/mllp/index.ts';
export { print as printOut } from './destinations/print/index.ts';
export { sftp as sftpOut } from './destinations/sftp/index.ts';
export { documoOut } from './destinations/documo/index.ts';
export { httpFax } from './destinations/http-fax/index.ts';
export { hylafaxOut } from './destinations/hylafax/index.ts';
export { ringcentralOut } from './destinations/ringcentral/index.ts';
export { sinchOut } from './destinations/sinch/index.ts';
export { srfaxOut } from './destinations/srfax/index.ts';
export { telnyxOut } from './destinations/telnyx/index.ts';
export { westfaxOut } from './destinations/westfax/index.ts';
export { secureLink } from './destinations/secure-link/index.ts';
export { slack } from './destinations/slack/index.ts';
export { sms } from './destinations/sms/index.ts';
export { teams } from './destinations/teams/index.ts';

// Ways in.
export { calls } from './sources/calls/index.ts';
export { connect } from './sources/connect/index.ts';
export { documo } from './sources/documo/index.ts';
export { fhir } from './sources/fhir/index.ts';
export { fhirPoll } from './sources/fhir-poll/index.ts';
export { folder } from './sources/folder/index.ts';
export { form } from './sources/form/index.ts';
export { http } from './sources/http/index.ts';
export { hylafax } from './sources/hylafax/index.ts';
export { imap } from './sources/imap/index.ts';
export { mail } from './sources/mail/index.ts';
export { mllp } from './sources/mllp/index.ts';
export { phaxio } from './sources/phaxio/index.ts';
export { pull } from './sources/pull/index.ts';
export { ringcentral } from './sources/ringcentral/index.ts';
export { sftp } from './sources/sftp/index.ts';
export { sinch } from './sources/sinch/index.ts';
export { srfax } from './sources/srfax/index.ts';
export { telnyx } from './sources/telnyx/index.ts';
export { twilio } from './sources/twilio/index.ts';
export { webhook } from './sources/webhook/index.ts';
export { westfax } from './sources/westfax/index.ts';

// What a mapping makes.
export type { CallSaid } from './domain/call.ts';
export type {
  Address,
  AppointmentStated,
  AppointmentStatus,
  Authorisation,
  ContactAttempted,
  ContentRef,
  Fact,
  Identifier,
  IdentifierMoved,
  Link,
  NoteStated,
  PartyClaim,
  PartyNamed,
  PartyRole,
  PatientClaim,
  PatientDescribed,
  PatientLinked,
  PatientMerged,
  PatientUnmerged,
  PersonName,
  PlatformStatus,
  ReferralAnswered,
  ReferralChanged,
  ReferralHeld,
  ReferralRequested,
  ReferralVoided,
  ReferralWithdrawn,
  VisitMoved,
  VisitStated,
  VisitStatus,
} from './domain/fact.ts';
export type { DecidedDocument } from './domain/document/decided.ts';
export type { FieldName } from './domain/document/fields.ts';
export { isNpi } from './domain/npi.ts';

// What a mapping reads.
export type {
  CcdaAddress,
  CcdaDocument,
  CcdaId,
  CcdaName,
  CcdaParty,
  CcdaTelecom,
} from './formats/ccda/document.ts';
export type { FhirEntry, FhirReading, FhirResource } from './formats/fhir/reading.ts';
export { headerKey } from './formats/csv/sniff.ts';
export {
  minimumColumns,
  referralColumns,
  referralHeaders,
  type ReferralColumn,
} from './formats/feed/referral-columns.ts';
export { atPath } from './formats/feed/sniff-feed.ts';
export type { JsonObject, JsonValue } from './formats/json/json.ts';
export { decodeContent, sniffMediaType } from './formats/hl7v2/content.ts';
export { standardDelimiters, writeDelimiters } from './formats/hl7v2/delimiters.ts';
export type { Hl7Message, Hl7Path, Hl7Repetition, Hl7Segment } from './formats/hl7v2/message.ts';
export {
  formatTimestamp,
  localDateOf,
  parseTimestamp,
  toDate,
  toInstant,
  toLocalDate,
  type Timestamp,
} from './formats/hl7v2/time.ts';
export { sha256Hex } from './lib/sha256.ts';
export { isZone } from './lib/zone.ts';

// CRMs that are kept as the ledger is.
export { defineCrm, type Crm } from './sdk/crm.ts';
export type { CrmMapping } from './sdk/crm-mapping.ts';
export { dataverse } from './connectors/dataverse/index.ts';
export { hubspot } from './connectors/hubspot/index.ts';
export { rest } from './connectors/rest/index.ts';
export { salesforce } from './connectors/salesforce/index.ts';
