import type { FieldName, FieldReading } from './fields.ts';

/** What can be told of a reading before it is known how often such readings are right. All shares from 0 to 1. */
export type FieldSignals = {
  /** The lowest confidence of its words, as the reader says it. */
  readonly wordConfidence: number;
  /** How well its label matched; 0: it was found without one. */
  readonly labelMatch: number;
  /** `true`: a check digit, a list or a calendar agrees; `false`: one objects; absent: nothing can tell. */
  readonly isValid?: boolean;
  /** How much had to be mended: edits by length. */
  readonly repaired: number;
  /** How well a second, independent reading of its box agrees; absent: there was none. */
  readonly agreement?: number;
  /** How often the same value stands elsewhere in the document, the fax header or the transport. */
  readonly mentions: number;
  /** The best rival's score over its own. */
  readonly rival: number;
  /** How much of the directory, the index or a list of codes speaks for it. */
  readonly support: number;
  /** How often people confirmed this place on this sender's form. */
  readonly confirmedZone: number;
  /** Pixels per inch down the page before it was made square: 98 is a standard fax. */
  readonly dpiY: number;
  readonly isHandwriting: boolean;
};

/** A reading with what speaks for it, before its confidence is told. */
export type RawReading = Omit<FieldReading, 'confidence'> & { readonly signals: FieldSignals };

/** What is known from elsewhere and was not read on these pages. `support`: how much speaks for it, 0 to 1. */
export function notRead(field: FieldName, value: string, evidence: string, support: number): RawReading {
  return {
    field,
    value,
    text: '',
    evidence: [evidence],
    others: [],
    signals: {
      wordConfidence: support,
      labelMatch: 0,
      repaired: 0,
      mentions: 0,
      rival: 0,
      support,
      confirmedZone: 0,
      dpiY: 0,
      isHandwriting: false,
    },
  };
}
