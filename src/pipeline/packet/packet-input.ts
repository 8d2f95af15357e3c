import type { PersonName } from '../../domain/fact.ts';
import type { Block } from '../../formats/richtext/block.ts';
import type { LetterText } from './letter-template.ts';

/** All that goes into a packet: plain data, so that it can cross to the process that composes it. */
export type PacketInput = {
  readonly practice: Practice;
  readonly recipient: Recipient;
  readonly patient: PacketPatient;
  readonly note: PacketNote;
  readonly referral: PacketReferral;
  readonly content: NoteContent;
  /** The practice's own wording of the cover; absent: the built-in one. */
  readonly text?: LetterText | undefined;
  /** Instant. Everything that depends on time depends on this, so the same input gives the same bytes. */
  readonly composedAt: string;
  /** IANA zone of the practice: all times are shown in it. */
  readonly zone: string;
};

/** One page that tells a referring office what became of its referral. */
export type NoticeInput = {
  readonly practice: Practice;
  readonly recipient: Recipient;
  readonly patient: PacketPatient;
  readonly referral: PacketReferral;
  readonly notice: Notice;
  /** The practice's own wording of this kind of letter; absent: the built-in one. */
  readonly text?: LetterText | undefined;
  readonly composedAt: string;
  readonly zone: string;
};

/** How one office's patients stand: what a "status fax" says. */
export type StatusInput = {
  readonly practice: Practice;
  readonly recipient: Recipient;
  /** In the order they are listed. */
  readonly rows: readonly StatusRow[];
  /** There are more than are listed. */
  readonly more: number;
  readonly reference: string;
  readonly composedAt: string;
  readonly zone: string;
};

export type StatusRow = {
  readonly name?: PersonName | undefined;
  readonly birthDate?: string | undefined;
  /** Instant. */
  readonly receivedAt: string;
  readonly orderNumber?: string | undefined;
  /** In words for the office. */
  readonly status: string;
  /** Instant. */
  readonly appointmentAt?: string | undefined;
};

/** Several notes of patients of one office, under one cover that lists them. */
export type BundleInput = {
  readonly practice: Practice;
  readonly recipient: Recipient;
  readonly notes: readonly BundledNote[];
  readonly reference: string;
  readonly composedAt: string;
  readonly zone: string;
};

/** Notes in one parcel: as many as the cover can list. */
export const MOST_BUNDLED = 15;

export type BundledNote = Pick<PacketInput, 'patient' | 'note' | 'referral' | 'content'>;

export type Practice = {
  readonly name: string;
  readonly phone: string;
  readonly fax?: string | undefined;
  /** Lines parted by `\n`. */
  readonly address?: string | undefined;
};

export type Recipient = {
  readonly organisation?: string | undefined;
  readonly person?: PersonName | undefined;
  readonly phone?: string | undefined;
  readonly fax?: string | undefined;
  /** Why they get it. A primary care office that did not refer is not thanked for a referral. */
  readonly role: 'referrer' | 'pcp';
};

export type PacketPatient = {
  readonly name?: PersonName | undefined;
  /** `YYYY-MM-DD`; anything less precise counts as missing. */
  readonly birthDate?: string | undefined;
};

export type PacketNote = {
  readonly title?: string | undefined;
  /** `YYYY-MM-DD` in the practice's zone. */
  readonly serviceDate?: string | undefined;
  readonly author?: PersonName | undefined;
  readonly signer?: PersonName | undefined;
  /** Instant. */
  readonly signedAt?: string | undefined;
  readonly isAmendment: boolean;
  /** Instant at which the note this one replaces was sent. */
  readonly replacesSentAt?: string | undefined;
};

export type PacketReferral = {
  /** Our short public id. */
  readonly reference: string;
  /** The referring office's own number for its order. */
  readonly orderNumber?: string | undefined;
  readonly reason?: string | undefined;
};

export type NoteContent =
  | { readonly mediaType: string; readonly bytes: Uint8Array; readonly charset?: string | undefined }
  | { readonly blocks: readonly Block[] };

/** Instants are shown in the practice's zone. */
export type Notice =
  | {
      readonly kind: 'no_show';
      readonly appointmentAt: string;
      readonly provider?: PersonName | undefined;
      readonly next: NextStep;
    }
  | {
      readonly kind: 'cancellation';
      readonly appointmentAt: string;
      readonly provider?: PersonName | undefined;
      readonly cancelledBy: 'patient' | 'practice' | 'unknown';
      readonly next: NextStep;
    }
  | {
      readonly kind: 'rebooked';
      readonly appointmentAt: string;
      readonly provider?: PersonName | undefined;
      /** The appointment the office was told had not taken place. */
      readonly formerAt?: string | undefined;
    }
  /** The practice will not see the patient. `reason` is a sentence of the person who sends it, for the referring office. */
  | { readonly kind: 'decline'; readonly reason?: string | undefined }
  /** Thanks for a referral, once. `receivedAt`: instant. */
  | { readonly kind: 'thank_you'; readonly receivedAt: string }
  | {
      readonly kind: 'correction';
      /** What was told, and is not so. */
      readonly told: 'no_show' | 'cancellation' | 'booking' | 'note';
      readonly toldAt: string;
      /**
       * `attended`: the patient did come. `wrong_patient` and `withdrawn` are about notes: their pages have to leave the
       * chart.
       */
      readonly why: 'entered_in_error' | 'attended' | 'wrong_patient' | 'withdrawn';
    };

/** What happens next, as far as the practice knows. */
export type NextStep =
  | { readonly kind: 'will_call' }
  | { readonly kind: 'rebooked'; readonly appointmentAt: string }
  | { readonly kind: 'none' };

/** A finished document. `sha256` is hex, of `bytes`. */
export type Packet = { readonly bytes: Uint8Array; readonly pages: number; readonly sha256: string };
