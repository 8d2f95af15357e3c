import { isNpi } from '../../npi.ts';
import { builtInDiagnoses } from '../knowledge/diagnoses.ts';
import { fieldOf, type FieldKind, type FieldName } from '../fields.ts';
import { withBeside, withOtherPart } from './second-part.ts';
import type { Box, ReadPage } from '../page.ts';
import { FAR_DAY } from '../show.ts';
import type { RawReading } from '../signals.ts';
import { slipsBetween } from '../knowledge/ocr-slips.ts';
import { betterFigures } from './second-figures.ts';
import { betterPerson, betterText, unmended } from './second-choice.ts';
import { foundAgain } from './unread.ts';
import { reasonOf } from '../finding/prose-values.ts';
import type { OwnPractice, RawDocument } from '../understanding.ts';
import { findValues } from '../values/find.ts';
import { isOfMending, type Found } from '../values/found.ts';
import { mendWords } from '../values/mend-words.ts';

/** A place of a page to be read again, alone and larger, and for which field. */
export type Question = {
  /** Number of the page. */
  readonly page: number;
  readonly box: Box;
  readonly expects: 'text' | 'digits' | 'date' | 'code';
  /** There is a reading to hold it against (src/sdk/reader.ts). */
  readonly isSecond?: true;
  /** Index of the document, and of the field in it. */
  readonly document: number;
  readonly field: FieldName;
  readonly position: number;
};

/** What the second reader read there; absent: it could not. */
export type Answer = Question & {
  readonly reading: { readonly text: string; readonly confidence: number } | undefined;
  /** A third reading of the place says the same as this one, and not what the first says. */
  readonly isBacked?: true;
};

/** Fields worth a second look, most important first. */
const vital: readonly FieldName[] = [
  'patient_name',
  'birth_date',
  'referrer_npi',
  'referrer_fax',
  'referrer_name',
  'diagnosis',
  'member_id',
  'referrer_phone',
  'reason',
  'patient_phone',
  'service',
  'urgency',
  'sex',
  'ordered_on',
  'authorisation_number',
  'patient_mrn',
  'requested_provider',
  'patient_address',
  'payer',
  'referrer_practice',
  'referral_number',
  'expires_on',
  'pcp_name',
  'pcp_npi',
  'pcp_phone',
  'referrer_address',
];

/** A second reading of a box costs about as much as a tenth of a page. */
const MOST_PER_PAGE = 24;

/** Which values are to be read again: those read from pictures, the important ones first, a bounded number of a page. */
export function askAgain(documents: readonly RawDocument[], pages: readonly ReadPage[]): readonly Question[] {
  const byNumber = new Map(pages.map((page) => [page.number, page]));
  const asked = new Map<number, number>();
  const questions = documents.flatMap((document, at) =>
    [
      ...document.fields.map((reading) => ({ ...reading, isSecond: true as const })),
      // Behind the last field stand the places where nothing was found.
      ...(document.unread ?? []).map((place) => ({ ...place, value: place.label })),
    ].flatMap((reading, position) => questionOf(reading, at, position, byNumber)),
  );
  return questions
    .toSorted((a, b) => vital.indexOf(a.field) - vital.indexOf(b.field))
    .filter(({ page }) => {
      const count = (asked.get(page) ?? 0) + 1;
      asked.set(page, count);
      return count <= MOST_PER_PAGE;
    });
}

type Asked = Pick<RawReading, 'field' | 'page' | 'box' | 'value'> & { readonly isSecond?: true };

function questionOf(
  { field, page, box, value, isSecond }: Asked,
  document: number,
  position: number,
  pages: ReadonlyMap<number, ReadPage>,
): readonly Question[] {
  const shown = page === undefined ? undefined : pages.get(page);
  if (!shown || page === undefined || !box || shown.origin !== 'ocr' || value === '') return [];
  const { kind } = fieldOf(field);
  const whole = kind === 'person' ? withBeside(box, value, shown) : box;
  // What a tick says is not in the words beside it.
  const margin = Math.max(3, Math.round(shown.dpi / 60));
  const asked = {
    page,
    box: widened(whole, margin, shown),
    expects: expectsOf(kind),
    document,
    field,
    position,
  };
  return [isSecond ? { ...asked, isSecond } : asked];
}

