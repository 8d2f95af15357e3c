import type { CallSaid } from '../domain/call.ts';
import type { Fact, Link, PatientClaim } from '../domain/fact.ts';
import type { DecidedDocument } from '../domain/document/decided.ts';
import type { CcdaDocument } from '../formats/ccda/document.ts';
import type { FhirReading } from '../formats/fhir/reading.ts';
import type { Hl7Message } from '../formats/hl7v2/message.ts';
import type { JsonObject } from '../formats/json/json.ts';

/** What a mapping may know beside the message. */
export type MappingContext = {
  readonly channel: string;
  /** The system that sends: scope of identifiers whose authority has no world-wide name. */
  readonly sender: string;
  /** The channel's IANA zone: for times that name none. */
  readonly zone: string;
  /** When the hub received it (ISO instant); the last resort where a message names no time. */
  readonly receivedAt: string;
  /** Numbers of the referral, from the HL7 message that came in the same package (IHE 360X: an order and a clinical document). */
  readonly packageLinks?: readonly Link[];
};

/** All facts a message states about one patient. */
export type Subject = {
  readonly patient: PatientClaim;
  readonly facts: readonly Fact[];
  /** Which of the people of the message it is, the same in every replay. Absent: its place in the list. */
  readonly position?: number;
};

/** Something a person should settle although the message could be used: the path says where it stands. */
export type MappingWarning = { readonly code: string; readonly path?: string; readonly text: string };

export type Mapped =
  | {
      readonly outcome: 'facts';
      readonly subjects: readonly Subject[];
      readonly warnings: readonly MappingWarning[];
    }
  /** Understood and none of our business, with the reason. */
  | {
      readonly outcome: 'filtered';
      readonly reason: string;
      /** It tells of a call: listed, and no referral by itself. */
      readonly call?: CallSaid;
    }
  /** Cannot be used until somebody mends the sender or the mapping, with the reason and the path. */
  | { readonly outcome: 'invalid'; readonly code: string; readonly reason: string; readonly path?: string };

type MappingBase = {
  readonly name: string;
  readonly version: number;
};

/** How one kind of HL7 message becomes facts. Pure and synchronous; time and zone come from the context. */
export type Hl7Mapping = MappingBase & {
  readonly format: 'hl7v2';
  /** The `MSH-9.1^MSH-9.2` it maps. */
  readonly accepts: readonly string[];
  readonly map: (message: Hl7Message, context: MappingContext) => Mapped;
};

/** How what was read from faxes and e-mails, and decided, becomes facts. All decided documents of one message together. */
export type DocumentMapping = MappingBase & {
  readonly format: 'document';
  readonly map: (documents: readonly DecidedDocument[], context: MappingContext) => Mapped;
};

/** How FHIR R4 resources become facts. */
export type FhirMapping = MappingBase & {
  readonly format: 'fhir';
  /** Resource types it maps; others are only known where something refers to them. */
  readonly accepts: readonly string[];
  /** Base URLs of the sender's own server (`https://ehr.example/fhir`): absolute references below them are its own. */
  readonly bases?: readonly string[];
  readonly map: (reading: FhirReading, context: MappingContext) => Mapped;
};

/** How one record (a row of a file, what a platform posts, a form a person filled in) becomes facts. */
export type RecordMapping = MappingBase & {
  readonly format: 'record';
  readonly map: (record: JsonObject, context: MappingContext) => Mapped;
  /** What a record is about, the same in every export: rows of one name that say the same are one. Absent: its content. */
  readonly identity?: (record: JsonObject) => string | undefined;
  /** What it means when a full export lacks what earlier ones had. Absent: nothing, exports overlap and have holes. */
  readonly missingMeans?: 'withdrawn';
};

/** How a clinical document (C-CDA) becomes facts. */
export type CcdaMapping = MappingBase & {
  readonly format: 'ccda';
  readonly map: (document: CcdaDocument, context: MappingContext) => Mapped;
};

export type Mapping = Hl7Mapping | DocumentMapping | FhirMapping | RecordMapping | CcdaMapping;
