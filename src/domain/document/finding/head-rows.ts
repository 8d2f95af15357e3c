import { areaOf, firstSegment, linesBelow, runBehind, type Area, type Layout } from './areas.ts';
import { fieldFor, type Context } from '../labels/contexts.ts';
import { fieldOf } from '../fields.ts';
import type { Label } from '../labels/labels.ts';
import { strict } from './value-areas.ts';
import { findValues, type ValueContext } from '../values/find.ts';

/**
 * Rows of labels that have their values under them, as the head of a table has: what stands between two such labels is a label that could
 * not be read, no value.
 */
export function headRowsOf(
  layout: Layout,
  contexts: ReadonlyMap<Label, Context>,
  values: ValueContext,
): ReadonlySet<number> {
  const heads = new Set<number>();
  for (const [row, labels] of layout.byRow) {
    if (labels.length < 2) continue;
    const votes = labels.reduce((sum, label) => {
      const context = contexts.get(label);
      const field = context && fieldFor(label.meaning, context.subject);
      if (field === undefined || !strict.has(fieldOf(field).kind)) return sum;
      const fits = (area: Area): boolean =>
        findValues(field, area.text, values).some(({ fit, from }) => fit > 0.6 && from < 3);
      if (fits(areaOf('right', [firstSegment(runBehind(layout, label))]))) return sum - 2;
      const below = linesBelow(layout, label, { lines: 1, reach: 4 }).map(firstSegment);
      return sum + (fits(areaOf('below', below)) ? 1 : 0);
    }, 0);
    if (votes > 0) heads.add(row);
  }
  return heads;
}
