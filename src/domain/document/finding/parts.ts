import { areaOf, firstSegment, linesAbove, linesBelow, runBehind, type Layout } from './areas.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import { fieldFor, type Context } from '../labels/contexts.ts';
import type { Meaning } from '../labels/label-entry.ts';
import type { Label } from '../labels/labels.ts';
import type { Token } from '../layout/lines.ts';
import { findAddresses } from '../values/address.ts';
import { personValue } from '../values/person.ts';

/** Values that forms ask for in pieces: a name by its parts, an address by street, city, state and ZIP. */
export function partCandidates(
  layout: Layout,
  contexts: ReadonlyMap<Label, Context>,
  isUnder: boolean,
): readonly Candidate[] {
  return layout.labels.flatMap((label) => {
    if (label.meaning === 'family_name') return nameFrom(layout, label, contexts, isUnder);
    if (
      label.meaning === 'address' ||
      label.meaning === 'patient_address' ||
      label.meaning === 'referrer_address'
    )
      return addressFrom(layout, label, contexts, isUnder);
    return [];
  });
}

/** A label that has no subject of its own stands under the one of its neighbours. */
function subjectOf(label: Label, contexts: ReadonlyMap<Label, Context>): string | undefined {
  return contexts.get(label)?.subject;
}

/** The nearest label of a meaning within some rows of another, of the same subject. */
function near(
  layout: Layout,
  label: Label,
  meaning: Meaning,
  rows: number,
  contexts: ReadonlyMap<Label, Context>,
): Label | undefined {
  const subject = subjectOf(label, contexts);
  const reach = rows * 5 * layout.sheet.unit;
  return layout.labels
    .filter(
      (other) =>
        other.meaning === meaning &&
        Math.abs(other.box.y - label.box.y) <= reach &&
        (subjectOf(other, contexts) === subject || other.row === label.row),
    )
    .toSorted((a, b) => distance(a, label) - distance(b, label))[0];
}

function distance(a: Label, b: Label): number {
  return Math.abs(a.box.y - b.box.y) * 3 + Math.abs(a.box.x - b.box.x);
}

/** The words beside a label, or those right under it; over it on a form that prints its labels so. */
function wordsOf(layout: Layout, label: Label | undefined, isUnder: boolean): readonly Token[] {
  if (!label) return [];
  if (isUnder && label.isAlone && !label.hasColon) return firstSegment(linesAbove(layout, label)[0] ?? []);
  const run = firstSegment(runBehind(layout, label));
  const isBeside = run.length > 0 && (label.hasColon || !label.isAlone);
  if (isBeside) return run;
  const below = firstSegment(linesBelow(layout, label, { lines: 1, reach: 4 })[0] ?? []);
  return below.length > 0 ? below : run;
}

function nameFrom(
  layout: Layout,
  label: Label,
  contexts: ReadonlyMap<Label, Context>,
  isUnder: boolean,
): readonly Candidate[] {
  const given = near(layout, label, 'given_name', 2, contexts);
  if (!given) return [];
  const field = fieldFor('name', contexts.get(label)?.subject ?? 'patient') ?? 'patient_name';
  const middle = near(layout, given, 'middle_name', 1, contexts);
  const parts = [label, given, middle].map((one) =>
    wordsOf(layout, one, isUnder).filter(({ text }) => /\p{L}/u.test(text)),
  );
  const [family = [], first = [], second = []] = parts;
  if (family.length === 0 || first.length === 0 || family.length > 4 || first.length > 4) return [];
  const said = (tokens: readonly Token[]): string =>
    tokens.map(({ text }) => text.replaceAll(/[.,]+$/g, '')).join(' ');
  const value = personValue({
    family: said(family),
    given: said(first),
    middle: said(second),
    suffix: '',
    credentials: [],
  });
  const area = areaOf('right', [[...family, ...first, ...second]]);
  const found = {
    value,
    from: 0,
    to: area.text.length,
    fit: 1,
    repaired: 0,
    // A letter alone in its box is what readers lose first.
    ...(middle && second.length === 0
      ? { doubt: 'the box for the middle name may hold a letter that was not read' }
      : {}),
  };
  return [
    candidateOf(field, found, area, layout.sheet.page.number, {
      score: 1.02 * Math.min(label.match, given.match) * (field === 'patient_name' ? 1 : 0.9),
      labelMatch: Math.min(label.match, given.match),
      evidence: `beside “${label.text}” and “${given.text}”`,
      origin: 'label',
    }),
  ];
}

function addressFrom(
  layout: Layout,
  label: Label,
  contexts: ReadonlyMap<Label, Context>,
  isUnder: boolean,
): readonly Candidate[] {
  const field = fieldFor(label.meaning, contexts.get(label)?.subject ?? 'patient');
  const whole = near(layout, label, 'city_state_zip', 2, contexts);
  const city = near(layout, label, 'city', 2, contexts);
  const zip = near(layout, label, 'zip', 2, contexts);
  if (field === undefined || (!whole && !zip)) return [];
  const street = wordsOf(layout, label, isUnder);
  const tail = whole
    ? [wordsOf(layout, whole, isUnder)]
    : [
        wordsOf(layout, city, isUnder),
        wordsOf(layout, near(layout, label, 'state', 2, contexts), isUnder),
        wordsOf(layout, zip, isUnder),
      ];
  const area = areaOf(
    'right',
    [street, tail.flat()].filter((line) => line.length > 0),
  );
  const [found] = findAddresses(area.text);
  if (!found) return [];
  return [
    candidateOf(field, found, area, layout.sheet.page.number, {
      score: 1.02 * label.match * found.fit * (0.5 + 0.5 * (contexts.get(label)?.share ?? 1)),
      labelMatch: label.match,
      evidence: `beside “${label.text}” and the city beside it`,
      origin: 'label',
    }),
  ];
}
