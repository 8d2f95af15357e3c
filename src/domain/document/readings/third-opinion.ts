import { builtInDiagnoses } from '../knowledge/diagnoses.ts';
import { fieldOf, type FieldKind, type FieldName } from '../fields.ts';
import type { ReadPage } from '../page.ts';
import { isSameValue, widened, type Answer, type Question } from './second-opinion.ts';
import type { OwnPractice, RawDocument } from '../understanding.ts';
import { findValues } from '../values/find.ts';

/** Kinds that no list knows, letter by letter. Of names a third reading sides with either reading as often as not. */
const kinds: ReadonlySet<FieldKind> = new Set(['member_id', 'number', 'phone', 'npi', 'date']);

/** Paper around the place, in inches: with more of it Tesseract sets its line elsewhere, and seldom slips at the same letter again. */
const MORE_PAPER = 0.06;

/** Places where two readings differ, to be read a third time. `answers`: to the questions of `askAgain`. */
export function askThird(
  documents: readonly RawDocument[],
  answers: readonly Answer[],
  pages: readonly ReadPage[],
  own: OwnPractice,
): readonly Question[] {
  const byNumber = new Map(pages.map((page) => [page.number, page]));
  return answers.flatMap(({ reading, page: number, box, expects, document, field, position }) => {
    const page = byNumber.get(number);
    const first = documents[document]?.fields[position];
    const { kind } = fieldOf(field);
    if (!page || !first || !reading || !kinds.has(kind)) return [];
    const values = valuesOf(field, reading.text, own);
    const isDisputed = values.length > 0 && !values.some((value) => isSameValue(kind, value, first.value));
    return isDisputed
      ? [
          {
            page: number,
            box: widened(box, Math.round(MORE_PAPER * page.dpi), page),
            expects,
            document,
            field,
            position,
          },
        ]
      : [];
  });
}

/** The answers to the first questions, with what the third readings say of them. */
export function withThird(
  documents: readonly RawDocument[],
  answers: readonly Answer[],
  third: readonly Answer[],
  own: OwnPractice,
): readonly Answer[] {
  const byPlace = new Map(third.map((answer) => [placeOf(answer), answer.reading]));
  return answers.map((answer) => {
    const again = byPlace.get(placeOf(answer));
    const first = documents[answer.document]?.fields[answer.position];
    if (!answer.reading || !again || !first) return answer;
    const [second] = valuesOf(answer.field, answer.reading.text, own);
    const [value] = valuesOf(answer.field, again.text, own);
    if (second === undefined || value === undefined) return answer;
    const isAlike = isSameValue(fieldOf(answer.field).kind, second, value);
    const isSure =
      Math.max(answer.reading.confidence, again.confidence) > first.signals.wordConfidence - LESS_SURE;
    return isAlike && isSure ? { ...answer, isBacked: true } : answer;
  });
}

/** Two that agree may be so much less sure than the one. */
const LESS_SURE = 0.05;

const placeOf = ({ document, position }: Question): string => `${document} ${position}`;

function valuesOf(field: FieldName, text: string, own: OwnPractice): readonly string[] {
  return findValues(field, text, { own, diagnoses: builtInDiagnoses, place: 'labelled' }).map(
    ({ value }) => value,
  );
}
