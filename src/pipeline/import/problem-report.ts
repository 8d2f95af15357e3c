import { writeCsv } from '../../formats/csv/write.ts';
import { inert } from '../../lib/csv.ts';
import type { Database } from '../../store/database.ts';
import { listProblems } from '../../store/import-problems.ts';

const PAGE = 1_000;

/** What could not be taken of a run, as CSV in pieces: row, column, what is wrong, what to do. */
export async function* reportProblems(db: Database, runId: string): AsyncGenerator<string> {
  yield writeCsv([['Row', 'Column', 'What', 'What to do']]);
  let after = { row: 0, nr: 0 };
  for (;;) {
    const page = await listProblems(db, runId, after, PAGE);
    yield writeCsv(
      page.map((one) => [String(one.row), ...[one.column ?? '', one.what, one.whatToDo].map(inert)]),
    );
    const last = page.at(-1);
    if (page.length < PAGE || !last) return;
    after = { row: last.row, nr: last.nr };
  }
}
