import { newId } from '../../src/lib/ids.ts';
import { execute, sql, type Database } from '../../src/store/database.ts';
import { npi } from './npi.ts';

export type OfficeEndpoint = { readonly destination: string; readonly address: string };

/** Enters offices that are active and say where they take notes; office `n` has the NPI `npi(n)`. */
export async function enterOffices(db: Database, endpoints: readonly OfficeEndpoint[]): Promise<void> {
  const ids = endpoints.map(() => newId());
  const numbers = endpoints.map((_, index) => npi(index));
  await execute(
    db,
    sql`insert into partner (id, kind, name, family, given, stage, name_key)
        select n.id, 'person', 'ROBERT ZZTEST', 'ZZTEST', 'ROBERT', 'active', 'zztest robert'
        from unnest(${ids}::uuid[], ${numbers}::text[]) as n (id, npi)`,
  );
  await execute(
    db,
    sql`insert into partner_identifier (system, value, partner_id)
        select 'npi', n.npi, n.id from unnest(${ids}::uuid[], ${numbers}::text[]) as n (id, npi)`,
  );
  await execute(
    db,
    sql`insert into delivery_endpoint (id, partner_id, destination, address, settings)
        select n.id, n.id, n.destination, n.address, case n.destination when 'folder' then '{"confirm": "written"}' else '{}' end::jsonb
        from unnest(${ids}::uuid[], ${endpoints.map((one) => one.destination)}::text[], ${endpoints.map((one) => one.address)}::text[])
          as n (id, destination, address)`,
  );
}
