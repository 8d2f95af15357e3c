import type { Word } from '../../domain/document/page.ts';

/** One file of an arrival: itself (index 0), an attachment, or what was in an archive. */
export type UnpackedFile = {
  readonly index: number;
  /** The file it was in; absent for the arrival itself. */
  readonly parent?: number;
  /** As the sender called it. Never a path. */
  readonly name?: string;
  /** By its first bytes, not by what the sender calls it. */
  readonly mediaType: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Absent for the arrival itself, which is stored already. */
  readonly body?: Uint8Array;
  /**
   * `pages`: it gave pages. `opened`: an archive or mail, its parts are files of their own. `text`: the text of a mail that was read
   * as a page. `message`: an HL7 message or a clinical document, a message of its own. `ignored`: no content of interest (a signature, a logo). `refused`: over a limit, broken, encrypted, not readable.
   */
  readonly fate: 'pages' | 'opened' | 'text' | 'message' | 'ignored' | 'refused';
  readonly code?: string;
  /** A sentence for a person, without patient data. */
  readonly reason?: string;
};

export type UnpackedPage = {
  /** Index of its file. */
  readonly file: number;
  /** From 1, over the whole arrival. */
  readonly number: number;
  readonly image: {
    readonly bytes: Uint8Array;
    readonly mediaType: 'image/png' | 'image/jpeg';
    readonly width: number;
    readonly height: number;
    readonly dpiX: number;
    readonly dpiY: number;
  };
  /** What the file itself says stands there, in pixels of the image; absent: it must be read from the picture. */
  readonly words?: readonly Word[];
  /** What was wrong with it, in words for a person. */
  readonly problems: readonly string[];
};

/** A mail as a mail, when the arrival (or the one message in it) is one. */
export type UnpackedMail = {
  readonly messageId?: string;
  /** Lower case. */
  readonly fromAddress?: string;
  readonly fromName?: string;
  readonly to: readonly string[];
  readonly subject?: string;
  readonly sentAt?: string;
  /** The plain text, or the text of its HTML. */
  readonly text?: string;
  /** Loops, bounces and machines: `Auto-Submitted`, `Precedence`, an empty return path, a delivery report. */
  readonly isAutomatic: boolean;
  /** "You have a secure message": the referral itself is behind a portal. */
  readonly isPortalNotice: boolean;
};

/** What the whole arrival came to. */
export type Unpacked = {
  readonly files: number;
  readonly pages: number;
  /** Of them, those that are the words of a mail. */
  readonly mailPages: number;
  readonly mail?: UnpackedMail;
};
