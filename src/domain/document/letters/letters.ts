import type { Area } from '../finding/areas.ts';
import { candidateOf, type Candidate } from '../finding/candidate.ts';
import type { Add } from './letter-add.ts';
import { askedOf, askInText } from './letter-ask.ts';
import { insurance, patientInText } from './letter-patient.ts';
import { callBack, completedBy, howSoon, orderedBy, seenBy } from './letter-sender.ts';
import { isCommonGiven } from '../../name-frequency.ts';
import { foldName } from '../../names.ts';
import type { ValueContext } from '../values/find.ts';
import { findPersons } from '../values/person.ts';

/** What sentences say: "I am referring Mrs. Jane Doe, born 1/2/1950, for evaluation of chronic cough." */
export function letterCandidates(flow: Area, page: number, values: ValueContext): readonly Candidate[] {
  const found: Candidate[] = [];
  const text = flow.text.replaceAll('\n', ' ');
  const add: Add = (field, from, one, score, evidence) => {
    if (!one || one.fit < 0.3 || (field === 'reason' && isNoReason(one.value))) return;
    const placed = { ...one, from: one.from + from, to: one.to + from };
    found.push(
      candidateOf(field, placed, { ...flow, text }, page, {
        score: score * one.fit,
        labelMatch: 0,
        evidence,
        origin: 'pattern',
      }),
    );
  };
  patientInText(text, values.own.today, add);
  insurance(text, add);
  askInText(text, add);
  askedOf(text, add);
  howSoon(text, add);
  callBack(text, values, add);
  seenBy(text, add);
  orderedBy(text, add);
  completedBy(text, values, add);
  return found;
}

/** Who it is about is no reason, and how long it has been is none by itself. */
const isAside =
  /\bbasis\W*$|\b(?:date of birth|d\.?o\.?b|born)\b|^(?:(?:about|over|at least|the|an?|past|last|several|many|few|\d+|one|two|three|four|five|six) )*(?:days?|weeks?|months?|years?|while|time)\W*$/i;

/** Somebody's name, or how a sentence goes on that says no reason. */
function isNoReason(said: string): boolean {
  if (
    isAside.test(said) ||
    /^(?:we|i|you|they|he has|she has|he is|she is|to|please|thank|user|the above|(?:the|this|my|our|your|a) patient|dr)\b/i.test(
      said,
    )
  )
    return true;
  const [person] = findPersons(said);
  return (
    person !== undefined &&
    person.to >= said.length - 2 &&
    said.split(/[\s,.]+/).some((word) => isCommonGiven(foldName(word)))
  );
}
