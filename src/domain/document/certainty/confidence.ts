import { biases, weights } from './confidence-weights.ts';
import { documentFields, type FieldKind, type FieldReading } from '../fields.ts';
import type { FieldSignals, RawReading } from '../signals.ts';
import type { RawDocument, UnderstoodDocument } from '../understanding.ts';

/** Thresholds lie above it: nothing that is capped here is ever accepted without a person. */
export const LOWEST_THRESHOLD = 0.9;
/** Written by hand: a proposal at most. */
const MOST_HANDWRITTEN = 0.8;
/** A check digit, a list or a calendar objects. */
const MOST_INVALID = 0.3;
/** Read once, by one reader, and nothing else says the same. */
const MOST_ALONE = 0.85;

/** From so many readings by hand, and this share of a page's, the form was filled in by hand: what else stands in it may be, too. */
const MANY_BY_HAND = 2;
const SHARE_BY_HAND = 0.2;

/** Reads the confidences of a document: of a hundred readings at 0.9 ninety are right (docs/documents/confidence.md). */
export function tellConfidence(document: RawDocument): UnderstoodDocument {
  const byHand = pagesByHand(document.fields);
  const fields = document.fields.map((reading): FieldReading => {
    const told = withConfidence(reading);
    const isOpen = reading.page !== undefined && byHand.has(reading.page);
    return isOpen ? { ...told, confidence: Math.min(told.confidence, MOST_ALONE) } : told;
  });
  const { unread: _, ...rest } = document;
  return { ...rest, fields };
}

/** Pages that somebody filled in by hand, as far as the reader saw strokes. */
function pagesByHand(fields: readonly RawReading[]): ReadonlySet<number> {
  const pages = new Set(fields.flatMap(({ page }) => (page === undefined ? [] : [page])));
  return new Set(
    [...pages].filter((page) => {
      const all = fields.filter((one) => one.page === page);
      const hand = all.filter(({ signals }) => signals.isHandwriting).length;
      return hand >= MANY_BY_HAND && hand >= all.length * SHARE_BY_HAND;
    }),
  );
}

export function withConfidence({ signals, ...reading }: RawReading): FieldReading {
  return { ...reading, confidence: confidenceOf(documentFields[reading.field].kind, signals) };
}

/**
 * How often readings with these signals are right: logistic regression over shares that speak for a reading, none with a weight below
 * 0, so that more agreement never makes a reading less certain; then what no sum overrules.
 */
export function confidenceOf(kind: FieldKind, signals: FieldSignals): number {
  const shares = sharesOf(signals);
  const sum = featureNames.reduce((total, name) => total + weights[name] * shares[name], biases[kind]);
  const likely = 1 / (1 + Math.exp(-sum));
  return Math.round(Math.min(likely, capOf(kind, signals)) * 1e4) / 1e4;
}

/** Above it no sum lets a reading rise. */
export function capOf(kind: FieldKind, signals: FieldSignals): number {
  if (signals.isValid === false) return MOST_INVALID;
  if (signals.isHandwriting) return MOST_HANDWRITTEN;
  return isAlone(signals) || isUnheardOf(kind, signals) ? MOST_ALONE : 1;
}

/** What a file says of itself needs no second reader; nor what the directory or another place of the document says too. */
function isAlone({ agreement, mentions, support, wordConfidence }: FieldSignals): boolean {
  return agreement === undefined && mentions < 1 && support < KNOWN && wordConfidence < FROM_TEXT;
}

/**
 * Any word can stand where a practice, an insurer or a code is looked for, and any sentence of a page where a reason or a service is looked
 * for without a label: one that no list, directory or other place has is looked at.
 */
function isUnheardOf(kind: FieldKind, signals: FieldSignals): boolean {
  if (kind === 'diagnosis') return signals.isValid !== true;
  const isAnything = kind === 'organisation' || kind === 'payer';
  if (!isAnything && (kind !== 'text' || signals.labelMatch >= LABELLED)) return false;
  return (
    signals.isValid !== true && signals.support < KNOWN && signals.mentions < 1 && signals.confirmedZone < 1
  );
}

/** A label that matches less may be another word. */
const LABELLED = 0.5;

/** Support from which an entry of the directory, the index or a list is that value. */
const KNOWN = 0.5;

/** No reader is this sure: the words are the file's own. */
const FROM_TEXT = 0.999;

export const featureNames = [
  'wordsPoor',
  'wordsFair',
  'wordsGood',
  'label',
  'valid',
  'unchanged',
  'agreement',
  'fullAgreement',
  'agreementOfLabelled',
  'mentioned',
  'mentionedTwice',
  'unrivalled',
  'support',
  'zone',
  'fine',
] as const;

export type FeatureName = (typeof featureNames)[number];

/** Where nobody read a second time, it counts as a second reading that agrees by half. */
const NO_OPINION = 0.5;
/** Below it a page is a standard fax, or was sent as one. */
const FINE_DPI = 150;

/** What speaks for a reading, each from 0 to 1 and the more the better. */
export function sharesOf(signals: FieldSignals): Readonly<Record<FeatureName, number>> {
  const { wordConfidence, mentions } = signals;
  const isText = wordConfidence >= FROM_TEXT;
  // Nobody reads again what a file says of itself: it is what it is.
  const agreement = signals.agreement ?? (isText ? 1 : NO_OPINION);
  // A place that people confirmed is as good as a label.
  const known = Math.max(between(signals.labelMatch, 0, 1), between(signals.confirmedZone, 0, 1));
  const isFull = agreement >= 0.995 ? 1 : 0;
  return {
    wordsPoor: between(wordConfidence, 0.2, 0.6),
    wordsFair: between(wordConfidence, 0.6, 0.85),
    wordsGood: between(wordConfidence, 0.85, 0.97),
    label: known,
    valid: signals.isValid === true ? 1 : 0,
    unchanged: 1 - between(signals.repaired, 0, 0.25),
    agreement: between(agreement, 0, 1),
    fullAgreement: isFull,
    agreementOfLabelled: isFull * between(known, 0.5, 1),
    mentioned: between(mentions, 0, 1),
    mentionedTwice: between(mentions, 1, 2),
    unrivalled: 1 - between(signals.rival, 0, 1),
    support: between(signals.support, 0, 1),
    zone: between(signals.confirmedZone, 0, 3),
    fine: isText || signals.dpiY >= FINE_DPI ? 1 : 0,
  };
}

function between(value: number, low: number, high: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
