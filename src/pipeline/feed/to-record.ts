import type { CsvRecord } from '../../formats/csv/scan.ts';

import { atPath, type SniffedFeed } from '../../formats/feed/sniff-feed.ts';
import type { JsonObject } from '../../formats/json/json.ts';
import { parseJson } from '../../formats/json/parse-json.ts';
import { undoInert } from '../../lib/csv.ts';
import { Failure } from '../../lib/failure.ts';
import { storableText } from '../../lib/storable-text.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import { brokenRow } from '../import/row-problems.ts';

export type ReadRow = { readonly record: JsonObject } | { readonly problem: RowProblem };

/** Our column by a header of the file; an empty text: a person said that it is nothing of ours. */
export type ColumnsByHeader = Readonly<Record<string, string>>;

/** Rows of a file as records, under the names the mapping knows. What is wrong with one is told of that row alone. */
export function recordReader(sniffed: SniffedFeed, columns: ColumnsByHeader): (row: CsvRecord) => ReadRow {
  if (sniffed.layout !== 'table') return (row) => readJsonRow(row, columns);
  const names = sniffed.header.map((header) => nameOf(header, columns));
  return (row) => {
    const problem = brokenRow(row, names.length);
    if (problem) return { problem };
    const record: Record<string, string> = Object.create(null) as Record<string, string>;
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] ?? '';
      const value = row.fields[index] ?? '';
      // Of two columns that hold the same thing the first that is filled counts.
      if (name !== '' && value !== '' && record[name] === undefined) record[name] = cellOf(value);
    }
    return { record };
  };
}

function readJsonRow(row: CsvRecord, columns: ColumnsByHeader): ReadRow {
  const { problem } = row;
  if (problem !== undefined)
    return { problem: { row: row.row, ...(jsonProblems[problem] ?? jsonProblems.broken) } };
  try {
    const value = parseJson(Buffer.from(row.fields[0] ?? ''));
    return { record: renamed(value as JsonObject, columns) };
  } catch (error) {
    const what = error instanceof Failure ? error.message : 'The record is not JSON.';
    return { problem: { row: row.row, what, whatToDo: 'Correct it at the sender and export it again.' } };
  }
}

/** Members a person named are moved to the top under our name; nested ones are said with dots. */
function renamed(object: JsonObject, columns: ColumnsByHeader): JsonObject {
  const named = Object.entries(columns).filter(([, column]) => column !== '');
  if (named.length === 0) return object;
  const ours = named.flatMap(([path, column]) => {
    const value = atPath(object, path);
    return value === undefined ? [] : [[column, value] as const];
  });
  return { ...object, ...Object.fromEntries(ours) };
}

/** Names no record may have: what is stored is read strictly. */
const refusedNames = new Set(['__proto__', 'constructor', 'prototype']);

function nameOf(header: string, columns: ColumnsByHeader): string {
  if (refusedNames.has(header)) return `not ours: ${header}`;
  if (!Object.hasOwn(columns, header)) return header;
  const column = columns[header] ?? '';
  return column === '' ? `not ours: ${header}` : column;
}

/** `="00123"` is how spreadsheets are told to keep zeros, `'=…` how one is told not to run a text. */
function cellOf(value: string): string {
  const quoted = /^="(.*)"$/s.exec(value)?.[1];
  return storableText(quoted ?? undoInert(value));
}

const jsonProblems: Readonly<
  Record<string, Omit<RowProblem, 'row'>> & { readonly broken: Omit<RowProblem, 'row'> }
> = {
  truncated: {
    what: 'The record ends in its middle',
    whatToDo: 'Fetch the file again: it was cut off, or a bracket or quotation mark is missing.',
  },
  'too-long': {
    what: 'The record has no end: more than a megabyte without a closing bracket',
    whatToDo: 'Check the quotation marks and brackets of the record before it.',
  },
  'too-deep': {
    what: 'The record is nested more than 64 levels deep',
    whatToDo: 'No referral is: ask the sender what wrote it.',
  },
  'not-a-record': {
    what: 'Here stands something that is no JSON object',
    whatToDo: 'Each record is {"column": "value", …}: correct or remove it.',
  },
  broken: { what: 'The record cannot be read', whatToDo: 'Correct it at the sender and export it again.' },
};
