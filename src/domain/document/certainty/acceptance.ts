import { sha256Hex } from '../../../lib/sha256.ts';
import { defaultThresholds } from './confidence-weights.ts';
import { documentFields, type FieldName, type FieldReading } from '../fields.ts';
import { holdReasons, sentenceOf, type Undecided } from './hold-reasons.ts';

export type { Undecided } from './hold-reasons.ts';

/** From which confidence a field needs nobody. `senderKey` `*`: everybody's. */
export type AcceptanceRule = {
  readonly senderKey: string;
  readonly field: FieldName;
  /** 0 to 1; above 1: never. */
  readonly threshold: number;
};

export type AcceptanceRules = {
  /** `shadow`: nothing is filed by itself, and what would have been is recorded. */
  readonly mode: 'shadow' | 'live';
  /** Of a hundred documents so many are shown to a person who is not told that the hub was sure. 0.01 to 1. */
  readonly auditShare: number;
  /** Those of everybody and those of the senders at hand. */
  readonly thresholds: readonly AcceptanceRule[];
};

export type Decision = {
  /** What the hub would do if it were allowed to. */
  readonly wouldBe: 'accept' | 'ask';
  /** What happens: `accept` only in live mode, and not for the audit sample. */
  readonly outcome: 'accept' | 'ask';
  /** Why a person is asked, in one sentence without patient data. Absent when the hub is sure. */
  readonly reason?: string;
  /** Shown to a person without a word about what the hub is sure of. */
  readonly isAudit: boolean;
  /** One for each of the document's fields, in their order: whether it needs nobody. */
  readonly accepted: readonly boolean[];
};

/**
 * Whether a document is filed without a person: only a referral, whole, of a patient who is certain or surely new, from a referrer who is
 * certain, with nothing in doubt that it is filed by, that is no copy of another. All else is a question (DOMAIN 5.5). What else was read in
 * doubt (an address, an insurer) does not hold it: it is left out of what is filed (`accepted`), and stays on the document.
 */
export function decide(undecided: Undecided, rules: AcceptanceRules): Decision {
  const { document, senderKey, id } = undecided;
  const accepted = document.fields.map((field) => isAccepted(field, senderKey, rules));
  const reasons = holdReasons(undecided, accepted);
  const isAudit = isInSample(id, rules.auditShare);
  const wouldBe = reasons.length === 0 ? 'accept' : 'ask';
  const isFiled = wouldBe === 'accept' && rules.mode === 'live' && !isAudit;
  return {
    wouldBe,
    outcome: isFiled ? 'accept' : 'ask',
    isAudit,
    accepted,
    ...(reasons.length === 0 ? {} : { reason: sentenceOf(reasons) }),
  };
}

/** Handwriting and whatever something speaks against always go to a person. */
export function isAccepted(field: FieldReading, senderKey: string, rules: AcceptanceRules): boolean {
  if (field.isHandwriting || field.doubt !== undefined) return false;
  return field.confidence >= thresholdOf(field.field, senderKey, rules.thresholds);
}

/** The sender's own threshold, else everybody's, else the one the weights were fitted with. */
export function thresholdOf(
  field: FieldName,
  senderKey: string,
  thresholds: readonly AcceptanceRule[],
): number {
  const ofField = thresholds.filter((rule) => rule.field === field);
  const own = ofField.find((rule) => rule.senderKey === senderKey);
  const common = ofField.find((rule) => rule.senderKey === EVERYBODY);
  return (own ?? common)?.threshold ?? defaultThresholds[documentFields[field].kind];
}

/** Sender key of the rules that hold where a sender has none of its own. */
export const EVERYBODY = '*';

/** The same documents whenever it is asked: by the hash of their id, so that nobody can choose what is looked at. */
export function isInSample(documentId: string, share: number): boolean {
  const first = Number.parseInt(sha256Hex(Buffer.from(documentId)).slice(0, 8), 16);
  return first / 2 ** 32 < share;
}
