import type { z } from 'zod';
import type { MailReport } from '../formats/mail/report.ts';
import type { Fate } from '../lib/failure.ts';

/** One thing to send to one address. The same key means the same thing: adapters hand it on so that a repeat is recognised. */
export type Parcel = {
  /** Stable over retries and resends of the same thing: Message-ID, MSH-10, file name. Opaque; holds no patient data. */
  readonly key: string;
  readonly purpose: 'note' | 'no_show' | 'cancellation' | 'correction' | 'liaison_alert' | 'request';
  readonly address: string;
  /** Settings of the endpoint beside its address, checked by the destination's `endpoint` schema. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** PHI-free; subject lines and file names are made of this alone. */
  readonly subject: string;
  readonly text: string;
  /** What the destination's `documentType` asks for. */
  readonly document?: ParcelDocument;
  /** Instant the parcel was composed. */
  readonly composedAt: string;
  /** What a structured destination (HL7, later FHIR) says beside the document. */
  readonly about?: ParcelSubject;
};

export type ParcelDocument = {
  /** `text/xml`: C-CDA with the pages inside, for endpoints whose settings say `format: 'ccda'`. `image/tiff`: black and white, Group 4, 204 x 196 dots an inch (TIA/T.30 "fine"), as a fax machine sends it. */
  readonly mediaType: 'application/pdf' | 'image/tiff' | 'text/xml';
  readonly bytes: Uint8Array;
  /** Proof of a fax: pages sent = pages. */
  readonly pages: number;
};

export type ParcelSubject = {
  readonly patient: {
    readonly identifiers: readonly {
      readonly system: string;
      readonly value: string;
      readonly type?: string;
    }[];
    readonly family?: string;
    readonly given?: string;
    readonly birthDate?: string;
    readonly sex?: string;
  };
  readonly referralId: string;
  /** The referrer's own number for the order, so that it can close it: the loop key. */
  readonly placerOrder?: { readonly system: string; readonly value: string };
  readonly note?: {
    readonly documentId: string;
    /** The document an amendment replaces, where it has a number of its own. */
    readonly replaces?: string;
    readonly title: string;
    readonly serviceAt?: string;
    readonly signedAt?: string;
    readonly author?: { readonly npi?: string; readonly family?: string; readonly given?: string };
    readonly isAmendment: boolean;
  };
  readonly referrer?: {
    readonly npi?: string;
    readonly family?: string;
    readonly given?: string;
    readonly organisation?: string;
  };
};

/**
 * What the other side said.
 *
 * - `delivered`: proof that it arrived (DOMAIN: proof per channel).
 * - `sent`: taken over by somebody on the way; `confirm` or a person tells the rest.
 * - `failed`: with its fate. A time-out after something was handed over is `ambiguous`.
 */
export type Outcome =
  | {
      readonly status: 'delivered' | 'sent';
      readonly reference?: string;
      readonly detail?: string;
      /** Nobody will ever tell more, so `sent` is the last word: do not ask `confirm`, do not wait for a person. */
      readonly isFinal?: true;
    }
  | { readonly status: 'failed'; readonly fate: Fate; readonly code: string; readonly detail: string };

/**
 * News of a parcel that comes by itself: a gateway's callback, a bounce, a receipt, a link that was opened. It names the parcel by
 * the key it was handed, or by the other side's own number for it.
 */
export type Told = ({ readonly key: string } | { readonly reference: string }) &
  News & {
    /** Pages the other side says arrived, where it could not be told how many were sent: fewer than those is no arrival. */
    readonly pagesArrived?: number;
  };

type News = {
  /** What it proves about the arrival. Absent: nothing, as with a mere progress report. */
  readonly outcome?: Outcome;
  /** Somebody there has it in hand: opened, displayed, confirmed. Beyond arrival. One constant word or two. */
  readonly acknowledged?: string;
};

/** `known`: it says nothing new, or comes too late. `unknown`: no such parcel of this destination; it may be told again in a moment. */
export type Heard = 'recorded' | 'known' | 'unknown';

export type DestinationContext<Config> = {
  readonly config: Config;
  /** Its name on this hub: what endpoints of partners refer to. */
  readonly name: string;
  /** Where the world reaches the door below. */
  readonly publicUrl: string;
  /**
   * Serves `/v1/destinations/<name>/status` and everything below it, every method, on the hub's own HTTP port. The handler proves by
   * itself who speaks (a signature, a secret in the path): nobody else has.
   */
  readonly serve: (handler: (request: Request, peer: string) => Promise<Response>) => void;
  /** Records news, durably when it resolves. Rejects when it could not be recorded: answer so that it is told again. */
  readonly tell: (told: Told) => Promise<Heard>;
  /**
   * Keeps a parcel's document behind a link, which opens with the second factor alone; a former link of the same parcel ends. That it
   * was opened is told by the hub itself. Rejects when nothing was kept.
   */
  readonly keepAtLink: (parcel: Parcel, terms: LinkTerms) => Promise<{ readonly url: string }>;
};

/** What opens a link beside the link itself, and for how long. */
export type LinkTerms = {
  readonly factor: 'birth_date' | 'code';
  /** `YYYY-MM-DD`, or the code: of it only letters and digits count. Not kept as such. */
  readonly answer: string;
  readonly days: number;
};

export type OpenDestination = {
  /** Never throws for what the other side did: that is an outcome. */
  readonly deliver: (parcel: Parcel, signal: AbortSignal) => Promise<Outcome>;
  /**
   * Asks what became of something that was `sent`, or whose outcome is unknown (then there may be no `reference`: look it up by the
   * key). `undefined`: nothing is known yet. A parcel the other side proves never to have had is `failed`, transient.
   */
  readonly confirm?: (sent: SentParcel, signal: AbortSignal) => Promise<Outcome | undefined>;
  /**
   * What a mail server's or a reader's report says about a parcel that this destination sent (RFC 3464, RFC 8098). The hub has found the
   * parcel. `undefined`: no more than that somebody reported.
   */
  readonly hear?: (report: MailReport, sent: SentParcel) => News | undefined;
  readonly close: () => Promise<void>;
};

export type SentParcel = {
  readonly key: string;
  readonly address: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly reference?: string;
  readonly pages?: number;
  /** When the last try was over, or, while nobody knows how it ended, began. */
  readonly sentAt: string;
};

/** A way out. The whole adapter is this object. */
export type Destination<Config> = {
  readonly name: string;
  readonly summary: string;
  readonly config: z.ZodType<Config>;
  /** Checks an endpoint's address and settings; the error names the field. */
  readonly endpoint: z.ZodType<{
    readonly address: string;
    readonly settings: Readonly<Record<string, unknown>>;
  }>;
  /** The other side recognises a repeat by the parcel's key, so an unknown outcome may be tried again. */
  readonly isRepeatHarmless: boolean;
  /** What documents it is given. Default: PDF. */
  readonly documentType?: ParcelDocument['mediaType'];
  /** It rings or prints in an office: sent in the recipient's office hours unless it is urgent. */
  readonly keepsOfficeHours?: true;
  /** It tells the practice's own people in a few words and takes nothing for an office: what its addresses are. */
  readonly tells?: 'phone number' | 'channel';
  readonly open: (context: DestinationContext<Config>) => Promise<OpenDestination>;
};
