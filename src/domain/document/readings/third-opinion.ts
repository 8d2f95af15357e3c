import { builtInDiagnoses } from '../knowledge/diagnoses.ts';
import { fieldOf, type FieldKind, type FieldName } from '../fields.ts';
import type { ReadPage } from '../page.ts';
import { isSameValue, widened, type Answer, type Question } from './second-opinion.ts';
import { hasLettersForFigures, withFigures } from './third-figures.ts';
import type { OwnPractice, RawDocument } from '../understanding.ts';
import { findValues } from '../values/find.ts';

/** Kinds that no list knows, letter by letter. Of names a third reading sides with either reading as often as not. */
const kinds: ReadonlySet<FieldKind> = new Set(['member_id', 'number', 'phone', 'npi', 'date']);

/** Of these, those in which letters stand beside figures. */
const lettered: ReadonlySet<FieldKind> = new Set(['member_id', 'number']);

/** Paper around the place, in inches: with more of it Tesseract sets its line elsewhere, and seldom slips at the same letter again. */
const MORE_PAPER = 0.06;

/**
 * Places where two readings differ, to be read a third time, and numbers in which letters stand for figures, to be read for their figures
 * alone. `answers`: to the questions of `askAgain`.
 */
export function askThird(
  documents: readonly RawDocument[],
  answers: readonly Answer[],
  pages: readonly ReadPage[],
  own: OwnPractice,
): readonly Question[] {
  const byNumber = new Map(pages.map((page) => [page.number, page]));
  return answers.flatMap(
    ({ reading, page: number, box, expects, document, field, position }): readonly Question[] => {
      const page = byNumber.get(number);
      const first = documents[document]?.fields[position];
      const { kind } = fieldOf(field);
      if (!page || !first || !reading || !kinds.has(kind)) return [];
      const values = valuesOf(field, reading.text, own);
      const isDisputed = values.length > 0 && !values.some((value) => isSameValue(kind, value, first.value));
      const isForFigures = lettered.has(kind) && hasLettersForFigures(first.value);
      const paper = Math.round(MORE_PAPER * page.dpi);
      const again = { page: number, box: widened(box, paper, page), document, field, position };
      if (isForFigures) return [{ ...again, expects: 'digits' }];
      return isDisputed ? [{ ...again, expects }] : [];
    },
  );
}

/** The answers to the first questions, with what the third readings say of them. */
export function withThird(
  documents: readonly RawDocument[],
  answers: readonly Answer[],
  third: readonly Answer[],
  own: OwnPractice,
): readonly Answer[] {
  const byPlace = new Map(third.map((answer) => [placeOf(answer), answer]));
  return answers.map((answer) => {
    const { reading: again, expects } = byPlace.get(placeOf(answer)) ?? {};
    const first = documents[answer.document]?.fields[answer.position];
    if (!answer.reading || !again || !first) return answer;
    if (expects !== answer.expects) {
      const text = withFigures(first.value, again.text);
      return text === undefined
        ? answer
        : { ...answer, reading: { ...answer.reading, text }, isBacked: true };
    }
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
