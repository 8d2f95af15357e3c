import type { UnpackedFile, UnpackedMail, UnpackedPage } from '../unpacked.ts';

/** How a file came: by itself, in a mail, as the words of a mail, or in an archive. */
export type Role = 'arrival' | 'attached' | 'inline' | 'mail_text' | 'archived';

/** One file to be opened. Its bytes travel beside it. */
export type FileRequest = {
  readonly role: Role;
  readonly name?: string;
  /** What the sender calls it. Only decides what bytes cannot tell, such as which text is HTML. */
  readonly declaredType?: string;
  /** Of a text, as the sender says. */
  readonly charset?: string;
  readonly passwords: readonly string[];
  readonly left: Left;
};

/** What an arrival may still give. */
export type Left = { readonly pages: number; readonly files: number; readonly bytes: number };

/** A file that was in another. Its bytes travel beside it. */
export type FoundFile = {
  readonly role: Role;
  readonly name?: string;
  readonly declaredType?: string;
  readonly charset?: string;
  /** Nobody needs to open it. */
  readonly settled?: Settled;
};

export type Settled = {
  readonly fate: 'ignored' | 'refused';
  readonly code: string;
  readonly reason: string;
};

export type FoundPage = Omit<UnpackedPage, 'file' | 'number' | 'image'> & {
  readonly image: Omit<UnpackedPage['image'], 'bytes'>;
};

/** What a child says while it has a file open. */
export type FilePart =
  | { readonly kind: 'page'; readonly page: FoundPage }
  | { readonly kind: 'file'; readonly file: FoundFile };

/** What a file came to. */
export type FileAnswer = Pick<UnpackedFile, 'fate' | 'code' | 'reason'> & { readonly mail?: UnpackedMail };

/** Where whoever opens a file puts what is in it. Each resolves when there is room for the next. */
export type Give = {
  readonly page: (page: FoundPage, image: Uint8Array) => Promise<void>;
  readonly file: (file: FoundFile, bytes: Uint8Array) => Promise<void>;
};

/** Opens one kind of file. */
export type Opener = (request: FileRequest, bytes: Uint8Array, give: Give) => Promise<FileAnswer>;
