import type { Identifier, PartyClaim, PartyRole, PatientClaim } from './claim.ts';

/**
 * Facts: what one sender says happened. A mapping makes them, the ledger keeps them, the fold reads them.
 * They are never changed; a correction is a later fact.
 */

export type { Address, Identifier, PartyClaim, PartyRole, PatientClaim, PersonName } from './claim.ts';

/**
 * A key that ties facts of one patient to one referral: two facts that share a link speak of the same thing. `statement` with a
 * fact's fingerprint is that fact itself: how people point at what has no number of its own.
 */
export type Link = {
  readonly kind: 'referral' | 'order' | 'appointment' | 'visit' | 'document' | 'statement';
  readonly system: string;
  readonly value: string;
};

export type AppointmentStatus =
  | 'requested'
  | 'booked'
  | 'arrived'
  | 'fulfilled'
  | 'no_show'
  | 'cancelled'
  | 'voided';

export type VisitStatus = 'planned' | 'arrived' | 'finished' | 'cancelled';

/** Where a document's bytes are: a slice of a stored message. The bytes are stored once, in the message. */
export type ContentRef = {
  /** HL7 path of the slice, for people. */
  readonly path: string;
  /** Byte ranges of the stored message body, in order, before decoding. */
  readonly slices: readonly { readonly offset: number; readonly length: number }[];
  /** What stands between the slices once decoded: nothing for split base64, a line break for lines of text. */
  readonly joiner: '' | '\n';
  /** `none`: the bytes are the document. `text`: with the message's escape sequences. */
  readonly encoding: 'base64' | 'hex' | 'text' | 'none';
  /** For text: the message's delimiters (MSH-1 and MSH-2), to undo its escape sequences. */
  readonly delimiters?: string;
  /** The slices stand inside texts of JSON: their escapes (`\/`, `\n`, `\u002b`) are undone before anything else. */
  readonly escapes?: 'json';
  /** By magic bytes, not by what the sender calls it. */
  readonly mediaType:
    | 'application/pdf'
    | 'text/plain'
    | 'text/rtf'
    | 'text/html'
    | 'image/tiff'
    | 'text/xml'
    | 'application/fhir+json'
    | 'application/octet-stream';
  /** Hex sha256 of the decoded bytes: equal content is the same version of the note. */
  readonly sha256: string;
  readonly charset?: string;
};

type FactBase = {
  /** The sender's time of the event as an instant (ISO 8601, UTC). Orders the fold. */
  readonly effectiveAt: string;
  /** MSH-13 or a row number: breaks ties between facts of one sender. */
  readonly sequence?: number;
  readonly links: readonly Link[];
  /** The paths of the message this fact was read from, such as `SCH-25.1`. */
  readonly lineage: readonly string[];
};

/** Demographics as the sender holds them now. */
export type PatientDescribed = FactBase & {
  readonly kind: 'patient_described';
  readonly patient: PatientClaim;
};

/** The prior patient is the same person as the subject (HL7 A40: MRG-1 into PID-3). */
export type PatientMerged = FactBase & { readonly kind: 'patient_merged'; readonly prior: PatientClaim };

/** The other patient is not the same person as the subject: what was merged or linked before comes apart (HL7 A37). */
export type PatientUnmerged = FactBase & { readonly kind: 'patient_unmerged'; readonly other: PatientClaim };

/** The two records belong together without being one (HL7 A24). */
export type PatientLinked = FactBase & { readonly kind: 'patient_linked'; readonly other: PatientClaim };

/** The numbers of `prior` are the subject's, with all that was said under them (HL7 A43). */
export type IdentifierMoved = FactBase & { readonly kind: 'identifier_moved'; readonly prior: PatientClaim };

/** What was said of these visits of the prior patient is about the subject (HL7 A45). */
export type VisitMoved = FactBase & {
  readonly kind: 'visit_moved';
  readonly prior: PatientClaim;
  /** Not in `links`: the statement is about patients and belongs to no referral. */
  readonly visits: readonly Link[];
};

type RequestDetails = FactBase & {
  readonly priority?: 'routine' | 'urgent' | 'stat';
  readonly reason?: string;
  readonly diagnoses?: readonly string[];
  readonly service?: string;
  /** `YYYY-MM-DD`. */
  readonly expiresOn?: string;
  readonly orderedAt?: string;
  readonly authorisationNumber?: string;
  readonly authorisation?: Authorisation;
  /** Why the reading is in doubt (patient, referrer or a page nobody can read), in words. The referral waits for a person. */
  readonly needsReview?: string;
};

/** What the payer allowed. Its own axis, beside the state (DOMAIN 7.3). */
export type Authorisation = {
  readonly status?: 'required' | 'pending' | 'obtained' | 'declined';
  /** `YYYY-MM-DD`, the last day it holds. */
  readonly expiresOn?: string;
  readonly visits?: number;
};

export type ReferralRequested = RequestDetails & { readonly kind: 'referral_requested' };

/** Only what is said changes. */
export type ReferralChanged = RequestDetails & { readonly kind: 'referral_changed' };

/** The referrer takes the referral back. */
export type ReferralWithdrawn = FactBase & {
  readonly kind: 'referral_withdrawn';
  readonly reason?: string;
  readonly isConfirmed: boolean;
};

