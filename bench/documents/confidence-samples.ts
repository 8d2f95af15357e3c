/** Readings with their signals and whether they are right: what the weights of the confidence are fitted on. */
import { documentFields, type FieldKind, type FieldName } from '../../src/domain/document/fields.ts';
import type { FieldSignals, RawReading } from '../../src/domain/document/signals.ts';
import type { RawDocument } from '../../src/domain/document/understanding.ts';
import type { CorpusFax } from './corpus-files.ts';
import type { TruthDocument } from './generate/truth.ts';
import { isRight, pairUp, type ToldDocument } from './score-fields.ts';

export type Sample = {
  readonly fax: string;
  readonly field: FieldName;
  readonly kind: FieldKind;
  readonly signals: FieldSignals;
  /** Something speaks against it: never accepted, whatever its confidence. */
  readonly isDoubted: boolean;
  readonly doubt: string;
  readonly isRight: boolean;
  /** For whoever looks at what went wrong: what was told and what was meant. */
  readonly said: string;
  readonly meant: readonly string[];
};

/** Readings of the fax's referrals. What was made of other pages is nobody's field. */
export function samplesOf(fax: CorpusFax, documents: readonly RawDocument[]): readonly Sample[] {
  const told = documents.map(toldOf);
  const pairs = pairUp(fax.truth, told);
  return fax.truth.documents.flatMap((truth) => {
    const at = told.findIndex((one) => one === pairs.get(truth));
    const document = documents[at];
    if (truth.kind !== 'referral' || !document) return [];
    return document.fields.map((reading) => sampleOf(fax.truth.id, truth, reading));
  });
}

function sampleOf(fax: string, truth: TruthDocument, { field, value, signals, doubt }: RawReading): Sample {
  const printed = truth.fields.filter((one) => one.field === field).map((one) => one.value);
  const meant = [...printed, ...(truth.facts[field] ?? [])];
  return {
    fax,
    field,
    kind: documentFields[field].kind,
    signals,
    isDoubted: doubt !== undefined,
    doubt: doubt ?? '',
    isRight: isRight(truth, field, value),
    said: value,
    meant,
  };
}

function toldOf({ pages, fields }: RawDocument): ToldDocument {
  return {
    pages: pages.map(({ number }) => number),
    fields: fields.map((reading) => ({ ...reading, confidence: 0 })),
    accepted: fields.map(() => false),
    isFiled: false,
  };
}