/** A box with so many pixels of the page around it. */
export function widened(box: Box, more: number, { width, height }: ReadPage): Box {
  const [x, y] = [Math.max(0, box.x - more), Math.max(0, box.y - more)];
  return {
    x,
    y,
    width: Math.min(width, box.x + box.width + more) - x,
    height: Math.min(height, box.y + box.height + more) - y,
  };
}

/** What kind of signs may stand where a value of a kind stands. */
export function expectsOf(kind: FieldKind): Question['expects'] {
  if (kind === 'phone' || kind === 'npi') return 'digits';
  if (kind === 'date') return 'date';
  return kind === 'member_id' || kind === 'diagnosis' || kind === 'number' ? 'code' : 'text';
}

/** Readings compared with a second, independent reading of their boxes: agreement is told, and the better of two is taken. */
export function withSecondOpinions(
  documents: readonly RawDocument[],
  answers: readonly Answer[],
  own: OwnPractice = nobody,
): readonly RawDocument[] {
  const byPlace = new Map(answers.map((answer) => [`${answer.document} ${answer.position}`, answer]));
  return documents.map((document, at) => {
    const answerOf = (position: number): SecondReading | undefined => {
      const answer = byPlace.get(`${at} ${position}`);
      return answer?.reading && { ...answer.reading, isBacked: answer.isBacked === true };
    };
    const fields = document.fields.map((reading, position) => {
      const answer = answerOf(position);
      return answer ? compared(reading, answer, own) : reading;
    });
    const found = (document.unread ?? []).flatMap((place, index): readonly RawReading[] => {
      const answer = answerOf(document.fields.length + index);
      const reading =
        answer && foundAgain(place, answer, { own, diagnoses: builtInDiagnoses }, dpiOf(document));
      return reading ? [reading] : [];
    });
    const fresh = found.filter(({ field }, index) => found.findIndex((one) => one.field === field) === index);
    return { ...document, fields: [...fields, ...fresh] };
  });
}

/** Of the page as it came: that of the first field read from one. */
function dpiOf({ fields }: RawDocument): number {
  return fields.find(({ page }) => page !== undefined)?.signals.dpiY ?? 0;
}

const nobody: OwnPractice = { ownNames: [], ownNumbers: [], ownNpis: [], today: FAR_DAY };

function compared(first: RawReading, answer: SecondReading, own: OwnPractice): RawReading {
  const { text } = answer;
  const { field } = first;
  const { kind } = fieldOf(field);
  const asRead = (value: string): string => (kind === 'text' ? unmended(value, [first.text, text]) : value);
  const value = asRead(first.value);
  const reading = value === first.value ? first : { ...first, value, doubt: 'a word in it is in no list' };
  const found = findValues(field, text, { own, diagnoses: builtInDiagnoses, place: 'labelled' });
  const same = found.find((other) => isSameValue(kind, other.value, reading.value));
  if (same) return withAgreement(agreed(reading, kind, same), 1);
  const [said] = found;
  // The place is part of a sentence, of which other words, or none, were taken for a name.
  const isInSentence = kind === 'person' && holds(text, first.text);
  if (!said) return withAgreement(reading, isInSentence ? 1 : likenessOfTexts(text, reading.text) * 0.8);
  const other = kind === 'text' ? { ...said, value: asRead(mendWords(said.value).text) } : said;
  if (isSameValue(kind, other.value, reading.value)) return withAgreement(reading, 1);
  const agreement = likenessOfTexts(other.value, reading.value);
  if (agreement < 0.5 && isInSentence) return withAgreement(reading, 1);
  const isOnlySecondValid = reading.signals.isValid === false && other.isValid === true;
  if (isOnlySecondValid && agreement > 0.5) return mended(reading, other, agreement);
  return withOther(
    withAgreement(withBetter(reading, kind, other, { ...answer, agreement }), Math.min(0.95, agreement)),
    other.value,
  );
}

/** `BAJAELJ` and `BAJAEL J` are the same letters: words that were run together are told apart. */
function agreed(reading: RawReading, kind: FieldKind, same: Found): RawReading {
  const said = same.repaired === 0 ? withoutMendingDoubt(reading) : reading;
  const words = (value: string): number => value.split(/[\s,]+/).length;
  return kind === 'person' && words(same.value) > words(said.value) ? { ...said, value: same.value } : said;
}

