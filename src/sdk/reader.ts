import type { z } from 'zod';
import type { Box, Mark, Word } from '../domain/document/page.ts';

export type { Box, Mark, Word } from '../domain/document/page.ts';

/** A picture of a page as it was unpacked. */
export type PageImage = {
  /** A PNG or JPEG file. */
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly width: number;
  readonly height: number;
  /** Pixels per inch; a standard fax has 204 by 98. */
  readonly dpiX: number;
  readonly dpiY: number;
};

export type Turn = 0 | 90 | 180 | 270;

export type PageReading = {
  /** Name and version, such as `tesseract@7.0.0+1`: a reading is never made twice by the same one. */
  readonly reader: string;
  /** The page as people see it: upright, straight, square pixels. All boxes are pixels of it. */
  readonly image: PageImage;
  /** By how much the picture was turned, clockwise, to stand upright, and then straightened, degrees clockwise. */
  readonly turn: Turn;
  readonly skewDegrees: number;
  readonly words: readonly Word[];
  readonly marks: readonly Mark[];
  /** The line the sending machine printed along the upper edge. */
  readonly faxHeader?: string;
  /** What was wrong with the picture, in words for a person. */
  readonly problems: readonly string[];
};

/** A part of a page to be read again, alone and larger. */
export type RegionRequest = {
  readonly box: Box;
  /** What can stand there. */
  readonly expects: 'text' | 'digits' | 'date' | 'code';
  /** An opinion to be held against the reading of the page: one come by in another way says more than the better one. */
  readonly isSecond?: true;
};

export type RegionReading = {
  readonly text: string;
  /** 0 to 1, the reader's own. */
  readonly confidence: number;
};

export type OpenReader = {
  /** `turn`: a person has said which way is up. Rejects with a Failure when nothing can be read or the signal ends it. */
  readonly read: (
    image: PageImage,
    options: { readonly turn?: Turn; readonly signal?: AbortSignal },
  ) => Promise<PageReading>;
  /** A second opinion on parts of a page that was read: `image` is the one of its reading. In the order asked. */
  readonly readRegions: (
    image: PageImage,
    regions: readonly RegionRequest[],
    options: { readonly signal?: AbortSignal },
  ) => Promise<readonly RegionReading[]>;
  readonly close: () => Promise<void>;
};

/** Pages → words with boxes. The whole adapter is this object. */
export type Reader<Config> = {
  readonly name: string;
  readonly summary: string;
  readonly config: z.ZodType<Config>;
  /** `workers`: how many pages at once. */
  readonly open: (options: { readonly config: Config; readonly workers: number }) => Promise<OpenReader>;
};
