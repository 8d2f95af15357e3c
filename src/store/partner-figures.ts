import { query, sql, type Queryable, type Statement } from './database.ts';

/** An NPI from its first four figures; a telephone or fax line from its first six. Indexes: partner_identifier primary key, those of lines. */
export async function findByFigures(
  db: Queryable,
  figures: string,
  limit: number,
): Promise<readonly string[]> {
  const line = figures.length === 11 && figures.startsWith('1') ? figures.slice(1) : figures;
  const [from, to] = [line, `${line}z`];
  const isLine = line.length >= 6;
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select distinct id from (
          (select coalesce(p.alias_of, p.id) as id from partner_identifier i join partner p on p.id = i.partner_id
            where i.system = 'npi' and i.value >= ${figures} and i.value < ${`${figures}z`} limit ${limit}::int)
          ${isLine ? sql`union all ${linesBetween(from, to, limit)}` : sql.empty}) f limit ${limit}::int`,
  );
  return rows.map((row) => row.id);
}

function linesBetween(from: string, to: string, limit: number): Statement {
  const one = (table: Statement, id: Statement, column: Statement, also: Statement): Statement =>
    sql`(select ${id} as id from ${table} where ${column} >= ${from} and ${column} < ${to} ${also} limit ${limit}::int)`;
  const partner = sql`partner`;
  const place = sql`partner_location`;
  const inUse = sql`and retired_at is null`;
  return sql.join(
    [
      one(partner, sql`id`, sql`phone`, sql`and alias_of is null`),
      one(partner, sql`id`, sql`fax`, sql`and alias_of is null`),
      one(place, sql`partner_id`, sql`phone`, inUse),
      one(place, sql`partner_id`, sql`fax`, inUse),
      one(sql`practice_role`, sql`person_id`, sql`phone`, sql.empty),
      one(sql`practice_role`, sql`person_id`, sql`fax`, sql.empty),
      one(sql`delivery_endpoint`, sql`partner_id`, sql`line`, inUse),
    ],
    sql` union all `,
  );
}
