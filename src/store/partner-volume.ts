import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** What Medicare paid for in a year, by NPI; null: fewer than eleven, which CMS does not publish. Medicare only. */
export type PartnerVolume = {
  readonly npi: string;
  readonly year: number;
  readonly beneficiaries: number | null;
  /** A decimal number as text: services are counted in fractions too. */
  readonly services: string | null;
};

/** How many are new or another now. */
export function upsertVolumes(tx: Tx, runId: string, rows: readonly PartnerVolume[]): Promise<number> {
  return execute(
    tx,
    sql`insert into partner_volume (npi, year, beneficiaries, services, run_id)
        select distinct on (n.npi, n.year) n.*, ${runId}::uuid from unnest(${rows.map((row) => row.npi)}::text[], ${rows.map((row) => row.year)}::smallint[],
          ${rows.map((row) => row.beneficiaries)}::int[], ${rows.map((row) => row.services)}::numeric[]) as n (npi, year, beneficiaries, services)
        order by n.npi, n.year
        on conflict (npi, year) do update set beneficiaries = excluded.beneficiaries, services = excluded.services, run_id = excluded.run_id
          where (partner_volume.beneficiaries, partner_volume.services) is distinct from (excluded.beneficiaries, excluded.services)`,
    { name: 'upsert-volumes' },
  );
}

/** Of all numbers of a partner, newest year first. Index: partner_volume primary key. */
export function listVolumes(db: Queryable, partnerId: string): Promise<PartnerVolume[]> {
  return query<PartnerVolume>(
    db,
    sql`select v.npi, v.year, v.beneficiaries, v.services from partner_identifier i join partner_volume v on v.npi = i.value
        where i.partner_id = ${partnerId} and i.system = 'npi' order by v.year desc, v.npi limit 100`,
  );
}
