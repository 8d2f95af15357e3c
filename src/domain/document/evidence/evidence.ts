import type { Address, PartyClaim, PatientClaim } from '../../fact.ts';
import type { PatientRecord } from '../../match-patient.ts';
import type { PartnerRecord } from '../../match-partner.ts';
import type { Transport } from '../understanding.ts';

/** What is to be looked up for the documents of one arrival. */
export type EvidenceWanted = {
  /** `fax:<ten digits>`, `mail:<address>`: who sent it before. */
  readonly senderKeys: readonly string[];
  /** Whom the documents name, as they say it; also one wrong figure off, each as a claim of its own. */
  readonly parties: readonly PartyClaim[];
  readonly patients: readonly PatientClaim[];
};

/** One practice of a doctor, or a practice itself, with what documents say of it. Lines are ten digits. */
export type KnownPractice = {
  readonly id: string;
  readonly names: readonly string[];
  readonly phones: readonly string[];
  readonly faxes: readonly string[];
  readonly addresses: readonly Address[];
};

/** A partner as a dictionary entry. */
export type KnownPartner = PartnerRecord & {
  readonly credential?: string;
  /** A doctor of the receiving practice: referred to, never the referrer. */
  readonly isOwn: boolean;
  /** Of a person: where he or she practises. Of an organisation: itself. */
  readonly practices: readonly KnownPractice[];
  /** Lines of its own, beside those of practices. */
  readonly phones: readonly string[];
  readonly faxes: readonly string[];
};

/** How often people confirmed that what this sender sent was this partner's. */
export type SenderPartner = {
  readonly senderKey: string;
  readonly partnerId: string;
  readonly confirmed: number;
};

/** What the directory and the patient index have to say. */
export type DocumentEvidence = {
  readonly partners: readonly KnownPartner[];
  readonly senders: readonly SenderPartner[];
  readonly patients: readonly PatientRecord[];
};

/** A partner a document may be from. */
export type PartnerProposal = {
  readonly partnerId: string;
  /** Which of a doctor's practices. */
  readonly practiceId?: string;
  /** As people read it: name, then practice and town. */
  readonly title: string;
  readonly detail: string;
  /** Sentences for a person: "same fax number, 41 earlier faxes". */
  readonly evidence: readonly string[];
  /** Sum of what speaks for it; only puts proposals in order. */
  readonly score: number;
};

/** Whom a document is from. Only `certain` lets anything be filed without a person. */
export type PartnerDecision =
  | { readonly outcome: 'certain'; readonly chosen: PartnerProposal }
  | {
      readonly outcome: 'open';
      /** Best first; empty: nobody in the directory. */
      readonly candidates: readonly PartnerProposal[];
      /** How many of them fit equally well. */
      readonly equals: number;
      /** Letterhead and sending number speak for different partners. */
      readonly isContradicted: boolean;
      /** Why it is not certain, in words for a person. */
      readonly doubt: string;
    }
  /** The document names nobody who referred. */
  | { readonly outcome: 'none' };

export type PatientProposal = {
  readonly patientId: string;
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly string[];
};

/** Whose document it is. */
export type PatientDecision =
  | { readonly outcome: 'certain'; readonly chosen: PatientProposal }
  | {
      readonly outcome: 'open';
      readonly candidates: readonly PatientProposal[];
      readonly doubt: string;
      /** The paper and the appointment it was taken at do not speak for the same patient. */
      readonly isContradicted?: boolean;
    }
  /** Nobody in the index is like this patient, however it is read. */
  | { readonly outcome: 'new' }
  /** The document names no patient. */
  | { readonly outcome: 'none' };

/** Under which key a sender's earlier faxes and mails are remembered; undefined: nothing says who sent it. */
export function senderKeyOf(transport: Transport): string | undefined {
  if (transport.fromNumber !== undefined) return `fax:${transport.fromNumber}`;
  return transport.fromAddress === undefined ? undefined : `mail:${transport.fromAddress}`;
}
