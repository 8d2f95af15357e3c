/** How well documents were understood: what their fields say, how sure the hub is of it, and what it would have filed wrongly. */
import type { FieldName, FieldReading } from '../../src/domain/document/fields.ts';
import { fieldOf } from '../../src/domain/document/fields.ts';
import { isSameInFull, sameValue } from './same-value.ts';
import type { FaxTruth, TruthDocument } from './generate/truth.ts';

/** A document as the hub made it, as far as it is scored. */
export type ToldDocument = {
  readonly pages: readonly number[];
  readonly fields: readonly Pick<
    FieldReading,
    'field' | 'value' | 'confidence' | 'doubt' | 'isHandwriting'
  >[];
  /** Whether each field would be taken without a person; in their order. */
  readonly accepted: readonly boolean[];
  /** Whose it is, where the hub was certain; absent and filed: somebody new. */
  readonly patientId?: string;
  /** `office`, or `office/npi` of its doctor. */
  readonly partnerId?: string;
  /** It would have been filed with nobody looking. */
  readonly isFiled: boolean;
};

/** One value of one field: printed and told, printed only, told only. */
export type FieldPoint = {
  readonly field: FieldName;
  readonly isPrinted: boolean;
  readonly isHandwriting: boolean;
  /** `absent`: nothing was told. */
  readonly outcome: 'right' | 'wrong' | 'absent';
  /** 0 to 1; 0 where nothing was told. */
  readonly confidence: number;
  readonly isAccepted: boolean;
};

export type FilingScore = {
  readonly documents: number;
  readonly filed: number;
  /** Filed with somebody else. */
  readonly wrongPatient: number;
  /** Filed as new, and known. */
  readonly doublePatient: number;
  readonly wrongReferrer: number;
  /** Filed or not: how often it was certain whose it is and who referred, and how often that was wrong. */
  readonly patients: number;
  readonly patientsWrong: number;
  readonly referrers: number;
  readonly referrersWrong: number;
};

/** Every value of every field of a fax: those printed, and those told that are nowhere printed. */
export function scoreFields(truth: FaxTruth, told: readonly ToldDocument[]): readonly FieldPoint[] {
  const pairs = pairUp(truth, told);
  return truth.documents.flatMap((document) =>
    document.kind === 'referral' ? pointsOf(document, pairs.get(document)) : [],
  );
}

export function scoreFilings(truth: FaxTruth, told: readonly ToldDocument[]): FilingScore {
  const meant = new Map([...pairUp(truth, told)].map(([document, one]) => [one, document]));
  const filed = told.filter(({ isFiled }) => isFiled);
  const isStranger = (one: ToldDocument): boolean =>
    one.patientId !== undefined && one.patientId !== meant.get(one)?.patientId;
  const isDouble = (one: ToldDocument): boolean =>
    one.patientId === undefined && meant.get(one)?.patientId !== undefined;
  return {
    documents: told.length,
    filed: filed.length,
    wrongPatient: filed.filter(isStranger).length,
    doublePatient: filed.filter(isDouble).length,
    wrongReferrer: filed.filter((one) => !isReferrer(meant.get(one), one.partnerId)).length,
    patients: told.filter(({ patientId }) => patientId !== undefined).length,
    patientsWrong: told.filter(isStranger).length,
    referrers: told.filter(({ partnerId }) => partnerId !== undefined).length,
    referrersWrong: told.filter(
      (one) => one.partnerId !== undefined && !isReferrer(meant.get(one), one.partnerId),
    ).length,
  };
}

export function addFilings(a: FilingScore, b: FilingScore): FilingScore {
  return {
    documents: a.documents + b.documents,
    filed: a.filed + b.filed,
    wrongPatient: a.wrongPatient + b.wrongPatient,
    doublePatient: a.doublePatient + b.doublePatient,
    wrongReferrer: a.wrongReferrer + b.wrongReferrer,
    patients: a.patients + b.patients,
    patientsWrong: a.patientsWrong + b.patientsWrong,
    referrers: a.referrers + b.referrers,
    referrersWrong: a.referrersWrong + b.referrersWrong,
  };
}

/** The office, or the doctor of it who referred: a colleague is somebody else. */
function isReferrer(document: TruthDocument | undefined, partnerId: string | undefined): boolean {
  if (document?.partnerId === undefined) return false;
  const doctor = `${document.partnerId}/${document.facts.referrer_npi?.[0] ?? ''}`;
  return partnerId === document.partnerId || partnerId === doctor;
}

/** Each document of the truth with the one told of most of its pages; of several on one page, the one that names its patient. */
export function pairUp(
  truth: FaxTruth,
  told: readonly ToldDocument[],
): ReadonlyMap<TruthDocument, ToldDocument> {
  const all = truth.documents.flatMap((document) =>
    told.map((one) => ({ document, one, likeness: likeness(document, one) })),
  );
  const pairs = new Map<TruthDocument, ToldDocument>();
  const taken = new Set<ToldDocument>();
  for (const { document, one, likeness: how } of all.toSorted((a, b) => b.likeness - a.likeness)) {
    if (how === 0 || pairs.has(document) || taken.has(one)) continue;
    pairs.set(document, one);
    taken.add(one);
  }
  return pairs;
}

