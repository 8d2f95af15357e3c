import type { FieldCandidate, FieldName } from '../../domain/document/fields.ts';
import type { Box } from '../../domain/document/page.ts';
import type { DocumentKind, PageClass, Transport } from '../../domain/document/understanding.ts';
import type { StoredCandidate } from '../../store/documents.ts';
import type { HandedIn } from './handed-in.ts';

/** Where a document stands, as table `document` has it. */
export type DeskState = 'review' | 'held' | 'accepted' | 'filed' | 'not_referral' | 'unreadable' | 'replaced';

/** Everything the review screen shows of one document. */
export type DeskDocument = {
  readonly id: string;
  readonly messageId: string;
  /** Goes up with every change: an act names the one it was made on. */
  readonly version: number;
  readonly kind: DocumentKind;
  readonly state: DeskState;
  /** Why a person is asked, in one sentence. */
  readonly reason?: string;
  readonly priority: 0 | 1 | 2;
  readonly receivedAt: string;
  readonly transport: Transport;
  /** Its own pages, in order. */
  readonly pages: readonly DeskPage[];
  /** Pages of the message's other documents. */
  readonly otherPages: readonly { readonly number: number; readonly documentId: string }[];
  /** Every field of `documentFields`, in its order; several for diagnoses. */
  readonly fields: readonly DeskField[];
  /** Candidates with their evidence; the first is proposed, unless `isContradicted`. */
  readonly patients: readonly DeskCandidate[];
  /** The paper and the appointment it was taken at speak for different patients. */
  readonly isContradicted?: boolean;
  readonly partners: readonly DeskCandidate[];
  /** An earlier document that says the same; `similarity` from 0 to 1. */
  readonly duplicateOf?: {
    readonly documentId: string;
    readonly receivedAt: string;
    readonly similarity: number;
  };
  readonly splitDoubt?: string;
  readonly holdReason?: string;
  /** Who has it open. Absent: nobody. */
  readonly lock: { readonly by: string; readonly isMine: boolean; readonly until: string } | undefined;
  /** "3 of 7" of the review queue. */
  readonly position: number;
  readonly total: number;
  readonly settledBy?: string;
  readonly settledAt?: string;
  readonly referralId?: string;
  /** The appointment it was taken at. */
  readonly handedIn?: HandedIn;
};

export type DeskPage = {
  /** From 1, over the whole message. */
  readonly number: number;
  readonly class: PageClass;
  /** Pixels of the page as shown: all boxes refer to it. */
  readonly width: number;
  readonly height: number;
  /** How far it was turned, clockwise, from how it arrived. */
  readonly turn: 0 | 90 | 180 | 270;
  readonly problems: readonly string[];
  readonly isDropped: boolean;
  readonly hasImage: boolean;
};

export type DeskField = {
  readonly field: FieldName;
  readonly position: number;
  /** Canonical; empty where nothing was found. */
  readonly value: string;
  /** As it stands on the page. */
  readonly text: string;
  readonly confidence: number;
  readonly page?: number;
  readonly box?: Box;
  readonly evidence: readonly string[];
  readonly doubt?: string;
  readonly isHandwriting: boolean;
  readonly others: readonly FieldCandidate[];
  /** Confident enough to need nobody. */
  readonly isAccepted: boolean;
  /** What a person made of it, canonical. */
  readonly finalValue?: string;
};

/** A patient or partner a document may mean. */
export type DeskCandidate = StoredCandidate;

export type DeskFilter = {
  /** `unread`: arrivals that could not be read. */
  readonly state: 'review' | 'held' | 'settled' | 'reading' | 'unread';
  readonly after?: string;
  readonly limit?: number;
};

/** One line of the desk. While it is being read there is no document: `id` is the message's. */
export type DeskRow = {
  readonly id: string;
  readonly messageId: string;
  readonly kind: DocumentKind;
  readonly state: DeskState | 'reading' | 'unread';
  readonly reason?: string;
  readonly priority: 0 | 1 | 2;
  readonly receivedAt: string;
  readonly pages: number;
  /** The partner's name, else the number or address. */
  readonly from: string;
  /** The patient as read. */
  readonly patient?: string;
  readonly lockedBy?: string;
  /** Pages read of pages. */
  readonly progress?: { readonly read: number; readonly of: number };
  /** Why it could not be read. */
  readonly problem?: string;
};

export type DeskRows = { readonly rows: readonly DeskRow[]; readonly next?: string };

export type DeskCounts = {
  readonly review: number;
  readonly held: number;
  readonly reading: number;
  readonly unread: number;
};

/** What became of an act. `changed`: somebody or something changed it since; `locked`: somebody else has it open. */
export type DeskAct = 'done' | 'not_found' | 'changed' | 'locked' | { readonly problems: DeskProblems };

/** `field`: a field's name, `patient`, `partner`, or empty for all of it. */
export type DeskProblems = readonly { readonly field: string; readonly problem: string }[];

/** How the sender of something unreadable was asked for it again. `words`: what was sent, or is to be said on the phone. */
export type DeskAsked = { readonly asked: 'mail' | 'endpoint' | 'phone'; readonly words: string };

/** What a person settles a document with: canonical values of all fields that have one. */
export type DeskAnswer = {
  readonly version: number;
  readonly values: Readonly<Partial<Record<FieldName, readonly string[]>>>;
  readonly patientId?: string;
  readonly partnerId?: string;
};

/** A part of a page, read again for a field. */
export type DeskBoxReading = { readonly text: string; readonly value: string; readonly problem?: string };

export type DeskImage = { readonly bytes: Uint8Array; readonly mediaType: string };
