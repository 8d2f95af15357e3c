import { newId } from '../../src/lib/ids.ts';
import type { Database } from '../../src/store/database.ts';
import { execute, sql } from '../../src/store/database.ts';
import { npi } from './messages.ts';

/** Enters the offices the messages name, active and with a folder for their notes: what a practice has after its first months. */
export async function enterOffices(
  db: Database,
  count: number,
  destination: string,
  address: (index: number) => string,
): Promise<void> {
  const ids = Array.from({ length: count }, () => newId());
  const numbers = ids.map((_, index) => npi(index));
  await execute(
    db,
    sql`insert into partner (id, kind, name, family, given, stage, name_key)
        select n.id, 'person', 'ZZTEST ' || n.npi, 'ZZTEST', n.npi, 'active', 'zztest ' || n.npi
        from unnest(${ids}::uuid[], ${numbers}::text[]) as n (id, npi)`,
  );
  await execute(
    db,
    sql`insert into partner_identifier (system, value, partner_id) select 'npi', n.npi, n.id from unnest(${ids}::uuid[], ${numbers}::text[]) as n (id, npi)`,
  );
  await execute(
    db,
    sql`insert into delivery_endpoint (id, partner_id, destination, address, settings)
        select n.id, n.id, ${destination}, n.address, ${sql.json(destination === 'folder' ? { confirm: 'written' } : {})}
        from unnest(${ids}::uuid[], ${ids.map((_, index) => address(index))}::text[]) as n (id, address)`,
  );
}
