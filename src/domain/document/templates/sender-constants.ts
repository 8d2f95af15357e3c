import type { FieldName } from '../fields.ts';
import { isMisread, slipsBetween } from '../knowledge/ocr-slips.ts';
import { isSameValue } from '../certainty/outcomes.ts';
import { notRead, type RawReading } from '../signals.ts';
import type { RawDocument, SenderTemplate } from '../understanding.ts';

type Constant = SenderTemplate['constants'][number];

/** As often a value must have been confirmed before it speaks for a reading, or stands in for one. */
const OFTEN = 2;
/** Share of a field's confirmations from which its value is always that. */
const ALWAYS = 0.9;
/** An office has one of each; its doctors are several, and who signed this page only the page says. */
const officeFields: ReadonlySet<FieldName> = new Set([
  'referrer_practice',
  'referrer_phone',
  'referrer_fax',
  'referrer_address',
]);

/**
 * What is the same on a sender's documents, as people settled them, against what was read of the next: the same is supported, one slip away is
 * mended with the reading kept among the others, and what of the office was not found at all is filled in, with the reason.
 */
export function withSenderConstants(
  documents: readonly RawDocument[],
  templates: readonly SenderTemplate[],
): readonly RawDocument[] {
  const constants = constantsOf(templates);
  if (constants.length === 0) return documents;
  return documents.map((document) => {
    const fields = document.fields.map((reading) =>
      mendedBy(
        reading,
        constants.filter(({ field }) => field === reading.field),
      ),
    );
    const isReferral = document.kind === 'referral';
    return { ...document, fields: isReferral ? [...fields, ...missingOf(fields, constants)] : fields };
  });
}

/** All forms of a sender together. */
function constantsOf(templates: readonly SenderTemplate[]): readonly Constant[] {
  const all = new Map<string, Constant>();
  for (const one of templates.flatMap(({ constants }) => constants)) {
    const key = `${one.field} ${one.value}`;
    all.set(key, { ...one, count: one.count + (all.get(key)?.count ?? 0) });
  }
  return [...all.values()];
}

function missingOf(fields: readonly RawReading[], constants: readonly Constant[]): readonly RawReading[] {
  return [...officeFields].flatMap((field) => {
    const only = dominantOf(constants.filter((one) => one.field === field));
    const isMissing = !fields.some((reading) => reading.field === field && reading.value !== '');
    return only && isMissing ? [filledIn(only)] : [];
  });
}

/** The one value of a field, where it nearly always is that. */
function dominantOf(values: readonly Constant[]): Constant | undefined {
  const total = values.reduce((sum, { count }) => sum + count, 0);
  return values.find(({ count }) => count >= OFTEN && count / total >= ALWAYS);
}

function mendedBy(reading: RawReading, values: readonly Constant[]): RawReading {
  const known = values.filter(({ count }) => count >= OFTEN);
  const same = known.find(({ value }) => isSameValue(reading.field, value, reading.value));
  if (same) return supported(reading, same.count);
  const [only, other] = known.filter(({ value }) => isMisread(reading.value, value));
  if (!only || other) return reading;
  const { signals, doubt: _, ...rest } = reading;
  const { isValid: __, ...kept } = signals;
  const repaired =
    signals.repaired + slipsBetween(reading.value, only.value) / Math.max(1, reading.value.length);
  return {
    ...rest,
    value: only.value,
    evidence: [...reading.evidence, `misread from what ${only.count} earlier documents of this sender had`],
    others: [{ value: reading.value, evidence: ['as it was read'] }, ...reading.others],
    signals: {
      ...kept,
      repaired: Math.min(1, repaired),
      support: Math.max(signals.support, supportOf(only.count)),
    },
  };
}

/** What the reader was in doubt of is settled: nobody misreads one number as another that this sender always has. */
function supported(reading: RawReading, count: number): RawReading {
  const { signals, evidence, doubt: _, ...rest } = reading;
  const words = `the same on ${count} earlier documents of this sender`;
  return {
    ...rest,
    evidence: evidence.includes(words) ? evidence : [...evidence, words],
    signals: { ...signals, support: Math.max(signals.support, supportOf(count)) },
  };
}

/** Two documents speak for a value, ten nearly prove it. */
function supportOf(count: number): number {
  return Math.min(0.95, 0.5 + 0.05 * count);
}

function filledIn({ field, value, count }: Constant): RawReading {
  const words = `not found on these pages; the same on ${count} earlier documents of this sender`;
  return notRead(field, value, words, supportOf(count));
}
