import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** A row of a source by its key, and a hash of what it says (a safe integer). */
export type SeenRow = { readonly key: string; readonly hash: number };

/** Keys whose row says what it said last time. Index: import_seen primary key. */
export async function findUnchanged(
  db: Queryable,
  source: string,
  rows: readonly SeenRow[],
): Promise<ReadonlySet<string>> {
  const found = await query<SeenRow>(
    db,
    sql`select key, hash from import_seen where source = ${source} and key = any(${rows.map((row) => row.key)}::text[])`,
    { name: 'find-unchanged' },
  );
  const known = new Map(found.map((row) => [row.key, row.hash]));
  return new Set(rows.filter((row) => known.get(row.key) === row.hash).map((row) => row.key));
}

/** What rows say now. The last of two rows with one key stands. */
export async function rememberSeen(tx: Tx, source: string, rows: readonly SeenRow[]): Promise<void> {
  if (rows.length === 0) return;
  const last = [...new Map(rows.map((row) => [row.key, row])).values()];
  await execute(
    tx,
    sql`insert into import_seen (source, key, hash)
        select ${source}, n.key, n.hash from unnest(${last.map((row) => row.key)}::text[], ${last.map((row) => row.hash)}::bigint[]) as n (key, hash)
        on conflict (source, key) do update set hash = excluded.hash`,
    { name: 'remember-seen' },
  );
}
