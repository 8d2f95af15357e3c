import { newId } from '../../src/lib/ids.ts';
import { execute, sql, type Database } from '../../src/store/database.ts';
import { npi } from './npi.ts';

export type OfficeEndpoint = { readonly destination: string; readonly address: string };

const someone = { family: 'ZZTEST', given: 'ROBERT' };

/** Enters offices that are active and say where they take notes; office `n` has the NPI `npi(n)` and the name its messages give it. */
export async function enterOffices(
  db: Database,
  endpoints: readonly OfficeEndpoint[],
  nameOf: (nr: number) => { readonly family: string; readonly given: string } = () => someone,
): Promise<void> {
  const ids = endpoints.map(() => newId());
  const numbers = endpoints.map((_, index) => npi(index));
  const names = endpoints.map((_, index) => nameOf(index));
  await execute(
    db,
    sql`insert into partner (id, kind, name, family, given, stage, name_key)
        select n.id, 'person', n.given || ' ' || n.family, n.family, n.given, 'active', lower(n.family || ' ' || n.given)
        from unnest(${ids}::uuid[], ${names.map((one) => one.family)}::text[], ${names.map((one) => one.given)}::text[]) as n (id, family, given)`,
  );
  await execute(
    db,
    sql`insert into partner_identifier (system, value, partner_id)
        select 'npi', n.npi, n.id from unnest(${ids}::uuid[], ${numbers}::text[]) as n (id, npi)`,
  );
  await execute(
    db,
    sql`insert into delivery_endpoint (id, partner_id, destination, address, verified_at, settings)
        select n.id, n.id, n.destination, n.address, now(), case n.destination when 'folder' then '{"confirm": "written"}' else '{}' end::jsonb
        from unnest(${ids}::uuid[], ${endpoints.map((one) => one.destination)}::text[], ${endpoints.map((one) => one.address)}::text[])
          as n (id, destination, address)`,
  );
}
