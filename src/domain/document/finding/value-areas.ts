import {
  areaOf,
  firstSegment,
  linesAbove,
  linesBelow,
  runBehind,
  withLinesBelow,
  type Area,
  type Layout,
} from './areas.ts';
import { fieldFor, type Context } from '../labels/contexts.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import type { Label } from '../labels/labels.ts';
import type { Token } from '../layout/lines.ts';
import { findValues, type ValueContext } from '../values/find.ts';
import { goesOnAsPayer } from '../values/payer.ts';

/** The areas to look at, most promising first. */
export function areasFor(layout: Layout, label: Label, field: FieldName, isHead = false): readonly Area[] {
  const { kind, isMany } = fieldOf(field);
  const run = isHead ? [] : runBehind(layout, label);
  const areas: Area[] = [];
  const isLong = kind === 'text' || kind === 'address' || isMany === true;
  const most = field === 'reason' ? 12 : isMany === true ? 8 : 1;
  if (run.length > 0) {
    if (isLong)
      areas.push(
        areaOf('right', withLinesBelow(layout, label, trimmed(run, kind), most, kind === 'address')),
      );
    else if (kind === 'urgency' || kind === 'sex') areas.push(areaOf('right', [run]));
    else if (kind === 'payer') areas.push(areaOf('right', payerLines(layout, label, run)));
    else {
      areas.push(areaOf('right', [firstSegment(run)]));
      if (firstSegment(run).length < run.length) areas.push(areaOf('right', [run]));
    }
  }
  if (isMidLine(label, run, kind)) return areas;
  // A value that stands far off in the row and another right under the label: the nearer one is meant.
  const below = linesBelow(layout, label, {
    lines: isLong ? most + 1 : 2,
    reach: 4,
    isNarrow: !isLong || kind === 'address',
    isText: field === 'reason' || field === 'service',
    ...(isMany === true ? { next: 2.8 } : { until: label.until }),
    ...(kind === 'person' || kind === 'payer' ? { next: 2.5 } : {}),
  });
  if (below.length > 0) areas.push(areaOf('below', isLong ? below : joined(below.map(firstSegment), kind)));
  if (!isLong && below.length > 1) areas.push(areaOf('below', below.slice(1, 2).map(firstSegment)));
  if (isUnderRule(label)) areas.push(...areasOver(layout, label, field).slice(0, 1));
  return areas;
}

/**
 * `Referral to Behavioral Health`, `Health Insurance Portability Act`: the words go on, what stands below is no answer to them. Nor is it
 * where something stands behind the colon of a name, whatever it says.
 */
function isMidLine(label: Label, run: readonly Token[], kind: string): boolean {
  const [next] = run;
  if (!next || next.startsSegment) return false;
  return (
    (kind === 'person' && label.hasColon && /\p{L}{2}/u.test(next.text)) ||
    ((kind === 'person' || kind === 'payer') && !label.hasColon && /^\p{Lu}\p{Ll}/u.test(next.text))
  );
}

/** A payer's name that goes on in the next label (`Community` `Plan, policy number`) or in the next line. */
function payerLines(layout: Layout, label: Label, run: readonly Token[]): readonly (readonly Token[])[] {
  const said = firstSegment(run);
  const last = said.at(-1);
  const behind = layout.sheet.rows[label.row]?.tokens.slice((last?.at ?? 0) + 1) ?? [];
  const line = areaOf('right', [said]).text;
  for (const [rest, isBelow] of [
    [behind[0]?.startsSegment === true ? [] : behind, false],
    [withLinesBelow(layout, label, said, 1)[1] ?? [], true],
  ] as const)
    for (let count = Math.min(3, rest.length); count > 0; count -= 1) {
      const next = rest.slice(0, count);
      if (goesOnAsPayer(line, areaOf('right', [next]).text))
        return isBelow ? [said, next] : [[...said, ...next]];
    }
  return [said];
}

/** The first line, and the second where the first goes on in it: `DOE-SMITH,` `JANE, MD`; `BCBS OUT OF` `STATE PPO`. */
function joined(lines: readonly (readonly Token[])[], kind: string): readonly (readonly Token[])[] {
  const [first = [], second = []] = lines;
  const [line, next] = [areaOf('below', [first]).text, areaOf('below', [second]).text];
  const goesOn =
    (kind === 'payer' && second.length <= MOST_REST && goesOnAsPayer(line, next)) ||
    (kind === 'person' && line.endsWith(',') && second.length <= MOST_REST) ||
    (kind === 'organisation' && officeTail.test(next));
  return goesOn ? [first, second] : [first];
}

const officeTail =
  /^(?:(?:and|&) )?(?:associates|partners|physicians|specialists|clinics?|center|group|practice|health|medicine|care)(?:,? (?:p\.?c|p\.?a|l\.?l\.?c|inc|associates|group|center)\.?)?$/i;

/** Words of what goes on in the next line. */
const MOST_REST = 4;

export function areasOver(layout: Layout, label: Label, field: FieldName): readonly Area[] {
  const { kind, isMany } = fieldOf(field);
  const isLong = kind === 'text' || isMany === true;
  const lines = linesAbove(layout, label, isLong ? 3 : 1);
  const area = areaOf('above', isLong ? lines : lines.map(firstSegment));
  return lines.length === 0 ? [] : [area];
}

/** Kinds of values that nothing else looks like. */
export const strict: ReadonlySet<string> = new Set(['date', 'phone', 'npi', 'sex', 'diagnosis', 'address']);

/** Whether this form prints its labels under the values: where one fits and only one, it mostly stands above. */
export function labelsStandUnder(
  layout: Layout,
  contexts: ReadonlyMap<Label, Context>,
  values: ValueContext,
): boolean {
  let votes = 0;
  for (const label of layout.labels) {
    const context = contexts.get(label);
    const field = context && fieldFor(label.meaning, context.subject);
    if (field === undefined || label.hasColon || !label.isAlone || !strict.has(fieldOf(field).kind)) continue;
    const fits = (lines: readonly (readonly Token[])[]): boolean =>
      findValues(field, areaOf('above', lines.map(firstSegment)).text, values).some(
        ({ fit, from }) => fit > 0.6 && from < 3,
      );
    const isOver = fits(linesAbove(layout, label));
    const isBelow = fits(linesBelow(layout, label, { lines: 1, reach: 4 }));
    if (isOver !== isBelow) votes += isOver ? 1 : -1;
  }
  return votes >= 2;
}

/** Texts go on over gaps, addresses end at wide ones. */
function trimmed(run: readonly Token[], kind: string): readonly Token[] {
  return kind === 'address' ? firstSegment(run) : run;
}

function isUnderRule(label: Label): boolean {
  return !label.hasColon && (label.meaning === 'signature' || /print|name|date|signature/i.test(label.text));
}
