import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** A number, the one that took its place, and whose they are. */
export type OpenReplacement = {
  readonly npi: string;
  readonly replacedBy: string;
  readonly oldId: string | null;
  readonly newId: string | null;
};

/** Pairs that are not one partner yet, by number. Indexes: npi_replacement_open, partner_identifier primary key. */
export function listReplacements(db: Queryable, after: string, limit: number): Promise<OpenReplacement[]> {
  return query<OpenReplacement>(
    db,
    sql`select r.npi, r.replaced_by as "replacedBy", o.partner_id as "oldId", n.partner_id as "newId" from npi_replacement r
        left join partner_identifier o on o.system = 'npi' and o.value = r.npi
        left join partner_identifier n on n.system = 'npi' and n.value = r.replaced_by
        where r.joined_at is null and r.npi > ${after} order by r.npi limit ${limit}`,
  );
}

export async function markJoined(tx: Tx, npis: readonly string[]): Promise<void> {
  await execute(tx, sql`update npi_replacement set joined_at = now() where npi = any(${npis}::text[])`);
}
