import type { CsvRecord } from '../../formats/csv/scan.ts';
import type { RowProblem } from '../../store/import-problems.ts';

/** What is wrong with a row as a whole; undefined: nothing. */
export function brokenRow(record: CsvRecord, width: number): RowProblem | undefined {
  if (record.problem === 'unclosed-quote')
    return {
      row: record.row,
      what: 'A quotation mark is opened and never closed',
      whatToDo: 'Close it, or double it where it belongs to the text.',
    };
  if (record.problem === 'stray-quote')
    return {
      row: record.row,
      what: 'There is text behind a closing quotation mark',
      whatToDo: 'Double the quotation marks that belong to the text.',
    };
  if (record.problem === 'too-long')
    return {
      row: record.row,
      what: 'The row has no end: more than a megabyte without a line break',
      whatToDo: 'Save the table again as CSV, with one line for each row.',
    };
  if (record.count === width) return undefined;
  return {
    row: record.row,
    what: `The row has ${record.count} columns; the header has ${width}`,
    whatToDo: 'Put text that holds the separator in quotation marks, and fill up missing columns.',
  };
}

/** A row of NPPES without the one thing it is known by. */
export function noNpi(row: number): RowProblem {
  return {
    row,
    column: 'NPI',
    what: 'The row has no valid NPI',
    whatToDo: 'Fetch the file again; if it is in there, report it to the registry.',
  };
}
