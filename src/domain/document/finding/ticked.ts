import { areaOf, type Layout } from './areas.ts';
import type { Candidate } from './candidate.ts';
import type { FieldName } from '../fields.ts';
import type { Label } from '../labels/labels.ts';
import { markedValue, optionsOf, ownerOf, type Chosen } from './options.ts';
import { findValues, type ValueContext } from '../values/find.ts';
import { findPersons } from '../values/person.ts';

/**
 * Whom and why ticked boxes say: one of the doctors a practice prints on its form, one of the reasons it knows. That doctors stand beside
 * boxes to be chosen from needs no label.
 */
export function tickedOthers(layout: Layout, values: ValueContext): readonly Candidate[] {
  const all = optionsOf(layout).map((option) => ({ option, owner: ownerOf(layout, option) }));
  const doctors = all.filter((one) => isDoctor(one) && !isOfOthers(one.owner));
  const reasons = all.filter(
    (one) => (one.owner?.meaning === 'reason' || one.owner?.meaning === 'history') && !doctors.includes(one),
  );
  return [
    ...(doctors.length < LEAST_OF_LIST ? [] : ofList(layout, 'requested_provider', doctors, values)),
    ...(reasons.length < LEAST_OF_LIST ? [] : ofList(layout, 'reason', reasons, values)),
  ];
}

/** A box alone chooses from nothing. */
const LEAST_OF_LIST = 2;

/** A name with a degree and nothing else. */
function isDoctor({ option }: Chosen): boolean {
  const { text } = areaOf('right', [option.tokens]);
  const [person] = text.length > 60 ? [] : findPersons(text);
  const isWhole = person !== undefined && person.from < 4 && person.to > text.length - 3;
  return isWhole && (person.value.split(', ').length > 2 || /^dr\b/i.test(text));
}

function isOfOthers(owner: Label | undefined): boolean {
  return owner?.subject === 'referrer' || owner?.subject === 'pcp';
}

/** Exactly one may be ticked; which of several is meant only a person can tell. */
function ofList(
  layout: Layout,
  field: FieldName,
  list: readonly Chosen[],
  values: ValueContext,
): readonly Candidate[] {
  const ticked = list.filter(({ option }) => option.mark.isMarked);
  return ticked.flatMap(({ option, owner }) => {
    const { text } = areaOf('right', [option.tokens]);
    const [found] = findValues(field, text, { ...values, place: 'labelled' });
    const weight = ticked.length === 1 ? 1.1 : 0.7;
    return found ? [markedValue(layout, field, found, { option, owner }, weight * found.fit, ticked)] : [];
  });
}