function likeness(document: TruthDocument, one: ToldDocument): number {
  const shared = document.pages.filter((page) => one.pages.includes(page)).length;
  if (shared === 0) return 0;
  const named = one.fields.some(
    ({ field, value }) => field === 'patient_name' && isRight(document, field, value),
  );
  return shared / new Set([...document.pages, ...one.pages]).size + (named ? 0.5 : 0);
}

function pointsOf(document: TruthDocument, told: ToldDocument | undefined): readonly FieldPoint[] {
  const said = (told?.fields ?? []).map((reading, at) => ({
    ...reading,
    isAccepted: told?.accepted[at] === true,
  }));
  const printed = printedValues(document);
  const matched = new Set<(typeof said)[number]>();
  const points = printed.map(({ field, values, isHandwriting }): FieldPoint => {
    const isMany = isManyField(field);
    const candidates = said.filter((reading) => reading.field === field && !matched.has(reading));
    const hit = candidates.find(({ value }) =>
      isMany ? values.some((one) => sameValue(field, one, value)) : isRight(document, field, value),
    );
    const reading = hit ?? (isMany ? undefined : candidates[0]);
    if (reading) matched.add(reading);
    return { field, isPrinted: true, isHandwriting, ...judged(reading, hit !== undefined) };
  });
  const more = said
    .filter((reading) => !matched.has(reading))
    .map((reading): FieldPoint => ({
      field: reading.field,
      isPrinted: false,
      isHandwriting: reading.isHandwriting === true,
      ...judged(reading, isRight(document, reading.field, reading.value)),
    }));
  return [...points, ...more];
}

function judged(
  reading: { readonly confidence: number; readonly isAccepted: boolean } | undefined,
  isHit: boolean,
): Pick<FieldPoint, 'outcome' | 'confidence' | 'isAccepted'> {
  if (!reading) return { outcome: 'absent', confidence: 0, isAccepted: false };
  return {
    outcome: isHit ? 'right' : 'wrong',
    confidence: reading.confidence,
    isAccepted: reading.isAccepted,
  };
}

/** What is printed of each field: one entry, or one for each value where several may stand. By hand only where it stands nowhere in print. */
function printedValues(document: TruthDocument): readonly {
  readonly field: FieldName;
  readonly values: readonly string[];
  readonly isHandwriting: boolean;
}[] {
  const names = [...new Set(document.fields.map(({ field }) => field))];
  return names.flatMap((field) => {
    const places = document.fields.filter((one) => one.field === field);
    const isHand = (values: readonly string[]): boolean =>
      places
        .filter(({ value }) => values.includes(value))
        .every(({ isHandwriting }) => isHandwriting === true);
    const values = [...new Set(places.map(({ value }) => value))];
    const entries = isManyField(field) ? values.map((value) => [value]) : [values];
    return entries.map((one) => ({ field, values: one, isHandwriting: isHand(one) }));
  });
}

const isManyField = (field: FieldName): boolean => fieldOf(field).isMany === true;

/** As printed somewhere, or as it is in truth: the directory may know more than the page says. */
export function isRight(document: TruthDocument, field: FieldName, value: string): boolean {
  const printed = document.fields.filter((one) => one.field === field);
  if (printed.some(({ text }) => isSameInFull(field, text, value))) return true;
  const meant = [...printed.map((one) => one.value), ...(document.facts[field] ?? [])];
  return meant.some((one) => sameValue(field, one, value));
}

export type Rate = { readonly count: number; readonly share: number };

export function exactRate(points: readonly FieldPoint[]): Rate {
  const printed = points.filter((point) => point.isPrinted);
  return rate(printed, ({ outcome }) => outcome === 'right');
}

/** Of the printed values, how many need nobody. */
export function acceptedShare(points: readonly FieldPoint[]): Rate {
  return rate(
    points.filter((point) => point.isPrinted),
    ({ isAccepted }) => isAccepted,
  );
}

/** Of the values taken without a person, how many are right. */
export function acceptedPrecision(points: readonly FieldPoint[]): Rate {
  return rate(
    points.filter((point) => point.isAccepted),
    ({ outcome }) => outcome === 'right',
  );
}

function rate(points: readonly FieldPoint[], is: (point: FieldPoint) => boolean): Rate {
  return { count: points.length, share: points.length === 0 ? 1 : points.filter(is).length / points.length };
}

/** Expected calibration error: ten equal bins of confidence, the gap between what was told and what was so, weighed by their size. */
export function calibrationError(points: readonly FieldPoint[]): number {
  const told = points.filter(({ outcome }) => outcome !== 'absent');
  const bins = calibrationBins(points);
  return bins.reduce(
    (sum, bin) => sum + (bin.count / Math.max(1, told.length)) * Math.abs(bin.confidence - bin.right),
    0,
  );
}

export type Bin = {
  readonly from: number;
  readonly count: number;
  readonly confidence: number;
  readonly right: number;
};

export function calibrationBins(points: readonly FieldPoint[]): readonly Bin[] {
  return Array.from({ length: 10 }, (_, at): Bin => {
    const inside = points.filter(
      ({ outcome, confidence }) => outcome !== 'absent' && Math.min(9, Math.floor(confidence * 10)) === at,
    );
    const mean = (of: (point: FieldPoint) => number): number =>
      inside.reduce((sum, point) => sum + of(point), 0) / Math.max(1, inside.length);
    return {
      from: at / 10,
      count: inside.length,
      confidence: mean((point) => point.confidence),
      right: mean((point) => (point.outcome === 'right' ? 1 : 0)),
    };
  });
}
