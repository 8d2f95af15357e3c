/**
 * What a reader makes of one page. All boxes are whole pixels of the page as people see it: upright, straightened, with
 * square pixels; x to the right, y down, from the upper left corner.
 */

export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** One word as it was read. */
export type Word = {
  readonly text: string;
  readonly box: Box;
  /** 0 to 1, what the reader itself says: not a probability, and not comparable between readers. */
  readonly confidence: number;
  /** Words of one line share a number; lines are numbered in reading order over the page. */
  readonly line: number;
  /** Strokes that look written by hand: a proposal at most, never accepted without a person. */
  readonly isHandwriting?: true;
};

/** A small square or circle to be ticked, or a ring drawn around words. */
export type Mark = {
  readonly box: Box;
  /** Of a ring always. */
  readonly isMarked: boolean;
  /** 0 to 1: how far the ink is from undecided; of a ring, how much of it is there. */
  readonly confidence: number;
  /** A ring of a pen: the box is around its line, and what lies within is what is meant. */
  readonly isRing?: true;
};

/** A page as the rest of the hub knows it. */
export type ReadPage = {
  /** From 1, over the whole message. */
  readonly number: number;
  /** Pixels of the page as shown. */
  readonly width: number;
  readonly height: number;
  /** Pixels per inch, both ways. */
  readonly dpi: number;
  readonly words: readonly Word[];
  readonly marks: readonly Mark[];
  /** Pixels per inch down the page as it arrived: a standard fax has 98. */
  readonly sourceDpiY: number;
  /** The line the sending machine printed along the upper edge (number, name, time, page), read for itself. */
  readonly faxHeader?: string;
  /** `text`: the file itself says what stands there; `ocr`: it was read from the picture. */
  readonly origin: 'text' | 'ocr';
  /** What was wrong with the picture, in words for a person: "damaged lines", "very faint". */
  readonly problems: readonly string[];
};
