import { toCsv, type Cell } from '../lib/csv.ts';
import type { ConsoleContext } from './console-context.ts';

/** Spreadsheets take a file for UTF-8 only when it says so. */
const BYTE_ORDER_MARK = '\uFEFF';

/** A table to be saved. `name`: without names of people; it becomes the name of the file. */
export function csvAnswer(
  c: ConsoleContext,
  name: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): Response {
  return c.body(BYTE_ORDER_MARK + toCsv(head, rows), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  });
}
