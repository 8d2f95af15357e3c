/**
 * What is known of a generated fax. All boxes are points (72 an inch) of the page as people see it, upright and straight, from the upper
 * left corner: `width` by `height` is the whole page. A skew turns around the middle of the page and leaves the boxes as they are.
 */
import type { FieldName } from '../../../src/domain/document/fields.ts';
import type { Box } from '../../../src/domain/document/page.ts';
import type { DocumentKind, PageClass, Transport } from '../../../src/domain/document/understanding.ts';

export type TruthWord = { readonly text: string; readonly box: Box };

/** One piece of text printed in one go: a label, a value, a line of a paragraph. */
export type TruthRun = {
  readonly text: string;
  readonly box: Box;
  readonly words: readonly TruthWord[];
  readonly isHandwriting?: true;
  /** A line of a fax machine the page went through before: no part of what was written. */
  readonly isHeader?: true;
};

/** A box to tick. `isCircled`: it is left empty, and a ring drawn around its label. */
export type TruthMark = {
  readonly box: Box;
  readonly isMarked: boolean;
  readonly label: string;
  readonly isCircled?: true;
};

/** A value that stands on a page. One field may stand in several places of a document. */
export type TruthField = {
  readonly field: FieldName;
  /** Canonical (src/domain/document/fields.ts). */
  readonly value: string;
  /** As printed; of a ticked box, its label. */
  readonly text: string;
  readonly page: number;
  readonly box: Box;
  readonly isHandwriting?: true;
};

export type Resolution = 'fine' | 'standard';

export type TruthPage = {
  /** From 1, over the whole fax. */
  readonly number: number;
  readonly class: PageClass;
  readonly layout: string;
  readonly width: number;
  readonly height: number;
  readonly runs: readonly TruthRun[];
  readonly marks: readonly TruthMark[];
  readonly resolution: Resolution;
  /** How far the picture is turned, clockwise, from upright, and how far it is skewed, degrees clockwise. */
  readonly turn: 0 | 90 | 180 | 270;
  readonly skewDegrees: number;
  readonly faxHeader?: string;
  /** What was done to the picture. */
  readonly noise: readonly string[];
};

/** One referral, or one other thing, in the fax. */
export type TruthDocument = {
  readonly kind: DocumentKind;
  readonly pages: readonly number[];
  readonly fields: readonly TruthField[];
  /** What is so, printed or not: the canonical values of the invented referral. */
  readonly facts: Readonly<Partial<Record<FieldName, readonly string[]>>>;
  /** Of the patient index and the directory; absent: not in them. */
  readonly patientId?: string;
  readonly partnerId?: string;
  /** The office's own number in the world, listed or not: what a sender recurs by. */
  readonly senderId?: string;
};

export type FaxTruth = {
  readonly id: string;
  readonly seed: number;
  readonly set: SetName;
  readonly transport: Transport;
  readonly pages: readonly TruthPage[];
  readonly documents: readonly TruthDocument[];
};

/** All but the last may be tuned on. `unseen`: layouts, wordings and noise that are held out. */
export const setNames = [
  'seen',
  'varied',
  'later',
  'systems',
  'specialty',
  'practices',
  'records',
  'unseen',
] as const;

export type SetName = (typeof setNames)[number];
