import type { Cell } from '../lib/csv.ts';
import type { MeasureRow } from '../store/measures/read-measure.ts';

const columns = [
  ['Cases', 'cases'],
  ['Counted in', 'hits'],
  ['Share', 'share'],
  ['Done', 'done'],
  ['Median hours', 'medianHours'],
  ['90th percentile hours', 'p90Hours'],
  ['Median working hours', 'medianWorkingHours'],
  ['90th percentile working hours', 'p90WorkingHours'],
  ['Share within 24 hours', 'within24Hours'],
  ['Share within 48 hours', 'within48Hours'],
  ['Share within 30 days', 'within30Days'],
  ['Share within 60 days', 'within60Days'],
  ['Share within 90 days', 'within90Days'],
] as const satisfies readonly (readonly [string, keyof MeasureRow])[];

/** What the columns of a row of a measure are called in a file. */
export const measureHead: readonly string[] = columns.map(([title]) => title);

export function measureCells(row: MeasureRow | undefined): readonly Cell[] {
  return columns.map(([, field]) => row?.[field]);
}
