import { tokensIn, type Area } from './areas.ts';
import type { FieldName } from '../fields.ts';
import { boxAround } from '../layout/lines.ts';
import type { Box } from '../page.ts';
import type { Found } from '../values/found.ts';

/** One way a field may be filled, with what speaks for it. */
export type Candidate = {
  readonly field: FieldName;
  /** Canonical. */
  readonly value: string;
  readonly text: string;
  readonly page?: number;
  readonly box?: Box;
  /** 0 to about 1: how much speaks for it. Only comparable within a field. */
  readonly score: number;
  readonly labelMatch: number;
  readonly isValid?: boolean;
  readonly repaired: number;
  readonly doubt?: string;
  readonly others: readonly string[];
  readonly evidence: string;
  readonly wordConfidence: number;
  readonly isHandwriting: boolean;
  /** Words of it that were read this clearly that they are what stands there, whether anybody knows them or not. */
  readonly clear?: ReadonlySet<string>;
  /** How often people confirmed this place on this sender's form. */
  readonly confirmedZone?: number;
  /** Where it comes from: a label, a ticked box, a pattern in the text, the fax header or the transport, a template's zone. */
  readonly origin: 'label' | 'mark' | 'pattern' | 'header' | 'zone';
};

export type Support = Pick<Candidate, 'score' | 'labelMatch' | 'evidence' | 'origin'>;

/** A value found in an area, with its words and box. */
export function candidateOf(
  field: FieldName,
  found: Found,
  area: Area,
  page: number,
  support: Support,
): Candidate {
  const tokens = tokensIn(area, found.from, found.to);
  const byHand = tokens.filter((token) => token.isHandwriting);
  const wordConfidence = tokens.reduce((least, token) => Math.min(least, token.confidence), 1);
  // One word of print is soon taken for script; half of the letters, none too sure, are not. Forms filled in by hand: confidence.ts.
  const isHandwriting =
    byHand.length > 0 && 2 * lettersIn(byHand) >= lettersIn(tokens) && wordConfidence < SURE_OF_PRINT;
  return {
    field,
    value: found.value,
    text: area.text.slice(found.from, found.to).replaceAll('\n', ' '),
    page,
    ...(tokens.length > 0 ? { box: boxAround(tokens) } : {}),
    ...support,
    ...(found.isValid === undefined ? {} : { isValid: found.isValid }),
    repaired: found.repaired,
    ...(found.doubt === undefined ? {} : { doubt: found.doubt }),
    others: found.others ?? [],
    wordConfidence,
    isHandwriting,
    clear: new Set(tokens.filter(({ confidence }) => confidence >= CLEAR).map(({ text }) => text)),
  };
}

const CLEAR = 0.95;

/** Readers are not this sure of handwriting. */
const SURE_OF_PRINT = 0.93;

function lettersIn(tokens: readonly { readonly text: string }[]): number {
  return tokens.reduce((sum, { text }) => sum + text.length, 0);
}

/** Two candidates of the same words; what came with the transport is one place of its own. */
export function isSamePlace(a: Candidate, b: Candidate): boolean {
  if (!a.box || !b.box) return !a.box && !b.box && a.origin === b.origin;
  return a.page === b.page && isOver(a.box, b.box);
}

/** Whether two boxes share paper. */
export function isOver(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
