import type { Candidate } from './candidate.ts';
import { clinicalWords } from './clinical-words.ts';
import type { FieldName } from './fields.ts';
import { findUrgencies } from './values/urgency.ts';

/** Candidates for texts cut to what they say; those that say nothing of what is asked for are left out. */
export function withoutEmptyProse(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.flatMap((one) => {
    if (one.origin === 'zone' || (one.field !== 'reason' && one.field !== 'service')) return [one];
    const value = one.field === 'service' ? withoutDoctor(one.value) : withoutUrgency(one.value);
    return saysNothing(one.field, value) ? [] : [{ ...one, value }];
  });
}

/** `with George O'Hara, DO`, `Leon, Michael, APRN`: who is to do it is no part of what is to be done. */
function withoutDoctor(value: string): string {
  const cut = value.replace(withWhom, '').replace(doctorBehind, '').trim();
  return cut.length < 3 ? value : cut;
}

const withWhom =
  /,? (?:with|by) (?=(?:[Dd]r\b|[Dd]octor\b|\p{Lu}[\p{L}'’-]+,? (?:\p{Lu}\.? )?\p{Lu}[\p{L}'’])).*$/su;
const doctorBehind =
  /[ ,]+(?:[Dd]r\.? )?\p{L}[\p{L}'’-]+, ?\p{Lu}\p{L}+(?: \p{Lu}\.?)?(?:, ?(?:M\.?D|D\.?O|NP|PA|APRN|PA-?C|FNP[-\w]*|DPM|DDS|DMD|OD)\.?)+\W*$/u;

/** `…, Routine is fine.`: how soon, behind why. */
function withoutUrgency(value: string): string {
  const soon =
    /[.,;]? (?:(?:This (?:request )?is )?(?:Routine|Urgent|STAT|Non-urgent))(?=[.,;]|$| (?:is fine|please|request|if|ICD|Codes?|Diagnos[ei]s)).*$/su.exec(
      value,
    );
  return soon && soon.index > 5 ? value.slice(0, soon.index) : value;
}

/** Of how soon alone, of codes alone, or no word at all. */
function saysNothing(field: FieldName, value: string): boolean {
  const words = value.match(/\p{L}{3,}/gu) ?? [];
  if (words.length === 0) return field === 'reason';
  if (field !== 'reason' || words.length > MOST_EMPTY || findUrgencies(value).length === 0) return false;
  return words.every(
    (word) =>
      findUrgencies(word).length > 0 ||
      empty.has(word.toLowerCase()) ||
      !clinicalWords.has(word.toLowerCase()),
  );
}

/** A sentence of more words says something. */
const MOST_EMPTY = 7;
const empty: ReadonlySet<string> = new Set(
  'this that the request referral appointment visit fine please see seen soon possible within days weeks hours next available needs should can wait icd code codes diagnosis diagnoses'.split(
    ' ',
  ),
);
