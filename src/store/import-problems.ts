import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** Why a row, or a cell of it, could not be taken. `row` is the line of the file it starts on. */
export type RowProblem = {
  readonly row: number;
  readonly column?: string;
  readonly what: string;
  readonly whatToDo: string;
};

export async function insertProblems(tx: Tx, runId: string, problems: readonly RowProblem[]): Promise<void> {
  if (problems.length === 0) return;
  const counts = new Map<number, number>();
  const numbers = problems.map(({ row }) => {
    const nr = (counts.get(row) ?? 0) + 1;
    counts.set(row, nr);
    return nr;
  });
  await execute(
    tx,
    sql`insert into import_problem (run_id, row_nr, nr, column_name, what, what_to_do)
        select ${runId}::uuid, n.* from unnest(${problems.map((one) => one.row)}::bigint[], ${numbers}::smallint[],
          ${problems.map((one) => one.column ?? null)}::text[], ${problems.map((one) => one.what)}::text[], ${problems.map((one) => one.whatToDo)}::text[])
          as n (row_nr, nr, column_name, what, what_to_do)
        on conflict (run_id, row_nr, nr) do nothing`,
  );
}

/** Problems of a run in the order of the file, after a row. Index: import_problem primary key. */
export function listProblems(
  db: Queryable,
  runId: string,
  after: { readonly row: number; readonly nr: number },
  limit: number,
): Promise<(RowProblem & { readonly nr: number })[]> {
  return query(
    db,
    sql`select row_nr as row, nr, column_name as column, what, what_to_do as "whatToDo" from import_problem
        where run_id = ${runId} and (row_nr, nr) > (${after.row}::bigint, ${after.nr}::smallint) order by row_nr, nr limit ${limit}`,
  );
}
