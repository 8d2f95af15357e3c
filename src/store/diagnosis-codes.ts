import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

export type DiagnosisCodeRow = {
  readonly code: string;
  readonly title: string;
  readonly isBillable: boolean;
};

/** Adds codes, or corrects their titles. Index: primary key. */
export async function upsertDiagnosisCodes(tx: Tx, codes: readonly DiagnosisCodeRow[]): Promise<void> {
  await execute(
    tx,
    sql`insert into diagnosis_code (code, title, is_billable)
        select * from unnest(${codes.map(({ code }) => code)}::text[], ${codes.map(({ title }) => title)}::text[],
          ${codes.map(({ isBillable }) => isBillable)}::boolean[])
        on conflict (code) do update set title = excluded.title, is_billable = excluded.is_billable`,
  );
}

/** Codes that the latest edition no longer has. */
export async function clearDiagnosisCodes(tx: Tx): Promise<void> {
  await execute(tx, sql`delete from diagnosis_code`);
}

/** All codes, as pairs: some 98,000 with their headings. */
export async function listDiagnosisCodes(
  db: Queryable,
): Promise<readonly (readonly [code: string, title: string])[]> {
  const rows = await query<{ readonly code: string; readonly title: string }>(
    db,
    sql`select code, title from diagnosis_code`,
  );
  return rows.map(({ code, title }) => [code, title]);
}

/** Which edition was imported last; absent: none. An import writes all rows in one transaction, so the transaction of any of them names it. */
export async function diagnosisEdition(db: Queryable): Promise<string | undefined> {
  const row = await queryOne<{ readonly edition: string }>(
    db,
    sql`select xmin::text as edition from diagnosis_code limit 1`,
  );
  return row?.edition;
}

export async function countDiagnosisCodes(db: Queryable): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*)::int as count from diagnosis_code`,
  );
  return row?.count ?? 0;
}
