import { query, queryOne, sql, type Queryable } from './database.ts';

/** A package holds one or two messages; more is none. */
const MOST_SIBLINGS = 10;

/** The messages of a format that came in one package. Index: message_of_parent. */
export function listSiblings(
  db: Queryable,
  parentId: string,
  format: 'hl7v2' | 'ccda',
): Promise<{ readonly body: Buffer; readonly receivedAt: string }[]> {
  return query(
    db,
    sql`select body, received_at as "receivedAt" from message where parent_id = ${parentId} and format = ${format}
        order by id limit ${MOST_SIBLINGS}`,
  );
}

/** How many messages came in a package. Index: message_of_parent. */
export async function countPackaged(db: Queryable, parentId: string): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*)::int as count from message where parent_id = ${parentId} and format is not null`,
  );
  return row?.count ?? 0;
}
