import type { PartnerDecision, PatientDecision } from '../evidence/evidence.ts';
import { documentFields, type FieldName, type FieldReading } from '../fields.ts';
import type { UnderstoodDocument } from '../understanding.ts';

/** A document before anybody settled it, with all that decides whether a person must. */
export type Undecided = {
  readonly id: string;
  readonly senderKey: string;
  readonly document: UnderstoodDocument;
  readonly partner: PartnerDecision;
  readonly patient: PatientDecision;
  /** Only a part of it arrived. */
  readonly isPartial: boolean;
  /** An earlier document it may be a copy of. 0 to 1. */
  readonly duplicate?: { readonly similarity: number };
  /** Pages of which a large part could not be read (`isMostlyUnread`). */
  readonly damagedPages?: number;
};

/** From here the hub is sure what a document is for. */
const SURE_KIND = 0.9;
/** From here a percentage no longer says why it is in doubt. */
const SURE_FIELD = 0.9;
/** More causes than this only make the sentence longer. */
const MOST_TOLD = 3;

const kindWords = {
  referral: 'a referral',
  records: 'records',
  lab_result: 'a lab result',
  status: 'a word on an earlier referral',
  portal_notice: 'a notice of a message behind a portal',
  junk: 'junk',
  other: 'something else',
} as const;

/** Why a person must look, most important first, as parts of one sentence. No value of any field is in it. */
export function holdReasons(undecided: Undecided, accepted: readonly boolean[]): readonly string[] {
  const { document, isPartial, duplicate, damagedPages = 0 } = undecided;
  return [
    isPartial ? 'only a part of it arrived' : '',
    damagedPages > 0 ? `a third or more of ${pages(damagedPages)} could not be read` : '',
    ofKind(undecided),
    document.splitDoubt === undefined ? '' : 'the pages may be of more than one referral',
    duplicate ? `it may be the same as one received before (${percent(duplicate.similarity)} alike)` : '',
    ofPatient(undecided),
    ofPartner(undecided),
    ...ofFields(undecided, accepted),
    isTooLittle(undecided) ? 'too little is said of a patient nobody knows' : '',
  ].filter((reason) => reason !== '');
}

/** One sentence of what was found. */
export function sentenceOf(reasons: readonly string[]): string {
  const rest = reasons.length - MOST_TOLD;
  const told = reasons.slice(0, MOST_TOLD).join(', ');
  return `Held because: ${told}${rest > 0 ? `, and ${rest} more` : ''}.`;
}

function ofKind({ document: { kind, kindConfidence } }: Undecided): string {
  if (kind !== 'referral') return `it reads as ${kindWords[kind]}`;
  return kindConfidence < SURE_KIND ? `a referral only at ${percent(kindConfidence)}` : '';
}

function ofPatient({ patient }: Undecided): string {
  switch (patient.outcome) {
    case 'certain':
    case 'new':
      return '';
    case 'none':
      return 'no patient is named';
    case 'open': {
      const count = patient.candidates.length;
      return patient.isContradicted !== true && count > 1
        ? `${count} known patients are like this one`
        : patient.doubt;
    }
  }
}

function ofPartner({ partner }: Undecided): string {
  switch (partner.outcome) {
    case 'certain':
      return '';
    case 'none':
      return 'no referring doctor is named';
    case 'open':
      if (partner.isContradicted) return 'letterhead and sending number are of different practices';
      if (partner.equals > 1) return `${partner.equals} doctors or practices fit equally`;
      return partner.doubt;
  }
}

/** What a referral is filed by: none of it may be in doubt. Who referred is the partner's decision, and must not rest on a doubtful name. */
const vital: ReadonlySet<FieldName> = new Set([
  'patient_name',
  'birth_date',
  'referrer_name',
  'referrer_npi',
  'urgency',
]);
/** Whoever is entered as new is told apart by these. */
const identifying: ReadonlySet<FieldName> = new Set([
  'sex',
  'patient_phone',
  'patient_address',
  'patient_mrn',
  'member_id',
]);
/** One of them says what the referral is about. */
const asked = ['reason', 'diagnosis', 'service'] as const satisfies readonly FieldName[];

/** What a referral cannot be filed without: one of each. */
export const neededFields: readonly (readonly FieldName[])[] = [['patient_name'], ['birth_date'], asked];

function ofFields({ document, patient }: Undecided, accepted: readonly boolean[]): readonly string[] {
  const isNeeded = ({ field }: FieldReading): boolean =>
    vital.has(field) || (patient.outcome === 'new' && identifying.has(field));
  const told = document.fields.filter(({ value }) => value !== '');
  const isOpen = (reading: FieldReading): boolean => accepted[document.fields.indexOf(reading)] !== true;
  const reasons = told.filter((reading) => isNeeded(reading) && isOpen(reading)).map(ofField);
  const about = told.filter(({ field }) => asked.some((one) => one === field));
  const isAsked = about.length === 0 || about.some((reading) => !isOpen(reading));
  return [...missing(told), ...reasons, ...(isAsked ? [] : about.map(ofField))];
}

function missing(told: readonly FieldReading[]): readonly string[] {
  return neededFields
    .filter((any) => !told.some(({ field }) => any.includes(field)))
    .map(([first]) => (first === undefined ? '' : `no ${wordsOf(first)} found`));
}

/** A name and a birth date are soon somebody else's: whoever is entered as new is told apart by more. */
const telling: ReadonlySet<FieldName> = new Set([
  'patient_phone',
  'patient_address',
  'patient_mrn',
  'member_id',
]);

function isTooLittle({ patient, document }: Undecided): boolean {
  return patient.outcome === 'new' && !document.fields.some(({ field }) => telling.has(field));
}

function ofField({ field, confidence, isHandwriting, doubt }: FieldReading): string {
  if (isHandwriting) return `${wordsOf(field)} written by hand`;
  if (doubt !== undefined && confidence >= SURE_FIELD) return `a doubt about the ${wordsOf(field)}`;
  return `${wordsOf(field)} read at ${percent(confidence)}`;
}

const groupWords = {
  patient: 'patient’s',
  referrer: 'referrer’s',
  pcp: 'primary care doctor’s',
  reason: '',
  insurance: '',
} as const;

const plainWords: Readonly<Partial<Record<FieldName, string>>> = {
  patient_name: 'patient’s name',
  birth_date: 'date of birth',
  patient_mrn: 'patient’s record number',
  referrer_name: 'referring doctor',
  referrer_npi: 'referrer’s NPI',
  pcp_name: 'primary care doctor',
  pcp_npi: 'primary care doctor’s NPI',
  diagnosis: 'diagnosis',
  member_id: 'member ID',
  referral_number: 'referral number',
};

/** A field as it stands inside a sentence. */
export function wordsOf(field: FieldName): string {
  const { group, label } = documentFields[field];
  return plainWords[field] ?? `${groupWords[group]} ${label.toLowerCase()}`.trim();
}

function pages(count: number): string {
  return count === 1 ? 'one page' : `${count} pages`;
}

function percent(share: number): string {
  // Never "100 %" for what is not certain.
  return `${Math.min(99, Math.floor(share * 100))} %`;
}
