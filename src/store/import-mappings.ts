import { execute, query, queryOne, sql, type Queryable } from './database.ts';

/** A column mapping a person saved: field by header. */
export type ImportMapping = {
  readonly name: string;
  readonly kind: 'payer' | 'outreach';
  readonly columns: Readonly<Record<string, string>>;
  readonly savedBy: string;
  readonly savedAt: string;
};

const columns = sql`name, kind, columns, saved_by as "savedBy", saved_at as "savedAt"`;

export function listMappings(db: Queryable): Promise<ImportMapping[]> {
  return query<ImportMapping>(db, sql`select ${columns} from import_mapping order by name limit 500`);
}

export function findMapping(db: Queryable, name: string): Promise<ImportMapping | undefined> {
  return queryOne<ImportMapping>(db, sql`select ${columns} from import_mapping where name = ${name}`);
}

/** A mapping of the same name is replaced. */
export async function saveMapping(
  db: Queryable,
  mapping: Pick<ImportMapping, 'name' | 'kind' | 'columns' | 'savedBy'>,
): Promise<void> {
  await execute(
    db,
    sql`insert into import_mapping (name, kind, columns, saved_by) values (${mapping.name}, ${mapping.kind}, ${sql.json(mapping.columns)}, ${mapping.savedBy})
        on conflict (name) do update set kind = excluded.kind, columns = excluded.columns, saved_by = excluded.saved_by, saved_at = now()`,
  );
}
