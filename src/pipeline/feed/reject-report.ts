import type { CsvRecord } from '../../formats/csv/scan.ts';
import { writeCsv } from '../../formats/csv/write.ts';
import { atPath } from '../../formats/feed/sniff-feed.ts';
import type { JsonObject } from '../../formats/json/json.ts';
import { inert } from '../../lib/csv.ts';
import { codeOf, Failure } from '../../lib/failure.ts';
import type { Database } from '../../store/database.ts';
import { listProblems, type RowProblem } from '../../store/import-problems.ts';
import type { ImportRun } from '../../store/imports.ts';
import { readRecords } from '../import/open-file.ts';
import { reportProblems } from '../import/problem-report.ts';
import { openFeed, type FeedFile } from './open-feed.ts';

const PAGE = 1_000;

/**
 * What could not be taken of a file, as CSV in pieces: its own columns, and behind them the row, what is wrong and what to do.
 * Formulas are made inert. Where the file is gone, the problems alone.
 */
export async function* reportRejects(db: Database, run: ImportRun): AsyncGenerator<string> {
  const file = await openKept(run);
  if (!file) return yield* reportProblems(db, run.id);
  const { header } = file.sniffed;
  yield writeCsv([[...header, 'Row', 'Column', 'What is wrong', 'What to do'].map(inert)]);
  const problems = problemsOf(db, run.id);
  let problem = await next(problems);
  for await (const record of recordsOf(file)) {
    for (; problem && problem.row <= record.row; problem = await next(problems))
      if (problem.row === record.row) yield writeCsv([lineOf(file, record, problem)]);
    if (!problem) return undefined;
  }
  return undefined;
}

async function next(problems: AsyncGenerator<RowProblem, undefined>): Promise<RowProblem | undefined> {
  return (await problems.next()).value;
}

async function* recordsOf(file: FeedFile): AsyncGenerator<CsvRecord> {
  for await (const records of readRecords(file, { bytesDone: 0, rowDone: 0 })) yield* records;
}

async function openKept(run: ImportRun): Promise<FeedFile | undefined> {
  try {
    return await openFeed(run.path);
  } catch (error) {
    if (error instanceof Failure || codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function* problemsOf(db: Database, runId: string): AsyncGenerator<RowProblem, undefined> {
  let after = { row: 0, nr: 0 };
  for (;;) {
    const page = await listProblems(db, runId, after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || !last) return undefined;
    after = { row: last.row, nr: last.nr };
  }
}

function lineOf({ sniffed }: FeedFile, record: CsvRecord, problem: RowProblem): readonly string[] {
  const cells = sniffed.layout === 'table' ? record.fields : cellsOf(sniffed.header, record.fields[0]);
  // A row with too many cells or too few keeps as many as there are columns.
  const padded = sniffed.header.map((_, index) => cells[index] ?? '');
  const said = [String(record.row), problem.column ?? '', problem.what, problem.whatToDo];
  return [...padded, ...said].map(inert);
}

function cellsOf(header: readonly string[], text: string | undefined): readonly string[] {
  try {
    const object = JSON.parse(text ?? '') as JsonObject;
    return header.map((path) => {
      const value = atPath(object, path);
      return value === undefined || value === null
        ? ''
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value);
    });
  } catch {
    return [];
  }
}