/** Our practice accepts or declines. */
export type ReferralAnswered = FactBase & {
  readonly kind: 'referral_answered';
  readonly answer: 'accepted' | 'declined';
  readonly reason?: string;
};

/** The referral was entered in error. */
export type ReferralVoided = FactBase & { readonly kind: 'referral_voided'; readonly reason?: string };

/** A person looked at a doubtful referral and says that it is one. */
export type ReferralConfirmed = FactBase & { readonly kind: 'referral_confirmed' };

/** Nothing came of it: its last day passed, or nobody answered. Made by the hub's clock, undone by any later booking or visit. */
export type ReferralExpired = FactBase & {
  readonly kind: 'referral_expired';
  readonly reason: 'past_expiry' | 'no_response';
};

/** Waiting on purpose: clocks stand still. */
export type ReferralHeld = FactBase & {
  readonly kind: 'referral_held';
  readonly isOnHold: boolean;
  readonly reason?: string;
};

/** Somebody tried to reach the patient. */
export type ContactAttempted = FactBase & {
  readonly kind: 'contact_attempted';
  readonly outcome: 'reached' | 'message_left' | 'no_answer' | 'wrong_number';
};

/** What a referral platform shows. Kept beside our state: its "completed" may be a timer, not a visit. */
export type PlatformStatus = FactBase & {
  readonly kind: 'platform_status';
  readonly platform: string;
  /** Verbatim. */
  readonly status: string;
};

/** A person says that these are one referral: its links belong to both. */
export type ThreadsJoined = FactBase & { readonly kind: 'threads_joined' };

/** A person says that these are two referrals: what hangs on the links of one side never joins the other. */
export type ThreadsParted = FactBase & {
  readonly kind: 'threads_parted';
  readonly one: readonly Link[];
  readonly other: readonly Link[];
};

/** Somebody is named in a role. `party: null` means the sender deleted it (`""`); silence makes no fact. */
export type PartyNamed = FactBase & {
  readonly kind: 'party_named';
  readonly role: PartyRole;
  readonly party: PartyClaim | null;
  /** The source fills PCP and referrer alike: weigh less. */
  readonly isAutoFilled?: boolean;
  /** The sender's configuration knows the party as one of the practice's own doctors: an internal referral, no partner volume. */
  readonly isInternal?: boolean;
};

export type AppointmentStated = FactBase & {
  readonly kind: 'appointment_stated';
  /** Absent: the message changes details and keeps the status. */
  readonly status?: AppointmentStatus;
  /** The sender's own word. Kept verbatim, and alone when it is not in the source's table. */
  readonly statusText?: string;
  readonly isUnmappedStatus?: boolean;
  /** Instants. */
  readonly start?: string;
  readonly end?: string;
  /** `YYYY-MM-DD` of the start in the practice's zone. */
  readonly localDate?: string;
  readonly provider?: PartyClaim;
  readonly location?: string;
  readonly service?: string;
  readonly reason?: string;
  /** Who made it or changed it, as the sender names them: whose desk it is. */
  readonly enteredBy?: string;
};

export type VisitStated = FactBase & {
  readonly kind: 'visit_stated';
  readonly status: VisitStatus;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly localDate?: string;
  readonly provider?: PartyClaim;
  readonly location?: string;
};

export type NoteStated = FactBase & {
  readonly kind: 'note_stated';
  readonly documentId: Identifier;
  /** The document this one replaces or adds to (TXA-13). */
  readonly parentId?: Identifier;
  /** `withdrawn`: cancelled by the author; `wrong`: belongs to another patient. */
  readonly status: 'draft' | 'final' | 'withdrawn' | 'wrong';
  readonly isAmendment: boolean;
  readonly title?: string;
  /** Instant and local day of the service the note is about. */
  readonly serviceAt?: string;
  readonly serviceDate?: string;
  readonly author?: PartyClaim;
  readonly signer?: PartyClaim;
  readonly signedAt?: string;
  /** Why a person must release it: TXA-18 R or V, PD1-12 Y, or a document type the site lists as sensitive. */
  readonly hold?: 'restricted' | 'very_restricted' | 'protected_patient' | 'sensitive_type';
  readonly content: readonly ContentRef[];
  /** Why there is no usable content, in words for a person. */
  readonly contentProblem?: string;
};

/** Proof that a document reached a party of the referral. Made by the hub when a delivery is confirmed. */
export type NoteDelivered = FactBase & {
  readonly kind: 'note_delivered';
  readonly documentId: Identifier;
  readonly contentSha256: string;
  readonly partnerId: string;
  readonly deliveryId: string;
};

/** A person released one version of a held note: a newer one is held again. */
export type NoteReleased = FactBase & {
  readonly kind: 'note_released';
  readonly documentId: Identifier;
  readonly contentSha256: string;
};

export type Fact =
  | PatientDescribed
  | PatientMerged
  | PatientUnmerged
  | PatientLinked
  | IdentifierMoved
  | VisitMoved
  | ReferralRequested
  | ReferralChanged
  | ReferralWithdrawn
  | ReferralAnswered
  | ReferralVoided
  | ReferralConfirmed
  | ReferralExpired
  | ReferralHeld
  | ContactAttempted
  | PlatformStatus
  | ThreadsJoined
  | ThreadsParted
  | PartyNamed
  | AppointmentStated
  | VisitStated
  | NoteStated
  | NoteDelivered
  | NoteReleased;

export type FactKind = Fact['kind'];
