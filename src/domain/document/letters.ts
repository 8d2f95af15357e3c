import type { Area } from './areas.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import type { Add } from './letter-add.ts';
import { askInText } from './letter-ask.ts';
import { insurance, patientInText } from './letter-patient.ts';
import { callBack, howSoon } from './letter-sender.ts';
import type { ValueContext } from './values/find.ts';

/** What sentences say: "I am referring Mrs. Jane Doe, born 1/2/1950, for evaluation of chronic cough." */
export function letterCandidates(flow: Area, page: number, values: ValueContext): readonly Candidate[] {
  const found: Candidate[] = [];
  const text = flow.text.replaceAll('\n', ' ');
  const add: Add = (field, from, one, score, evidence) => {
    if (!one || one.fit < 0.3) return;
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
  howSoon(text, add);
  callBack(text, values, add);
  return found;
}
