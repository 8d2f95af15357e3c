import type { FieldName, FieldReading } from './fields.ts';
import type { Box } from './page.ts';
import type { RawReading } from './signals.ts';
import type { UnreadPlace } from './readings/unread.ts';

export type PageClass =
  | 'cover'
  | 'referral_form'
  | 'letter'
  | 'notes'
  | 'insurance_card'
  | 'lab_result'
  | 'image'
  | 'junk'
  | 'blank'
  | 'other';

export type ClassifiedPage = {
  readonly number: number;
  readonly class: PageClass;
  /** 0 to 1. */
  readonly confidence: number;
};

/** What a document is for. Only a `referral` becomes one; `status` is a platform's or an office's word on an earlier one. */
export type DocumentKind =
  | 'referral'
  | 'records'
  | 'lab_result'
  | 'status'
  | 'portal_notice'
  | 'junk'
  | 'other';

/** What the transport says, beside the pages: evidence, never proof. */
export type Transport = {
  readonly kind: 'fax' | 'mail' | 'upload';
  /** Ten digits. */
  readonly fromNumber?: string;
  readonly toNumber?: string;
  readonly callerName?: string;
  readonly csid?: string;
  /** Lower case. */
  readonly fromAddress?: string;
  readonly fromName?: string;
  readonly subject?: string;
  /** ISO instant. */
  readonly sentAt?: string;
  readonly receivedAt: string;
  /** Only a part of it arrived. */
  readonly isPartial?: true;
};

/** Evidence about the sender of a document, never proof. `gateway` and `gatewayId` name the job at the gateway. */
export type ArrivalTransport = Partial<Transport> & {
  readonly kind: Transport['kind'];
  readonly gateway?: string;
  readonly gatewayId?: string;
  /** As the gateway counted them. */
  readonly pages?: number;
  /** What the gateway said, as it said it, without the document: for people who look into a problem. */
  readonly notice?: Readonly<Record<string, unknown>>;
};

/** One referral (or other thing) found in what arrived: some of the pages, and what they say. */
export type UnderstoodDocument = {
  readonly kind: DocumentKind;
  /** 0 to 1. */
  readonly kindConfidence: number;
  /** In order. A cover page belongs to every document behind it and stands with the first. */
  readonly pages: readonly ClassifiedPage[];
  readonly fields: readonly FieldReading[];
  /** Why it was parted from its neighbours, or why the parting is in doubt, in one sentence. */
  readonly splitDoubt?: string;
};

/** The same before confidence is told: what reading the pages alone gives. */
export type RawDocument = Omit<UnderstoodDocument, 'fields'> & {
  readonly fields: readonly RawReading[];
  /** Where labels ask for what was not found. */
  readonly unread?: readonly UnreadPlace[];
};

/** A place of a form a sender's earlier faxes had a value at, in thousandths of the page: from its upper left corner. */
export type TemplateZone = {
  readonly field: FieldName;
  readonly box: Box;
  /** The words left of or above it by which the place is known again, as people read them. */
  readonly anchor?: string;
  /** How often a person said that the value stood there. */
  readonly confirmed: number;
  /** How often it turned out not to. */
  readonly refuted: number;
};

/** What was learnt from the corrections of one sender's faxes. */
export type SenderTemplate = {
  /** `fax:<ten digits>` or `mail:<address>`. */
  readonly senderKey: string;
  /** Which of the sender's forms: a hash of its fixed words. */
  readonly form: string;
  readonly zones: readonly TemplateZone[];
  /** Values that were the same on every confirmed fax of it (its own practice, NPI, phone), with how often. */
  readonly constants: readonly {
    readonly field: FieldName;
    readonly value: string;
    readonly count: number;
  }[];
};

/** What the practice knows of itself, so that its own name and numbers are not taken for the sender's. */
export type OwnPractice = {
  readonly ownNames: readonly string[];
  /** Ten digits each. */
  readonly ownNumbers: readonly string[];
  readonly ownNpis: readonly string[];
  /** `YYYY-MM-DD` in the practice's zone: what a date can be. */
  readonly today: string;
};