/** What the second reader read as it must be, the first need not have mended. */
function withoutMendingDoubt(reading: RawReading): RawReading {
  const { doubt, ...rest } = reading;
  return doubt !== undefined && isOfMending(doubt) ? rest : reading;
}

/** Where lists know one of two readings, or parts of them, that one is taken; what was read first stays among the others. */
function withBetter(reading: RawReading, kind: FieldKind, other: Found, again: Again): RawReading {
  const better = betterOf(reading, kind, other, again);
  if (better === reading.value) return reading;
  // What stands behind a reason is soon misread, and known for what it is when it is read again.
  const value = reading.field === 'reason' ? reasonOf(better) : better;
  const first = { value: reading.value, evidence: ['as the first reading has it'] };
  return { ...reading, value, others: [first, ...reading.others.filter((one) => one.value !== value)] };
}

type SecondReading = NonNullable<Answer['reading']> & { readonly isBacked: boolean };
/** How alike the second reading is, and how sure the reader was of it. */
type Again = SecondReading & { readonly agreement: number };

/** Where no list knows either, the reading that is surer is followed. */
const SURER = 0.05;
/** By so much that it need not even be much alike. */
const MUCH_SURER = 0.4;

function betterOf({ value, text, signals }: RawReading, kind: FieldKind, other: Found, again: Again): string {
  const isSurer = again.isBacked || again.confidence - signals.wordConfidence > SURER;
  if (kind === 'person')
    return withOtherPart(value, other.value) ?? betterPerson(value, other.value, isSurer);
  if (kind === 'text') return betterText(value, { text }, other.value, { text: again.text, isSurer });
  // What a list or a check digit knows gives way to nothing that neither knows.
  if (signals.isValid === true && other.isValid !== true) return value;
  const isMuchSurer = again.confidence - signals.wordConfidence > MUCH_SURER;
  if ((again.agreement < 0.5 && !isMuchSurer) || other.isValid === false) return value;
  const isListed = kind === 'payer' && other.isValid === true && signals.isValid !== true;
  if (isListed || isSurer) return other.value;
  return kind === 'number' || kind === 'member_id' ? betterFigures(value, text, other.value) : value;
}

/** Case, blanks and punctuation apart. */
export function isSameValue(kind: FieldKind, a: string, b: string): boolean {
  const fold = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return kind === 'person'
    ? fold(a.split(', ').slice(0, 2).join()) === fold(b.split(', ').slice(0, 2).join())
    : fold(a) === fold(b);
}

/** Whether a longer text has all words of a shorter one, of two words at least, in a row. */
function holds(text: string, words: string): boolean {
  const [all, some] = [text, words].map((one) => ` ${one.replaceAll(/[^\p{L}]+/gu, ' ').trim()} `);
  return some !== undefined && /\p{L} \p{L}{2}/u.test(some) && all?.includes(some) === true;
}

function withAgreement(reading: RawReading, agreement: number): RawReading {
  return { ...reading, signals: { ...reading.signals, agreement } };
}

const SECOND = 'as a second reading of its place has it';

function withOther(reading: RawReading, value: string): RawReading {
  const second = value === reading.value ? [] : [{ value, evidence: [SECOND] }];
  const others = [...second, ...reading.others.filter((one) => one.value !== value)];
  return {
    ...reading,
    others: others.slice(0, 6),
    doubt: reading.doubt ?? 'a second reading of its place differs',
  };
}

/** The second reading is the only one that can be right. */
function mended(reading: RawReading, other: Found, agreement: number): RawReading {
  const { doubt: _, ...rest } = reading;
  const isChecked = fieldOf(reading.field).kind === 'npi' && isNpi(other.value);
  return {
    ...rest,
    value: other.value,
    evidence: [...reading.evidence, SECOND],
    others: [{ value: reading.value, evidence: ['as the first reading has it'] }, ...reading.others].slice(
      0,
      6,
    ),
    ...(isChecked ? {} : { doubt: 'taken from a second reading of its place' }),
    signals: {
      ...reading.signals,
      isValid: true,
      agreement,
      repaired: Math.max(reading.signals.repaired, 1 - agreement),
    },
  };
}

function likenessOfTexts(a: string, b: string): number {
  const length = Math.max(a.length, b.length, 1);
  return length > 300 ? Number(a === b) : Math.max(0, 1 - slipsBetween(a, b) / length);
}
